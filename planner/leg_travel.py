"""The travel times that a leg of a route was planned with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from geo.travel.times import Mode, TravelMatrix
from planner.plan import Route
from planner.request import WeekRequest
from planner.rules.work import sets_out_home


@dataclass(frozen=True, slots=True)
class LegTravel:
    """Where a leg stands in the request's travel times.

    Attributes
    ----------
    mode, period
        Of the matrix; a leg that is walked in a shift by line has the shift's mode.
    start, end
        Rows of its two places.
    """

    mode: Mode
    period: str
    matrix: TravelMatrix
    start: int
    end: int

    @property
    def estimated(self) -> bool:
        """Whether any part of the way is a guess."""
        return bool(self.matrix.estimated[self.start, self.end])


def leg_ends(route: Route, index: int) -> tuple[str, str]:
    """Give the ids of the two places of a leg, from 0 for the one from the base."""
    ends = [route.base, *(stop.hotspot for stop in route.stops), route.base]
    return ends[index], ends[index + 1]


def leg_departure(request: WeekRequest, route: Route, index: int) -> datetime:
    """Give when a pair departs: so that it arrives at the stop in time, and home as soon as breaks and times allow."""
    if index < len(route.stops):
        return route.stops[index].arrive - timedelta(seconds=route.legs[index].seconds)
    return min(
        (sets_out_home(request, route, mode) for mode in _modes(request, route)),
        default=sets_out_home(request, route, None),
    )


def _modes(request: WeekRequest, route: Route) -> list[Mode]:
    return [s.mode for s in request.shifts if (s.start, s.end, s.base) == (route.start, route.end, route.base)]


def leg_travel(request: WeekRequest, route: Route, index: int) -> LegTravel | None:
    """Find the travel times of a leg; None where the request holds none for it.

    Two shifts may share hours and base and differ in mode: the one whose times are the leg's is taken.
    """
    rows = [request.travel.index.get(place) for place in leg_ends(route, index)]
    start, end = rows[0], rows[1]
    if start is None or end is None or not request.travel.periods:
        return None
    leg, period = route.legs[index], request.period_at(leg_departure(request, route, index))
    shifts = _modes(request, route)
    found = [
        LegTravel(mode, period, matrix, start, end)
        for (mode, its), matrix in request.travel.matrices.items()
        if its == period
    ]
    found.sort(
        key=lambda one: (
            int(one.matrix.seconds[start, end]) != leg.seconds,
            one.mode not in shifts,
            one.mode is not leg.mode,
        )
    )
    return found[0] if found else None
