"""A shift that is lent to districts visits places there, and nowhere else."""

from collections.abc import Iterator

from planner.plan import WeekPlan
from planner.rules.place import outside, shifts_of_routes
from planner.rules.violation import Rule, Violation, at_route


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield stops outside the districts that the route's shift is lent to."""
    for route, shift in zip(plan.routes, shifts_of_routes(plan), strict=True):
        for stop in outside(plan.request, route, shift) if shift else ():
            districts = ", ".join(sorted(shift.districts if shift else ()))
            yield at_route(Rule.REINFORCEMENT, "outside", route, stop, districts=districts)
