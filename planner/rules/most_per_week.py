"""Presence never becomes pressure: no more visits in the week than agreed, those of other teams counted."""

from collections.abc import Iterator

from planner.need_match import covered_visits, visits_by_need
from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield needs that are visited more often than their most."""
    visits = visits_by_need(plan)
    for need in plan.request.needs:
        own = len(visits[need.id])
        planned = own + covered_visits(plan.request, need)
        if own and planned > need.most:
            params = {"visits": planned, "most": need.most}
            yield Violation(Rule.MOST_PER_WEEK, "too_many", hotspot=need.hotspot, params=params)
