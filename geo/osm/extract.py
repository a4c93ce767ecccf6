"""What an OpenStreetMap file holds of streets and of the ground, as it was read."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.point_check import Bounds

Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways and the points that they lead through.

    Attributes
    ----------
    tags
        Of each of the w ways.
    point
        Shape (k,), int32: rows of `Extract.lon_lat`, or -1 where the file lacks the point.
    at
        Shape (w + 1,): way v has the points ``point[at[v]:at[v + 1]]``.
    """

    tags: tuple[Tags, ...]
    point: NDArray[np.int32]
    at: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Area:
    """An area: its tags, its geometry as hexadecimal WKB (EPSG:4326), and whether it is one closed way."""

    tags: Tags
    wkb: str
    from_way: bool


@dataclass(frozen=True)
class Extract:
    """What an OpenStreetMap file holds of streets and of the ground.

    Attributes
    ----------
    lon_lat
        Shape (n, 2), EPSG:4326: the points of all ways, by rising OpenStreetMap id.
    barriers
        Row of ``lon_lat`` and tags of each barrier that stands on a way.
    names
        Tags, longitude and latitude of named points.
    bounds, bounds_said
        West, south, east, north of the file as it says itself, else of the ways; and whether it says so itself.
    data_date
        The date of the data as the file says itself, else of its youngest way; empty where neither is said.
    left_out
        What could not be read, by reason: ``points_missing`` (of ways), ``areas_incomplete``, ``areas_broken``.
    warnings
        What looks as if the file were not whole: ``no_relations``, ``points_missing``.
    """

    lon_lat: NDArray[np.float64]
    ways: Ways
    barriers: tuple[tuple[int, Tags], ...]
    areas: tuple[Area, ...]
    names: tuple[tuple[Tags, float, float], ...]
    bounds: Bounds
    bounds_said: bool
    data_date: str
    left_out: Mapping[str, int]
    warnings: tuple[str, ...]
