"""The tables of jobs: what was asked for, how far it has come, how it ended; and what a plan grows from."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
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


class Wish(StrEnum):
    """What a person asks of a job that is under way: take the best so far, or give up."""

    NONE = ""
    ENOUGH = "enough"
    CANCEL = "cancel"


UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

_UNDER_WAY_SQL = sql("state IN ('waiting', 'running')")


class Job(Table):
    """One job. Its id is that of the engine's workflow; ``input_hash`` is the SHA-256 of ``params`` as canonical JSON.

    Attributes
    ----------
    subject
        What it is about, as ``uppsokarteamet/2026-W49``; of one kind and subject one job is under way at a time.
    wish
        What a person asked of it.
    worker, run
        Which worker has it, and under which token: whoever writes under another token has lost the job.
    attempts
        How often it was begun since it last came further.
    progress
        Score, bound, seconds and the like, for the page.
    result
        Small facts of the end, as the number of the version that was made.
    error, detail
        Why it failed, as a code of ``web.jobs.errors.JobError``, and more of it for whoever runs the installation.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("wish IN ('', 'enough', 'cancel')", name="wish"),
        Index(
            "uq_job_under_way",
            "kind",
            "subject",
            unique=True,
            sqlite_where=_UNDER_WAY_SQL,
            postgresql_where=_UNDER_WAY_SQL,
        ),
        Index("ix_job_kind_subject_asked_at", "kind", "subject", "asked_at"),
        Index("ix_job_asked_at", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(200))
    team_id: Mapped[str | None] = mapped_column(String(100))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    input_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20), default=JobState.WAITING)
    wish: Mapped[str] = mapped_column(String(10), default=Wish.NONE)
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    asked_by: Mapped[str] = mapped_column(String(80))
    began_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    worker: Mapped[str | None] = mapped_column(String(120))
    run: Mapped[str | None] = mapped_column(String(36))
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[str] = mapped_column(Text, default="")


class PlanWork(Table):
    """What a plan grows from while its job is under way; gone when it ends.

    Attributes
    ----------
    request, request_hash
        The frozen request as JSON, and the SHA-256 of that text.
    best, best_hash
        The best plan so far without its request, as JSON, and its SHA-256: from it the search goes on after a crash.
    spent_s
        Seconds of the search that are used up.
    """

    __tablename__ = "plan_work"

    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    request: Mapped[str] = mapped_column(Text)
    request_hash: Mapped[str] = mapped_column(String(64))
    best: Mapped[str | None] = mapped_column(Text)
    best_hash: Mapped[str | None] = mapped_column(String(64))
    spent_s: Mapped[float] = mapped_column(default=0.0)
