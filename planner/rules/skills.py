"""Somebody in the pair holds each skill that the shift or the need asks for; an observer's skills do not count."""

from collections.abc import Iterator

from planner.need_match import need_of_stop
from planner.plan import Route, WeekPlan
from planner.request import WeekRequest
from planner.rules.violation import Rule, Violation, at_route
from planner.worker import Experience


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield shifts and stops whose skills the pair lacks."""
    for route in plan.routes:
        held = _held(plan.request, route)
        # Two shifts may share hours and base and ask for different skills: the pair must fit one of them.
        wanted = [
            s.skills for s in plan.request.shifts if (s.start, s.end, s.base) == (route.start, route.end, route.base)
        ]
        if wanted and not any(skills <= held for skills in wanted):
            missing = min((skills - held for skills in wanted), key=len)
            yield at_route(Rule.SKILLS, "shift", route, skills=" ".join(sorted(missing)))
        for stop in route.stops:
            need = need_of_stop(plan.request, stop)
            if need and need.pairs == 1 and not need.skills <= held:
                yield at_route(Rule.SKILLS, "need", route, stop, skills=" ".join(sorted(need.skills - held)))
            elif need and need.skills:
                together = held.union(*(_held(plan.request, r) for r in plan.routes if _joins(r, stop)))
                if not need.skills <= together:
                    yield at_route(Rule.SKILLS, "need", route, stop, skills=" ".join(sorted(need.skills - together)))


def _held(request: WeekRequest, route: Route) -> frozenset[str]:
    pair = [request.worker[w] for w in route.workers if w in request.worker]
    return frozenset().union(*(w.skills for w in pair if w.experience is not Experience.OBSERVER))


def _joins(route: Route, stop: object) -> bool:
    return any(
        (s.hotspot, s.start) == (getattr(stop, "hotspot", None), getattr(stop, "start", None)) for s in route.stops
    )
