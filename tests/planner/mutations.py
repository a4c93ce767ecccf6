"""Ways to break one rule of any sound plan, each alone: in the plan, or in the request that it answers.

A way gives None where the plan has nothing that it could break. The ways stand in ``broken_routes``, ``broken_visits``
and ``broken_people``.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from geo.hotspot import VisitNeed
from planner.need_match import need_of_stop
from planner.plan import Route, Stop, WeekPlan
from planner.rules.violation import Rule
from planner.shift import Shift

Mutation = Callable[[Random, WeekPlan], WeekPlan | None]
MUTATIONS: dict[Rule, list[Mutation]] = {rule: [] for rule in Rule}
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def breaks(rule: Rule) -> Callable[[Mutation], Mutation]:
    """Tell which rule a way breaks."""

    def add(mutation: Mutation) -> Mutation:
        MUTATIONS[rule].append(mutation)
        return mutation

    return add


def in_request(plan: WeekPlan, **changes: object) -> WeekPlan:
    return replace(plan, request=replace(plan.request, **changes))


def in_route(plan: WeekPlan, route: Route, **changes: object) -> WeekPlan:
    return replace(plan, routes=tuple(replace(r, **changes) if r is route else r for r in plan.routes))


def in_stop(plan: WeekPlan, route: Route, number: int, **changes: object) -> WeekPlan:
    stops = tuple(replace(s, **changes) if i == number else s for i, s in enumerate(route.stops))
    return in_route(plan, route, stops=stops)


def in_need(plan: WeekPlan, need: VisitNeed, **changes: object) -> WeekPlan:
    return in_request(plan, needs=tuple(replace(n, **changes) if n is need else n for n in plan.request.needs))


def in_worker(plan: WeekPlan, ident: str, **changes: object) -> WeekPlan:
    return in_request(plan, workers=tuple(replace(w, **changes) if w.id == ident else w for w in plan.request.workers))


def in_shift(plan: WeekPlan, shift: Shift, **changes: object) -> WeekPlan:
    return in_request(plan, shifts=tuple(replace(s, **changes) if s is shift else s for s in plan.request.shifts))


def in_limits(plan: WeekPlan, **changes: object) -> WeekPlan:
    return in_request(plan, working_time=replace(plan.request.working_time, **changes))


def any_route(random: Random, plan: WeekPlan) -> Route | None:
    return random.choice(plan.routes) if plan.routes else None


def any_stop(random: Random, plan: WeekPlan, *, joint: bool = True) -> tuple[Route, int, Stop, VisitNeed] | None:
    found = [
        (route, number, stop, need)
        for route in plan.routes
        for number, stop in enumerate(route.stops)
        if (need := need_of_stop(plan.request, stop)) and (joint or need.pairs == 1)
    ]
    return random.choice(found) if found else None


def shift_of(plan: WeekPlan, route: Route) -> Shift:
    return next(s for s in plan.request.shifts if (s.start, s.end, s.base) == (route.start, route.end, route.base))


def rested_between(route: Route, begin: datetime, end: datetime) -> bool:
    return any(pause.start < end and begin < pause.end for pause in route.breaks)
