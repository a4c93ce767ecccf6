"""A plan in which one need may be visited at any time, by anybody: to find what stands in the way of a visit."""

from dataclasses import replace

from geo.hotspot import Daylight, VisitNeed
from geo.windows import WeekWindows
from planner.plan import WeekPlan

ALWAYS = WeekWindows.parse("daily 00:00-24:00")


def loosened(plan: WeekPlan, need: VisitNeed) -> WeekPlan:
    """Give the plan with its pins gone, its shifts lent to nobody, and the need open to all at all hours."""
    request = plan.request
    free = replace(
        need,
        windows=ALWAYS,
        peak=None,
        season="all",
        daylight=Daylight.ANY,
        skills=frozenset(),
        gap_h=0.0,
        most=need.most + 7,
        pairs=1,
    )
    others = tuple(n for n in request.needs if n.id != need.id)
    return replace(
        plan,
        request=replace(
            request,
            needs=(*others, free),  # the last: a stop of another need there stays that need's
            shifts=tuple(replace(shift, districts=frozenset()) for shift in request.shifts),
            pins=(),
            covered=tuple(c for c in request.covered if c.hotspot != need.hotspot),
            overdue=tuple(o for o in request.overdue if o.need in {n.id for n in others}),
        ),
    )
