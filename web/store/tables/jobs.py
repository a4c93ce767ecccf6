"""The table of jobs: what was asked for, how far it has come, the best so far, and how it ended."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from web.store.tables.table import Table
from web.store.times import UtcTime


class JobKind(StrEnum):
    """What a job does."""

    PLAN = "plan"
    IMPORT = "import"
    ERASE = "erase"
    REPORT = "report"


class JobState(StrEnum):
    """Where a job stands; the last three are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Job(Table):
    """One job. Its id is that of the engine's workflow; ``input_hash`` is the SHA-256 of ``params`` as canonical JSON.

    Attributes
    ----------
    subject
        What it is about, as ``uppsokarteamet/2026-W49``; of one kind and subject one job runs at a time.
    wish
        What a person asked of a running job: empty, ``enough`` (take the best so far) or ``cancel``.
    progress
        Score, bound, seconds and the like, for the page.
    best
        The best plan so far as ``plan.json``: from it the search goes on after a crash.
    result
        Small facts of the end, as the number of the version that was made.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("wish IN ('', 'enough', 'cancel')", name="wish"),
        Index("ix_job_kind_subject", "kind", "subject"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200))
    team_id: Mapped[str | None] = mapped_column(String(100))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    input_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20), default=JobState.WAITING)
    wish: Mapped[str] = mapped_column(String(10), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    asked_by: Mapped[str] = mapped_column(String(80))
    began_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    worker: Mapped[str | None] = mapped_column(String(120))
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[dict[str, Any]] = mapped_column(JSON)
    best: Mapped[str | None] = mapped_column(Text)
    best_hash: Mapped[str | None] = mapped_column(String(64))
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    error: Mapped[str] = mapped_column(Text, default="")
