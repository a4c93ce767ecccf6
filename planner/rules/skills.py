"""Somebody in the pair holds each skill that the shift or the need asks for; an observer's skills do not count."""

from collections.abc import Iterator

from planner.need_match import need_of_stop
from planner.plan import Route, Stop, WeekPlan
from planner.rules.place import shifts_of_routes
from planner.rules.violation import Rule, Violation, at_route
from planner.rules.work import held_skills


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield shifts and stops whose skills the pair lacks."""
    for route, shift in zip(plan.routes, shifts_of_routes(plan), strict=True):
        held = held_skills(plan.request, route)
        if shift and not shift.skills <= held:
            yield at_route(Rule.SKILLS, "shift", route, skills=" ".join(sorted(shift.skills - held)))
        for stop in route.stops:
            need = need_of_stop(plan.request, stop)
            if need and need.pairs == 1 and not need.skills <= held:
                yield at_route(Rule.SKILLS, "need", route, stop, skills=" ".join(sorted(need.skills - held)))
            elif need and need.skills:
                together = held.union(*(held_skills(plan.request, r) for r in plan.routes if _joins(r, stop)))
                if not need.skills <= together:
                    yield at_route(Rule.SKILLS, "need", route, stop, skills=" ".join(sorted(need.skills - together)))


def _joins(route: Route, stop: Stop) -> bool:
    return any((s.hotspot, s.start) == (stop.hotspot, stop.start) for s in route.stops)
