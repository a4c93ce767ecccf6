"""Which landmass a place stands on, where nobody has said so."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry import LineString

from geo.crs import to_metres

LonLat = tuple[float, float]

NEIGHBOURS = 24
"""So many of the nearest known points are looked at for one on the same side of the waters."""


class NearestLand:
    """Gives a place the landmass of the nearest known point that no named water parts it from.

    Parameters
    ----------
    known
        (longitude, latitude, landmass) of points whose landmass is known.
    waters
        Courses of waters, each two points or more in EPSG:4326.

    .. warning::
        Where all of the nearest points lie across a water, the very nearest is taken.
    """

    def __init__(
        self,
        known: Iterable[tuple[float, float, str]],
        waters: Iterable[Sequence[LonLat]],
        metric_epsg: int,
    ) -> None:
        marks = sorted(set(known))
        self._lands = [land for _, _, land in marks]
        self._at = to_metres([(lon, lat) for lon, lat, _ in marks], metric_epsg)
        self._tree = cKDTree(self._at) if marks else None
        courses = [LineString(to_metres(course, metric_epsg)) for course in waters if len(course) > 1]
        self._waters = shapely.STRtree(courses)

    def of(self, east_north: NDArray[np.float64]) -> list[str]:
        """Name the landmass of each point in metres, shape (n, 2); empty names where nothing is known."""
        if self._tree is None:
            return [""] * len(east_north)
        ranks = np.arange(1, min(NEIGHBOURS, len(self._lands)) + 1)
        nearest = np.atleast_2d(self._tree.query(east_north, k=ranks)[1])
        return [self._lands[self._first_on_this_side(at, near)] for at, near in zip(east_north, nearest, strict=True)]

    def _first_on_this_side(self, at: NDArray[np.float64], nearest: NDArray[np.int64]) -> int:
        there = self._at[nearest]
        ways = shapely.linestrings(np.stack([np.broadcast_to(at, there.shape), there], axis=1))
        parted = set(self._waters.query(ways, predicate="intersects")[0].tolist())
        return int(next((mark for k, mark in enumerate(nearest) if k not in parted), nearest[0]))
