"""Streets as a ground: points are joined to the nearest way, part-way along it."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.crs import SWEREF99_TM, to_degrees, to_metres
from geo.travel.ground import LEAST_M, OFF_NETWORK_M, Joined, both_ways, least_rows, sparse_least, widened
from geo.travel.street_graph import CAR_BACKWARD, CAR_FORWARD, FOOT, StreetGraph
from geo.travel.times import Place

LonLat = tuple[float, float]
_FIELDS = ("edge", "along_m", "away_m", "foot_lon_lat", "lon_lat")


@dataclass(frozen=True)
class Projection:
    """Where points meet the streets.

    Attributes
    ----------
    edge
        Shape (n,), int64: the nearest edge, or -1 where it is farther than the limit.
    along_m
        Shape (n,): metres from the edge's start to the foot of the point.
    away_m
        Shape (n,): metres from the point to its foot, straight.
    foot_lon_lat, lon_lat
        Shape (n, 2): the foot and the point itself, EPSG:4326.
    """

    edge: NDArray[np.int64]
    along_m: NDArray[np.float64]
    away_m: NDArray[np.float64]
    foot_lon_lat: NDArray[np.float64]
    lon_lat: NDArray[np.float64]


@dataclass(frozen=True)
class StreetJoined(Joined):
    """Points joined to streets: after the streets' own nodes come the feet of the points, then the points."""

    points: Projection
    first_foot: int


