"""Tables of a shift that is under way: the check-in that keeps a pair safe, and calendars that workers subscribe to."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from web.store.tables.table import Edited, Table
from web.store.times import UtcTime


class CheckInState(StrEnum):
    """Where a check-in stands."""

    RUNNING = "running"
    ESCALATED = "escalated"
    ENDED = "ended"


class CheckInRow(Edited, Table):
    """When a pair must have said that all is well in one shift; where it is, is never kept.

    ``every_min`` is how often. ``due_at`` is when it must be said next; past it ``escalated_at`` says when somebody was
    told, and ``answered_by`` who has taken it on.
    """

    __tablename__ = "check_in"
    __table_args__ = (CheckConstraint("state IN ('running', 'escalated', 'ended')", name="state"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(100), index=True)
    pair: Mapped[str] = mapped_column(String(80))
    date: Mapped[date] = mapped_column(Date, index=True)
    every_min: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
    said_at: Mapped[datetime] = mapped_column(UtcTime)
    state: Mapped[str] = mapped_column(String(20), default=CheckInState.RUNNING)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcTime)
    answered_by: Mapped[str | None] = mapped_column(String(80))


class CalendarFeedRow(Edited, Table):
    """A secret address at which a worker's calendar fetches the published shifts; ``token_hash`` is its SHA-256."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "worker_id"], ["worker.team_id", "worker.id"], ondelete="CASCADE"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(100), index=True)
    worker_id: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
