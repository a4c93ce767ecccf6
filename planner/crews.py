"""The crews of a plan, read back from its routes, for a search that goes on from it."""

from collections import Counter

from geo.travel.times import Mode
from planner.exact import exact
from planner.pair import Crew
from planner.plan import Route, WeekPlan
from planner.request import WeekRequest
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


def _fits(route: Route, shift: Shift) -> bool:
    hours = (exact(route.start), exact(route.end)) == (exact(shift.start), exact(shift.end))
    modes = {leg.mode for leg in route.legs}
    ways = modes <= ({Mode.WALK, Mode.TRANSIT} if shift.mode is Mode.TRANSIT else {shift.mode})
    return hours and ways and (route.date, route.base) == (shift.date, shift.base)
