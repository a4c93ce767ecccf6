"""A visit lasts at least its need's service time, and begins after the pair has come."""

from collections.abc import Iterator

from planner.need_match import need_of_stop
from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation, at_route, clock


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield visits that are too short or begin before arrival."""
    for route in plan.routes:
        for stop in route.stops:
            if stop.start < stop.arrive:
                yield at_route(Rule.SERVICE_TIME, "before_arrival", route, stop, time=clock(stop.start))
            need = need_of_stop(plan.request, stop)
            lasts = int((stop.leave - stop.start).total_seconds())
            if need and lasts < need.minutes * 60:
                yield at_route(Rule.SERVICE_TIME, "too_short", route, stop, minutes=need.minutes, has=lasts // 60)
