"""The way of each leg, in parts: from the travel times that its plan was made with, where they are at hand."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from math import cos, hypot, radians
from typing import Protocol

from geo.city import City
from geo.travel.times import Mode, PathPart, Place, TravelTimes, Unreachable
from planner.request import WeekRequest

LonLat = tuple[float, float]
Way = tuple[PathPart, ...]

STATION_M = 150.0
"""A ride that begins or ends this near to a station of its mode does so at that station."""

_KEPT = 2_000
_DEGREE_M = 111_195.0


class Ways(Protocol):
    """What knows the ways between places.

    ``version`` is a text that changes when any answer may change.
    """

    version: str

    def way(self, request: WeekRequest, start: str, end: str, *, mode: Mode, period: str) -> Way | None:
        """Give the way from one place to another for departures in a period; None where it is not known."""
        ...

    def station(self, mode: str, at: LonLat) -> str:
        """Name the station of a line's mode at a point; empty where none is known."""
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
        self._stations = tuple((mode, s.name, s.lon, s.lat) for mode, s in city.network.stations)
        told = [city.id, *(f"{travel.name} {travel.version}" for travel in self._travels.values())]
        self.version = hashlib.sha256("\n".join(told).encode()).hexdigest()
        self._path = lru_cache(maxsize=_KEPT)(self._find)
        self.station = lru_cache(maxsize=_KEPT)(self._station)

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

    def _station(self, mode: str, at: LonLat) -> str:
        away = [
            (hypot((lon - at[0]) * cos(radians(at[1])), lat - at[1]) * _DEGREE_M, name)
            for its, name, lon, lat in self._stations
            if its == mode
        ]
        metres, name = min(away, default=(STATION_M, ""))
        return name if metres < STATION_M else ""


def _place(request: WeekRequest, place: str) -> Place | None:
    """Give a place as the plan was made with it, whatever the city's data says now."""
    if place in request.base:
        base = request.base[place]
        return Place(base.id, base.lon, base.lat)
    spot = request.hotspot.get(place)
    return Place(spot.id, spot.point.x, spot.point.y, spot.landmass) if spot else None
