"""Use cases of accounts: list, invite, change roles, close, open again; pages and command line call these."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.security.grants import grants_of, memberships_of
from web.security.invitations import end_invitations, invite, sign_out_everywhere
from web.security.person import TEAM_ROLES, Grant, Role
from web.store.faults import NotThereError
from web.store.store import SYSTEM, Store, Work
from web.store.tables.accounts import Account, Invitation, Membership
from web.words import N_


class AccountFault(ValueError):  # noqa: N818 - a fault of what was written, told to who wrote it
    """What was asked cannot be; ``said`` says why, as a text to be translated."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


NO_NAME = N_("Write a code name of at most 80 characters.")
NO_EMAIL = N_("That is no e-mail address.")
EMAIL_TAKEN = N_("There is an account with that e-mail address already.")
NO_TEAM = N_("The role is held for a team: choose which.")
NO_DISTRICT = N_("The role is held for a city district: choose which.")
UNKNOWN_TEAM = N_("There is no such team.")
LAST_ADMIN = N_("Somebody must look after accounts: this is the last one who does.")


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """An account as administrators see it.

    Attributes
    ----------
    ready
        Whether there is a way to sign in: a password, a passkey or the single sign-on.
    invited_until
        Until when an invitation can be used; None where there is none.
    """

    id: int
    name: str
    email: str
    active: bool
    grants: tuple[Grant, ...]
    version: int
    ready: bool
    second_factor: bool
    invited_until: datetime | None
    last_sign_in_at: datetime | None


def list_accounts(store: Store) -> tuple[AccountInfo, ...]:
    """List every account: the open ones first, by name."""
    with store.read() as session:
        rows = session.scalars(select(Account).order_by(Account.active.desc(), Account.name, Account.id)).all()
        return tuple(_info(session, row, store.clock()) for row in rows)


def read_account(store: Store, ident: int) -> AccountInfo:
    """Give one account.

    Raises
    ------
    web.store.faults.NotThereError
        There is none.
    """
    with store.read() as session:
        row = session.get(Account, ident)
        if row is None:
            raise NotThereError("account", ident)
        return _info(session, row, store.clock())


def account_id(store: Store, email: str) -> int:
    """Find an account by its e-mail address.

    Raises
    ------
    web.store.faults.NotThereError
        There is none.
    """
    with store.read() as session:
        found = session.scalar(select(Account.id).where(Account.email == email.strip().lower()))
    if found is None:
        raise NotThereError("account", email)
    return found


def add_account(
    store: Store, *, name: str, email: str, grants: Iterable[Grant], teams: Iterable[str], actor: str = SYSTEM
) -> tuple[int, str]:
    """Make an account and its invitation; gives its id and the invitation's secret.

    Raises
    ------
    AccountFault
        Name, address or a role cannot be.
    """
    name, email, granted = _name(name), _email(email), checked_grants(grants, teams)
    with store.write(actor) as work:
        if work.session.scalar(select(Account.id).where(Account.email == email)):
            raise AccountFault(EMAIL_TAKEN)
        row = work.add(
            Account(email=email, name=name, fs_uniquifier=uuid4().hex, fs_webauthn_user_handle=uuid4().hex, active=True)
        )
        row.memberships = memberships_of(granted)
        work.session.flush()
        work.note("account.added", "account", row.id, roles=_told(granted))
        return row.id, invite(work, row)


def change_account(
    store: Store, ident: int, *, name: str, grants: Iterable[Grant], teams: Iterable[str], expected: int | None,
    actor: str = SYSTEM,
) -> None:  # fmt: skip
    """Change an account's name and roles; it is signed out everywhere where its roles change.

    Raises
    ------
    AccountFault
        Name or a role cannot be, or nobody would look after accounts.
    web.store.faults.StaleEditError
        Somebody else has changed the account.
    web.store.faults.NotThereError
        There is none.
    """
    name, granted = _name(name), checked_grants(grants, teams)
    with store.write(actor) as work:
        row = work.edit(Account, ident, expected=expected, changes={"name": name})
        before = set(grants_of(row.memberships))
        if before != set(granted):
            _refuse_no_admin(work, row, stays=any(grant.role is Role.ADMIN for grant in granted))
            row.memberships.clear()
            work.session.flush()
            row.memberships.extend(memberships_of(granted))
            sign_out_everywhere(row)
        work.note("account.changed", "account", ident, roles=_told(granted))


