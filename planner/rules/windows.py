"""A whole visit lies in one of its need's time windows on that weekday."""

from collections.abc import Iterator

from planner.need_match import need_of_stop, window_around
from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation, at_route, clock


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield visits at a time when no need of the place has a window, and visits that outlast their window."""
    for route in plan.routes:
        for stop in route.stops:
            if stop.hotspot not in plan.request.hotspot:
                continue  # told by the rule on references
            need = need_of_stop(plan.request, stop)
            window = window_around(plan.request, need, stop.start) if need else None
            if window is None:
                yield at_route(Rule.WINDOWS, "no_window", route, stop, time=clock(stop.start))
            elif stop.leave > window[1]:
                yield at_route(
                    Rule.WINDOWS, "outlasts_window", route, stop, end=clock(window[1]), time=clock(stop.leave)
                )
