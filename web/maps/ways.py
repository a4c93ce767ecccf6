"""The way of each leg as it is drawn: along bridges and stations where the city's data knows them, else straight."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from geo.city import City
from geo.travel.of_city import city_travel
from geo.travel.times import Mode, Place, Unreachable
from planner.plan import Route, WeekPlan
from planner.request import WeekRequest

LonLat = tuple[float, float]
Way = tuple[LonLat, ...]
Ways = Callable[[WeekRequest, str, str, Mode, datetime], Way | None]
"""Gives the way from one place to another for a departure; None where it is not known."""


SHIFT_PX = 3
"""Half the distance between two lines that share a stretch."""

FARTHEST_PX = 9
"""No line is drawn farther aside than this."""


@dataclass(frozen=True, slots=True)
class DrawnLeg:
    """A leg of a route: its points, and for each stretch between two of them how far aside it is drawn.

    ``shifts`` counts in pixels, to the right of the leg's own direction: pairs that share a stretch, and the way
    there and back of one pair, lie side by side.
    """

    route: int
    index: int
    points: Way
    shifts: tuple[float, ...]


def drawn_legs(plan: WeekPlan, ways: Ways | None, may_be_drawn: Callable[[str], LonLat | None]) -> list[DrawnLeg]:
    """Lay out every leg of a plan.

    Parameters
    ----------
    may_be_drawn
        Gives the point of a base or a hotspot, or None where it must not be shown: then its legs are left out.
    """
    laid = [
        (n, index, _way(plan, ways, route, index, (start, end)))
        for n, route in enumerate(plan.routes)
        for index in range(len(route.legs))
        for start, end in [tuple(map(may_be_drawn, _ends(route, index)))]
        if start is not None and end is not None and start != end
    ]
    lanes: dict[tuple[object, ...], set[tuple[str, bool]]] = {}
    for n, _, points in laid:
        route = plan.routes[n]
        for stretch in _stretches(points):
            lanes.setdefault((route.date, *sorted(stretch)), set()).add((route.pair, stretch[0] <= stretch[1]))
    return [
        DrawnLeg(n, index, points, tuple(_shift(plan.routes[n], stretch, lanes) for stretch in _stretches(points)))
        for n, index, points in laid
    ]


class CityWays:
    """Ways by the estimated travel of one city; other cities and other sources of travel times stay straight."""

    def __init__(self, city: City) -> None:
        self._city = city.id
        self._known: dict[tuple[str, str, Mode, str], Way | None] = {}
        self._places = {h.id: Place(h.id, h.point.x, h.point.y, h.landmass) for h in city.hotspots}
        self._travel = city_travel(city)

    def __call__(self, request: WeekRequest, start: str, end: str, mode: Mode, departure: datetime) -> Way | None:
        """Give the way from one place to another for a departure; None where it is not known."""
        period = _period(request, departure)
        if request.city != self._city or request.travel.provider != self._travel.name or period is None:
            return None
        key = (start, end, mode, period)
        if key not in self._known:
            self._known[key] = self._way(request, key)
        return self._known[key]

    def _way(self, request: WeekRequest, key: tuple[str, str, Mode, str]) -> Way | None:
        start, end, mode, period = key
        try:
            parts = self._travel.path(self._place(request, start), self._place(request, end), mode=mode, period=period)
        except (KeyError, ValueError, Unreachable):
            return None
        points = [point for part in parts for point in part.points]
        return tuple(p for n, p in enumerate(points) if n == 0 or p != points[n - 1])

    def _place(self, request: WeekRequest, place: str) -> Place:
        if place in request.base:
            base = request.base[place]
            return Place(base.id, base.lon, base.lat)
        return self._places[place]


def _way(plan: WeekPlan, ways: Ways | None, route: Route, index: int, straight: tuple[LonLat, ...]) -> Way:
    if ways is not None:
        departure = route.stops[index - 1].leave if index else route.start
        mode = _mode(plan.request, route, index)
        found = ways(plan.request, *_ends(route, index), mode, departure)
        if found:
            # The ends are those of the plan, whatever the city's data says now.
            return (straight[0], *found[1:-1], straight[1])
    return straight


def _mode(request: WeekRequest, route: Route, index: int) -> Mode:
    leg = route.legs[index]
    if leg.line or leg.mode is Mode.CAR:
        return Mode.TRANSIT if leg.line else Mode.CAR
    return Mode.WALK if any(mode is Mode.WALK for mode, _ in request.travel.matrices) else leg.mode


def _ends(route: Route, index: int) -> tuple[str, str]:
    ends = [route.base, *(stop.hotspot for stop in route.stops), route.base]
    return ends[index], ends[index + 1]


def _stretches(points: Way) -> Iterator[tuple[LonLat, LonLat]]:
    return pairwise(points)


def _shift(
    route: Route, stretch: tuple[LonLat, LonLat], lanes: dict[tuple[object, ...], set[tuple[str, bool]]]
) -> float:
    onward = stretch[0] <= stretch[1]
    here = sorted(lanes[(route.date, *sorted(stretch))])
    if len(here) == 1:
        return 0
    # Seen along the stretch's sorted direction; the way back runs against it.
    aside = (2 * here.index((route.pair, onward)) - (len(here) - 1)) * min(SHIFT_PX, FARTHEST_PX / (len(here) - 1))
    return round(aside if onward else -aside, 1)


def _period(request: WeekRequest, departure: datetime) -> str | None:
    local = departure.astimezone(request.tz)
    for day in (local.date(), local.date() - timedelta(days=1)):
        counts_as = request.day[day].counts_as if day in request.day else day.weekday()
        for period in request.travel.periods:
            if any(s <= local < e for s, e in period.when.spans(day, request.tz, counts_as=counts_as)):
                return period.id
    return None
