"""One worker's pieces of work around the week: routes of the plan, and what is fixed besides."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from planner.plan import Route, WeekPlan
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


def back_at_base(route: Route) -> datetime:
    """Give when a pair with stops is back: the last leg begins as soon as the breaks after the last stop allow."""
    depart, length = route.stops[-1].leave, timedelta(seconds=route.legs[-1].seconds)
    for pause in sorted(route.breaks, key=lambda b: b.start):
        if pause.start < depart + length and pause.end > depart:
            depart = pause.end
    return depart + length


def free_of_work_s(route: Route) -> float:
    """Give the seconds of a route's breaks within the shift; what two breaks share counts once."""
    total, until = 0.0, route.start
    for pause in sorted(route.breaks, key=lambda b: b.start):
        start, end = max(pause.start, until), min(pause.end, route.end)
        if end > start:
            total += (end - start).total_seconds()
            until = end
    return total
