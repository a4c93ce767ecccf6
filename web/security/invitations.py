"""Invitations: a link by which an account's owner chooses a password, once and within seven days."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import CursorResult, Select, select, update

from web.store.faults import NotThereError
from web.store.store import Store, Work
from web.store.tables.accounts import Account, Invitation

HOLDS = timedelta(days=7)
"""How long a link can be used."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link invites."""

    invitation: int
    account: int
    name: str
    email: str


def invite(work: Work, account: Account, *, begin_anew: bool = False) -> str:
    """Make a link's secret for an account; earlier links hold no longer. Gives the secret, which is kept nowhere.

    Parameters
    ----------
    begin_anew
        Also remove password, second factor, recovery codes and passkeys, and sign the account out everywhere: what
        somebody needs who has lost the phone.
    """
    session = work.session
    end_invitations(work, account)
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            account_id=account.id,
            token_hash=_hash(token),
            made_at=work.now,
            made_by=work.actor,
            expires_at=work.now + HOLDS,
        )
    )
    if begin_anew:
        account.password = account.tf_primary_method = account.tf_totp_secret = account.mf_recovery_codes = None
        account.webauthn.clear()
        sign_out_everywhere(account)
        account.changed_at, account.changed_by = work.now, work.actor
    work.note("account.invited", "account", account.id, begin_anew=begin_anew)
    return token


def end_invitations(work: Work, account: Account) -> None:
    """Let no open invitation of an account hold any longer."""
    work.session.execute(
        update(Invitation)
        .where(Invitation.account_id == account.id, Invitation.used_at.is_(None))
        .values(used_at=work.now)
    )


def invited_by(store: Store, token: str) -> Invited | None:
    """Tell whom a link invites; None where it was used, is too old, or never was."""
    with store.read() as session:
        row = session.execute(_open(store, token)).one_or_none()
    return Invited(*row) if row else None


def accept(work: Work, store: Store, token: str, password_hash: str) -> Account:
    """Set the password that an invited person chose, and use up the link.

    Raises
    ------
    web.store.faults.NotThereError
        The link was used, is too old, or never was.
    """
    row = work.session.execute(_open(store, token)).one_or_none()
    if row is None:
        raise NotThereError("invitation", "")
    used: CursorResult[Any] = work.session.execute(  # type: ignore[assignment]
        update(Invitation)
        .where(Invitation.id == row.id, Invitation.used_at.is_(None))
        .values(used_at=work.now)
        .execution_options(synchronize_session=False)
    )
    if used.rowcount != 1:
        raise NotThereError("invitation", "")
    account = work.edit(Account, row.account_id, expected=None, changes={"password": password_hash})
    sign_out_everywhere(account)
    work.note("account.invitation_accepted", "account", account.id)
    return account


def sign_out_everywhere(account: Account) -> None:
    """Give an account a new key, so that no session that names the old one goes on."""
    account.fs_uniquifier = uuid4().hex


def _open(store: Store, token: str) -> Select[int, int, str, str]:
    return (
        select(Invitation.id, Invitation.account_id, Account.name, Account.email)
        .join(Account, Account.id == Invitation.account_id)
        .where(
            Invitation.token_hash == _hash(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > store.clock(),
            Account.active,
        )
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
