"""Time under way, which is no time with people."""

from planner.plan import WeekPlan

WEIGHT = -0.001
"""Worth of a minute: an hour is less than one visit more of a place that has had its target."""


def amount(plan: WeekPlan) -> float:
    """Give the minutes under way of all routes."""
    return sum(leg.seconds for route in plan.routes for leg in route.legs) / 60
