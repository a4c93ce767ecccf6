"""The course of each pattern: ``shapes.txt``, made simpler, with a place on it for every stop."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.travel.gtfs_patterns import Patterns
from geo.travel.gtfs_table import Column, read_pieces
from geo.travel.gtfs_values import numbers, wholes
from geo.travel.gtfs_zip import GtfsZip
from geo.travel.stops_on_course import place_stops

NAME = "shapes.txt"
TOLERANCE_M = 7.0
"""A course is nowhere further from the one that was given."""

_DEGREE_M = 111_195.0


@dataclass(frozen=True)
class Courses:
    """Courses of p patterns, in the form of `geo.travel.timetable.Timetable`.

    Attributes
    ----------
    straight
        How many patterns have none in the timetable, and go straight from stop to stop.
    """

    lon_lat: NDArray[np.float64] = field(repr=False)
    at: NDArray[np.int64] = field(repr=False)
    stop: NDArray[np.int32] = field(repr=False)
    straight: int


def read_courses(
    feed: GtfsZip,
    patterns: Patterns,
    shape: Column,
    lon_lat: NDArray[np.float64],
    *,
    report: Callable[[float], None] = lambda _: None,
) -> Courses:
    """Give every pattern its course; faults are noted.

    Parameters
    ----------
    shape
        Id of the course of each trip of the file.
    lon_lat
        Places of the rows of ``stops.txt``.
    report
        Is told the share of the patterns that is done.
    """
    wanted = _most_common_shapes(patterns, shape)
    shapes = _read_shapes(feed, set(wanted) - {""})
    feed.faults.raise_any()
    points: list[NDArray[np.float64]] = []
    places: list[NDArray[np.int32]] = []
    straight = 0
    for pattern, ident in enumerate(wanted):
        stops = lon_lat[patterns.stops[patterns.at[pattern] : patterns.at[pattern + 1]]]
        course = place_stops(shapes[ident], stops) if ident in shapes else None
        straight += course is None
        points.append(stops if course is None else course[0])
        places.append(np.arange(len(stops), dtype=np.int32) if course is None else course[1])
        if pattern % 100 == 0:
            report(pattern / len(wanted))
    return Courses(
        np.concatenate([np.zeros((0, 2)), *points]),
        np.append(0, np.cumsum([len(one) for one in points])).astype(np.int64),
        np.concatenate([np.zeros(0, dtype=np.int32), *places]),
        straight,
    )


def _most_common_shapes(patterns: Patterns, shape: Column) -> list[str]:
    """Give the course that most trips of each pattern have; of equally common ones that of its first trip."""
    found: list[Counter[int]] = [Counter() for _ in range(len(patterns.line))]
    for pattern, code in zip(patterns.trip_pattern.tolist(), shape.codes[patterns.source].tolist(), strict=True):
        found[pattern][code] += 1
    return [shape.texts[count.most_common(1)[0][0]] for count in found]


def _read_shapes(feed: GtfsZip, wanted: Iterable[str]) -> dict[str, NDArray[np.float64]]:
    """Read some courses in EPSG:4326, made simpler; those of a single point are left out."""
    number = {ident: k for k, ident in enumerate(sorted(wanted))}
    if NAME not in feed.names or not number:
        return {}
    parts = []
    columns = ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence")
    for piece in read_pieces(feed, NAME, required=columns):
        ids = piece["shape_id"]
        owner = ids.places(number)
        lon = numbers(piece, NAME, "shape_pt_lon", feed.faults, low=-180, high=180)
        lat = numbers(piece, NAME, "shape_pt_lat", feed.faults, low=-90, high=90)
        sequence = wholes(piece, NAME, "shape_pt_sequence", feed.faults, low=0, high=10**9)
        kept = owner >= 0
        parts.append((owner[kept], sequence[kept], lon[kept], lat[kept]))
    if not parts:
        return {}
    owner, sequence, lon, lat = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    order = np.lexsort((sequence, owner))
    owner, points = owner[order], np.column_stack([lon, lat])[order]
    enough = np.bincount(owner, minlength=len(number))[owner] > 1
    owner, points = owner[enough], points[enough]
    if not len(owner):
        return {}
    return _simpler(owner, points, list(number))


def _simpler(owner: NDArray[np.int32], points: NDArray[np.float64], names: list[str]) -> dict[str, NDArray[np.float64]]:
    scale = _DEGREE_M * np.array([np.cos(np.radians(points[:, 1].mean())), 1.0])
    owners, index = np.unique(owner, return_inverse=True)
    lines = shapely.linestrings(points * scale, indices=index)
    lines = shapely.simplify(lines, TOLERANCE_M, preserve_topology=False)
    coordinates, of = shapely.get_coordinates(lines, return_index=True)
    cuts = np.searchsorted(of, np.arange(len(owners) + 1))
    return {names[one]: coordinates[cuts[k] : cuts[k + 1]] / scale for k, one in enumerate(owners.tolist())}
