"""What one travel mode says of the legs of a route: whether each has the time that it takes, and where it fits."""

from collections.abc import Iterator
from datetime import timedelta

from geo.travel.times import Mode
from planner.plan import Route
from planner.request import WeekRequest
from planner.rules.violation import Rule, Violation, at_route, minutes
from planner.rules.work import sets_out_home


def leg_violations(request: WeekRequest, route: Route, mode: Mode) -> Iterator[Violation]:
    """Yield the legs that are shorter than the way by this mode, do not fit between two stops, or name another line.

    Nothing where places or legs are missing, which the rule on references tells.
    """
    places = [route.base, *(stop.hotspot for stop in route.stops), route.base]
    index = request.travel.index
    if len(route.legs) != len(route.stops) + 1 or not route.stops or any(place not in index for place in places):
        return
    rows = [index[place] for place in places]
    for i, leg in enumerate(route.legs):
        stop = route.stops[i] if i < len(route.stops) else None
        ready = route.stops[i - 1].leave if i else route.start
        depart = stop.arrive - timedelta(seconds=leg.seconds) if stop else sets_out_home(request, route, mode)
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
