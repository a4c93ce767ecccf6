"""Where a shift's check-in stands, in words."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from web.field.check_in import EARLY, check_in_of
from web.field.tonight import PublishedShift
from web.store.tables.shifts_worked import CheckInRow, CheckInState
from web.words import Words


@dataclass(frozen=True, slots=True)
class CheckInView:
    """Where the check-in stands: ``state`` as kept, or none; ``late`` where its time is out."""

    state: str
    can_begin: bool
    every_min: int
    late: bool
    due: str
    said: str
    row: CheckInRow | None


def check_in_view(session: Session, shift: PublishedShift, words: Words, now: datetime, every_min: int) -> CheckInView:
    """Tell where it stands; ``every_min`` is how often one that is not begun would ask."""
    row, tz = check_in_of(session, shift.time), shift.plan.request.tz
    open_now = shift.time.start.astimezone(UTC) - EARLY <= now <= shift.wipe_at
    if row is None:
        return CheckInView("none", open_now, every_min, late=False, due="", said="", row=None)
    return CheckInView(
        row.state,
        open_now and row.state == CheckInState.ENDED,
        row.every_min,
        late=row.state == CheckInState.ESCALATED or (row.state == CheckInState.RUNNING and row.due_at < now),
        due=words.clock(row.due_at.astimezone(tz)),
        said=words.clock(row.said_at.astimezone(tz)),
        row=row,
    )
