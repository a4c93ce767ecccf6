"""Everything that a plan names is in its request, and the parts of a route fit together."""

from collections.abc import Iterator

from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation, at_route


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield unknown hotspots, bases and workers, places that the team may not know, and routes of wrong length."""
    request = plan.request
    if (plan.team, plan.week) != (request.team, request.week):
        yield Violation(Rule.REFERENCES, "other_week", params={"team": request.team, "week": request.week})
    for route in plan.routes:
        if route.base not in request.base:
            yield at_route(Rule.REFERENCES, "unknown_base", route, base=route.base)
        for worker in route.workers:
            if worker not in request.worker:
                yield Violation(Rule.REFERENCES, "unknown_worker", route.pair, route.date, worker=worker)
        for stop in route.stops:
            hotspot = request.hotspot.get(stop.hotspot)
            if hotspot is None:
                yield at_route(Rule.REFERENCES, "unknown_hotspot", route, stop)
            elif not hotspot.may_be_seen_by(plan.team):
                yield at_route(Rule.REFERENCES, "not_this_team", route, stop)
        expected = len(route.stops) + 1 if route.stops else 0
        if len(route.legs) != expected:
            yield at_route(Rule.REFERENCES, "legs", route, legs=len(route.legs), expected=expected)
    for unplanned in plan.unplanned:
        if unplanned.hotspot not in request.hotspot:
            yield Violation(Rule.REFERENCES, "unknown_hotspot", hotspot=unplanned.hotspot)
