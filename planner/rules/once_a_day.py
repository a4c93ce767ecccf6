"""Presence never becomes pressure: one need is visited at most once for each date, the date on which a shift starts.

A joint visit by several pairs at one time is one visit.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from planner.need_match import need_of_stop
from planner.plan import Route, Stop, WeekPlan
from planner.rules.violation import Rule, Violation, at_route, clock


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield every visit of a need after its first one of the same date."""
    by_day: dict[tuple[str, date], list[tuple[Route, Stop]]] = defaultdict(list)
    joint = {need.id for need in plan.request.needs if need.pairs > 1}
    for route in plan.routes:
        for stop in route.stops:
            need = need_of_stop(plan.request, stop)
            if need:
                by_day[need.id, route.date].append((route, stop))
    for (need_id, _), visits in by_day.items():
        visits.sort(key=lambda visit: visit[1].start)
        before: datetime | None = None
        for route, stop in visits:
            together = need_id in joint and stop.start == before
            if before is not None and not together:
                yield at_route(
                    Rule.ONCE_A_DAY, "again", route, stop, time=clock(stop.start), first=clock(visits[0][1].start)
                )
            before = stop.start
