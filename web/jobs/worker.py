"""A worker: hands waiting jobs to the engine, does them, takes over what dead workers had begun; sees who is late."""

import logging
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from sqlalchemy import delete, select

from web.field.check_in import escalate_due
from web.jobs.engine import Engine
from web.jobs.errors import JobError, WorkerNameTakenError
from web.jobs.jobs import Jobs
from web.jobs.kinds import JobKinds
from web.jobs.liveness import Lock, lock_of
from web.jobs.orders import EraseOrder
from web.parts import Parts
from web.store.faults import StoreError
from web.store.migrate import require_current
from web.store.tables.jobs import UNDER_WAY, Job, JobKind, JobState, PlanWork

SWEEP_EVERY_S = 0.3
"""How often waiting jobs are looked for."""

REAP_EVERY_S = 1.0
"""How often dead workers are looked for."""

LATE_EVERY_S = 5.0
"""How often pairs are looked for who should have said that all is well."""

NAME_WAIT_S = 15.0
"""How long a worker waits for its own name: PostgreSQL may take so long to notice that its computer went down."""

NIGHTLY = "20 3 * * *"
"""When the nightly erasure is due, as cron writes it, in Stockholm's time."""

STOP_S = 5.0
"""How long a worker that is told to stop waits for its jobs to be given back."""

_log = logging.getLogger(__name__)


class Worker:
    """One worker in this process; there can be one."""

    def __init__(self, parts: Parts, *, nightly: str = NIGHTLY) -> None:
        self.parts, self.name, self.nightly = parts, parts.settings.worker, nightly
        self.database = parts.settings.database
        self.jobs = Jobs(parts.store)
        self.stopping = Event()
        self.alive = lock_of(self.database, f"worker-{self.name}")
        self.kinds = JobKinds(parts, worker=self.name, stopping=self.stopping)

    def start(self) -> None:
        """Take the worker's name and launch the engine.

        Raises
        ------
        web.store.faults.StoreError
            The database does not answer, or has other tables.
        WorkerNameTakenError
            Another worker has this name.
        """
        require_current(self.database)
        if not _taken(self.alive, NAME_WAIT_S):
            raise WorkerNameTakenError(self.name)
        with _one_at_a_time(lock_of(self.database, "engine")):
            self.engine = Engine(
                self.database,
                worker=self.name,
                at_once=self.parts.settings.workers,
                steps=self.kinds.steps(),
                nightly=self._ask_for_erasure,
            )
            self.engine.launch(nightly=self.nightly)

    def run(self, *, until_idle: bool = False) -> None:
        """Work until ``stopping`` is set (or nothing is left to do), then give back what is under way."""
        reap_at = late_at = 0.0
        while not self.stopping.wait(SWEEP_EVERY_S):
            try:
                left = self._sweep()
                if until_idle and not left:
                    self.stopping.set()
                if time.monotonic() >= late_at:
                    late_at = time.monotonic() + LATE_EVERY_S
                    escalate_due(self.parts.store)
                if time.monotonic() >= reap_at:
                    reap_at = time.monotonic() + REAP_EVERY_S * random.uniform(0.8, 1.2)  # noqa: S311 - only spreads them
                    self._keep_name()
                    self._reap()
            except StoreError as error:
                _log.warning("the database refuses: %s", error)
            except Exception:  # noqa: BLE001 - a worker goes on looking, whatever it was
                _log.exception("looking after jobs failed; it is tried again")
        until = time.monotonic() + STOP_S
        while self.kinds.held and time.monotonic() < until:
            time.sleep(0.02)
        self.alive.drop()

    def _sweep(self) -> int:
        """Hand to the engine what it does not know, and end what it has given up; gives how many jobs are under way."""
        with self.parts.store.read() as session:
            under_way = session.execute(
                select(Job.id, Job.kind).where(Job.state.in_(UNDER_WAY)).order_by(Job.asked_at)
            ).all()
        known = self.engine.known(job for job, _ in under_way)
        for job, kind in under_way:
            if job not in known:
                self.engine.enqueue(job, JobKind(kind))
            elif known[job]:
                self._lost(job)
        return len(under_way)

    def _lost(self, job: str) -> None:
        with self.parts.store.read() as session:
            if session.scalar(select(Job.state).where(Job.id == job)) not in UNDER_WAY:
                return  # it ended between the two looks
        with self.parts.store.write("job:engine") as work:
            row = work.session.get(Job, job, with_for_update=True)
            if row is not None and row.state in UNDER_WAY:
                row.state, row.ended_at, row.error, row.run = JobState.FAILED, work.now, JobError.LOST, None
                work.session.execute(delete(PlanWork).where(PlanWork.job_id == job))
            work.note("job.lost", "job", job)

    def _reap(self) -> None:
        """Take over the jobs of workers that have died: whose name can be taken."""
        for name in self.engine.busy_workers() - {self.name}:
            lock = lock_of(self.database, f"worker-{name}")
            if lock.take():
                try:
                    count = self.engine.take_over(name)
                finally:
                    lock.drop()
                _log.warning("worker %s is gone; %s of its jobs go on here or elsewhere", name, count)

    def _keep_name(self) -> None:
        """Hold the worker's name; where the connection that held it broke, take it again.

        Meanwhile another worker may have taken jobs over: each write of a job says whether it is still held.
        """
        if not self.alive.held() and not _taken(self.alive, NAME_WAIT_S):
            _log.error("the name %s is no longer this worker's", self.name)
            self.stopping.set()

    def _ask_for_erasure(self) -> None:
        self.jobs.submit(EraseOrder())


def _taken(lock: Lock, wait_s: float) -> bool:
    until = time.monotonic() + wait_s
    while not lock.take():
        if time.monotonic() >= until:
            return False
        time.sleep(0.2)
    return True


@contextmanager
def _one_at_a_time(lock: Lock) -> Iterator[None]:
    """Let two workers that start at once make the engine's tables one after the other."""
    _taken(lock, 60)
    try:
        yield
    finally:
        lock.drop()
