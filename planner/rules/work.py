"""One worker's pieces of work around the week: routes of the plan, and what is fixed besides."""

from dataclasses import dataclass
from datetime import datetime

from planner.plan import WeekPlan
from planner.worker import Worker


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """An unbroken piece of work, and whether it comes from this plan."""

    start: datetime
    end: datetime
    planned: bool = False


def pieces(plan: WeekPlan, worker: Worker) -> list[Piece]:
    """Give a worker's work in time order, from seven days before the week to seven days after."""
    planned = [Piece(r.start, r.end, planned=True) for r in plan.routes if worker.id in r.workers]
    return sorted(planned + [Piece(b.start, b.end) for b in worker.busy])
