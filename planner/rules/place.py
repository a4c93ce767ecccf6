"""Which shift each route takes a pair's place in: two shifts may share hours and base, and differ in all else."""

from collections import defaultdict
from collections.abc import Sequence

from planner.plan import Route, Stop, WeekPlan
from planner.request import WeekRequest
from planner.rules.legs import leg_violations
from planner.rules.work import held_skills
from planner.shift import Shift


def shifts_of_routes(plan: WeekPlan) -> list[Shift | None]:
    """Give the shift of every route, in the order of the routes; None where no shift has its date, hours and base.

    Every route has a place of its own, as long as there are places. As many routes as can be have a shift whose skills
    the pair holds, whose mode the legs go by, and to whose districts the stops belong; the others have the nearest.
    """
    shifts: dict[tuple[object, ...], list[Shift]] = defaultdict(list)
    for shift in plan.request.shifts:
        shifts[shift.date, shift.start, shift.end, shift.base].append(shift)
    routes: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, route in enumerate(plan.routes):
        routes[route.date, route.start, route.end, route.base].append(number)
    found: list[Shift | None] = [None] * len(plan.routes)
    for key, numbers in routes.items():
        its = [plan.routes[number] for number in numbers]
        for number, chosen in zip(numbers, _placed(plan.request, its, shifts[key]), strict=True):
            found[number] = chosen
    return found


def outside(request: WeekRequest, route: Route, shift: Shift) -> list[Stop]:
    """Give the stops that lie outside the districts to which a shift is lent."""
    if not shift.districts:
        return []
    known = [stop for stop in route.stops if stop.hotspot in request.hotspot]
    return [stop for stop in known if request.hotspot[stop.hotspot].district not in shift.districts]


def _placed(request: WeekRequest, routes: Sequence[Route], shifts: Sequence[Shift]) -> list[Shift | None]:
    if len(shifts) < 2:
        return [shifts[0] if shifts else None] * len(routes)
    places = [shift for shift in shifts for _ in range(shift.pairs)]
    breaches = [{shift.id: _breaches(request, route, shift) for shift in shifts} for route in routes]
    taken: dict[int, int] = {}
    fits = [[p for p, shift in enumerate(places) if not its[shift.id]] for its in breaches]
    for number in range(len(routes)):
        _take(number, fits, taken, set())
    chosen = {number: places[place] for place, number in taken.items()}
    left = [shift for place, shift in enumerate(places) if place not in taken]
    for number, its in enumerate(breaches):
        if number not in chosen:
            chosen[number] = min(left or places, key=lambda shift: its[shift.id])
            if left:
                left.remove(chosen[number])
    return [chosen[number] for number in range(len(routes))]


def _breaches(request: WeekRequest, route: Route, shift: Shift) -> int:
    skills = len(shift.skills - held_skills(request, route))
    return skills + len(outside(request, route, shift)) + sum(1 for _ in leg_violations(request, route, shift.mode))


def _take(number: int, fits: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Give a route a place, where the routes that hold one may have to move (an augmenting path)."""
    for place in fits[number]:
        if place not in tried:
            tried.add(place)
            if place not in taken or _take(taken[place], fits, taken, tried):
                taken[place] = number
                return True
    return False
