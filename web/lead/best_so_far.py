"""The best plan so far of a week that is being planned for the first time: it is shown before it is kept."""

from dataclasses import dataclass

from planner.kept_texts import ChangedTextError, best_of
from planner.plan import WeekPlan
from planner.plan_json import PlanFileError
from web.jobs.jobs import JobInfo
from web.store.store import Store
from web.store.tables.jobs import PlanWork


@dataclass(frozen=True, slots=True)
class BestSoFar:
    """A plan that a job has found; ``name`` is the SHA-256 of its text."""

    plan: WeekPlan
    name: str


def best_so_far(store: Store, job: JobInfo | None) -> BestSoFar | None:
    """Give what a job has found; None where it has ended, or has nothing yet."""
    if job is None or not job.under_way:
        return None
    with store.read() as session:
        work = session.get(PlanWork, job.id)
    if work is None or work.best is None or work.best_hash is None:
        return None
    try:
        return BestSoFar(best_of(work.best, work.best_hash, work.request), work.best_hash)
    except (ChangedTextError, PlanFileError):  # the job itself says so when it looks
        return None
