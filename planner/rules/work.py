"""What a route means for those who go: pieces of work around the week, the way home, breaks, skills held."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from geo.travel.times import Mode
from planner.plan import Route, WeekPlan
from planner.request import WeekRequest
from planner.worker import Experience, Worker


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


def sets_out_home(request: WeekRequest, route: Route, mode: Mode | None) -> datetime:
    """Give when a pair with stops begins its last leg: as soon as the breaks and the travel times allow.

    A plan does not say when the pair leaves its last stop for the base. It waits for a later departure period where the
    leg is too short for the one in which it is ready; where no period of the shift is enough, or the mode is None, only
    breaks are waited for.
    """
    ready, length = route.stops[-1].leave, timedelta(seconds=route.legs[-1].seconds)
    rows = [request.travel.index.get(place) for place in (route.stops[-1].hotspot, route.base)]
    at_once = depart = _after_breaks(route, ready, length)
    while (
        mode and None not in rows and request.travel_at(mode, depart).seconds[rows[0], rows[1]] > length.total_seconds()
    ):
        later = request.next_period(depart)
        if later is None or later >= route.end:
            return at_once
        depart = _after_breaks(route, later, length)
    return depart


def _after_breaks(route: Route, depart: datetime, length: timedelta) -> datetime:
    """Give the first departure from this time on that has no break during the way."""
    for pause in sorted(route.breaks, key=lambda b: b.start):
        if pause.start < depart + length and pause.end > depart:
            depart = pause.end
    return depart


def back_at_base(request: WeekRequest, route: Route, mode: Mode | None) -> datetime:
    """Give when a pair with stops is back."""
    return sets_out_home(request, route, mode) + timedelta(seconds=route.legs[-1].seconds)


def held_skills(request: WeekRequest, route: Route) -> frozenset[str]:
    """Give the skills of a route's workers; an observer's do not count."""
    pair = [request.worker[w] for w in route.workers if w in request.worker]
    return frozenset().union(*(w.skills for w in pair if w.experience is not Experience.OBSERVER))


def free_of_work_s(route: Route) -> float:
    """Give the seconds of a route's breaks within the shift; what two breaks share counts once."""
    total, until = 0.0, route.start
    for pause in sorted(route.breaks, key=lambda b: b.start):
        start, end = max(pause.start, until), min(pause.end, route.end)
        if end > start:
            total += (end - start).total_seconds()
            until = end
    return total
