"""A pair needs the time to get there: every leg takes at least the travel time of its mode and departure period."""

from collections.abc import Iterator
from datetime import timedelta

from geo.travel.times import Mode
from planner.plan import Route, WeekPlan
from planner.request import WeekRequest
from planner.rules.violation import Rule, Violation, at_route, minutes
from planner.rules.work import back_at_base


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield legs that are shorter than the travel time, do not fit between two stops, or use another mode."""
    request = plan.request
    for route in plan.routes:
        if len(route.legs) != len(route.stops) + 1 or not route.stops:
            continue
        places = [route.base, *(stop.hotspot for stop in route.stops), route.base]
        if any(place not in request.travel.index for place in places):
            continue  # told by the rule on references
        # Two shifts may share hours and base and differ in mode: the route must fit one of them.
        modes = {s.mode for s in request.shifts if (s.start, s.end, s.base) == (route.start, route.end, route.base)}
        found = [
            list(_by(request, route, mode, [request.travel.index[place] for place in places])) for mode in sorted(modes)
        ]
        yield from min(found, key=len, default=[])


def _by(request: WeekRequest, route: Route, mode: Mode, rows: list[int]) -> Iterator[Violation]:
    for i, leg in enumerate(route.legs):
        stop = route.stops[i] if i < len(route.stops) else None
        ready = route.stops[i - 1].leave if i else route.start
        arrive = stop.arrive if stop else back_at_base(route)
        depart = arrive - timedelta(seconds=leg.seconds)
        matrix = request.travel_at(mode, depart)
        needed = int(matrix.seconds[rows[i], rows[i + 1]])
        if leg.seconds < needed:
            yield at_route(Rule.TRAVEL, "too_short", route, stop, minutes=minutes(needed), has=leg.seconds // 60)
        if depart < ready:
            late = minutes((ready - depart).total_seconds())
            yield at_route(Rule.TRAVEL, "leaves_too_early", route, stop, minutes=late)
        used = matrix.line[rows[i], rows[i + 1]]
        line = matrix.lines[used] if used >= 0 else None
        if leg.seconds == needed and leg.line != line:
            yield at_route(Rule.TRAVEL, "other_line", route, stop, line=leg.line or "-", expected=line or "-")
