"""A shift that is lent to districts visits places there, and nowhere else."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from planner.plan import Route, Stop, WeekPlan
from planner.request import WeekRequest
from planner.rules.violation import Rule, Violation, at_route
from planner.shift import Shift
from planner.worker import Experience


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield stops outside the districts that the route's shift is lent to.

    Shifts of the same hours and base may be lent to different districts: each route takes one pair's place in one of
    them, and as many routes as can be find a place where all their stops may be.
    """
    shifts: dict[tuple[object, ...], list[Shift]] = defaultdict(list)
    for shift in plan.request.shifts:
        shifts[shift.date, shift.start, shift.end, shift.base].append(shift)
    routes: dict[tuple[object, ...], list[Route]] = defaultdict(list)
    for route in plan.routes:
        routes[route.date, route.start, route.end, route.base].append(route)
    for key, its_routes in routes.items():
        if any(shift.districts for shift in shifts[key]):
            yield from _misplaced(plan.request, its_routes, shifts[key])


def _misplaced(request: WeekRequest, routes: Sequence[Route], shifts: Sequence[Shift]) -> Iterator[Violation]:
    places = [shift for shift in shifts for _ in range(shift.pairs)]
    fits = [
        [
            p
            for p, shift in enumerate(places)
            if shift in _by_skill(request, route, shifts) and not _outside(request, route, shift)
        ]
        for route in routes
    ]
    taken: dict[int, int] = {}
    for r, route in enumerate(routes):
        if _place(r, fits, taken, set()):
            continue
        nearest = min(
            (s for s in _by_skill(request, route, shifts) if s.districts),
            key=lambda s: (len(_outside(request, route, s)), s.id),
            default=None,
        )
        for stop in _outside(request, route, nearest) if nearest else ():
            yield at_route(
                Rule.REINFORCEMENT,
                "outside",
                route,
                stop,
                districts=", ".join(sorted(nearest.districts if nearest else ())),
            )


def _place(route: int, fits: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Give a route a place, where the routes that hold one may have to move (an augmenting path)."""
    for place in fits[route]:
        if place not in tried:
            tried.add(place)
            if place not in taken or _place(taken[place], fits, taken, tried):
                taken[place] = route
                return True
    return False


def _outside(request: WeekRequest, route: Route, shift: Shift) -> list[Stop]:
    if not shift.districts:
        return []
    known = [stop for stop in route.stops if stop.hotspot in request.hotspot]
    return [stop for stop in known if request.hotspot[stop.hotspot].district not in shift.districts]


def _by_skill(request: WeekRequest, route: Route, shifts: Sequence[Shift]) -> list[Shift]:
    """Give the shifts whose skills the pair holds; all of them where it holds none's, as the rule on skills tells."""
    pair = [request.worker[w] for w in route.workers if w in request.worker]
    held = frozenset().union(*(w.skills for w in pair if w.experience is not Experience.OBSERVER))
    return [shift for shift in shifts if shift.skills <= held] or list(shifts)
