"""Whether this computer's clock can be believed: the newest entry of the audit says what time it was last.

A clock that is behind would date new writes before old ones: nothing starts with it. One that is far ahead would let
everything be forgotten at once: nothing is erased with it (`web.store.retention`). Neither can be told from the clock
itself, so a person who has looked at it says that it is right (`accept_clock`), which is an entry of the audit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from web.store.retention import ACCEPTED, LONGEST_GAP
from web.store.store import Store
from web.store.tables.audit import AuditHead
from web.words import N_, Words

BEHIND = timedelta(minutes=5)
"""How far the clock may be behind the newest entry: clocks of two computers differ a little."""

AHEAD = LONGEST_GAP
"""How long nothing may have been done until the clock is doubted; the nightly work of a server leaves entries."""


class ClockFault(StrEnum):
    """What is wrong with the clock."""

    BEHIND = "behind"
    AHEAD = "ahead"


SAID = {
    ClockFault.BEHIND: N_(
        "The clock of this computer says %(now)s, but the newest entry of the audit is from %(newest)s. Set the clock "
        "and start again. If the clock is right now and was wrong before, go on with: faltplan clock --accept"
    ),
    ClockFault.AHEAD: N_(
        "The clock of this computer says %(now)s, and the newest entry of the audit is from %(newest)s. Either nothing "
        "was done for long, or the clock is ahead. Nothing is erased until you have looked at the clock and said that "
        "it is right: faltplan clock --accept"
    ),
}


class ClockError(Exception):
    """The clock cannot be believed; nothing was done."""

    def __init__(self, fault: ClockFault, *, now: datetime, newest: datetime) -> None:
        super().__init__(f"the clock is {fault}: it says {now.isoformat()}, the newest entry {newest.isoformat()}")
        self.fault, self.now, self.newest = fault, now, newest


@dataclass(frozen=True, slots=True)
class ClockCheck:
    """What the clock says, and when the newest entry of the audit was written; None where there is none."""

    now: datetime
    newest: datetime | None

    @property
    def fault(self) -> ClockFault | None:
        """Say what is wrong; None where the clock can be believed.

        Examples
        --------
        >>> from datetime import UTC
        >>> noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
        >>> ClockCheck(noon, noon + timedelta(hours=1)).fault
        <ClockFault.BEHIND: 'behind'>
        """
        if self.newest is None:
            return None
        if self.now < self.newest - BEHIND:
            return ClockFault.BEHIND
        return ClockFault.AHEAD if self.now > self.newest + AHEAD else None


def look_at_clock(store: Store) -> ClockCheck:
    """Read the clock and the newest entry.

    Raises
    ------
    web.store.faults.StoreError
        The database refuses.
    """
    with store.read() as session:
        newest = session.scalar(select(AuditHead.at).where(AuditHead.id == 1))
    return ClockCheck(store.clock(), newest)


def require_clock(store: Store) -> None:
    """Check the clock before a server or worker begins.

    Raises
    ------
    ClockError
        It is behind what is written already.
    """
    seen = look_at_clock(store)
    if seen.fault is ClockFault.BEHIND and seen.newest is not None:
        raise ClockError(seen.fault, now=seen.now, newest=seen.newest)


def accept_clock(store: Store, actor: str) -> ClockCheck:
    """Say that the clock is right: the audit goes on from it. Gives what both said before."""
    seen = look_at_clock(store)
    newest = seen.newest.isoformat() if seen.newest else ""
    store.note(actor, ACCEPTED, "clock", "clock", newest=newest)
    return seen


def clock_text(words: Words, error: ClockError) -> str:
    """Say what is wrong with the clock and how to go on, in UTC."""
    return words.text(SAID[error.fault], now=_text(error.now), newest=_text(error.newest))


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
