"""Commands of the audit: ``faltplan audit verify`` and ``faltplan audit head``."""

import os
import re
import sys

import click

from web.audit.checking import Head, check_audit, head_of
from web.cli_backup import open_store
from web.cli_errors import chosen_words, plain_errors
from web.security.audit_words import FAULTS
from web.settings import Settings
from web.words import N_, Words

_SEAL = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def _expected(context: click.Context, _parameter: click.Parameter, value: str | None) -> Head | None:
    if value is None:
        return None
    found = _SEAL.fullmatch(value.strip())
    if found is None:
        words = context.obj or chosen_words()
        raise click.BadParameter(words.text("“%(text)s” is no number and seal as audit head prints them", text=value))
    return Head(int(found[1]), found[2])


@click.group("audit", help="Granskningsloggen. / The audit.")
def audit_command() -> None:
    """Group the commands of the audit."""


@audit_command.command("verify", help="Pröva att granskningsloggen är hel. / Try whether the audit is whole.")
@click.option(
    "--expect",
    callback=_expected,
    metavar="NR:FÖRSEGLING",
    help="En försegling som sparats på annat ställe. / A seal that was kept elsewhere.",
)
@click.pass_obj
@plain_errors
def verify_command(words: Words, expect: Head | None) -> None:
    """Say what does not hold; exit code 1 where something does not."""
    with open_store(Settings.from_environment(os.environ)) as store:
        checked = check_audit(store, expect=expect)
    for fault in checked.faults:
        click.echo(words.text(FAULTS[fault.code], seq=fault.seq), err=True)
    if checked.older_than_checkpoint:
        said = N_("That entry was cut when its time was out; a sealed checkpoint stands for it. Keep a newer seal.")
        click.echo(words.text(said))
    if checked.removed:
        click.echo(words.text("Entries up to %(seq)s were cut when their time was out.", seq=checked.removed))
    if not checked.whole:
        said = N_("The audit does not hold. Somebody has changed the database past Fältplan.")
        click.echo(words.text(said), err=True)
        sys.exit(1)
    click.echo(words.text("The audit is whole."))
    click.echo(words.plural("%(num)s entry holds.", "%(num)s entries hold.", checked.entries))


@audit_command.command("head", help="Visa sista posten och dess försegling. / Print the last entry and its seal.")
@click.pass_obj
@plain_errors
def head_command(words: Words) -> None:
    """Print what is to be kept elsewhere, for ``verify --expect``."""
    with open_store(Settings.from_environment(os.environ)) as store, store.read() as session:
        head = head_of(session)
    if head is None:
        click.echo(words.text("There is no entry yet."), err=True)
        sys.exit(1)
    click.echo(f"{head.seq}:{head.seal}")
