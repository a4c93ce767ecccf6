"""Who is calling: the account of the session as a person, looked up once and kept for a moment."""

import time
from threading import Lock

from flask import current_app
from flask import session as cookie
from sqlalchemy import select

from web.security.person import Grant, Person, Role
from web.security.sessions import end_session, goes_on
from web.store.store import Store
from web.store.tables.accounts import Account, Membership

KEPT_S = 2.0
"""How long a process keeps what it knows of an account, in seconds."""

_MOST = 4096
_PEOPLE = "faltplan_people"


class People:
    """The accounts that are calling, by the key of their session.

    What a process itself changes is seen at once. A change in another process (an account that was closed, a role
    that was taken away, a sign-out everywhere) is seen after ``KEPT_S`` at the latest: the price for one look-up in
    place of hundreds while somebody works.

    Parameters
    ----------
    store
        Where accounts are kept.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, tuple[Person, float]] = {}
        self._lock = Lock()

    def of(self, key: str) -> Person | None:
        """Give the person of a session's key; None where there is none, or the account was closed."""
        now = time.monotonic()
        found = self._kept.get(key)
        if found is not None and now < found[1]:
            return found[0]
        with self._store.read() as session:
            rows = session.execute(
                select(Account.id, Account.name, Membership.role, Membership.team_id, Membership.district)
                .outerjoin(Membership)
                .where(Account.fs_uniquifier == key, Account.active)
                .order_by(Membership.id)
            ).all()
        with self._lock:
            if not rows:
                self._kept.pop(key, None)
                return None
            if len(self._kept) >= _MOST:
                self._kept.clear()
            grants = tuple(Grant(Role(row.role), row.team_id, row.district) for row in rows if row.role)
            person = Person(rows[0].id, rows[0].name, grants)
            self._kept[key] = person, now + KEPT_S
        return person

    def forget(self) -> None:
        """Look everybody up anew: an account has changed."""
        with self._lock:
            self._kept.clear()


def people() -> People:
    """Give the people of the current application."""
    found: People = current_app.extensions[_PEOPLE]
    return found


def keep_people(found: People) -> dict[str, People]:
    """Give the people of an application, as its extension."""
    return {_PEOPLE: found}


def identify() -> Person | None:
    """Give the person of the session; None where there is none, or its time is out."""
    key = cookie.get("_user_id")
    if not key:
        return None
    found = people().of(key) if goes_on() else None
    if found is None:
        end_session()
    return found
