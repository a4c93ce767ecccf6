"""Which need a stop answers: a stop carries its place and time, and a place has one need at a time."""

from datetime import datetime, timedelta

from geo.hotspot import VisitNeed
from planner.plan import Stop, WeekPlan
from planner.request import WeekRequest


def need_of_stop(request: WeekRequest, stop: Stop) -> VisitNeed | None:
    """Give the need whose window holds the start of the stop, or None.

    Where several do (their seasons differ), one that is in season wins.
    """
    found = None
    for need in request.needs_at.get(stop.hotspot, ()):
        if window_around(request, need, stop.start) is None:
            continue
        if in_season(request, need, stop.start):
            return need
        found = found or need
    return found


def window_around(request: WeekRequest, need: VisitNeed, when: datetime) -> tuple[datetime, datetime] | None:
    """Give the window of the need that holds this time (the end excluded), or None."""
    for back in (0, 1):
        day = when.astimezone(request.tz).date() - timedelta(days=back)
        counts_as = request.day[day].counts_as if day in request.day else day.weekday()
        for start, end in need.windows.spans(day, request.tz, counts_as=counts_as):
            if start <= when < end:
                return start, end
    return None


def in_season(request: WeekRequest, need: VisitNeed, when: datetime) -> bool:
    """Tell whether the need is in season on the date of this time."""
    if need.season == "all":
        return True
    day = request.day.get(when.astimezone(request.tz).date(), request.days[-1])
    return need.season in day.seasons


def visits_by_need(plan: WeekPlan) -> dict[str, list[Stop]]:
    """Give each need's visits in time order; a joint visit by several pairs is one visit (its first stop)."""
    visits: dict[str, dict[datetime, Stop]] = {need.id: {} for need in plan.request.needs}
    for route in plan.routes:
        for stop in route.stops:
            need = need_of_stop(plan.request, stop)
            if need:
                key = stop.start if need.pairs > 1 else stop.start + timedelta(microseconds=len(visits[need.id]))
                visits[need.id].setdefault(key, stop)
    return {need: sorted(by_start.values(), key=lambda s: s.start) for need, by_start in visits.items()}


def covered_visits(request: WeekRequest, need: VisitNeed) -> int:
    """Count the visits of other teams and partners at the place within the need's windows."""
    return sum(
        1 for c in request.covered if c.hotspot == need.hotspot and window_around(request, need, c.start) is not None
    )
