"""Wishes of workers, to be free or to work, that a plan does not keep."""

from collections.abc import Iterator
from datetime import date, timedelta

from planner.plan import WeekPlan
from planner.request import WeekRequest
from planner.shift import Shift
from planner.worker import Worker

WEIGHT = -0.3
"""Worth of one day on which a wish is not kept: more than steady partners, less than an ordinary visit."""


def amount(plan: WeekPlan) -> float:
    """Count the days of the week on which somebody's wish is not kept.

    A wish to be free is broken by work on any part of the day; one to work is kept by a shift that begins on it, and
    asks for nothing on days without a shift.
    """
    request, broken = plan.request, 0
    spans = [(route.workers, route.start.date(), (route.end - timedelta(seconds=1)).date()) for route in plan.routes]
    for worker in request.workers:
        mine = [(first, last) for workers, first, last in spans if worker.id in workers]
        broken += sum(
            any(first <= day <= last for first, last in mine) for day in wished_days(request, worker, free=True)
        )
        broken += sum(all(first != day for first, _ in mine) for day in wished_days(request, worker, free=False))
    return float(broken)


def wished_days(request: WeekRequest, worker: Worker, *, free: bool) -> Iterator[date]:
    """Yield the days of the week on which a worker wishes to be free, or to work and there is a shift."""
    shifts = {shift.date for shift in request.shifts}
    for day in request.day:
        if (free or day in shifts) and any(wish.free is free and wish.covers(day) for wish in worker.wishes):
            yield day


def touched_days(shift: Shift) -> set[date]:
    """Give the one or two days on which a shift lies."""
    return {shift.start.date(), (shift.end - timedelta(seconds=1)).date()}
