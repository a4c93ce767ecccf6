"""Check-ins: a pair says that all is well within so many minutes, or somebody is told; where it is, is never asked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.store.faults import NotThereError
from web.store.store import SYSTEM, Store, Work
from web.store.tables.shifts_worked import CheckInRow, CheckInState

HOME = timedelta(minutes=30)
"""So long after its shift's end a pair should have said that the shift is over."""

EARLY = timedelta(hours=2)
"""So long before its shift a check-in can begin."""


class Said(StrEnum):
    """What a pair says: that it goes out, that all is well, that it asks to be called, that the shift is over."""

    BEGIN = "begin"
    WELL = "well"
    CALL = "call"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ShiftTime:
    """Whose shift it is, and when; ``start`` and ``end`` with their zone."""

    team: str
    pair: str
    date: date
    start: datetime
    end: datetime

    @property
    def check_in(self) -> str:
        """Id of the shift's check-in: the same on every phone of the pair, so that saying it twice changes nothing."""
        return str(uuid5(NAMESPACE_URL, f"faltplan:check-in:{self.team}/{self.date.isoformat()}/{self.pair}"))


def due_after(at: datetime, *, every_min: int, ends_at: datetime) -> datetime:
    """Tell until when a pair that has just said something must say something again.

    That is after ``every_min``, but near the end of the shift no later than ``HOME`` after it.

    Examples
    --------
    >>> from datetime import UTC
    >>> end = datetime(2026, 12, 3, 21, 30, tzinfo=UTC)
    >>> [f"{due_after(end - timedelta(minutes=m), every_min=120, ends_at=end):%H:%M}" for m in (300, 30, -10)]
    ['18:30', '22:00', '22:10']
    """
    return min(at + timedelta(minutes=every_min), max(at, ends_at) + HOME)


def say(store: Store, actor: str, shift: ShiftTime, said: Said, *, at: datetime, every_min: int) -> CheckInRow:
    """Keep what a pair says; what was said later already stands, so that a late or second call changes nothing.

    Parameters
    ----------
    at
        When it was said, by the phone; never later than now.
    every_min
        How often a new check-in asks.
    """
    try:
        return _say(store, actor, shift, said, at, every_min)
    except IntegrityError:  # the pair's other phone began it meanwhile
        return _say(store, actor, shift, said, at, every_min)


def withdraw(store: Store, actor: str, shift: ShiftTime) -> bool:
    """End a check-in that somebody began by choosing the wrong pair; gives False where others have used it since."""
    with store.read() as session:
        row = check_in_of(session, shift)
    if row is None or row.version != 1 or row.changed_by != actor or row.state != CheckInState.RUNNING:
        return False
    with store.write(actor) as work:
        work.edit(CheckInRow, row.id, expected=1, changes={"state": CheckInState.ENDED})
        work.note("check_in.ended", "check_in", row.id, team=shift.team)
    return True


def check_in_of(session: Session, shift: ShiftTime) -> CheckInRow | None:
    """Give a shift's check-in; None where the pair has not begun."""
    return session.get(CheckInRow, shift.check_in)


def escalate_due(store: Store) -> int:
    """Escalate every check-in whose time is out; gives how many. Called again and again by the worker."""
    with store.read() as session:
        due = session.scalars(_overdue(store.clock())).all()
    escalated = 0
    for row in due:
        with store.write(SYSTEM) as work:
            now = work.session.get(CheckInRow, row.id, with_for_update=True)
            if now is None or now.state != CheckInState.RUNNING or now.due_at >= work.now:
                work.note("check_in.said_again", "check_in", row.id, team=row.team_id)
                continue
            _change(work, now, state=CheckInState.ESCALATED, escalated_at=work.now, answered_by=None)
            work.note("check_in.escalated", "check_in", row.id, team=row.team_id)
            escalated += 1
    return escalated


