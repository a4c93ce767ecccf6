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

    A shift to which the route is pinned comes first. Empty where a route fits no shift of the request with room for one
    more pair: the pairs are then to be made anew.
    """
    pinned = {(pin.shift, pin.pair) for pin in request.pins}
    left = Counter({shift.id: shift.pairs for shift in request.shifts})
    crews = []
    for route in plan.routes:
        skills = frozenset(skill for worker in route.workers[:2] for skill in request.worker[worker].skills)
        able = [s for s in request.shifts if left[s.id] and s.skills <= skills and _fits(request, route, s)]
        shift = next((s for s in able if (s.id, route.pair) in pinned), able[0] if able else None)
        if shift is None:
            return ()
        left[shift.id] -= 1
        crews.append(Crew(shift, route.pair, route.workers, skills))
    return tuple(crews)


def _fits(request: WeekRequest, route: Route, shift: Shift) -> bool:
    hours = (exact(route.start), exact(route.end)) == (exact(shift.start), exact(shift.end))
    modes = {leg.mode for leg in route.legs}
    ways = modes <= ({Mode.WALK, Mode.TRANSIT} if shift.mode is Mode.TRANSIT else {shift.mode})
    lent = not shift.districts or all(request.hotspot[s.hotspot].district in shift.districts for s in route.stops)
    return hours and ways and lent and (route.date, route.base) == (shift.date, shift.base)
