"""The street network of an OpenStreetMap file: who may go where, and how far it is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.osm.access import closed_at, use_of
from geo.osm.extract import Extract
from geo.travel.contract import contract, turned
from geo.travel.ground_metres import ground_metres
from geo.travel.street_graph import CAR_BACKWARD, CAR_FORWARD, FOOT, StreetGraph

SHORTEST_M = 0.01
"""Points that lie on each other are this far apart, so that no edge has no length."""

_BY_CAR = CAR_FORWARD | CAR_BACKWARD


@dataclass(frozen=True, slots=True)
class Streets:
    """A street network and what is said of it.

    Attributes
    ----------
    segments, points
        How many there were before points that only lead on were taken out.
    left_out
        By reason: ways that are ``no_street``, ``not_built`` or ``closed`` to all; segments ``apart_on_foot`` or
        ``apart_by_car`` (in pieces that do not hang together with the largest) and ``behind_barriers``.
    """

    graph: StreetGraph
    points: int
    segments: int
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Segments:
    """Straight pieces between two points of ``lon_lat``, each pair once; ``use`` is from the lower to the higher."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    metres: NDArray[np.float64]
    use: NDArray[np.uint8]

    def used(self, use: NDArray[np.uint8]) -> "_Segments":
        """Give the segments that somebody may use."""
        kept = use > 0
        return _Segments(self.start[kept], self.end[kept], self.metres[kept], use[kept])


def osm_streets(extract: Extract) -> Streets:
    """Make the street network of an extract.

    Kept are the largest piece that hangs together on foot, and the largest from each of whose points a car comes to
    each other along the one-way streets. Lengths are metres on the WGS 84 ellipsoid along the course.

    .. warning::
        Heights, crossings' waiting times, turn restrictions and opening hours are not known to it. A square is walked
        along its outline and the ways that lead over it.
    """
    left_out: Counter[str] = Counter()
    segments = _segments(extract, left_out)
    segments = _behind_barriers(segments, extract, left_out)
    segments = _hanging_together(segments, len(extract.lon_lat), left_out)
    points = len(np.unique(np.concatenate([segments.start, segments.end])))
    joined = contract(len(extract.lon_lat), segments.start, segments.end, segments.metres, segments.use)
    kept = np.unique(np.concatenate([joined.start, joined.end]))
    graph = StreetGraph(
        lon_lat=extract.lon_lat[kept],
        start=np.searchsorted(kept, joined.start).astype(np.int32),
        end=np.searchsorted(kept, joined.end).astype(np.int32),
        metres=joined.metres,
        use=joined.use,
        shape_lon_lat=extract.lon_lat[joined.point],
        shape_at=joined.at,
    )
    return Streets(graph, points, len(segments.start), {name: count for name, count in left_out.items() if count})


def _segments(extract: Extract, left_out: Counter[str]) -> _Segments:
    found = [use_of(tags) for tags in extract.ways.tags]
    left_out.update(
        reason for (_, reason), tags in zip(found, extract.ways.tags, strict=True) if reason and "highway" in tags
    )
    point, at = extract.ways.point.astype(np.int64), extract.ways.at
    way = np.repeat(np.arange(len(found)), np.diff(at))
    use = np.array([bits for bits, _ in found], dtype=np.uint8)[way]
    here, there = point[:-1], point[1:]
    joined = (way[:-1] == way[1:]) & (use[:-1] > 0) & (here >= 0) & (there >= 0) & (here != there)
    here, there, use = here[joined], there[joined], use[:-1][joined]
    low, high = np.minimum(here, there), np.maximum(here, there)
    use = np.where(here == low, use, turned(use))
    pairs, pair = np.unique(low * len(extract.lon_lat) + high, return_inverse=True)
    merged = np.zeros(len(pairs), dtype=np.uint8)
    np.bitwise_or.at(merged, pair, use)
    low, high = np.divmod(pairs, max(len(extract.lon_lat), 1))
    metres = np.maximum(ground_metres(extract.lon_lat[low], extract.lon_lat[high]), SHORTEST_M)
    return _Segments(low, high, metres, merged)


def _behind_barriers(segments: _Segments, extract: Extract, left_out: Counter[str]) -> _Segments:
    """Close the way past barriers: at each, the longest segment alone stays open to those whom it stops."""
    closed = np.zeros(len(extract.lon_lat), dtype=np.uint8)
    for row, tags in extract.barriers:
        closed[row] |= closed_at(tags)
    use = segments.use.copy()
    for bits in (FOOT, _BY_CAR):
        open_to = np.flatnonzero(use & bits)
        point = np.concatenate([segments.start[open_to], segments.end[open_to]])
        segment = np.concatenate([open_to, open_to])
        stopped = (closed[point] & bits) > 0
        point, segment = point[stopped], segment[stopped]
        order = np.lexsort((segment, -segments.metres[segment], point))
        point, segment = point[order], segment[order]
        shut = np.unique(segment[np.append(False, point[1:] == point[:-1])[: len(point)]])
        use[shut] &= np.uint8(~bits & 0xFF)
        left_out["behind_barriers"] += len(shut)
    return segments.used(use)


def _hanging_together(segments: _Segments, count: int, left_out: Counter[str]) -> _Segments:
    """Take away what does not hang together with the largest piece, on foot and by car."""
    use = segments.use.copy()
    on_foot = (use & FOOT) > 0
    main = _longest_piece(segments, on_foot, count)
    apart = on_foot & ~(main[segments.start] & main[segments.end])
    use[apart] &= np.uint8(~FOOT & 0xFF)
    drivable = _largest_round(segments, count, main)
    by_car = (use & _BY_CAR) > 0
    apart_by_car = by_car & ~(drivable[segments.start] & drivable[segments.end])
    use[apart_by_car] &= np.uint8(FOOT)
    left_out["apart_on_foot"] += int(apart.sum())
    left_out["apart_by_car"] += int(apart_by_car.sum())
    return segments.used(use)


def _longest_piece(segments: _Segments, chosen: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Tell of each point whether it lies in the piece of the chosen segments that has the most metres."""
    start, end = segments.start[chosen], segments.end[chosen]
    if not len(start):
        return np.zeros(count, dtype=bool)
    graph = coo_array((np.ones(len(start), np.int8), (start, end)), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    longest = np.bincount(label[start], weights=segments.metres[chosen]).argmax()
    within: NDArray[np.bool_] = label == longest
    return within


def _largest_round(segments: _Segments, count: int, main: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell of each point whether it lies in the set of points that cars drive between that has most walkable ones."""
    forward, backward = (segments.use & CAR_FORWARD) > 0, (segments.use & CAR_BACKWARD) > 0
    start = np.concatenate([segments.start[forward], segments.end[backward]])
    end = np.concatenate([segments.end[forward], segments.start[backward]])
    if not len(start):
        return np.zeros(count, dtype=bool)
    graph = coo_array((np.ones(len(start), np.int8), (start, end)), shape=(count, count))
    _, label = connected_components(graph, directed=True, connection="strong")
    walkable, size = np.bincount(label, weights=main), np.bincount(label)
    driven = np.zeros(len(size), dtype=bool)
    driven[label[start][label[start] == label[end]]] = True
    best = max(np.flatnonzero(driven), key=lambda one: (walkable[one], size[one], -one), default=-1)
    within: NDArray[np.bool_] = label == best
    return within
