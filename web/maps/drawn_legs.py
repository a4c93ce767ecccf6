"""Legs as the map draws them: parts joined end to end, thinned out, and side by side where several share a stretch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import cos, radians

from shapely.geometry import LineString

from geo.travel.times import PathPart
from web.maps.ways import LonLat

SHIFT_PX = 3
"""Half the distance between two lines that share a stretch."""

FARTHEST_PX = 9
"""No line is drawn farther aside than this."""

THINNED_M = 2.0
"""Points nearer than this to the line without them are left out; a pixel at the map's usual zoom is as wide."""

DECIMALS = 5
"""Degrees of points along the way: one metre."""

_DEGREE_M = 111_195.0

Stretch = tuple[LonLat, LonLat]
Lanes = tuple[tuple[str, ...], tuple[str, ...]]
"""Pairs that take a stretch in one direction, and in the other."""


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """A part of a leg: how it is travelled, and the numbers of its first and last point."""

    mode: str
    line: str
    estimated: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class DrawnLeg:
    """A leg of a route as it is drawn.

    Attributes
    ----------
    points
        (longitude, latitude), EPSG:4326.
    parts
        Each begins with the point that the one before ends with; a part of one point is too short to be drawn.
    shifts
        For each stretch between two points the pixels that it is drawn aside, to the right of the leg's direction:
        pairs that share a stretch, and the way there and back of one pair, lie side by side.
    """

    points: tuple[LonLat, ...]
    parts: tuple[DrawnPart, ...]
    shifts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LegToDraw:
    """A leg with its way in parts; the points of its two ends are the places', whatever the way says."""

    date: date
    pair: str
    start: LonLat
    end: LonLat
    way: tuple[PathPart, ...]


def drawn_legs(legs: Sequence[LegToDraw]) -> list[DrawnLeg]:
    """Lay out legs; each has a way of one part or more, and two ends that differ."""
    joined = [_joined(leg) for leg in legs]
    taken: dict[tuple[date, Stretch], set[tuple[str, bool]]] = {}
    fixed: dict[date, set[LonLat]] = {}
    for leg, (points, parts) in zip(legs, joined, strict=True):
        fixed.setdefault(leg.date, set()).update(points[n] for part in parts for n in (part.first, part.last))
        for a, b in pairwise(points):
            taken.setdefault((leg.date, _sorted(a, b)), set()).add((leg.pair, a <= b))
    return [
        _laid(leg, points, parts, [_lanes(taken[leg.date, _sorted(a, b)], a <= b) for a, b in pairwise(points)], fixed)
        for leg, (points, parts) in zip(legs, joined, strict=True)
    ]


def _joined(leg: LegToDraw) -> tuple[list[LonLat], list[DrawnPart]]:
    """Put the points of all parts into one row; a gap between two parts goes to the later one."""
    points, parts = [leg.start], []
    for n, part in enumerate(leg.way):
        first = len(points) - 1
        along = [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in part.points]
        along = along[:-1] if n == len(leg.way) - 1 else along
        points += _without_repeats(points[-1], along[1:] if n == 0 else along)
        if n == len(leg.way) - 1:
            points += _without_repeats(points[-1], [leg.end])
        parts.append(DrawnPart(part.mode, part.line, part.estimated, first, len(points) - 1))
    return points, parts


def _laid(
    leg: LegToDraw,
    points: list[LonLat],
    parts: list[DrawnPart],
    lanes: list[Lanes],
    fixed: dict[date, set[LonLat]],
) -> DrawnLeg:
    thin, shifts, number = [points[0]], [], {0: 0}
    for first, last in _runs(points, lanes, fixed[leg.date]):
        along = _thinned(points[first : last + 1])
        thin += along[1:]
        shifts += [_shift(leg.pair, lanes[first])] * (len(along) - 1)
        number[last] = len(thin) - 1
    return DrawnLeg(
        tuple(thin),
        tuple(DrawnPart(p.mode, p.line, p.estimated, number[p.first], number[p.last]) for p in parts),
        tuple(shifts),
    )


def _runs(points: list[LonLat], lanes: list[Lanes], fixed: set[LonLat]) -> Iterator[tuple[int, int]]:
    """Cut a leg where its neighbours change and where any leg of the day has an end: those points stay.

    Legs that share a run cut it at the same points, so that it is thinned out in the same way for all of them.
    """
    first = 0
    for n in range(1, len(points)):
        if n == len(points) - 1 or lanes[n] != lanes[n - 1] or points[n] in fixed:
            yield first, n
            first = n


def _thinned(points: list[LonLat]) -> list[LonLat]:
    if len(points) < 3 or points[0] == points[-1]:
        return points
    turned = points[0] > points[-1]
    one_way = points[::-1] if turned else points
    squeeze = cos(radians(points[0][1]))
    real = {(lon * squeeze, lat): (lon, lat) for lon, lat in one_way}
    line = LineString([(lon * squeeze, lat) for lon, lat in one_way])
    kept = [real[x, y] for x, y in line.simplify(THINNED_M / _DEGREE_M, preserve_topology=False).coords]
    return kept[::-1] if turned else kept


def _lanes(taken: Iterable[tuple[str, bool]], onward: bool) -> Lanes:  # noqa: FBT001
    """Give the pairs that take a stretch in the leg's own direction, and those against it, sorted."""
    return (
        tuple(sorted(pair for pair, its in taken if its is onward)),
        tuple(sorted(pair for pair, its in taken if its is not onward)),
    )


def _shift(pair: str, lanes: Lanes) -> float:
    """Keep to the right of those who come the other way; those of one direction lie around the middle."""
    along, against = lanes
    place, wide = along.index(pair), max(len(along), len(against))
    if against:
        return round((2 * place + 1) * min(SHIFT_PX, FARTHEST_PX / (2 * wide - 1)), 1)
    if wide == 1:
        return 0
    return round((2 * place - (wide - 1)) * min(SHIFT_PX, FARTHEST_PX / (wide - 1)), 1)


def _without_repeats(last: LonLat, points: Iterable[LonLat]) -> list[LonLat]:
    kept: list[LonLat] = []
    for point in points:
        if point != (kept[-1] if kept else last):
            kept.append(point)
    return kept


def _sorted(a: LonLat, b: LonLat) -> Stretch:
    return (a, b) if a <= b else (b, a)
