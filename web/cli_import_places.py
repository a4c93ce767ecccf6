"""Commands that import places into the store: ``faltplan import districts`` and ``faltplan import hotspots``."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING

import click

from web.cli_backup import open_store
from web.cli_errors import plain_errors, stop
from web.settings import Settings
from web.words import Words

if TYPE_CHECKING:
    from web.lead.hotspot_import import HotspotsImported

BAR_AFTER_S = 1.0
"""What is done sooner shows no bar."""

_FILE = click.Path(path_type=Path, dir_okay=False)
_CRS = click.option("--crs", help="Koordinatsystem där filen inte säger det, som EPSG:3011. / CRS where it has none.")
_LAYER = click.option("--layer", help="Lager i en GeoPackage. / Layer of a GeoPackage.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Visa vad som skulle ändras. / Tell what would change.")


@click.command(
    "districts",
    help="Läs in stadsdelars gränser (GeoJSON, GeoPackage). / Import outlines of districts or neighbourhoods.",
)
@click.argument("file", type=_FILE)
@click.option(
    "--of",
    "kind",
    type=click.Choice(["districts", "neighbourhoods"]),
    help="Vad gränserna gäller; annars det namnen tyder på. / What the outlines are of; else as names suggest.",
)
@click.option("--name-field", help="Kolumnen med namn. / The column with names.")
@click.option(
    "--valid-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Gäller från och med; det äldre gäller före dess. / From this day on; earlier outlines hold before it.",
)
@click.option("--source", default="", help="Källa, som kartans ägare och licens. / Where they come from.")
@_CRS
@_LAYER
@_DRY_RUN
@click.pass_obj
@plain_errors
def import_districts_command(
    words: Words,
    file: Path,
    kind: str | None,
    name_field: str | None,
    valid_from: datetime | None,
    source: str,
    crs: str | None,
    layer: str | None,
    dry_run: bool,  # noqa: FBT001
) -> None:
    """Put outlines of districts into the store, all or nothing."""
    from geo.outlines_file import OutlineKind
    from geo.reference import city_folder
    from web.import_words import district_lines
    from web.lead.district_import import STEPS, import_districts

    settings = Settings.from_environment(os.environ)
    day = valid_from.date() if valid_from else None
    _tell_size(words, [file])
    with open_store(settings) as store, late_bar(words, STEPS) as report:
        told = import_districts(
            store,
            settings.city or city_folder(),
            file,
            kind=OutlineKind(kind) if kind else None,
            name_field=name_field,
            valid_from=day,
            source=source,
            crs=crs,
            layer=layer,
            dry_run=dry_run,
            report=report,
        )
    _tell(words, district_lines(words, told, valid_from=day), dry_run=dry_run)


@click.command(
    "hotspots",
    help="Läs in platser och behov (GeoJSON, GeoPackage, CSV). / Import places and visit needs.",
)
@click.argument("file", type=_FILE)
@click.option("--needs", type=_FILE, help="Behov, som needs.csv. / Visit needs, as needs.csv.")
@click.option("--replace", "replace_all", is_flag=True, help="Ta bort det som inte står i filen. / Remove all else.")
@click.option(
    "--yes", is_flag=True, help="Även om behov eller planerade stopp går förlorade. / Even if needs are lost."
)
@_CRS
@_LAYER
@_DRY_RUN
@click.pass_obj
@plain_errors
def import_hotspots_command(
    words: Words,
    file: Path,
    needs: Path | None,
    replace_all: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    crs: str | None,
    layer: str | None,
    dry_run: bool,  # noqa: FBT001
) -> None:
    """Merge hotspots and needs into the store by id, all or nothing."""
    from geo.imports import BrokenImportError
    from geo.reference import city_folder
    from web.import_words import hotspot_lines, lost_text
    from web.lead.hotspot_import import STEPS, WouldBeLostError, far_from_streets, import_hotspots
    from web.off_network_words import off_network_lines
    from web.travel import imports_of

    settings = Settings.from_environment(os.environ)
    _tell_size(words, [file, *([needs] if needs else [])])
    with open_store(settings) as store:
        try:
            with late_bar(words, STEPS) as report:
                told: HotspotsImported = import_hotspots(
                    store,
                    settings.city or city_folder(),
                    file,
                    needs=needs,
                    replace_all=replace_all,
                    lose=yes,
                    crs=crs,
                    layer=layer,
                    dry_run=dry_run,
                    report=report,
                )
        except WouldBeLostError as error:
            stop(lost_text(words, error.told))
    _tell(words, hotspot_lines(words, told), dry_run=dry_run)
    try:
        far = far_from_streets(imports_of(settings.home, told.city), told.named)
    except BrokenImportError as error:
        click.echo(words.text("The imported streets cannot be read: %(what)s", what=error), err=True)
    else:
        names = {hotspot.id: hotspot.name for hotspot in told.named}
        _tell(words, list(off_network_lines(words, far, names)) if far else [], dry_run=False)


@contextmanager
def late_bar(words: Words, steps: int) -> Iterator[Callable[[int], None]]:
    """Give what is called with the number of each step that is done; a bar is drawn once that takes a while."""
    bar = click.progressbar(length=steps, label=words.text("Importing"), file=sys.stderr)
    lock, done, drawn = Lock(), 0, False

    with ExitStack() as shown:

        def draw() -> None:
            nonlocal drawn
            with lock:
                shown.enter_context(bar)
                bar.update(done)
                drawn = True

        def report(step: int) -> None:
            nonlocal done
            with lock:
                if drawn:
                    bar.update(step - done)
                done = step

        timer = Timer(BAR_AFTER_S, draw)
        timer.daemon = True
        timer.start()
        try:
            yield report
        finally:
            timer.cancel()
            timer.join()


def _tell_size(words: Words, files: Sequence[Path]) -> None:
    from geo.faults import printable

    for file in files:
        if file.is_file():
            size = file.stat().st_size
            said = f"{words.number(size / 1e6, 1)} MB" if size >= 1e6 else f"{words.number(max(1, size / 1e3))} kB"
            click.echo(words.text("%(file)s: %(size)s to read.", file=printable(file.name), size=said))


def _tell(words: Words, lines: Sequence[str], *, dry_run: bool) -> None:
    if dry_run:
        click.echo(words.text("Nothing is changed. This would be done:"))
    for line in lines:
        click.echo(line)
