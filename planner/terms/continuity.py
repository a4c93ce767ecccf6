"""Continuity: the same pair comes back to the same place, so that people meet faces that they know."""

from collections import Counter

from planner.plan import WeekPlan

WEIGHT = 0.05
"""Worth of one visit by a pair that has been at the place this week: so little that no visit is given up for a face."""


def amount(plan: WeekPlan) -> float:
    """Count the visits of a place by a pair that is there earlier in the week."""
    visits = Counter((stop.hotspot, frozenset(route.workers[:2])) for route in plan.routes for stop in route.stops)
    return float(sum(count - 1 for count in visits.values()))
