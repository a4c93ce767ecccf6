"""The command that forgets what is due: ``faltplan erase``."""

import os
import sys
from uuid import UUID

import click

from web.admin.retention_words import CATEGORIES, STEPS, WRONG_CLOCK
from web.cli_backup import open_store
from web.cli_errors import chosen_words, plain_errors, stop
from web.settings import Settings
from web.store.erasures import forget_contact
from web.store.faults import NotThereError
from web.store.retention import Due, WrongClockError, erase
from web.store.store import SYSTEM
from web.words import Words


def _tip(context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else str(UUID(value))
    except ValueError as error:
        words = context.obj or chosen_words()
        raise click.BadParameter(words.text("“%(text)s” is no tip's id", text=value)) from error


@click.command("erase", help="Radera allt som är dags. / Erase everything that is due.")
@click.option("--dry-run", is_flag=True, help="Visa bara vad som skulle raderas. / Only list what would be erased.")
@click.option(
    "--contact",
    callback=_tip,
    metavar="TIPS-ID",
    help="Radera kontakten till den som lämnat ett tips, nu. / Erase the contact of a tip's reporter, now.",
)
@click.pass_obj
@plain_errors
def erase_command(words: Words, dry_run: bool, contact: str | None) -> None:  # noqa: FBT001
    """List what is due, or erase it."""
    settings = Settings.from_environment(os.environ)
    with open_store(settings) as store:
        if contact is not None:
            try:
                with store.write(SYSTEM) as work:
                    forget_contact(work, contact)
            except NotThereError:
                stop(words.text("The tip %(tip)s has no contact.", tip=contact))
            click.echo(words.text("The contact is erased. It will not come back with a backup."))
            return
        try:
            found = erase(store, dry_run=dry_run, backups=settings.backup_folder)
        except WrongClockError as error:
            values = {"known": f"{error.known:%Y-%m-%d %H:%M}", "now": f"{error.now:%Y-%m-%d %H:%M}"}
            click.echo(words.text(WRONG_CLOCK, **values), err=True)
            sys.exit(1)
    if not found:
        click.echo(words.text("Nothing is due. Everything that should be gone is gone."))
        return
    click.echo(words.text("Would be done:") if dry_run else words.text("Done:"))
    for due in found:
        click.echo(f"- {due_text(words, due)}")


def due_text(words: Words, due: Due) -> str:
    """Say what a step takes: what, how, how much, and from when the oldest is."""
    values = {
        "what": words.text(CATEGORIES[due.category]),
        "step": words.text(STEPS[due.step]),
        "count": words.number(due.count),
        "oldest": due.oldest.date().isoformat() if due.oldest else "–",
    }
    return words.text("%(what)s: %(step)s, %(count)s (the oldest from %(oldest)s)", **values)
