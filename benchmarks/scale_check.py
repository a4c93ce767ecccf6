"""The independent checker of generated cities."""

from collections.abc import Sequence

from benchmarks.scale_case import ScaleCase


class BrokenRouteError(Exception):
    """A route breaks a rule; says which."""


def checked_value(case: ScaleCase, routes: Sequence[Sequence[int]]) -> int:
    """Give what the routes are worth, one for each shift.

    Raises
    ------
    BrokenRouteError
        A route breaks a rule.
    """
    visited: set[int] = set()
    for (start, end), route in zip(case.shifts, routes, strict=True):
        now, here = start, 0
        for there in route:
            opens, closes = case.windows[there]
            now = max(now + int(case.travel[here, there]), int(opens))
            if there in visited or there < 1 or now > closes:
                raise BrokenRouteError(f"visit {there} is made twice, or at {now}, after {closes}")
            visited.add(there)
            now, here = now + int(case.service[there]), there
        if now + int(case.travel[here, 0]) > end:
            raise BrokenRouteError(f"the route of the shift at {start} is back after {end}")
    return sum(int(case.worth[there]) for there in visited)
