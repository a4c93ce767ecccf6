"""When a need can be visited in this week: its windows on each day, cut by season and by sun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from geo.hotspot import Daylight, VisitNeed
from planner.exact import exact
from planner.need_match import season_holds
from planner.request import WeekRequest
from planner.sun import daylight_on


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """A span in which a whole visit may lie."""

    start: datetime
    end: datetime


def openings(request: WeekRequest, need: VisitNeed) -> tuple[Opening, ...]:
    """Give the need's openings of the week in time order, exact; those too short for a visit are left out.

    A window belongs to the date on which it begins, with that date's season. The night before the week is among them,
    as far as it reaches into Monday.
    """
    monday = request.days[0].date
    found: list[Opening] = []
    for date_ in (monday - timedelta(days=1), *(day.date for day in request.days)):
        if not season_holds(request, need, date_):
            continue
        for start, end in need.windows.spans(date_, request.tz, counts_as=_counts_as(request, date_)):
            begin = max(start, datetime.combine(monday, time(), request.tz))
            if begin < end:
                found += [Opening(exact(o.start), exact(o.end)) for o in _cut_by_sun(request, need, begin, end)]
    return tuple(sorted(o for o in found if (o.end - o.start).total_seconds() >= need.minutes * 60))


def peak_openings(request: WeekRequest, need: VisitNeed) -> tuple[Opening, ...]:
    """Give the parts of a need's openings in which a whole visit lies in its peak hours, in time order, exact.

    These are the openings themselves where the need has no peak.
    """
    if need.peak is None:
        return openings(request, need)
    peaks = _peak_spans(request, need, [day.date + timedelta(days=by) for day in request.days for by in (-1, 0)])
    cut = {
        Opening(max(o.start, a), min(o.end, b))
        for o in openings(request, need)
        for a, b in peaks
        if a < o.end and o.start < b
    }
    return tuple(sorted(o for o in cut if (o.end - o.start).total_seconds() >= need.minutes * 60))


def in_peak(request: WeekRequest, need: VisitNeed, start: datetime, leave: datetime) -> bool:
    """Tell whether a visit lies wholly in the need's peak hours; always, where it has none."""
    if need.peak is None:
        return True
    day = start.astimezone(request.tz).date()
    peaks = _peak_spans(request, need, [day - timedelta(days=1), day])
    return any(a <= exact(start) and exact(leave) <= b for a, b in peaks)


def _peak_spans(request: WeekRequest, need: VisitNeed, days: Sequence[date]) -> list[tuple[datetime, datetime]]:
    return [
        (exact(start), exact(end))
        for day in days
        for start, end in (need.peak.spans(day, request.tz, counts_as=_counts_as(request, day)) if need.peak else ())
    ]


def _counts_as(request: WeekRequest, day: date) -> int:
    return request.day[day].counts_as if day in request.day else day.weekday()


def _cut_by_sun(request: WeekRequest, need: VisitNeed, start: datetime, end: datetime) -> list[Opening]:
    if need.daylight is Daylight.ANY:
        return [Opening(start, end)]
    light = daylight_on(request, (start.date(), end.date()))
    if need.daylight is Daylight.DAY:
        return [Opening(max(start, rise), min(end, dusk)) for rise, dusk in light if max(start, rise) < min(end, dusk)]
    pieces = [(start, end)]
    for rise, dusk in light:
        cut = [piece for a, b in pieces for piece in ((a, min(b, rise)), (max(a, dusk), b))]
        pieces = [(a, b) for a, b in cut if a < b]
    return [Opening(a, b) for a, b in pieces]
