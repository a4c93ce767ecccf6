"""The command line's accounts: ``faltplan account add | list | invite | roles | close | open``."""

import os

import click

from web.admin.accounts_actions import (
    AccountFault,
    AccountInfo,
    account_id,
    add_account,
    change_account,
    invite_again,
    list_accounts,
    read_account,
    set_active,
)
from web.cli_errors import plain_errors, stop
from web.parts import Parts
from web.security.bindings import team_names
from web.security.person import Grant, Role
from web.security.role_words import grant_texts
from web.settings import Settings
from web.store.faults import NotThereError
from web.words import Words

_EMAIL = click.argument("email")
_ROLES = click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE[:TEAM]",
    help="lead:TEAM, field:TEAM, coordinator:TEAM, partner:TEAM, district:STADSDEL, auditor, admin.",
)


@click.group("account", help="Konton. / Accounts.")
def account_command() -> None:
    """Look after accounts."""


@account_command.command("add", help="Lägg till ett konto och skriv ut inbjudan. / Add an account.")
@click.argument("name")
@click.option("--email", required=True, help="E-postadress. / E-mail address.")
@_ROLES
@click.pass_obj
@plain_errors
def add(words: Words, name: str, email: str, roles: tuple[str, ...]) -> None:
    """Make an account and print its invitation."""
    made = _parts()
    names = team_names(made.store)
    try:
        _, token = add_account(made.store, name=name, email=email, grants=_grants(words, roles), teams=names)
    except AccountFault as fault:
        stop(words.text(fault.said))
    _print_link(words, made, token)


@account_command.command("list", help="Visa konton. / List accounts.")
@click.pass_obj
@plain_errors
def list_command(words: Words) -> None:
    """Print every account, one a line."""
    made = _parts()
    names = team_names(made.store)
    for info in list_accounts(made.store):
        told = "; ".join(grant_texts(words, info.grants, names)) or words.text("no roles")
        closed = "" if info.active else words.text("closed")
        click.echo(f"{info.email}  {info.name}{f' ({closed})' if closed else ''}  {told}")


@account_command.command("invite", help="Ny inbjudan; de äldre slutar gälla. / A new invitation.")
@_EMAIL
@click.option("--begin-anew", is_flag=True, help="Ta bort lösenord, andra steg och nycklar. / Remove what is set up.")
@click.pass_obj
@plain_errors
def invite(words: Words, email: str, begin_anew: bool) -> None:  # noqa: FBT001 - click passes it by keyword
    """Print a new invitation."""
    made = _parts()
    info = _account(words, made, email)
    try:
        token = invite_again(made.store, info.id, begin_anew=begin_anew)
    except NotThereError:
        stop(words.text("The account is closed; open it first with faltplan account open."))
    _print_link(words, made, token)


@account_command.command("roles", help="Byt roller; de gamla tas bort. / Replace an account's roles.")
@_EMAIL
@_ROLES
@click.option("--none", is_flag=True, help="Ta bort alla roller. / Take every role away.")
@click.pass_obj
@plain_errors
def roles_command(words: Words, email: str, roles: tuple[str, ...], none: bool) -> None:  # noqa: FBT001 - click's own
    """Give an account other roles."""
    if not roles and not none:
        stop(words.text("Name the roles with --role, or write --none to take every role away."))
    made = _parts()
    info = _account(words, made, email)
    teams, grants = team_names(made.store), _grants(words, roles)
    try:
        change_account(made.store, info.id, name=info.name, grants=grants, teams=teams, expected=None)
    except AccountFault as fault:
        stop(words.text(fault.said))
    click.echo(words.text("%(email)s is changed, and signed out everywhere.", email=info.email))


@account_command.command("close", help="Stäng ett konto. / Close an account.")
@_EMAIL
@click.pass_obj
@plain_errors
def close(words: Words, email: str) -> None:
    """Close an account."""
    _set(words, email, active=False)


@account_command.command("open", help="Öppna ett stängt konto. / Open a closed account.")
@_EMAIL
@click.pass_obj
@plain_errors
def open_command(words: Words, email: str) -> None:
    """Open a closed account."""
    _set(words, email, active=True)


def _set(words: Words, email: str, *, active: bool) -> None:
    made = _parts()
    info = _account(words, made, email)
    try:
        set_active(made.store, info.id, active=active, expected=None)
    except AccountFault as fault:
        stop(words.text(fault.said))
    said = (
        words.text("%(email)s is open.", email=info.email)
        if active
        else words.text("%(email)s is closed, and signed out everywhere.", email=info.email)
    )
    click.echo(said)


def _parts() -> Parts:
    made = Parts.of(Settings.from_environment(os.environ))
    click.get_current_context().call_on_close(made.store.close)
    return made


def _account(words: Words, made: Parts, email: str) -> AccountInfo:
    try:
        return read_account(made.store, account_id(made.store, email))
    except NotThereError:
        stop(words.text("There is no account with the address %(email)s.", email=email))
        raise


def _grants(words: Words, roles: tuple[str, ...]) -> list[Grant]:
    found = []
    for text in roles:
        name, _, bound = text.partition(":")
        if name not in set(Role):
            stop(words.text("“%(role)s” is no role. The roles are: %(known)s.", role=name, known=", ".join(Role)))
        role = Role(name)
        found.append(Grant(role, district=bound) if role is Role.DISTRICT else Grant(role, team=bound))
    return found


def _print_link(words: Words, made: Parts, token: str) -> None:
    settings = made.settings
    address = settings.url or f"http://{settings.host}:{settings.port}"
    click.echo(words.text("Hand over this link. It can be used once, within seven days:"))
    click.echo(f"{address}/invitation/{token}")
