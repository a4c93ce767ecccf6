"""The way of each leg, in parts: from the travel times that its plan was made with, where they are at hand."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from geo.city import City
from geo.travel.times import Mode, PathPart, Place, TravelTimes, Unreachable
from planner.request import WeekRequest

LonLat = tuple[float, float]
Way = tuple[PathPart, ...]

_KEPT = 2_000


class Ways(Protocol):
    """What knows the ways between places.

    ``version`` is a text that changes when any answer may change.
    """

    version: str

    def way(self, request: WeekRequest, start: str, end: str, *, mode: Mode, period: str) -> Way | None:
        """Give the way from one place to another for departures in a period; None where it is not known."""
        ...


class CityWays:
    """Ways by the travel times of one city; those of other cities and of other providers are not known.

    Parameters
    ----------
    travels
        Travel times that are at hand; a plan's ways come from those of the name that it was made with.
    """

    def __init__(self, city: City, travels: Iterable[TravelTimes]) -> None:
        self._city = city.id
        self._travels = {travel.name: travel for travel in travels}
        told = [city.id, *(f"{travel.name} {travel.version}" for travel in self._travels.values())]
        self.version = hashlib.sha256("\n".join(told).encode()).hexdigest()
        self._path = lru_cache(maxsize=_KEPT)(self._find)

    def way(self, request: WeekRequest, start: str, end: str, *, mode: Mode, period: str) -> Way | None:
        """Give the way from one place to another for departures in a period; None where it is not known."""
        travel, places = request.travel.provider, [_place(request, place) for place in (start, end)]
        if request.city != self._city or travel not in self._travels or places[0] is None or places[1] is None:
            return None
        return self._path(travel, places[0], places[1], mode, period)

    def _find(self, travel: str, start: Place, end: Place, mode: Mode, period: str) -> Way | None:
        try:
            return self._travels[travel].path(start, end, mode=mode, period=period) or None
        except (KeyError, ValueError, Unreachable):
            return None  # the city has changed since the plan was made


def _place(request: WeekRequest, place: str) -> Place | None:
    """Give a place as the plan was made with it, whatever the city's data says now."""
    if place in request.base:
        base = request.base[place]
        return Place(base.id, base.lon, base.lat)
    spot = request.hotspot.get(place)
    return Place(spot.id, spot.point.x, spot.point.y, spot.landmass) if spot else None
