"""Tries to sign in: delays that grow per account and per address, across processes and restarts."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from web.store.engine import is_sqlite
from web.store.store import Store
from web.store.tables.accounts import SignInTry

_LOCK = 0x5169_4E49
"""Number of the lock under which PostgreSQL counts; SQLite has one writer."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failed tries are free, within which time, and how the delay grows after them."""

    free: int
    within: timedelta
    first_s: int = 30
    most_s: int = 900

    def wait_s(self, failed: int) -> int:
        """Give the delay after so many failed tries, in seconds.

        Examples
        --------
        >>> limit = Limit(free=5, within=timedelta(days=1))
        >>> [limit.wait_s(failed) for failed in (4, 5, 6, 7, 50)]
        [0, 30, 60, 120, 900]
        """
        return 0 if failed < self.free else min(self.first_s << min(failed - self.free, 16), self.most_s)


ACCOUNT = Limit(free=5, within=timedelta(days=1))
"""For one account, wherever the tries come from."""

ADDRESS = Limit(free=20, within=timedelta(hours=1))
"""For one address, whichever accounts are tried: many may sit behind one."""


@dataclass(frozen=True, slots=True)
class Try:
    """A try that is under way: it counts as failed until it is told otherwise."""

    id: int
    who: str


@dataclass(frozen=True, slots=True)
class Throttle:
    """Counts tries by keyed hashes (HMAC-SHA256), so that the table names neither accounts nor addresses.

    Parameters
    ----------
    key
        Not kept in the database.
    """

    store: Store
    key: bytes

    def hash(self, kind: str, value: str) -> str:
        """Give the keyed hash under which tries are counted."""
        return hmac.new(self.key, f"sign-in\0{kind}\0{value}".encode(), sha256).hexdigest()

    def begin(self, who: str, source: str, *, what: str) -> Try | int:
        """Begin a try; gives how many seconds to wait where it comes too soon.

        The try is counted before it is made, under a lock, so that many at once are no way around.
        """
        now = self.store.clock()
        with self.store.housekeeping() as session:
            if not is_sqlite(self.store.url):
                session.execute(sql("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            wait = max(
                _left_s(session, SignInTry.who == who, ACCOUNT, now) if who else 0,
                _left_s(session, SignInTry.source == source, ADDRESS, now),
            )
            if wait:
                return wait
            row = SignInTry(who=who, source=source, at=now, what=what)
            session.add(row)
            session.flush()
            return Try(row.id, who)

    def withdrawn(self, attempt: Try) -> None:
        """Forget a try that was never made."""
        with self.store.housekeeping() as session:
            session.execute(delete(SignInTry).where(SignInTry.id == attempt.id))

    def succeeded(self, attempt: Try) -> None:
        """Forget a try that was none, and with it the account's earlier ones; those of the address stay."""
        with self.store.housekeeping() as session:
            session.execute(delete(SignInTry).where(SignInTry.id == attempt.id))
            if attempt.who:
                session.execute(delete(SignInTry).where(SignInTry.who == attempt.who))


def _left_s(session: Session, same: ColumnElement[bool], limit: Limit, now: datetime) -> int:
    failed, last = session.execute(
        select(func.count(), func.max(SignInTry.at)).where(same, SignInTry.at > now - limit.within)
    ).one()
    return max(0, ceil(limit.wait_s(failed) - (now - last).total_seconds())) if failed else 0
