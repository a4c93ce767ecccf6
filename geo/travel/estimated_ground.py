"""The estimated walk as a ground: straight pieces inside a landmass, foot bridges between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.travel.estimated import EstimatedTravel
from geo.travel.ground import LEAST_M, Joined, both_ways
from geo.travel.times import Place
from geo.travel.ways import Metres

TO_STOP_M = 2500.0
BETWEEN_STOPS_M = 800.0
"""So far, in a straight line, people walk to a stop, and from one stop to another."""

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class _EstimatedJoined(Joined):
    lon_lat: tuple[tuple[float, float], ...]


class EstimatedGround:
    """What can be walked by the estimate: from place to place, to the stops near them, and between near stops.

    Nodes are the stops, the places, and the ends of the foot bridges.
    """

    estimated = True

    def __init__(self, travel: EstimatedTravel) -> None:
        self._travel = travel

    def join(self, stops: Sequence[Place], places: Sequence[Place]) -> Joined:
        """Join the stops of lines, then places; none of them is off this ground."""
        travel = self._travel
        points, ends = travel.standing((*stops, *places)), travel.foot_ends
        s, n, b = len(stops), len(stops) + len(places), len(ends)
        east_north, land = np.r_[points.east_north, ends.east_north], np.r_[points.land, ends.land]
        stop, place, end = np.arange(s), np.arange(s, n), np.arange(n, n + b)
        starts, targets = (
            np.concatenate(rows)
            for rows in zip(
                _near(east_north, stop, stop, BETWEEN_STOPS_M),
                _near(east_north, stop, place, TO_STOP_M),
                _near(east_north, stop, end, TO_STOP_M),
                _all(place, place),
                _all(place, end),
                _all(end, end),
                strict=True,
            )
        )
        same = (land[starts] == land[targets]) & (starts != targets)
        starts, targets = starts[same], targets[same]
        metres = np.hypot(*(east_north[starts] - east_north[targets]).T) * travel.settings.detour
        lengths = np.array([bridge.length_m for bridge in travel.foot_bridges])
        graph = both_ways(
            np.r_[starts, end[0::2]].astype(np.int32),
            np.r_[targets, end[1::2]].astype(np.int32),
            np.maximum(np.r_[metres, lengths], LEAST_M),
            n + b,
        )
        at = [(p.lon, p.lat) for p in (*stops, *places)] + [at for bridge in travel.foot_bridges for at in bridge.ends]
        return _EstimatedJoined(graph, np.arange(n, dtype=np.int32), self.estimated, tuple(at))

    def course(self, joined: Joined, nodes: Sequence[int]) -> list[tuple[float, float]]:
        """Give the (longitude, latitude) points along neighbouring nodes, EPSG:4326: straight between them."""
        if not isinstance(joined, _EstimatedJoined):
            raise TypeError("these points were joined to another ground")
        return [joined.lon_lat[node] for node in nodes]


def _near(east_north: Metres, a: NDArray[np.int64], b: NDArray[np.int64], most_m: float) -> Pairs:
    """Give the pairs of a and b that lie at most so far apart."""
    if not (len(a) and len(b)):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    found = cKDTree(east_north[a]).sparse_distance_matrix(cKDTree(east_north[b]), most_m, output_type="ndarray")
    return a[found["i"]], b[found["j"]]


def _all(a: NDArray[np.int64], b: NDArray[np.int64]) -> Pairs:
    return np.repeat(a, len(b)), np.tile(b, len(a))