def late_check_ins(session: Session, teams: frozenset[str], now: datetime) -> tuple[CheckInRow, ...]:
    """Give the check-ins of teams that somebody must look to, the longest overdue first.

    One whose time is out is among them even where no worker runs that could have escalated it.
    """
    if not teams:
        return ()
    query = select(CheckInRow).where(CheckInRow.team_id.in_(teams), CheckInRow.state != CheckInState.ENDED)
    late = (CheckInRow.state == CheckInState.ESCALATED) | (CheckInRow.due_at < now)
    return tuple(session.scalars(query.where(late).order_by(CheckInRow.due_at, CheckInRow.id)))


def take_on(store: Store, actor: str, ident: str, *, team: str, expected: int) -> CheckInRow:
    """Say that one calls the pair.

    Raises
    ------
    web.store.faults.NotThereError
        The team has no such check-in.
    web.store.faults.StaleEditError
        Somebody else was first, or the pair has said something.
    """
    with store.write(actor) as work:
        _own(work, team, ident)
        row = work.edit(CheckInRow, ident, expected=expected, changes={"answered_by": actor})
        if row.state == CheckInState.RUNNING:
            _change(work, row, state=CheckInState.ESCALATED, escalated_at=work.now)
        work.note("check_in.taken_on", "check_in", ident, team=team)
    return row


def settle(store: Store, actor: str, ident: str, *, team: str, expected: int) -> CheckInRow:
    """Say that the pair was reached and all is well; it is asked again while its shift goes on.

    Raises
    ------
    web.store.faults.NotThereError
        The team has no such check-in.
    web.store.faults.StaleEditError
        Somebody else was first, or the pair has said something.
    """
    with store.write(actor) as work:
        _own(work, team, ident)
        row = work.edit(CheckInRow, ident, expected=expected, changes={"said_at": work.now, "escalated_at": None})
        over = work.now >= row.ends_at
        _change(
            work,
            row,
            state=CheckInState.ENDED if over else CheckInState.RUNNING,
            due_at=due_after(work.now, every_min=row.every_min, ends_at=row.ends_at),
        )
        work.note("check_in.settled", "check_in", ident, team=team)
    return row


def _say(store: Store, actor: str, shift: ShiftTime, said: Said, at: datetime, every_min: int) -> CheckInRow:
    with store.write(actor) as work:
        at = min(at, work.now)
        row = work.session.get(CheckInRow, shift.check_in, with_for_update=True)
        if row is None:
            row = work.add(
                CheckInRow(
                    id=shift.check_in, team_id=shift.team, pair=shift.pair, date=shift.date, every_min=every_min,
                    due_at=at, ends_at=shift.end, said_at=at, state=CheckInState.RUNNING,
                )
            )  # fmt: skip
        elif at <= row.said_at or (said is Said.BEGIN and row.state != CheckInState.ENDED):
            work.note("check_in.said_again", "check_in", row.id, team=shift.team, what=str(said))
            return row
        since = max(at, shift.start) if said is Said.BEGIN else at
        due_at = due_after(since, every_min=row.every_min, ends_at=row.ends_at)
        _change(work, row, said_at=at, due_at=due_at, state=CheckInState.RUNNING, escalated_at=None, answered_by=None)
        if said is Said.CALL:
            _change(work, row, due_at=at, state=CheckInState.ESCALATED, escalated_at=work.now)
        elif said is Said.ENDED:
            _change(work, row, state=CheckInState.ENDED)
        work.note(f"check_in.{said}", "check_in", row.id, team=shift.team)
        work.session.flush()
        return row


def _own(work: Work, team: str, ident: str) -> None:
    """Refuse the check-in of another team: its id can be worked out by whoever knows its pair."""
    row = work.session.get(CheckInRow, ident)
    if row is None or row.team_id != team:
        raise NotThereError("check_in", ident)


def _overdue(now: datetime) -> Select[CheckInRow]:
    return select(CheckInRow).where(CheckInRow.state == CheckInState.RUNNING, CheckInRow.due_at < now)


def _change(work: Work, row: CheckInRow, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at, row.changed_by = work.now, work.actor
