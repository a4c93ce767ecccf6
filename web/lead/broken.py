"""Broken rules on the board: which stop, route or day each one is about, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.plan import WeekPlan
from planner.rules.violation import Violation
from web.rule_words import violation_text
from web.words import Words


@dataclass(frozen=True, slots=True)
class BrokenView:
    """One broken rule; ``key`` names its stop or route on the page and ``day`` its date, empty where there is none."""

    key: str
    day: str
    text: str


def broken_views(plan: WeekPlan, words: Words, violations: Sequence[Violation]) -> tuple[BrokenView, ...]:
    """Put broken rules into words, each with what it is about."""
    return tuple(
        BrokenView(_key(plan, one), one.date.isoformat() if one.date else "", broken_said(plan, words, one))
        for one in violations
    )


def broken_said(plan: WeekPlan, words: Words, violation: Violation) -> str:
    """Say which rule is broken; a place that the team may not see is not named."""
    hotspot = plan.request.hotspot.get(violation.hotspot or "")
    if hotspot is not None and not hotspot.may_be_seen_by(plan.team):
        violation = replace(violation, hotspot=None)
    return violation_text(words, violation, plan.request)


def _key(plan: WeekPlan, violation: Violation) -> str:
    routes = [
        (n, route)
        for n, route in enumerate(plan.routes)
        if violation.date in {None, route.date} and violation.pair in {None, route.pair}
    ]
    if violation.hotspot:
        stops = [f"r{n}s{i}" for n, r in routes for i, s in enumerate(r.stops) if s.hotspot == violation.hotspot]
        return stops[-1] if stops else ""
    return f"r{routes[0][0]}" if violation.pair and len(routes) == 1 else ""
