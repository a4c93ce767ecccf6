"""A worker's hold on one job: every write of it is refused once another worker has taken the job over."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.engine import CursorResult

from web.jobs.errors import JobError, JobFailedError
from web.jobs.orders import Order, order_of
from web.store.audit import content_hash
from web.store.faults import StoreError
from web.store.store import Store, Work
from web.store.tables.jobs import UNDER_WAY, Job, JobKind, JobState, PlanWork, Wish

Given = TypeVar("Given")

RETRY_S = 1.0
"""How long a job waits for a database that refuses, before it tries again."""

MOST_ATTEMPTS = 3
"""How often a job is begun without coming further before it is given up."""

_log = logging.getLogger(__name__)


class LostJobError(Exception):
    """The job has ended or another worker has it: what was done here counts for nothing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One run of one job by one worker; ``run`` is the token under which it may write."""

    store: Store
    job: str
    run: str
    kind: JobKind
    team: str
    subject: str

    @property
    def actor(self) -> str:
        """How the audit names the job."""
        return f"job:{self.kind}"

    def order(self) -> Order:
        """Give what was asked for.

        Raises
        ------
        JobFailedError
            It is not what was kept when it was asked for.
        """
        with self.store.read() as session:
            params, kept = session.execute(select(Job.params, Job.input_hash).where(Job.id == self.job)).one()
        if content_hash(params) != kept:
            raise JobFailedError(JobError.PARAMS_CHANGED, f"hash {kept} of the order does not hold")
        try:
            return order_of(self.kind, params)
        except ValueError as error:
            raise JobFailedError(JobError.INPUT, str(error)) from error

    def wish(self) -> Wish:
        """Give what a person wishes.

        Raises
        ------
        LostJobError
            The job is no longer held.
        """
        with self.store.read() as session:
            found = session.execute(select(Job.wish).where(*self._mine())).scalar_one_or_none()
        if found is None:
            raise LostJobError(self.job)
        return Wish(found)

    def came_further(self, progress: Mapping[str, Any], work: Mapping[str, Any]) -> None:
        """Write how far it has come, and what changed of the `PlanWork`.

        Raises
        ------
        LostJobError
            The job is no longer held.
        """
        with self.store.housekeeping() as session:
            changed = session.execute(update(Job).where(*self._mine()).values(progress=dict(progress), attempts=0))
            self._held(changed)
            session.execute(update(PlanWork).where(PlanWork.job_id == self.job).values(**work))

    def end(
        self,
        work: Work,
        state: JobState,
        *,
        result: Mapping[str, Any] | None = None,
        error: JobError | None = None,
        detail: str = "",
    ) -> None:
        """End the job in a transaction that is under way, which fails with it where the job is no longer held.

        Raises
        ------
        LostJobError
            The job is no longer held.
        """
        changed = work.session.execute(
            update(Job)
            .where(*self._mine())
            .values(state=state, ended_at=work.now, result=dict(result or {}), error=error or "", detail=detail[:2000])
        )
        self._held(changed)
        work.session.execute(delete(PlanWork).where(PlanWork.job_id == self.job))
        told = {"subject": self.subject, **({"error": str(error)} if error else {})}
        work.note(f"job.{state}", "job", self.job, team=self.team, **told)

    def cancelled(self) -> None:
        """End the job as given up."""
        with self.store.write(self.actor) as work:
            self.end(work, JobState.CANCELLED)

    def done(self, result: Mapping[str, Any]) -> None:
        """End the job as done."""
        with self.store.write(self.actor) as work:
            self.end(work, JobState.DONE, result=result)

    def failed(self, error: JobError, detail: str = "") -> None:
        """End the job as failed."""
        with self.store.write(self.actor) as work:
            self.end(work, JobState.FAILED, error=error, detail=detail)

    def given_back(self) -> None:
        """Let go of the job as a worker that is told to stop does: the attempt does not count."""
        with self.store.housekeeping() as session:
            session.execute(update(Job).where(*self._mine()).values(run=None, attempts=0))

    def _mine(self) -> tuple[ColumnElement[bool], ...]:
        return (Job.id == self.job, Job.run == self.run, Job.state == JobState.RUNNING)

    def _held(self, changed: "CursorResult[Any] | Any") -> None:  # noqa: ANN401 - what the ORM calls a result
        if changed.rowcount != 1:
            raise LostJobError(self.job)


def begin(store: Store, job: str, worker: str) -> Claim | None:
    """Take a job over from whoever had it; None where there is none to do.

    A job that was begun `MOST_ATTEMPTS` times without coming further ends as failed.
    """
    with store.housekeeping() as session:
        row = session.get(Job, job, with_for_update=True)
        if row is None or row.state not in UNDER_WAY:
            return None
        claim = Claim(store, job, str(uuid4()), JobKind(row.kind), row.team_id or "", row.subject)
        poison = row.attempts >= MOST_ATTEMPTS
        row.state, row.run, row.worker = JobState.RUNNING, claim.run, worker
        row.began_at = row.began_at or store.clock()
        row.attempts += 1
    if poison:
        claim.failed(JobError.POISON, f"begun {MOST_ATTEMPTS} times without coming further")
        return None
    return claim


def patiently(act: Callable[[], Given]) -> Given:
    """Do something with the database, again and again while it refuses: a job waits until it answers."""
    while True:
        try:
            return act()
        except StoreError as error:
            _log.warning("the database refuses (%s); the job waits", error)
        time.sleep(RETRY_S)
