"""Which need a stop answers: a stop carries its place and time, and a place has one need at a time."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from geo.hotspot import VisitNeed
from geo.windows import WeekWindows
from planner.plan import Stop, WeekPlan
from planner.request import WeekRequest


def need_of_stop(request: WeekRequest, stop: Stop) -> VisitNeed | None:
    """Give the need whose window holds the start of the stop, or None.

    Where several do (their seasons differ), one that is in season wins.
    """
    found = None
    for need in request.needs_at.get(stop.hotspot, ()):
        window = window_around(request, need, stop.start)
        if window is None:
            continue
        if season_holds(request, need, window[0].date()):
            return need
        found = found or need
    return found


def window_around(request: WeekRequest, need: VisitNeed, when: datetime) -> tuple[datetime, datetime] | None:
    """Give the window of the need that holds this time (the end excluded), or None.

    Where a holiday's windows meet those of its neighbour, the one that ends last.
    """
    at, today = when.timestamp(), when.astimezone(request.tz).date()
    days = (today, today - timedelta(days=1))
    counted = tuple(request.day[day].counts_as if day in request.day else day.weekday() for day in days)
    found = [one for one in _spans(need.windows, days, request.tz, counted) if one[0] <= at < one[1]]
    return max(found, key=lambda one: one[1])[2] if found else None


@lru_cache(maxsize=1 << 14)
def _spans(
    windows: WeekWindows, days: tuple[date, ...], tz: ZoneInfo, counted: tuple[int, ...]
) -> tuple[tuple[float, float, tuple[datetime, datetime]], ...]:
    """Give the windows of some dates, each with the timestamps of its two ends first; asked for at every stop."""
    return tuple(
        (start.timestamp(), end.timestamp(), (start, end))
        for day, counts_as in zip(days, counted, strict=True)
        for start, end in windows.spans(day, tz, counts_as=counts_as)
    )


def in_season(request: WeekRequest, need: VisitNeed, when: datetime) -> bool:
    """Tell whether the need is in season at this time: on the date on which the window around it begins."""
    window = window_around(request, need, when)
    return season_holds(request, need, (window[0] if window else when.astimezone(request.tz)).date())


def season_holds(request: WeekRequest, need: VisitNeed, day: date) -> bool:
    """Tell whether the need holds on a date: between its own, and in season (around the week its nearest day tells)."""
    if (need.first is not None and day < need.first) or (need.last is not None and need.last < day):
        return False
    if need.season == "all":
        return True
    nearest = min(max(day, request.days[0].date), request.days[-1].date)
    return need.season in request.day[nearest].seasons


class _Same:
    """A plan that equals itself alone: asked the same of twice, it need not be gone through again."""

    __slots__ = ("plan",)

    def __init__(self, plan: WeekPlan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.plan is self.plan


def visits_by_need(plan: WeekPlan) -> dict[str, list[Stop]]:
    """Give each need's visits in time order; a joint visit by several pairs is one visit (its longest stop)."""
    return {need: list(visits) for need, visits in _visits(_Same(plan)).items()}


@lru_cache(maxsize=8)
def _visits(same: _Same) -> dict[str, tuple[Stop, ...]]:
    plan = same.plan
    visits: dict[str, dict[datetime, Stop]] = {need.id: {} for need in plan.request.needs}
    for route in plan.routes:
        for stop in route.stops:
            need = need_of_stop(plan.request, stop)
            if need:
                its = visits[need.id]
                key = stop.start if need.pairs > 1 else stop.start + timedelta(microseconds=len(its))
                if key not in its or its[key].leave < stop.leave:
                    its[key] = stop
    return {need: tuple(sorted(by_start.values(), key=lambda s: s.start)) for need, by_start in visits.items()}


def covered_visits(request: WeekRequest, need: VisitNeed) -> int:
    """Count the visits of other teams and partners at the place within the need's windows."""
    return sum(
        1 for c in request.covered if c.hotspot == need.hotspot and window_around(request, need, c.start) is not None
    )