class StreetGround:
    """The streets of a city for one kind of use: the largest part where all can get to all, one-way streets kept.

    Parameters
    ----------
    use
        `FOOT` for walking; `CAR_FORWARD` for driving.
    limit_m
        Points farther than this from every way stay off the network.

    .. warning::
        Between two points the way leads over a street, also where both lie away from it, close to each other.

    Examples
    --------
    >>> from geo.travel.street_graph import StreetGraph
    >>> ends = np.array([[18.0, 59.3], [18.01, 59.3]])
    >>> one = np.ones(1)
    >>> graph = StreetGraph(
    ...     ends, np.array([0], np.int32), np.array([1], np.int32), 570 * one, one.astype(np.uint8), ends,
    ...     np.array([0, 2]),
    ... )
    >>> joined = StreetGround(graph).join([], [Place("a", 18.002, 59.3), Place("b", 18.5, 59.3)])
    >>> joined.node.tolist(), joined.metres.shape
    ([3, -1], (4, 4))
    """

    estimated = False

    def __init__(
        self, graph: StreetGraph, metric_epsg: int = SWEREF99_TM, *, use: int = FOOT, limit_m: float = OFF_NETWORK_M
    ) -> None:
        self.graph, self.limit_m = graph, limit_m
        self._epsg, self._car = metric_epsg, use != FOOT
        usable = (graph.use & (FOOT if use == FOOT else CAR_FORWARD | CAR_BACKWARD)) > 0
        self._edges = np.flatnonzero(usable)
        self._edges = self._edges[self._within_reach()]
        self._projected: OrderedDict[tuple[Place, ...], Projection] = OrderedDict()

    def join(self, stops: Sequence[Place], places: Sequence[Place]) -> StreetJoined:
        """Join the stops of lines, then places, to the nearest way that they may use; those on one point are one."""
        parts = [self._kept(tuple(stops)), self.project([(p.lon, p.lat) for p in places])]
        points = Projection(*(np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS))
        on = np.flatnonzero(points.edge >= 0)
        _, once, which = np.unique(points.lon_lat[on], axis=0, return_index=True, return_inverse=True)
        chosen = Projection(*(getattr(points, name)[on[once]] for name in _FIELDS))
        first_foot = len(self.graph)
        nodes = first_foot + 2 * len(once)
        node = np.full(len(points.edge), -1, dtype=np.int32)
        node[on] = first_foot + len(once) + which.ravel()
        return StreetJoined(self._with(chosen, nodes), node, self.estimated, chosen, first_foot)

    def project(self, lon_lat: Sequence[LonLat]) -> Projection:
        """Find the nearest edge of points in EPSG:4326."""
        points = np.asarray(lon_lat, dtype=float).reshape(-1, 2)
        edge = np.full(len(points), -1, dtype=np.int64)
        along_m, away_m, foot = np.zeros(len(points)), np.zeros(len(points)), points.copy()
        if len(points) and len(self._edges):
            here = np.asarray(shapely.points(to_metres(map(tuple, points), self._epsg)), dtype=object)
            (rows, found), away = self._tree.query_nearest(
                here, max_distance=self.limit_m, return_distance=True, all_matches=False
            )
            edge[rows], away_m[rows] = self._edges[found], away
            courses = self._courses[found]
            share = shapely.line_locate_point(courses, here[rows], normalized=True)
            along_m[rows] = share * self.graph.metres[edge[rows]]
            at = shapely.get_coordinates(shapely.line_interpolate_point(courses, share, normalized=True))
            foot[rows] = to_degrees(at, self._epsg)
        return Projection(edge, along_m, away_m, foot, points)

    def course(self, joined: Joined, nodes: Sequence[int]) -> list[LonLat]:
        """Give the (longitude, latitude) points along neighbouring nodes, EPSG:4326."""
        if not isinstance(joined, StreetJoined):
            raise TypeError("these points were joined to another ground")
        points = [self._lon_lat(joined, nodes[0])]
        for a, b in pairwise(nodes):
            points += self._between(joined, a, b)
            points.append(self._lon_lat(joined, b))
        return [p for k, p in enumerate(points) if k == 0 or p != points[k - 1]]

    def _with(self, points: Projection, nodes: int) -> csr_array:
        """Add the feet of points, in the order along their edges, and the points themselves to the streets."""
        n = len(points.edge)
        feet = len(self.graph) + np.arange(n, dtype=np.int32)
        order = np.lexsort((points.along_m, points.edge))
        edge, along = points.edge[order], points.along_m[order]
        first = np.ones(n, dtype=bool)
        first[1:] = edge[1:] != edge[:-1]
        last = np.roll(first, -1)
        before = np.where(first, self.graph.start[edge], np.roll(feet[order], 1)).astype(np.int32)
        before_m = along - np.where(first, 0.0, np.roll(along, 1))
        start = np.r_[before, feet[order][last], feet]
        end = np.r_[feet[order], self.graph.end[edge[last]], feet + n].astype(np.int32)
        metres = np.maximum(np.r_[before_m, (self.graph.metres[edge] - along)[last], points.away_m], LEAST_M)
        streets = widened(self._streets, nodes)
        if not self._car:
            return csr_array(streets + both_ways(start, end, metres, nodes))
        use = np.r_[self.graph.use[edge], self.graph.use[edge[last]], np.full(n, CAR_FORWARD | CAR_BACKWARD)]
        there, back = (use & CAR_FORWARD) > 0, (use & CAR_BACKWARD) > 0
        starts, ends = np.r_[start[there], end[back]], np.r_[end[there], start[back]]
        return csr_array(streets + sparse_least(starts, ends, np.r_[metres[there], metres[back]], nodes))

    def _within_reach(self) -> NDArray[np.bool_]:
        """Tell which edges lie in the largest part of the streets where one can get from everywhere to everywhere."""
        if not len(self._edges):
            return np.zeros(0, dtype=bool)
        _, part = connected_components(self._streets, directed=True, connection="strong")
        del self.__dict__["_streets"]  # made anew of the edges that are left
        ends = part[self.graph.start[self._edges]], part[self.graph.end[self._edges]]
        largest = int(np.bincount(np.concatenate(ends)).argmax())
        return np.asarray((ends[0] == largest) & (ends[1] == largest), dtype=bool)

    def _kept(self, places: tuple[Place, ...]) -> Projection:
        if places not in self._projected:
            self._projected[places] = self.project([(p.lon, p.lat) for p in places])
            while len(self._projected) > 2:
                self._projected.popitem(last=False)
        return self._projected[places]

    @cached_property
    def _streets(self) -> csr_array:
        graph, edges = self.graph, self._edges
        start, end, metres, use = graph.start[edges], graph.end[edges], graph.metres[edges], graph.use[edges]
        if not self._car:
            return both_ways(start, end, metres, len(graph))
        there, back = (use & CAR_FORWARD) > 0, (use & CAR_BACKWARD) > 0
        starts, ends = np.r_[start[there], end[back]], np.r_[end[there], start[back]]
        return sparse_least(starts, ends, np.r_[metres[there], metres[back]], len(graph))

    @cached_property
    def _courses(self) -> NDArray[np.object_]:
        """Courses of the usable edges in metres, as lines."""
        at = self.graph.shape_at
        east_north = to_metres(self.graph.shape_lon_lat, self._epsg)
        lengths = np.diff(at)[self._edges]
        owner = np.repeat(np.arange(len(self._edges)), lengths)
        rows = (
            np.repeat(at[self._edges], lengths)
            + np.arange(len(owner))
            - np.repeat(np.cumsum(lengths) - lengths, lengths)
        )
        return np.asarray(shapely.linestrings(east_north[rows], indices=owner), dtype=object)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._courses)

    @cached_property
    def _by_nodes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Shortest edge between each two neighbouring nodes: sorted keys, and the edges."""
        graph, edges = self.graph, self._edges
        start, end = np.r_[graph.start[edges], graph.end[edges]], np.r_[graph.end[edges], graph.start[edges]]
        both = np.r_[edges, edges]
        chosen = least_rows(start, end, graph.metres[both], len(graph))
        return start[chosen].astype(np.int64) * len(graph) + end[chosen], both[chosen]

    def _lon_lat(self, joined: StreetJoined, node: int) -> LonLat:
        n = len(joined.points.edge)
        if node < joined.first_foot:
            at = self.graph.lon_lat[node]
        elif node < joined.first_foot + n:
            at = joined.points.foot_lon_lat[node - joined.first_foot]
        else:
            at = joined.points.lon_lat[node - joined.first_foot - n]
        return float(at[0]), float(at[1])

    def _between(self, joined: StreetJoined, a: int, b: int) -> list[LonLat]:
        """Give the points of a way between two neighbouring nodes, without its ends."""
        n = len(joined.points.edge)
        if max(a, b) >= joined.first_foot + n:
            return []
        feet = [node - joined.first_foot for node in (a, b) if node >= joined.first_foot]
        if not feet:
            keys, edges = self._by_nodes
            edge = int(edges[np.searchsorted(keys, a * len(self.graph) + b)])
            turned, low, high = self.graph.start[edge] != a, 0.0, 1.0
        else:
            edge = int(joined.points.edge[feet[0]])
            whole_m = self.graph.metres[edge]
            shares = [self._share(joined, node, edge, other) / whole_m for node, other in ((a, b), (b, a))]
            turned, low, high = shares[0] > shares[1], min(shares), max(shares)
        points = self.graph.course(edge)
        at = np.r_[0.0, np.cumsum(np.hypot(*np.diff(to_metres(map(tuple, points), self._epsg), axis=0).T))]
        inside = points[(at > low * at[-1] + LEAST_M) & (at < high * at[-1] - LEAST_M)]
        return [(float(lon), float(lat)) for lon, lat in (inside[::-1] if turned else inside)]

    def _share(self, joined: StreetJoined, node: int, edge: int, other: int) -> float:
        """Give the metres along an edge at which a foot of it, or one of its ends, lies."""
        if node >= joined.first_foot:
            return float(joined.points.along_m[node - joined.first_foot])
        whole_m = float(self.graph.metres[edge])
        if self.graph.start[edge] == self.graph.end[edge]:  # a loop: the end that is nearer along it
            return 0.0 if joined.points.along_m[other - joined.first_foot] * 2 <= whole_m else whole_m
        return 0.0 if self.graph.start[edge] == node else whole_m
