"""Tables of week plans: one row a team and week, one a version, one a planned stop."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from web.store.tables.table import Edited, Table
from web.store.times import UtcTime


class PlanState(StrEnum):
    """How far a week has come: proposed, decided and handed out, or over."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class WeekPlanRow(Edited, Table):
    """One team's ISO week: its state, and which of its versions is shown and which is published."""

    __tablename__ = "week_plan"
    __table_args__ = (
        UniqueConstraint("team_id", "week"),
        CheckConstraint("state IN ('draft', 'published', 'closed')", name="state"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(100))
    week: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(20), default=PlanState.DRAFT)
    shown: Mapped[int]
    published: Mapped[int | None]


class PlanVersion(Table):
    """One version of a week's plan: the whole ``plan.json`` and the SHA-256 of its text. Never changed.

    ``job_id`` is the job that made it, so that a job that is run again after a crash leaves one version. ``parent`` is
    the number of the version that was shown before it, to which undoing goes back; ``edit`` says by codes what was done
    to that one, and is None for a week that was planned.
    """

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("week_plan_id", "number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    week_plan_id: Mapped[str] = mapped_column(ForeignKey("week_plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    team_name: Mapped[str] = mapped_column(String(200))
    score: Mapped[float]
    bound: Mapped[float | None]
    job_id: Mapped[str | None] = mapped_column(String(36), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(80))
    published_at: Mapped[datetime | None] = mapped_column(UtcTime)
    published_by: Mapped[str | None] = mapped_column(String(80))
    parent: Mapped[int | None]
    edit: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class StopRow(Table):
    """One planned stop of a version, for questions across weeks (planned against done)."""

    __tablename__ = "stop"
    __table_args__ = (Index("ix_stop_hotspot_id_date", "hotspot_id", "date"),)

    plan_version_id: Mapped[str] = mapped_column(ForeignKey("plan_version.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    hotspot_id: Mapped[str] = mapped_column(String(120))
    pair: Mapped[str] = mapped_column(String(80))
    workers: Mapped[list[str]] = mapped_column(JSON)
    date: Mapped[date] = mapped_column(Date)
    arrive: Mapped[datetime] = mapped_column(UtcTime)
    start: Mapped[datetime] = mapped_column(UtcTime)
    leave: Mapped[datetime] = mapped_column(UtcTime)
