"""Two who can answer for each other: a pair is two, no newcomer goes with a newcomer, an observer is the third."""

from collections.abc import Iterator

from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation, at_route
from planner.worker import Experience


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield pairs that are not two, two newcomers, observers who stand in for one of the two, and extra thirds."""
    for route in plan.routes:
        if len(route.workers) not in (2, 3):
            yield at_route(Rule.NEWCOMERS, "not_a_pair", route, workers=len(route.workers))
        crew = [plan.request.worker[w].experience for w in route.workers if w in plan.request.worker]
        pair, thirds = crew[:2], crew[2:]
        if pair.count(Experience.NEWCOMER) == 2:
            yield at_route(Rule.NEWCOMERS, "two_newcomers", route)
        if Experience.OBSERVER in pair:
            yield at_route(Rule.NEWCOMERS, "observer_in_pair", route)
        if any(third is Experience.EXPERIENCED for third in thirds):
            yield at_route(Rule.NEWCOMERS, "third_is_no_observer", route)
