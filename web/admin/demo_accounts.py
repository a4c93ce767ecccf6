"""Accounts of the example city: one of each kind, with a new password each time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select

from web.admin.accounts_actions import add_account, change_account
from web.security.invitations import sign_out_everywhere
from web.security.passwords import password_hash
from web.security.person import Grant, Role
from web.store.store import SYSTEM, Store
from web.store.tables.accounts import Account

DOMAIN = "falt.example"
"""A domain that is nobody's (RFC 2606)."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An example account and the password that it has until the next time."""

    email: str
    name: str
    grants: tuple[Grant, ...]
    password: str


def demo_accounts(store: Store, *, password_key: str, teams: Sequence[str], team: str) -> tuple[DemoAccount, ...]:
    """Make the example accounts, or give those that there are new passwords; no password is kept in clear.

    Parameters
    ----------
    password_key
        ``Keys.password``.
    teams
        Every team of the store.
    team
        The team that has a lead and a field worker.
    """
    kinds = (
        ("lead", "Talgoxe", (Grant(Role.LEAD, team=team),)),
        ("field", "Rödhake", (Grant(Role.FIELD, team=team),)),
        ("coordinator", "Trana", tuple(Grant(Role.COORDINATOR, team=each) for each in teams)),
        ("auditor", "Uggla", (Grant(Role.AUDITOR),)),
        ("admin", "Svala", (Grant(Role.ADMIN),)),
    )
    return tuple(
        _account(store, password_key, teams, email=f"{who}@{DOMAIN}", name=name, grants=grants)
        for who, name, grants in kinds
    )


def has_other_accounts(store: Store) -> bool:
    """Tell whether there is an account that is no example."""
    with store.read() as session:
        other = select(Account.id).where(Account.email.not_like(f"%@{DOMAIN}"))
        return bool(session.scalar(select(exists(other))))


def _account(
    store: Store, password_key: str, teams: Sequence[str], *, email: str, name: str, grants: tuple[Grant, ...]
) -> DemoAccount:
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    hashed = password_hash(password, password_key)
    with store.read() as session:
        ident = session.scalar(select(Account.id).where(Account.email == email))
    if ident is None:
        ident, _ = add_account(store, name=name, email=email, grants=grants, teams=teams)
    else:
        change_account(store, ident, name=name, grants=grants, teams=teams, expected=None)
    with store.write(SYSTEM) as work:
        row = work.edit(Account, ident, expected=None, changes={"password": hashed, "active": True})
        row.tf_primary_method = row.tf_totp_secret = row.mf_recovery_codes = None
        sign_out_everywhere(row)
        work.note("account.demo_password", "account", ident)
    return DemoAccount(email, name, grants, password)
