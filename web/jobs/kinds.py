"""What each kind of job does, step by step, and how it ends when a step cannot be done."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from threading import Event
from zoneinfo import ZoneInfo

from geo.faults import FileFaults
from web.jobs import plan_job
from web.jobs.claims import Claim, LostJobError, begin, patiently
from web.jobs.engine import Step, Steps
from web.jobs.errors import JobError, JobFailedError
from web.jobs.orders import EraseOrder, ImportOrder, ReportOrder
from web.jobs.report import report
from web.lead.actions import load_city
from web.parts import Parts
from web.store.faults import StoreError
from web.store.retention import ErasureCancelledError, WrongClockError, erase
from web.store.tables.jobs import JobKind, Wish

_log = logging.getLogger(__name__)


class JobKinds:
    """The steps of every kind for one worker; ``stopping`` is set when the worker is to stop."""

    def __init__(self, parts: Parts, *, worker: str, stopping: Event) -> None:
        self.parts, self.worker, self.stopping = parts, worker, stopping
        self.held: set[Claim] = set()

    def steps(self) -> Steps:
        """Give them to the engine."""

        def freeze(claim: Claim, _: str | None) -> str | None:
            return plan_job.freeze(self.parts, claim)

        def search(claim: Claim, given: str | None) -> str | None:
            best = plan_job.search(claim, str(given), self.stopping, executor=self.parts.settings.executor)
            return f"{given} {best}"

        def keep(claim: Claim, given: str | None) -> str | None:
            request_hash, best_hash = str(given).split()
            plan_job.keep(self.parts, claim, request_hash, best_hash)
            return None

        return Steps(
            self._claim,
            {
                JobKind.PLAN: self._all(("freeze", freeze), ("search", search), ("keep", keep)),
                JobKind.IMPORT: self._all(("import", _last(self._import))),
                JobKind.ERASE: self._all(("erase", _last(self._erase))),
                JobKind.REPORT: self._all(("report", _last(self._report))),
            },
        )

    def _claim(self, job: str) -> Claim | None:
        self._park_if_stopping()
        claim = patiently(lambda: begin(self.parts.store, job, self.worker))
        if claim is not None:
            self.held.add(claim)
        return claim

    def _all(self, *steps: tuple[str, Step]) -> tuple[tuple[str, Step], ...]:
        return tuple((name, self._guarded(step)) for name, step in steps)

    def _guarded(self, step: Step) -> Step:
        """End the job where a step cannot be done: the engine would keep an error for good, and people see our row."""

        @wraps(step)
        def run(claim: Claim, given: str | None) -> str | None:
            value: str | None = None
            try:
                value = patiently(lambda: step(claim, given))
            except plan_job.StoppedError:
                self._let_go(claim)
                self._park_if_stopping()
                raise
            except Exception as error:  # noqa: BLE001 - whatever it was, the job ends and says so
                self._end(claim, error)
            if value is None:
                self.held.discard(claim)
            return value

        return run

    def _end(self, claim: Claim, error: Exception) -> None:
        try:
            match error:
                case LostJobError():
                    raise error
                case plan_job.CancelledError():
                    patiently(claim.cancelled)
                case JobFailedError():
                    patiently(lambda: claim.failed(error.error, error.detail))
                case _:
                    _log.error("job %s failed", claim.job, exc_info=error)
                    patiently(lambda: claim.failed(JobError.MISTAKE, type(error).__name__))
        except LostJobError:
            _log.warning("job %s has ended, or another worker has it", claim.job)

    def _let_go(self, claim: Claim) -> None:
        try:
            claim.given_back()
        except StoreError:
            _log.warning("job %s could not be given back; another worker will take it over", claim.job)
        self.held.discard(claim)

    def _park_if_stopping(self) -> None:
        """Wait for the end of the process: what returns or raises here would end the job in the engine."""
        while self.stopping.is_set():
            time.sleep(60)

    def _import(self, claim: Claim) -> None:
        order = claim.order()
        if not isinstance(order, ImportOrder):
            raise JobFailedError(JobError.INPUT, f"{claim.kind} is no import")
        if claim.wish() is Wish.CANCEL:
            raise plan_job.CancelledError(claim.job)
        try:
            city = load_city(self.parts.store, order.folder, actor=claim.actor)
        except FileFaults as found:
            raise JobFailedError(JobError.INPUT, "\n".join(str(fault) for fault in found.faults[:20])) from found
        except OSError as error:
            raise JobFailedError(JobError.INPUT, f"{order.folder}: {error.strerror}") from error
        claim.done({"city": city.id, "hotspots": len(city.hotspots), "needs": len(city.needs)})

    def _erase(self, claim: Claim) -> None:
        order = claim.order()
        if not isinstance(order, EraseOrder):
            raise JobFailedError(JobError.INPUT, f"{claim.kind} is no erasure")
        try:
            found = erase(
                self.parts.store,
                dry_run=order.dry_run,
                backups=self.parts.settings.backup_folder,
                actor=claim.actor,
                cancelled=lambda: claim.wish() is Wish.CANCEL,
            )
        except WrongClockError as error:
            raise JobFailedError(JobError.INPUT, str(error)) from error
        except ErasureCancelledError as error:
            raise plan_job.CancelledError(claim.job) from error
        claim.done({"erased": {f"{due.category}/{due.step}": due.count for due in found}})

    def _report(self, claim: Claim) -> None:
        order = claim.order()
        if not isinstance(order, ReportOrder):
            raise JobFailedError(JobError.INPUT, f"{claim.kind} is no report")
        if claim.wish() is Wish.CANCEL:
            raise plan_job.CancelledError(claim.job)
        claim.done(report(self.parts.store, order, ZoneInfo(self.parts.city_settings().timezone)))


def _last(step: Callable[[Claim], None]) -> Step:
    """Make a step of what does a whole job and ends it."""

    def do(claim: Claim, _given: str | None) -> None:
        step(claim)

    return do
