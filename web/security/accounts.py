"""Who is calling: the account of the session as a person."""

from flask import session as cookie
from sqlalchemy import select

from web.parts import parts
from web.security.person import Grant, Person, Role
from web.store.tables.accounts import Account


def identify() -> Person | None:
    """Give the person of the session; None where there is none, or the account was closed."""
    ident = cookie.get("_user_id")
    if not ident:
        return None
    with parts().store.read() as session:
        account = session.scalars(select(Account).where(Account.fs_uniquifier == ident)).one_or_none()
        return person_of(account) if account and account.active else None


def person_of(account: Account) -> Person:
    """Give an account's person."""
    grants = tuple(Grant(Role(m.role), m.team_id, m.district) for m in account.memberships)
    return Person(account.id, account.name, grants)
