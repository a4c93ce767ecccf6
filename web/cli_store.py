"""Commands that make the store and fill it: ``faltplan migrate`` and ``faltplan load``."""

import os
from dataclasses import replace
from pathlib import Path

import click

from web.cli_errors import plain_errors
from web.lead.actions import load_city
from web.parts import Parts
from web.settings import Settings
from web.store.migrate import migrate, newest_revision
from web.words import Words


@click.command("migrate", help="Gör databasen, eller för den till den här versionen. / Make or upgrade the database.")
@click.pass_obj
@plain_errors
def migrate_command(words: Words) -> None:
    """Bring the database to the tables of this version."""
    before = migrate(Settings.from_environment(os.environ).database)
    now = newest_revision()
    if not before:
        click.echo(words.text("The database is made (revision %(now)s).", now=now))
    elif before == now:
        click.echo(words.text("The database is up to date (revision %(now)s).", now=now))
    else:
        click.echo(words.text("The database went from revision %(before)s to %(now)s.", before=before, now=now))


@click.command("load", help="Läs in en stads platser och team i databasen. / Load a city's places and teams.")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.pass_obj
@plain_errors
def load_command(words: Words, folder: Path | None) -> None:
    """Put a city folder's places and teams into the store, all or nothing."""
    settings = Settings.from_environment(os.environ)
    parts = Parts.of(replace(settings, city=folder or settings.city))
    try:
        city = load_city(parts.store, parts.city)
    finally:
        parts.store.close()
    click.echo(
        words.text(
            "%(city)s is loaded: %(hotspots)s places, %(needs)s needs, %(teams)s teams.",
            city=city.name,
            hotspots=words.number(len(city.hotspots)),
            needs=words.number(len(city.needs)),
            teams=words.number(len(city.team_ids)),
        )
    )
