"""Dated districts: which district a point lies in on a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point, Polygon

from geo.crs import SWEREF99_TM, to_metres


class NoDistrictError(LookupError):
    """No district is known for a date."""


@dataclass(frozen=True, slots=True)
class Validity:
    """A span of dates: ``first`` included, ``end`` not; None is open."""

    first: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.end and self.end <= self.first:
            raise ValueError(f"validity ends {self.end} before it begins {self.first}")

    def holds(self, on: date) -> bool:
        """Tell whether the date lies in the span."""
        return (self.first is None or self.first <= on) and (self.end is None or on < self.end)

    def overlaps(self, other: "Validity") -> bool:
        """Tell whether a date lies in both spans."""
        first, end = self.first or date.min, self.end or date.max
        return first < (other.end or date.max) and (other.first or date.min) < end

    def shared(self, other: "Validity") -> "Validity | None":
        """Give the dates that lie in both spans; None where there is no such date."""
        if not self.overlaps(other):
            return None
        firsts = [day for day in (self.first, other.first) if day]
        ends = [day for day in (self.end, other.end) if day]
        return Validity(max(firsts, default=None), min(ends, default=None))


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A part of a district by one point inside it, EPSG:4326, while it belonged to that district."""

    name: str
    district: str
    lon: float
    lat: float
    landmass: str | None = None
    land_km2: float | None = None
    valid: Validity = Validity()
    source: str = ""


@dataclass(frozen=True, slots=True)
class DistrictArea:
    """A district, or the part of it that ``part`` names, by its real outline, EPSG:4326."""

    name: str
    area: Polygon | MultiPolygon
    valid: Validity = Validity()
    part: str = ""
    source: str = ""


@dataclass(frozen=True)
class Districts:
    """All districts of a city, today's and those before.

    Where an outline of the date holds the point, that district is the answer; else the nearest neighbourhood's.

    .. warning::
        The nearest neighbourhood point is approximate: near a border it may answer the neighbour, and a point
        outside the city gets the district it is nearest to. `outline_at` tells the one from the other.
    """

    neighbourhoods: tuple[Neighbourhood, ...] = ()
    areas: tuple[DistrictArea, ...] = ()
    metric_epsg: int = SWEREF99_TM

    @property
    def approximate(self) -> bool:
        """Whether answers come from points and not from outlines."""
        return not self.areas

    def names(self, on: date) -> tuple[str, ...]:
        """Give the districts of a date, sorted."""
        known = (
            *((n.district, n.valid) for n in self.neighbourhoods),
            *((a.name, a.valid) for a in self.areas),
        )
        return tuple(sorted({name for name, valid in known if valid.holds(on)}))

    def at(self, lon: float, lat: float, on: date) -> str:
        """Give the district that a point (EPSG:4326) lies in on a date.

        Raises
        ------
        NoDistrictError
            No district is known for the date.
        """
        outline = self.outline_at(lon, lat, on)
        return outline.name if outline else self.neighbourhood_at(lon, lat, on).district

    def outline_at(self, lon: float, lat: float, on: date) -> DistrictArea | None:
        """Give the outline that holds a point (EPSG:4326) on a date; the first of several, None where there is none."""
        found = self._tree.query(Point(lon, lat), predicate="intersects")
        return next((self.areas[int(i)] for i in sorted(found) if self.areas[int(i)].valid.holds(on)), None)

    def neighbourhood_at(self, lon: float, lat: float, on: date) -> Neighbourhood:
        """Give the neighbourhood whose point is nearest in metres, among those of the date.

        Raises
        ------
        NoDistrictError
            No neighbourhood is known for the date.
        """
        valid = np.array([n.valid.holds(on) for n in self.neighbourhoods], dtype=bool)
        if not valid.any():
            raise NoDistrictError(f"no district is known at {lon:.5f}, {lat:.5f} on {on}; add one valid on that date")
        away = self._metres - to_metres([(lon, lat)], self.metric_epsg)
        distance = np.where(valid, (away**2).sum(axis=1), np.inf)
        return self.neighbourhoods[int(distance.argmin())]

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree([area.area for area in self.areas])

    @cached_property
    def _metres(self) -> NDArray[np.float64]:
        return to_metres([(n.lon, n.lat) for n in self.neighbourhoods], self.metric_epsg)


def overlapping(spans: Sequence[tuple[str, Validity]]) -> list[tuple[int, int]]:
    """Give (place, earlier place) of every span that overlaps an earlier one of the same name."""
    seen: dict[str, list[int]] = {}
    found = []
    for place, (name, valid) in enumerate(spans):
        earlier = seen.setdefault(name, [])
        found += [(place, other) for other in earlier if valid.overlaps(spans[other][1])]
        earlier.append(place)
    return found
