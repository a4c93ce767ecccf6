"""Command that imports timetables: ``faltplan import timetable``."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from web.cli_backup import open_store
from web.cli_errors import installation_text, plain_errors
from web.settings import Settings
from web.store.faults import StoreError, StoreFault
from web.store.migrate import require_current
from web.store.store import SYSTEM
from web.words import Words

if TYPE_CHECKING:
    from geo.city_settings import CitySettings
    from geo.import_timetable import TimetableImport

_STEPS = 1000


@click.command(
    "timetable",
    help="Läs in tidtabeller (GTFS, zip); flera filer blir en tidtabell. / Import timetables; several become one.",
)
@click.argument("files", metavar="FILE...", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option(
    "--city", type=click.Path(path_type=Path), help="Stadens mapp; annars FALTPLAN_CITY. / The city's folder."
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Dag som den typiska veckan väljs från; annars i dag. / The day from which the typical week is chosen.",
)
@click.pass_obj
@plain_errors
def import_timetable_command(words: Words, files: tuple[Path, ...], city: Path | None, as_of: datetime | None) -> None:
    """Put a timetable in the place of the one that is in use, all or nothing."""
    from geo.import_timetable import import_timetable
    from geo.reference import city_folder
    from web.import_words import next_step
    from web.timetable_words import timetable_lines
    from web.travel import imports_of

    settings = Settings.from_environment(os.environ)
    of_city = _city_settings(city or settings.city or city_folder())
    today = datetime.now(UTC).astimezone(ZoneInfo(of_city.timezone)).date()
    _tell_size(words, files)
    with click.progressbar(length=_STEPS, label=words.text("Importing"), file=sys.stderr) as bar:
        done = import_timetable(
            files,
            imports_of(settings.home, of_city.id),
            as_of=as_of.date() if as_of else today,
            today=today,
            bounds=of_city.bounds,
            timezone=of_city.timezone,
            report=lambda share: bar.update(int(_STEPS * share) - bar.pos),
        )
    for line in (*timetable_lines(words, done, today=today), next_step(words)):
        click.echo(line)
    _audit(words, settings, of_city.id, files, done)


def _city_settings(folder: Path) -> "CitySettings":
    from geo.city_settings import read_city_settings
    from geo.faults import FaultList

    noted = FaultList("city.toml")
    read = read_city_settings(folder / "city.toml", noted)
    noted.raise_any()
    return read


def _tell_size(words: Words, files: tuple[Path, ...]) -> None:
    from geo.import_timetable import expected_s
    from geo.travel.gtfs_zip import unpacked_bytes

    size, unpacked = sum(file.stat().st_size for file in files if file.is_file()), sum(map(unpacked_bytes, files))
    if not unpacked:
        return  # no zip: what is wrong is told at once
    values = {key: words.number(max(0.1, value / 1e6), 1) for key, value in (("size", size), ("unpacked", unpacked))}
    said = words.text("%(size)s MB to read (%(unpacked)s MB unpacked).", **values)
    seconds = expected_s(files)
    takes = (
        words.text("This takes a few seconds.")
        if seconds < 10
        else words.text("This takes about %(time)s.", time=words.minutes(seconds))
    )
    click.echo(f"{said} {takes}")


def _audit(words: Words, settings: Settings, city: str, files: tuple[Path, ...], done: "TimetableImport") -> None:
    """Write the import into the audit, where there is a store of this version."""
    from geo.faults import printable

    try:
        require_current(settings.database)
    except StoreError as error:
        if error.fault is not StoreFault.NOT_MADE:
            click.echo(installation_text(words, error), err=True)
            click.echo(words.text("So the audit does not tell of this import."), err=True)
        return
    with open_store(settings) as store:
        names = printable(" + ".join(file.name for file in files))
        store.note(SYSTEM, "timetable.imported", "timetable", city, file=names, hash=done.sha256)
