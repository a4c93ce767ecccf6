"""Opening a plan of whatever kind, also one that breaks rules, and closing it again with its score told anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from geo.travel.times import Mode
from planner.amend.open_plan import OpenPlan
from planner.crews import crews_of
from planner.exact import exact, exact_request
from planner.explain import unplanned_needs
from planner.pair import Crew
from planner.plan import Route, WeekPlan
from planner.request import WeekRequest
from planner.shift import Shift
from planner.value import plan_score


def open_plan(plan: WeekPlan) -> tuple[OpenPlan, list[int]]:
    """Open a plan: gives it with the place in the plan of each of its rows.

    A route that starts at a base or goes by a mode that the request does not hold is left out; one that is no shift
    is opened as a shift of its own.
    """
    request = exact_request(plan.request)
    whole = crews_of(request, plan) if _all_known(plan) else ()
    crews: tuple[Crew | None, ...] = whole or tuple(_crew(request, route) for route in plan.routes)
    kept = [(number, crew) for number, crew in enumerate(crews) if crew is not None]
    routes = [plan.routes[number] for number, _ in kept]
    return OpenPlan(request, [crew for _, crew in kept], routes), [number for number, _ in kept]


def plan_with_routes(plan: WeekPlan, routes: Mapping[int, Route], crews: Sequence[Crew]) -> WeekPlan:
    """Give a plan with some routes changed (by their place in it), its score and what it leaves out told anew.

    The bound stays where it still holds: a plan that uses its reserved slack may be worth more.
    """
    made = tuple(routes.get(number, route) for number, route in enumerate(plan.routes))
    bare = replace(plan, routes=made, unplanned=(), score=0.0)
    score = plan_score(bare)
    bound = plan.bound if plan.bound is not None and plan.bound >= score else None
    return replace(bare, unplanned=unplanned_needs(bare, crews), score=score, bound=bound)


def _all_known(plan: WeekPlan) -> bool:
    return all(worker in plan.request.worker for route in plan.routes for worker in route.workers[:2])


def _crew(request: WeekRequest, route: Route) -> Crew | None:
    known = [request.worker[worker] for worker in route.workers[:2] if worker in request.worker]
    skills = frozenset(skill for worker in known for skill in worker.skills)
    hours = (exact(route.start), exact(route.end), route.base)
    shift = next((s for s in request.shifts if (exact(s.start), exact(s.end), s.base) == hours), None)
    if shift is None:
        mode = next((leg.mode for leg in route.legs if leg.mode is not Mode.WALK), Mode.TRANSIT)
        able = all((mode, period.id) in request.travel.matrices for period in request.travel.periods)
        if route.base not in request.base or not able or not request.travel.periods:
            return None
        if exact(route.end) <= exact(route.start) or route.start.date() not in request.day:
            return None
        shift = Shift(f"{route.pair} {route.start}", route.start.date(), *hours[:2], route.base, mode)
    return Crew(shift, route.pair, route.workers, skills)
