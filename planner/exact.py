"""Times with a fixed offset, for which differences and sums are real hours on the two odd nights of the year.

Python reckons between two times of one time zone by the wall clock: from 21:00 to 05:00 is 8 hours there, though it is
9 in the night when summer time ends. Between fixed offsets it reckons by what has passed.
"""

from dataclasses import replace
from datetime import datetime, timezone

from planner.plan import Route, WeekPlan
from planner.request import WeekRequest


def exact(when: datetime) -> datetime:
    """Give the same instant and wall-clock time with the offset that holds then.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> exact(datetime(2026, 12, 3, 18, tzinfo=ZoneInfo("Europe/Stockholm"))).isoformat()
    '2026-12-03T18:00:00+01:00'
    """
    offset = when.utcoffset()
    if offset is None:
        raise ValueError(f"the time {when} has no offset")
    return when.replace(tzinfo=timezone(offset), fold=0)


def exact_request(request: WeekRequest) -> WeekRequest:
    """Give a request whose shifts, fixed work, covered visits and pins are exact."""
    return replace(
        request,
        shifts=tuple(replace(s, start=exact(s.start), end=exact(s.end)) for s in request.shifts),
        workers=tuple(
            replace(w, busy=tuple(replace(b, start=exact(b.start), end=exact(b.end)) for b in w.busy))
            for w in request.workers
        ),
        covered=tuple(replace(c, start=exact(c.start)) for c in request.covered),
        pins=tuple(replace(p, stops=tuple(replace(s, start=exact(s.start)) for s in p.stops)) for p in request.pins),
    )


def exact_plan(plan: WeekPlan) -> WeekPlan:
    """Give a plan all of whose times are exact, its request's too."""
    return replace(
        plan, request=exact_request(plan.request), routes=tuple(_exact_route(route) for route in plan.routes)
    )


def _exact_route(route: Route) -> Route:
    return replace(
        route,
        start=exact(route.start),
        end=exact(route.end),
        stops=tuple(
            replace(s, arrive=exact(s.arrive), start=exact(s.start), leave=exact(s.leave)) for s in route.stops
        ),
        breaks=tuple(replace(b, start=exact(b.start), end=exact(b.end)) for b in route.breaks),
    )
