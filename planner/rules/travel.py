"""A pair needs the time to get there: every leg takes at least the travel time of its mode and departure period."""

from collections.abc import Iterator

from planner.plan import WeekPlan
from planner.rules.legs import leg_violations
from planner.rules.place import shifts_of_routes
from planner.rules.violation import Violation


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield legs that are shorter than the travel time, do not fit between two stops, or use another mode."""
    for route, shift in zip(plan.routes, shifts_of_routes(plan), strict=True):
        if shift:
            yield from leg_violations(plan.request, route, shift.mode)
