"""The jobs of one installation as people see them: ask, look, wish. The workers do the rest.

Asking writes one row and its audit in one transaction, and nothing else: the workers find waiting rows by themselves,
so that nothing is lost between the row and the engine, and pages need no connection to the engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from web.jobs.errors import JobEndedError, JobError
from web.jobs.orders import Order
from web.store.audit import content_hash
from web.store.faults import NotThereError
from web.store.store import SYSTEM, Store
from web.store.tables.jobs import UNDER_WAY, Job, JobKind, JobState, Wish


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a plan has come.

    Attributes
    ----------
    seconds, budget_s
        Seconds of the search that are used, of how many.
    score, bound
        The best so far, and what no plan can exceed; None before the first plan.
    preparing
        How much of the search is compiled, 0 to 1, as after an upgrade; None where it runs.
    best
        SHA-256 of the best plan so far; None before the first.
    """

    seconds: float
    budget_s: float
    score: float | None = None
    bound: float | None = None
    preparing: float | None = None
    best: str | None = None

    @property
    def share(self) -> float:
        """Give how much of the time is used, from 0 to 1."""
        return min(max(self.seconds / self.budget_s, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class JobInfo:
    """One job as it stands.

    Attributes
    ----------
    progress
        Of a plan; None for other kinds, and before it was begun.
    result
        Of a job that is done: ``{"number": 3}``, the version that a plan became; the report; what was erased.
    error, detail
        Of a job that failed: words in ``web.jobs.errors.SAID``; the detail is for whoever runs the installation.
    """

    id: str
    kind: JobKind
    subject: str
    team: str | None
    params: Mapping[str, Any]
    state: JobState
    wish: Wish
    asked_at: datetime
    asked_by: str
    began_at: datetime | None
    ended_at: datetime | None
    worker: str | None
    progress: JobProgress | None
    result: Mapping[str, Any]
    error: JobError | None
    detail: str

    @property
    def under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.state in UNDER_WAY


@dataclass(frozen=True, slots=True)
class Jobs:
    """What people may do with jobs; who may do it is decided before."""

    store: Store

    def submit(self, order: Order, *, actor: str = SYSTEM) -> JobInfo:
        """Ask for a job; where one of its kind and subject is under way, gives that one.

        .. warning::
            What runs was asked for by the first who asked: other seconds or another seed do not change it.

        Raises
        ------
        web.store.faults.StoreError
            The database refuses; nothing was asked.
        """
        while True:
            known = self.latest(order.kind, order.subject)
            if known is not None and known.under_way:
                return known
            try:
                return self._add(order, actor)
            except IntegrityError:  # somebody asked for the same at the same moment
                continue

    def get(self, job: str) -> JobInfo | None:
        """Give one job; None where there is none."""
        return self._first(select(Job).where(Job.id == job))

    def latest(self, kind: JobKind, subject: str) -> JobInfo | None:
        """Give the job of a kind and subject that was asked for last; None where there is none."""
        query = select(Job).where(Job.kind == kind, Job.subject == subject).order_by(Job.asked_at.desc())
        return self._first(query.limit(1))

    def list(
        self,
        *,
        kind: JobKind | None = None,
        teams: Sequence[str] | None = None,
        under_way: bool = False,
        most: int = 50,
    ) -> tuple[JobInfo, ...]:
        """Give the newest jobs, the newest first; ``teams`` leaves only theirs."""
        query = select(Job).order_by(Job.asked_at.desc(), Job.id).limit(most)
        if kind is not None:
            query = query.where(Job.kind == kind)
        if teams is not None:
            query = query.where(Job.team_id.in_(teams))
        if under_way:
            query = query.where(Job.state.in_(UNDER_WAY))
        with self.store.read() as session:
            return tuple(_info(row) for row in session.scalars(query))

    def wish(self, job: str, wish: Wish, *, actor: str = SYSTEM) -> JobInfo:
        """Ask a job to take the best so far, or to give up; one that nobody has begun is given up at once.

        A wish to give up stands; a later one to take the best so far does not change it.

        Raises
        ------
        web.store.faults.NotThereError
            There is no such job.
        web.jobs.errors.JobEndedError
            It has ended.
        """
        with self.store.write(actor) as work:
            row = work.session.get(Job, job, with_for_update=True)
            if row is None:
                raise NotThereError("job", job)
            if row.state not in UNDER_WAY:
                raise JobEndedError(job, row.state)
            if row.wish != Wish.CANCEL:
                row.wish = wish
            if row.state == JobState.WAITING and row.wish == Wish.CANCEL:
                row.state, row.ended_at = JobState.CANCELLED, work.now
            work.note(f"job.{wish or 'no_wish'}", "job", job, team=row.team_id or "", subject=row.subject)
            work.session.flush()
            return _info(row)

    def _add(self, order: Order, actor: str) -> JobInfo:
        with self.store.write(actor) as work:
            row = work.add(
                Job(
                    id=str(uuid4()),
                    kind=order.kind,
                    subject=order.subject,
                    team_id=order.team,
                    params=order.params,
                    input_hash=content_hash(order.params),
                    asked_at=work.now,
                    asked_by=actor,
                )
            )
            work.session.flush()
            told = {"job_kind": row.kind, "subject": row.subject, "hash": row.input_hash}
            work.note("job.asked", "job", row.id, team=row.team_id or "", **told)
        return _info(row)

    def _first(self, query: Select[Job]) -> JobInfo | None:
        with self.store.read() as session:
            row = session.scalars(query).first()
            return None if row is None else _info(row)


def _info(row: Job) -> JobInfo:
    return JobInfo(
        id=row.id,
        kind=JobKind(row.kind),
        subject=row.subject,
        team=row.team_id,
        params=row.params,
        state=JobState(row.state),
        wish=Wish(row.wish),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        began_at=row.began_at,
        ended_at=row.ended_at,
        worker=row.worker,
        progress=JobProgress(**row.progress) if row.progress else None,
        result=row.result,
        error=JobError(row.error) if row.error else None,
        detail=row.detail,
    )
