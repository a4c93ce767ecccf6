"""The plan job in three steps: freeze the request, search in a process of its own, keep the plan and end the job.

Each step can be done again after a crash: what stands already is taken as it is, once its hash was checked.
"""

import logging
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from sqlalchemy import select

from geo.imports import BrokenImportError
from planner.apart.search_apart import Found, Preparing, Ready, Search, SearchError, SearchFault, Sought
from planner.check import check
from planner.kept_texts import ChangedTextError, best_of, request_of, request_text, text_hash
from planner.plan import WeekPlan
from planner.plan_json import PlanFileError
from planner.request import WeekRequest
from web.jobs.claims import Claim, patiently
from web.jobs.errors import JobError, JobFailedError
from web.jobs.orders import PlanOrder
from web.jobs.replan_base import amended, edit_of, refuse_overtaken, with_shown
from web.lead.actions import stored_request
from web.parts import Parts
from web.plans import keep_plan
from web.store.faults import NotThereError, StoreError
from web.store.tables.jobs import Job, JobState, PlanWork, Wish
from web.travel import installed_travel

WISH_EVERY_S = 0.15
"""How often a person's wish is looked for."""

WRITE_EVERY_S = 1.0
"""How often progress is written, at most; so much of a search is lost at most when its worker dies."""

MOST_DEATHS = 3
"""How often the search's own process may die in one run."""

LEAST_S = 0.5
"""What a search gets that has no plan yet when its time is up."""

ENOUGH_S = 2.0
"""How long the search has to give its best when a person settles for it; then what is kept is taken."""

_FAULTS = {
    SearchFault.CHANGED_REQUEST: JobError.REQUEST_CHANGED,
    SearchFault.CHANGED_START: JobError.BEST_CHANGED,
    SearchFault.DIED: JobError.SEARCH_DIED,
    SearchFault.MISTAKE: JobError.MISTAKE,
}

_log = logging.getLogger(__name__)


class StoppedError(Exception):
    """The worker is told to stop: the job goes on elsewhere or later."""


class CancelledError(Exception):
    """A person has cancelled the job."""


@dataclass
class _Standing:
    """Where a search stands: the best so far, and the seconds that are used up."""

    spent_s: float
    best: str | None
    best_hash: str | None
    score: float | None = None
    bound: float | None = None
    preparing: float | None = None
    changed: bool = False
    written_at: float = field(default_factory=monotonic)


@dataclass
class _Patience:
    """How long a search may still take to give its best, once somebody has settled for it."""

    asked_at: float | None = None

    def over(self, search: Search) -> bool:
        """Ask for the best, at the first call; True when it has not come in time."""
        if self.asked_at is None:
            self.asked_at = monotonic()
            search.enough()
        return monotonic() - self.asked_at > ENOUGH_S


def freeze(parts: Parts, claim: Claim) -> str:
    """Gather the request from the store and keep it; gives its hash. One that was frozen before stays."""
    order = _order(claim)
    with parts.store.read() as session:
        kept = session.get(PlanWork, claim.job)
    if kept is not None:
        _frozen(kept)
        return kept.request_hash
    try:
        travel = installed_travel(parts.settings)
        request = stored_request(parts.store, parts.plans, parts.city, order.team, order.week, travel=travel)
    except NotThereError as error:
        raise JobFailedError(JobError.INPUT, str(error)) from error
    except BrokenImportError as error:
        raise JobFailedError(JobError.TRAVEL, str(error)) from error
    request = with_shown(claim, parts.plans, order, request)
    text = request_text(request)
    with parts.store.housekeeping() as session:
        session.add(PlanWork(job_id=claim.job, request=text, request_hash=text_hash(text)))
    return text_hash(text)


def search(claim: Claim, frozen: str, stopping: Event, *, executor: str = "") -> str:
    """Search until the time is up or somebody has had enough; the best is kept with its hash, which is given.

    Raises
    ------
    StoppedError
        The worker is to stop; what was found is kept.
    """
    order = _order(claim)
    work = _work(claim, frozen)
    standing = _Standing(work.spent_s, work.best, work.best_hash)
    if work.best is not None:
        plan = _best(work)
        standing.score, standing.bound = plan.score, plan.bound
    base, deaths = amended(claim, order), 0
    while standing.best is None or order.seconds - standing.spent_s > 0.05:
        left = order.seconds - standing.spent_s
        sought = Sought(
            work.request,
            frozen,
            standing.best,
            standing.best_hash,
            left if standing.best else max(left, LEAST_S),
            order.seed,
            executor,
            base,
        )
        try:
            if _run(claim, order, sought, standing, stopping):
                break
        except SearchError as error:
            deaths += 1
            if error.fault is not SearchFault.DIED or deaths >= MOST_DEATHS:
                raise JobFailedError(_FAULTS[error.fault], error.detail) from error
            _log.warning("the search of job %s died (%s); it goes on from its best", claim.job, error.detail)
    patiently(lambda: _write(claim, order, standing, force=True))
    return str(standing.best_hash)