def set_active(store: Store, ident: int, *, active: bool, expected: int | None, actor: str = SYSTEM) -> None:
    """Close an account (it is signed out everywhere, and its invitations end), or open it again.

    Raises
    ------
    AccountFault
        Nobody would look after accounts.
    web.store.faults.StaleEditError
        Somebody else has changed the account.
    web.store.faults.NotThereError
        There is none.
    """
    with store.write(actor) as work:
        row = work.edit(Account, ident, expected=expected, changes={"active": active})
        if not active:
            _refuse_no_admin(work, row, stays=False)
            end_invitations(work, row)
        sign_out_everywhere(row)
        work.note("account.opened" if active else "account.closed", "account", ident)


def invite_again(store: Store, ident: int, *, begin_anew: bool = False, actor: str = SYSTEM) -> str:
    """Make a new invitation for an account; gives its secret. See `web.security.invitations.invite`.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such account, or it is closed.
    """
    with store.write(actor) as work:
        row = work.session.get(Account, ident)
        if row is None or not row.active:
            raise NotThereError("account", ident)
        return invite(work, row, begin_anew=begin_anew)


def checked_grants(grants: Iterable[Grant], teams: Iterable[str]) -> tuple[Grant, ...]:
    """Give roles without repetition, each bound as it must be.

    Raises
    ------
    AccountFault
        A role lacks its team or district, or the team is not known.
    """
    known, found = set(teams), []
    for grant in grants:
        if grant.role in TEAM_ROLES:
            if not grant.team:
                raise AccountFault(NO_TEAM)
            if grant.team not in known:
                raise AccountFault(UNKNOWN_TEAM)
            bound = Grant(grant.role, team=grant.team)
        elif grant.role is Role.DISTRICT:
            if not grant.district.strip() or not grant.district.isprintable():
                raise AccountFault(NO_DISTRICT)
            bound = Grant(grant.role, district=grant.district.strip()[:120])
        else:
            bound = Grant(grant.role)
        if bound not in found:
            found.append(bound)
    return tuple(found)


def _refuse_no_admin(work: Work, row: Account, *, stays: bool) -> None:
    """Refuse to leave the installation without anybody who looks after accounts."""
    if stays or not any(m.role == Role.ADMIN for m in row.memberships):
        return
    others = work.session.scalar(
        select(func.count())
        .select_from(Membership)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.role == Role.ADMIN, Account.active, Account.id != row.id)
    )
    if not others:
        raise AccountFault(LAST_ADMIN)


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 80 or not name.isprintable():
        raise AccountFault(NO_NAME)
    return name


def _email(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise AccountFault(NO_EMAIL) from error


def _told(grants: Sequence[Grant]) -> list[str]:
    return sorted(":".join(part for part in (grant.role, grant.team or grant.district) if part) for grant in grants)


def _info(session: Session, row: Account, now: datetime) -> AccountInfo:
    invited = session.scalar(
        select(func.max(Invitation.expires_at)).where(
            Invitation.account_id == row.id, Invitation.used_at.is_(None), Invitation.expires_at > now
        )
    )
    return AccountInfo(
        id=row.id,
        name=row.name,
        email=row.email,
        active=row.active,
        grants=grants_of(row.memberships),
        version=row.version,
        ready=bool(row.password or row.oidc_subject or row.webauthn),
        second_factor=bool(row.tf_primary_method or row.webauthn),
        invited_until=invited,
        last_sign_in_at=row.last_sign_in_at,
    )
