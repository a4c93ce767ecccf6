"""Commands that copy an installation: ``faltplan backup``, ``restore``, ``export`` and ``import``."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from web.admin.retention_words import CATEGORIES, STEPS
from web.backup_words import REFUSALS, clock_too_far_text, refusal_text
from web.cli_errors import plain_errors, stop
from web.security.audit_words import FAULTS
from web.security.keys import keys_at, read_keys
from web.settings import Settings
from web.store.archive_export import export_archive
from web.store.archive_import import import_archive
from web.store.backup import back_up
from web.store.backup_files import backup_name
from web.store.migrate import require_current
from web.store.restore import Restored, restore
from web.store.retention import WrongClockError
from web.store.sealed_file import verify_sealed
from web.store.store import Store
from web.words import N_, Words

_FILE = click.Path(path_type=Path, dir_okay=False)
_WITHOUT_SEAL = click.option(
    "--without-seal",
    is_flag=True,
    help="Godta en fil från en installation med andra nycklar. / Accept a file of an installation with other keys.",
)

UNREADABLE = N_(
    "The database that was replaced could not be read. What was erased by hand in it since the backup has come back: "
    "erase it again."
)


@click.command("backup", help="Gör en säkerhetskopia medan allt är igång. / Make a backup while everything runs.")
@click.option("--to", "target", type=_FILE, help="Filen; annars en ny i FALTPLAN_BACKUPS. / The file.")
@click.option("--verify", type=_FILE, help="Pröva en kopia i stället. / Try a backup instead of making one.")
@_WITHOUT_SEAL
@click.pass_obj
@plain_errors
def backup_command(words: Words, target: Path | None, verify: Path | None, without_seal: bool) -> None:  # noqa: FBT001
    """Write a backup, or try every byte of one."""
    settings = Settings.from_environment(os.environ)
    if verify is not None:
        with refusals(words):
            sealed = verify_sealed(verify, read_keys(settings.keys_file).audit_key, without_seal=without_seal)
        values = {"file": verify, "made": sealed.facts["made_at"][:16].replace("T", " ")}
        click.echo(words.text("%(file)s is whole. It was made %(made)s (UTC).", **values))
        _echo_rows(words, sealed.facts)
        return
    with open_store(settings) as store:
        made = back_up(store, target or settings.backup_folder / backup_name(store.clock()))
    size = words.number(made.bytes / 1e6, 1)
    click.echo(
        words.text(
            "The backup is written to %(file)s (%(rows)s rows, %(size)s MB).",
            file=made.path,
            rows=words.number(made.rows),
            size=size,
        )
    )
    click.echo(words.text("The keys are not in it: keep a copy of %(keys)s elsewhere.", keys=settings.keys_file))


@click.command("restore", help="Läs tillbaka en säkerhetskopia. / Restore a backup.")
@click.argument("file", type=_FILE)
@_WITHOUT_SEAL
@click.option("--clock-is-right", is_flag=True, help="Datorns klocka går rätt. / The computer's clock is right.")
@click.pass_obj
@plain_errors
def restore_command(words: Words, file: Path, without_seal: bool, clock_is_right: bool) -> None:  # noqa: FBT001
    """Put a backup in the place of the database."""
    settings = Settings.from_environment(os.environ)
    with refusals(words):
        done = restore(
            settings.database,
            file,
            key=read_keys(settings.keys_file).audit_key,
            backups=settings.backup_folder,
            without_seal=without_seal,
            clock_is_right=clock_is_right,
        )
    made = done.sealed.facts["made_at"][:16].replace("T", " ")
    click.echo(words.text("The database is now as it was %(made)s (UTC).", made=made))
    _tell_restored(words, done)


@click.command("export", help="Ta ut hela installationen som ett arkiv. / Export the installation as one archive.")
@click.argument("file", type=_FILE)
@click.option(
    "--with-secrets",
    is_flag=True,
    help="Även lösenord och nycklar, kodade. / Also passwords and passkeys, as they are kept.",
)
@click.pass_obj
@plain_errors
def export_command(words: Words, file: Path, with_secrets: bool) -> None:  # noqa: FBT001
    """Write a GeoPackage of places and JSON of all else into one zip file."""
    settings = Settings.from_environment(os.environ)
    require_current(settings.database)
    with open_store(settings) as store:
        made = export_archive(store, file, with_secrets=with_secrets)
    click.echo(
        words.text("Everything is written to %(file)s (%(rows)s rows).", file=made.path, rows=words.number(made.rows))
    )
    if not with_secrets:
        said = N_("Accounts are in it without what they sign in with: invite them again after an import.")
        click.echo(words.text(said))


@click.group(
    "import",
    help="Läs in gator, tidtabeller, gränser, platser eller ett arkiv. / "
    "Import streets, timetables, outlines, places or an archive.",
)
def import_group() -> None:
    """Group what is imported."""


@import_group.command("archive", help="Läs in ett arkiv i en tom databas. / Import an archive into an empty database.")
@click.argument("file", type=_FILE)
@_WITHOUT_SEAL
@click.pass_obj
@plain_errors
def import_archive_command(words: Words, file: Path, without_seal: bool) -> None:  # noqa: FBT001
    """Fill an empty database from an archive."""
    settings = Settings.from_environment(os.environ)
    with open_store(settings) as store, refusals(words):
        done = import_archive(store, file, without_seal=without_seal)
    click.echo(words.text("%(rows)s rows are imported.", rows=words.number(done.rows)))
    _echo_jobs(words, done.settled.jobs)
    if not done.with_audit:
        click.echo(words.text("The audit was sealed with other keys and stays in the archive; a new one begins here."))


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """Open the store of an installation."""
    store = Store(settings.database, audit_key=keys_at(settings.keys_file).audit_key)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def refusals(words: Words) -> Iterator[None]:
    """Say what is wrong with a backup or an archive, and end with exit code 2."""
    try:
        yield
    except REFUSALS as error:
        stop(refusal_text(words, error))
    except WrongClockError as error:
        stop(clock_too_far_text(words, error))


def _tell_restored(words: Words, done: Restored) -> None:
    _echo_rows(words, done.sealed.facts)
    if done.aside:
        click.echo(words.text("The database that was replaced is kept as %(file)s.", file=done.aside))
    if not done.replaced.readable:
        click.echo(words.text(UNREADABLE))
    _echo_jobs(words, done.settled.jobs)
    if done.settled.erased_again:
        click.echo(
            words.plural(
                "%(num)s contact that was erased by hand is erased again.",
                "%(num)s contacts that were erased by hand are erased again.",
                done.settled.erased_again,
            )
        )
    for due in done.erased:
        values = {"what": words.text(CATEGORIES[due.category]), "step": words.text(STEPS[due.step])}
        click.echo(f"- {values['what']}: {values['step']}, {words.number(due.count)}")
    for fault in done.chain:
        click.echo(words.text(FAULTS[fault.code], seq=fault.seq), err=True)


def _echo_rows(words: Words, facts: dict[str, Any]) -> None:
    rows = words.number(sum(facts["rows"].values()))
    values = {"version": facts["version"], "revision": facts["revision"], "backend": facts["backend"], "rows": rows}
    click.echo(words.text("Version %(version)s, revision %(revision)s, %(backend)s, %(rows)s rows.", **values))


def _echo_jobs(words: Words, count: int) -> None:
    if count:
        click.echo(
            words.plural(
                "%(num)s job was under way and has ended as failed: ask for it again.",
                "%(num)s jobs were under way and have ended as failed: ask for them again.",
                count,
            )
        )