def keep(parts: Parts, claim: Claim, frozen: str, best: str) -> None:
    """Check the finished plan against everything it was made from, keep it, and end the job in one transaction."""
    work = _work(claim, frozen)
    if work.best is None or work.best_hash != best:
        raise JobFailedError(JobError.BEST_CHANGED, f"hash {best} of the finished plan is not the one that is kept")
    plan, order = _best(work), _order(claim)
    _whole(order, plan, frozen)
    with parts.store.write(claim.actor) as writing:
        row = writing.session.execute(select(Job.wish).where(Job.id == claim.job).with_for_update()).scalar_one()
        if row == Wish.CANCEL:
            claim.end(writing, JobState.CANCELLED)
            return
        refuse_overtaken(writing, order)
        number = keep_plan(writing, plan, job=claim.job, edit=edit_of(order))
        told = {"number": number, "score": plan.score, "bound": plan.bound, "request": frozen, "best": best}
        claim.end(writing, JobState.DONE, result=told)


def _whole(order: PlanOrder, plan: WeekPlan, frozen: str) -> None:
    own = text_hash(request_text(plan.request))
    if own != frozen or (plan.team, plan.week) != (order.team, order.week):
        raise JobFailedError(JobError.OTHER_REQUEST, f"the plan's request has the hash {own}, not {frozen}")
    found = check(plan)
    if found:
        raise JobFailedError(JobError.BREAKS_RULES, "; ".join(str(violation) for violation in found[:5]))


def _run(claim: Claim, order: PlanOrder, sought: Sought, standing: _Standing, stopping: Event) -> bool:
    """Run one process; True when the search is over."""
    spent_s, began_at, wished_at, wish = standing.spent_s, 0.0, 0.0, Wish.NONE
    patience = _Patience()
    with Search(sought) as under_way:
        while True:
            message = under_way.next(WISH_EVERY_S / 2)
            match message:
                case Preparing(share):
                    standing.preparing = share
                case Ready():
                    began_at, standing.preparing = monotonic(), None
                case Found():
                    _take(standing, message, sought)
            if began_at:
                standing.spent_s = min(spent_s + monotonic() - began_at, order.seconds)
            if isinstance(message, Found) and message.last:
                return True
            if stopping.is_set():
                _write(claim, order, standing, force=True)
                raise StoppedError(claim.job)
            if monotonic() - wished_at >= WISH_EVERY_S:
                wished_at, wish = monotonic(), _wish(claim, wish)
            if wish is Wish.CANCEL:
                raise CancelledError(claim.job)
            if wish is Wish.ENOUGH and standing.best is not None and patience.over(under_way):
                return True
            _write(claim, order, standing)


def _take(standing: _Standing, found: Found, sought: Sought) -> None:
    first = standing.best is None
    standing.score, standing.bound = found.score, found.bound
    if found.text is None:
        return
    if text_hash(found.text) != found.hash:
        raise JobFailedError(JobError.BEST_CHANGED, "on the way from the search")
    if found.request_hash != sought.request_hash:
        raise JobFailedError(JobError.OTHER_REQUEST, f"the search answers the request {found.request_hash}")
    standing.changed = standing.changed or found.hash != standing.best_hash
    standing.best, standing.best_hash = found.text, found.hash
    if first:
        standing.written_at = float("-inf")  # somebody waits for a first plan


def _write(claim: Claim, order: PlanOrder, standing: _Standing, *, force: bool = False) -> None:
    """Write how far the search has come; while the database refuses, the search goes on."""
    if not force and monotonic() - standing.written_at < WRITE_EVERY_S:
        return
    standing.written_at = monotonic()
    progress = {
        "seconds": round(standing.spent_s, 2),
        "budget_s": order.seconds,
        "score": standing.score,
        "bound": standing.bound,
        "preparing": standing.preparing,
        "best": standing.best_hash,
    }
    work: dict[str, object] = {"spent_s": standing.spent_s}
    if standing.changed:
        work |= {"best": standing.best, "best_hash": standing.best_hash}
    try:
        claim.came_further(progress, work)
    except StoreError:
        if force:
            raise
        return
    standing.changed = False


def _wish(claim: Claim, before: Wish) -> Wish:
    try:
        return claim.wish()
    except StoreError:
        return before


def _work(claim: Claim, frozen: str) -> PlanWork:
    with claim.store.read() as session:
        work = session.get(PlanWork, claim.job)
    if work is None:
        raise JobFailedError(JobError.REQUEST_CHANGED, "the frozen request is gone")
    if work.request_hash != frozen:
        raise JobFailedError(JobError.REQUEST_CHANGED, f"the request has the hash {work.request_hash}, not {frozen}")
    _frozen(work)
    return work


def _frozen(work: PlanWork) -> WeekRequest:
    try:
        return request_of(work.request, work.request_hash)
    except ChangedTextError as error:
        raise JobFailedError(JobError.REQUEST_CHANGED, str(error)) from error


def _best(work: PlanWork) -> WeekPlan:
    try:
        return best_of(str(work.best), work.best_hash, work.request)
    except (ChangedTextError, PlanFileError) as error:
        raise JobFailedError(JobError.BEST_CHANGED, str(error)) from error


def _order(claim: Claim) -> PlanOrder:
    order = claim.order()
    if not isinstance(order, PlanOrder):
        raise JobFailedError(JobError.INPUT, f"{claim.kind} is no plan")
    return order
