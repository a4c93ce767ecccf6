"""Where a search goes on from a plan: its crews and its days, read back from its routes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from geo.travel.times import Mode
from planner.exact import exact
from planner.need_match import need_of_stop
from planner.openings import Opening
from planner.pair import Crew
from planner.plan import Route, WeekPlan
from planner.request import WeekRequest
from planner.routing.call import Call
from planner.routing.day import DayRoutes
from planner.shift import Shift


def crews_of(request: WeekRequest, plan: WeekPlan) -> tuple[Crew, ...]:
    """Give the crew of every route, in the order of the routes.

    Empty where a route fits no shift of the request that still has room for a pair: the pairs are then to be made anew.
    """
    left = Counter({shift.id: shift.pairs for shift in request.shifts})
    crews = []
    for route in plan.routes:
        skills = frozenset(skill for worker in route.workers[:2] for skill in request.worker[worker].skills)
        shift = next((s for s in request.shifts if left[s.id] and s.skills <= skills and _fits(route, s)), None)
        if shift is None:
            return ()
        left[shift.id] -= 1
        crews.append(Crew(shift, route.pair, route.workers, skills))
    return tuple(crews)


def calls_of(request: WeekRequest, routes: Sequence[Route]) -> DayRoutes:
    """Give the calls that routes make, each fixed at its time."""
    calls = []
    for route in routes:
        answered = [(stop, need_of_stop(request, stop)) for stop in route.stops]
        calls.append(
            tuple(Call(need, (Opening(exact(stop.start), exact(stop.leave)),)) for stop, need in answered if need)
        )
    return tuple(calls)


def routes_on(crews: Sequence[Crew], routes: Sequence[Route], day: date) -> tuple[Route, ...]:
    """Give the routes of one day in the order of its crews."""
    by_crew = {(r.date, exact(r.start), r.pair, r.workers): r for r in routes}
    return tuple(by_crew[day, exact(c.shift.start), c.pair, c.workers] for c in crews)


def _fits(route: Route, shift: Shift) -> bool:
    hours = (exact(route.start), exact(route.end)) == (exact(shift.start), exact(shift.end))
    modes = {leg.mode for leg in route.legs}
    ways = modes <= ({Mode.WALK, Mode.TRANSIT} if shift.mode is Mode.TRANSIT else {shift.mode})
    return hours and ways and (route.date, route.base) == (shift.date, shift.base)
