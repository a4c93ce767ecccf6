"""How many tips, and guesses at codes, are taken from one address and in all, across processes and restarts."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from math import ceil

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from web.store.engine import is_sqlite
from web.store.store import Store
from web.store.tables.accounts import SignInTry

_LOCK = 0x7469_7073
"""Number of the lock under which PostgreSQL counts; SQLite has one writer."""


class Counted(StrEnum):
    """What is counted: tips with a proof of work, tips without, and codes that were none."""

    PROVEN = "tip"
    PLAIN = "tip_plain"
    GUESS = "tip_code"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many within so long."""

    most: int
    within: timedelta


HOUR, DAY = timedelta(hours=1), timedelta(days=1)

ADDRESS: Mapping[Counted, tuple[Rate, ...]] = {
    Counted.PROVEN: (Rate(20, HOUR), Rate(60, DAY)),
    Counted.PLAIN: (Rate(4, HOUR), Rate(12, DAY)),
    Counted.GUESS: (Rate(10, HOUR), Rate(40, DAY)),
}
"""From one address: a library, a shelter or a whole district office may sit behind it."""

IN_ALL: Mapping[Counted, tuple[Rate, ...]] = {
    Counted.PROVEN: (Rate(300, HOUR),),
    Counted.PLAIN: (Rate(60, HOUR),),
    Counted.GUESS: (Rate(600, HOUR),),
}
"""From everywhere: more than staff could read. Tips without a proof cannot use up the room of those with one."""


@dataclass(frozen=True, slots=True)
class TipLimits:
    """Counts by keyed hashes (HMAC-SHA256), so that the table names no address.

    Parameters
    ----------
    key
        Not kept in the database.
    """

    store: Store
    key: bytes

    def take(self, what: Counted, address: str) -> int:
        """Count one more; gives how many seconds to wait where it comes too soon: then it is not counted.

        It is counted before it is done, under a lock, so that many at once are no way around.
        """
        now, source, whole = self.store.clock(), self._hash(what, address), self._hash(what, "")
        with self.store.housekeeping() as session:
            if not is_sqlite(self.store.url):
                session.execute(sql("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            wait = max(
                *(_left_s(session, SignInTry.source == source, rate, now) for rate in ADDRESS[what]),
                *(_left_s(session, SignInTry.who == whole, rate, now) for rate in IN_ALL[what]),
            )
            if not wait:
                session.add(SignInTry(who=whole, source=source, at=now, what=what))
            return wait

    def give_back(self, what: Counted, address: str) -> None:
        """Forget the last one of an address: it was none."""
        source = self._hash(what, address)
        last = select(SignInTry.id).where(SignInTry.source == source).order_by(SignInTry.id.desc()).limit(1)
        with self.store.housekeeping() as session:
            session.execute(delete(SignInTry).where(SignInTry.id == last.scalar_subquery()))

    def _hash(self, what: Counted, address: str) -> str:
        return hmac.new(self.key, f"tips\0{what}\0{address}".encode(), sha256).hexdigest()


def _left_s(session: Session, same: ColumnElement[bool], rate: Rate, now: datetime) -> int:
    """Give the seconds until fewer than the most lie within the time."""
    nth = select(SignInTry.at).where(same, SignInTry.at > now - rate.within).order_by(SignInTry.at.desc())
    oldest = session.scalar(nth.offset(rate.most - 1).limit(1))
    return max(1, ceil((oldest + rate.within - now).total_seconds())) if oldest else 0
