"""Nobody is in two places: routes and commitments of one worker do not overlap, and stops follow each other."""

from collections.abc import Iterator
from itertools import pairwise

from planner.plan import Route, WeekPlan
from planner.rules.violation import Rule, Violation, at_route, clock


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield overlapping work of one worker, and stops that overlap or stand in the wrong order."""
    for route in plan.routes:
        for first, second in pairwise(route.stops):
            if second.arrive < first.leave:
                yield at_route(Rule.TWO_PLACES, "stops_overlap", route, second, time=clock(second.arrive))
        if len(set(route.workers)) != len(route.workers):
            yield at_route(Rule.TWO_PLACES, "twice_in_pair", route)
    for worker in plan.request.workers:
        mine = sorted((r for r in plan.routes if worker.id in r.workers), key=lambda r: r.start)
        for route, later in pairwise(mine):
            if later.start < route.end:
                yield Violation(Rule.TWO_PLACES, "two_routes", later.pair, later.date, worker=worker.id)
        for route in mine:
            for busy in worker.busy:
                if _overlap(route, busy.start, busy.end):
                    params = {"what": busy.what or busy.kind.value, "time": clock(busy.start)}
                    yield Violation(
                        Rule.TWO_PLACES, "commitment", route.pair, route.date, worker=worker.id, params=params
                    )


def _overlap(route: Route, start: object, end: object) -> bool:
    return bool(route.start < end and start < route.end)  # type: ignore[operator]
