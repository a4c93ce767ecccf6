"""A break after at most five hours of work.

Source: Arbetstidslagen (SFS 1982:673) section 15. A break lies within the shift, is free of visits and travel, and
is at least as long as the team's agreement says.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from planner.plan import Route, WeekPlan
from planner.rules.violation import Rule, Violation, at_route, clock, minutes


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield stretches of work without a break, and breaks that are too short or not free."""
    limits = plan.request.working_time
    stretch_s, break_s = limits.longest_stretch_h * 3600, limits.break_min * 60
    for route in plan.routes:
        worked_from = route.start
        for pause in sorted(route.breaks, key=lambda b: b.start):
            if pause.start < route.start or pause.end > route.end:
                yield at_route(Rule.BREAK, "outside_shift", route, time=clock(pause.start))
            if (pause.end - pause.start).total_seconds() < break_s:
                yield at_route(Rule.BREAK, "too_short", route, minutes=limits.break_min, time=clock(pause.start))
                continue
            for busy_from, busy_to in _busy(route):
                if pause.start < busy_to and busy_from < pause.end:
                    yield at_route(Rule.BREAK, "not_free", route, time=clock(pause.start))
            yield from _stretch(route, worked_from, pause.start, stretch_s)
            worked_from = pause.end
        yield from _stretch(route, worked_from, route.end, stretch_s)


def _stretch(route: Route, start: datetime, end: datetime, longest_s: float) -> Iterator[Violation]:
    lasts = (end - start).total_seconds()
    if lasts > longest_s:
        longest = int(longest_s // 60)
        yield at_route(Rule.BREAK, "none_in_time", route, minutes=minutes(lasts), longest=longest, time=clock(start))


def _busy(route: Route) -> Iterator[tuple[datetime, datetime]]:
    for stop in route.stops:
        yield stop.start, stop.leave
    if len(route.legs) == len(route.stops) + 1:
        for stop, leg in zip(route.stops, route.legs, strict=False):
            yield stop.arrive - timedelta(seconds=leg.seconds), stop.arrive
