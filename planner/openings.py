"""When a need can be visited in this week: its windows on each day, cut by season and by sun."""

from dataclasses import dataclass
from datetime import datetime

from geo.hotspot import Daylight, VisitNeed
from planner.exact import exact
from planner.request import WeekRequest


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """A span in which a whole visit may lie."""

    start: datetime
    end: datetime


def openings(request: WeekRequest, need: VisitNeed) -> tuple[Opening, ...]:
    """Give the need's openings of the week in time order, exact; those too short for a visit are left out."""
    found: list[Opening] = []
    for day in request.days:
        if need.season != "all" and need.season not in day.seasons:
            continue
        for start, end in need.windows.spans(day.date, request.tz, counts_as=day.counts_as):
            found += [Opening(exact(o.start), exact(o.end)) for o in _cut_by_sun(request, need, start, end)]
    return tuple(sorted(o for o in found if (o.end - o.start).total_seconds() >= need.minutes * 60))


def _cut_by_sun(request: WeekRequest, need: VisitNeed, start: datetime, end: datetime) -> list[Opening]:
    if need.daylight is Daylight.ANY:
        return [Opening(start, end)]
    dates = (start.date(), end.date())
    light = [(d.sunrise, d.sunset) for d in request.days if d.date in dates and d.sunrise and d.sunset]
    if need.daylight is Daylight.DAY:
        return [Opening(max(start, rise), min(end, dusk)) for rise, dusk in light if max(start, rise) < min(end, dusk)]
    pieces = [(start, end)]
    for rise, dusk in light:
        cut = [piece for a, b in pieces for piece in ((a, min(b, rise)), (max(a, dusk), b))]
        pieces = [(a, b) for a, b in cut if a < b]
    return [Opening(a, b) for a, b in pieces]
