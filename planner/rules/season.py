"""A need is visited in its season only."""

from collections.abc import Iterator

from planner.need_match import in_season, need_of_stop
from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation, at_route


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield visits out of season."""
    for route in plan.routes:
        for stop in route.stops:
            need = need_of_stop(plan.request, stop)
            if need and not in_season(plan.request, need, stop.start):
                yield at_route(Rule.SEASON, "out_of_season", route, stop, season=need.season)
