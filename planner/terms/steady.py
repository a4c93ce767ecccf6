"""Steady partners: who goes out together does so all week."""

from planner.plan import WeekPlan

WEIGHT = -0.04
"""Worth of one more pair of workers that goes out together: small, since who can come at all comes first."""


def amount(plan: WeekPlan) -> float:
    """Count the different pairs of workers that go out."""
    return float(len({frozenset(route.workers[:2]) for route in plan.routes}))
