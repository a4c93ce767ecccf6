"""A joint visit is made by as many pairs as its need asks for, at the same time."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from planner.need_match import need_of_stop
from planner.plan import Route, Stop, WeekPlan
from planner.rules.violation import Rule, Violation, at_route, clock


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield joint visits that begin with too few pairs, or with more than are wanted."""
    joint: dict[tuple[str, datetime], list[tuple[Route, Stop]]] = defaultdict(list)
    wanted: dict[tuple[str, datetime], int] = {}
    for route in plan.routes:
        for stop in route.stops:
            need = need_of_stop(plan.request, stop)
            if need and need.pairs > 1:
                joint[need.id, stop.start].append((route, stop))
                wanted[need.id, stop.start] = need.pairs
    for (need_id, start), there in joint.items():
        if len(there) != wanted[need_id, start]:
            route, stop = there[0]
            pairs, has = wanted[need_id, start], len(there)
            yield at_route(Rule.PAIRS_AT_ONCE, "other_number", route, stop, pairs=pairs, has=has, time=clock(start))
