"""Visits of one need keep their smallest gap, from the end of one to the beginning of the next."""

from collections.abc import Iterator
from itertools import pairwise

from planner.need_match import visits_by_need
from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield visits that follow too soon."""
    visits = visits_by_need(plan)
    for need in plan.request.needs:
        for first, second in pairwise(visits[need.id]):
            hours = (second.start - first.leave).total_seconds() / 3600
            if hours < need.gap_h:
                params = {"hours": round(hours, 1), "gap": need.gap_h}
                day = second.start.astimezone(plan.request.tz).date()
                yield Violation(Rule.GAP, "too_soon", date=day, hotspot=need.hotspot, params=params)
