"""Evenings, nights and weekends are shared out evenly, each kind for itself."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from planner.plan import WeekPlan
from planner.request import WeekRequest
from planner.worker import Experience, Worker

WEIGHT = -0.05
"""Worth of one shift that would have to change hands: more than one more pair, less than a wish."""
EVENING_FROM = 19
"""A shift that ends at this hour or later is an evening's, or a night's."""


class Unsocial(StrEnum):
    """Kinds of shifts at hours when most people are free; a shift may be of both."""

    LATE = "late"
    WEEKEND = "weekend"


def amount(plan: WeekPlan) -> float:
    """Count the shifts that would have to change hands for everybody to have their share of each kind.

    Half the sum over workers and kinds of the deviation of what they have from their share of what is wanted.
    """
    request = plan.request
    off = 0.0
    for (kind, worker), share in fair_shares(request).items():
        mine = [route for route in plan.routes if worker in route.workers]
        off += abs(sum(kind in kinds_of(request, route.start, route.end) for route in mine) - share)
    return off / 2


def kinds_of(request: WeekRequest, start: datetime, end: datetime) -> frozenset[Unsocial]:
    """Give the kinds that a shift at these times is of; a holiday is like a Sunday."""
    kinds = set()
    if end.hour >= EVENING_FROM or end.date() > start.date():
        kinds.add(Unsocial.LATE)
    day = start.date()
    if (request.day[day].counts_as if day in request.day else day.weekday()) >= 5:
        kinds.add(Unsocial.WEEKEND)
    return frozenset(kinds)


def fair_shares(request: WeekRequest) -> Mapping[tuple[Unsocial, str], float]:
    """Give each worker's share of the shifts of each kind that the week wants, by contract hours and days present.

    Observers have none: they go along when it suits.
    """
    hours = {w.id: _present_hours(request, w) for w in request.workers if w.experience is not Experience.OBSERVER}
    total = sum(hours.values())
    wanted = dict.fromkeys(Unsocial, 0)
    for shift in request.shifts:
        for kind in kinds_of(request, shift.start, shift.end):
            wanted[kind] += 2 * shift.pairs
    return {(kind, w): wanted[kind] * own / total for kind in Unsocial for w, own in hours.items()} if total else {}


def _present_hours(request: WeekRequest, worker: Worker) -> float:
    away = sum(any(absence.covers(day) for absence in worker.absences) for day in request.day)
    return worker.weekly_hours * (7 - away) / 7
