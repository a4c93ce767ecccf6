"""Commands of whoever runs an installation: ``faltplan clock``."""

import os

import click

from web.cli_errors import plain_errors
from web.parts import Parts
from web.settings import Settings
from web.store.clock import SAID, accept_clock, look_at_clock
from web.words import Words


@click.command("clock", help="Pröva datorns klocka mot granskningsloggen. / Check the clock against the audit.")
@click.option(
    "--accept", is_flag=True, help="Klockan går rätt; fortsätt från den. / The clock is right; go on from it."
)
@click.pass_obj
@plain_errors
def clock_command(words: Words, accept: bool) -> None:  # noqa: FBT001 - click passes it by keyword
    """Say what the clock and the newest entry of the audit say; exit code 1 where they do not agree."""
    store = Parts.of(Settings.from_environment(os.environ)).store
    try:
        seen = accept_clock(store, "system") if accept else look_at_clock(store)
    finally:
        store.close()
    newest = f"{seen.newest:%Y-%m-%d %H:%M}" if seen.newest else "–"
    click.echo(
        words.text("Clock: %(now)s UTC. Newest entry: %(newest)s UTC.", now=f"{seen.now:%Y-%m-%d %H:%M}", newest=newest)
    )
    if accept:
        click.echo(words.text("The clock is accepted; this is written in the audit."))
    elif seen.fault:
        values = {"now": f"{seen.now:%Y-%m-%d %H:%M} UTC", "newest": f"{newest} UTC"}
        click.echo(words.text(SAID[seen.fault], **values), err=True)
        raise SystemExit(1)
