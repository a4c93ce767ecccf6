"""The command that imports streets and base map: ``faltplan import streets``."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from web.cli_backup import open_store
from web.cli_errors import installation_text, plain_errors
from web.settings import Settings
from web.store.faults import StoreError, StoreFault
from web.store.migrate import require_current
from web.store.store import Store
from web.words import Words


@click.command("streets", help="Läs in gator och karta ur OpenStreetMap (.osm.pbf). / Import streets and base map.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--city", type=click.Path(path_type=Path), help="Stadens mapp; annars FALTPLAN_CITY. / The city's folder."
)
@click.pass_obj
@plain_errors
def import_streets_command(words: Words, file: Path, city: Path | None) -> None:
    """Put the streets of a file into use, all or nothing."""
    from geo.city import read_city
    from geo.faults import printable
    from geo.import_streets import Stage
    from geo.osm.blocks import check_blocks
    from geo.reference import city_folder
    from web.import_words import next_step
    from web.lead.street_import import import_city_streets
    from web.off_network_words import off_network_lines
    from web.street_words import STAGES, size_text, street_lines

    settings = Settings.from_environment(os.environ)
    chosen = read_city(city or settings.city or city_folder())
    click.echo(size_text(words, printable(file.name), check_blocks(file)))
    bar: Any = click.progressbar(
        length=100,
        label=words.text("Importing"),
        item_show_func=lambda stage: words.text(STAGES[stage]) if stage else "",
        file=sys.stderr,
    )

    def show(stage: Stage, share: float) -> None:
        bar.update(int(100 * share) - bar.pos, stage)

    today = datetime.now(chosen.tz).date()
    with _store(words, settings) as store, bar:
        told = import_city_streets(file, city=chosen, home=settings.home, today=today, store=store, report=show)
    for line in (*street_lines(words, told.streets), *off_network_lines(words, told.far, told.names), next_step(words)):
        click.echo(line)


@contextmanager
def _store(words: Words, settings: Settings) -> Iterator[Store | None]:
    """Open the store where there is one of this version; None, said where it is not simply lacking, elsewhere."""
    try:
        require_current(settings.database)
    except StoreError as error:
        if error.fault is not StoreFault.NOT_MADE:
            click.echo(installation_text(words, error), err=True)
            click.echo(words.text("So the audit does not tell of this import."), err=True)
        yield None
        return
    with open_store(settings) as store:
        yield store
