"""A route is one pair's place in one shift: the shift's date, hours and base, and nothing outside them."""

from collections import Counter
from collections.abc import Iterator

from planner.plan import WeekPlan
from planner.rules.place import shifts_of_routes
from planner.rules.violation import Rule, Violation, at_route, clock, minutes
from planner.rules.work import back_at_base


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield routes that are no shift, more pairs than a shift has, and what lies outside the shift's hours."""
    room: Counter[tuple[object, ...]] = Counter()
    for its in plan.request.shifts:
        room[its.date, its.start, its.end, its.base] += its.pairs
    taken: Counter[tuple[object, ...]] = Counter()
    for route, shift in zip(plan.routes, shifts_of_routes(plan), strict=True):
        key = (route.date, route.start, route.end, route.base)
        taken[key] += 1
        if key not in room:
            yield at_route(Rule.SHIFT_BOUNDS, "no_such_shift", route, start=clock(route.start), end=clock(route.end))
        elif taken[key] > room[key]:
            yield at_route(Rule.SHIFT_BOUNDS, "too_many_pairs", route, pairs=room[key])
        for stop in route.stops:
            if stop.arrive < route.start:
                yield at_route(Rule.SHIFT_BOUNDS, "too_early", route, stop, time=clock(stop.arrive))
            if stop.leave > route.end:
                yield at_route(Rule.SHIFT_BOUNDS, "too_late", route, stop, time=clock(stop.leave))
        if route.stops and route.legs:
            home = back_at_base(plan.request, route, shift.mode if shift else None)
            if home > route.end:
                late = minutes((home - route.end).total_seconds())
                yield at_route(Rule.SHIFT_BOUNDS, "home_too_late", route, minutes=late)
