"""Walking and riding as one graph: the ground's nodes, and a platform for each stop of a line."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.travel.ground import Ground, Joined, least_rows, moved, widened
from geo.travel.leg_path import RawPart
from geo.travel.ride_table import RideSource, RideTable, ride_name
from geo.travel.shortest import Weights, trees, way
from geo.travel.times import TravelMatrix

LEAST_S = 0.001
"""No way takes less: sparse graphs leave out zeros."""


@dataclass(frozen=True)
class PeriodRides:
    """Edges from platform to platform in one departure period, the least of each two stops.

    Attributes
    ----------
    stops
        How many there are.
    start, end, seconds
        Shape (e,), sorted by start, then end.
    ride
        Shape (e,), int64: the row in ``table``, or -1 for a change on foot inside a station.
    """

    table: RideTable
    stops: int
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    seconds: Weights
    ride: NDArray[np.int64]

    @classmethod
    def of(cls, source: RideSource, period: str) -> "PeriodRides":
        """Gather the rides and the changes of a period; raises KeyError where there is no such period."""
        table, changes, stops = source.table(period), source.changes, len(source.stops)
        start, end = np.r_[table.start, changes.start], np.r_[table.end, changes.end]
        seconds = np.maximum(np.r_[table.seconds, changes.seconds], LEAST_S)
        ride = np.r_[np.arange(len(table)), np.full(len(changes.start), -1)]
        chosen = least_rows(start, end, seconds, stops)
        return cls(table, stops, start[chosen], end[chosen], seconds[chosen], ride[chosen])

    @cached_property
    def key(self) -> NDArray[np.int64]:
        """Both stops of each edge as one number, rising."""
        return self.start.astype(np.int64) << 32 | self.end

    @cached_property
    def between_stops(self) -> csr_array:
        """The seconds as a sparse matrix, shape (s, s)."""
        stops = self.stops
        return csr_array((self.seconds, (self.start, self.end)), shape=(stops, stops))

    @cached_property
    def boarding(self) -> tuple[NDArray[np.int32], tuple[tuple[int, ...], ...]]:
        """Number the different sets of lines that are boarded: for each ride its number, and the sets."""
        table = self.table
        if not len(table):
            return np.zeros(0, dtype=np.int32), ()
        # Sets of lines are told apart by the sum of a random number for each line.
        marks = np.random.default_rng(0).integers(1 << 62, size=int(table.line.max()) + 1, dtype=np.uint64)
        sums = np.add.reduceat(marks[table.line], table.line_at[:-1])
        _, first, number = np.unique(sums, return_index=True, return_inverse=True)
        return number.astype(np.int32), tuple(tuple(table.lines_of(int(ride))) for ride in first)


class Multimodal:
    """One departure period over places that are joined to a ground.

    After the ground's nodes comes a platform for each stop. From the street to a platform it takes the way in, back
    the way out; from platform to platform a ride with its expected wait, or a change on foot. Weights are metres: a
    second that is not walked counts as the metres that are walked in it, so that a way without a ride weighs exactly
    what it weighs on foot.
    """

    def __init__(self, joined: Joined, source: RideSource, rides: PeriodRides, *, speed: float) -> None:
        self._source, self._rides, self._speed, self._joined = source, rides, speed, joined
        self._first = joined.metres.shape[0]
        node = joined.node[: len(source.stops)]
        on = np.flatnonzero(node >= 0)
        total, platform = self._first + len(source.stops), (self._first + on).astype(np.int32)
        seconds = np.maximum(np.r_[source.in_s[on], source.out_s[on]], LEAST_S)
        ends = (np.r_[node[on], platform], np.r_[platform, node[on]])
        through_doors = csr_array((seconds * speed, ends), shape=(total, total))
        by_line = moved(rides.between_stops * speed, self._first)
        self.weights = csr_array(widened(joined.metres, total) + by_line + through_doors)

    def matrix(self) -> TravelMatrix:
        """Give the times between the places, -1 seconds where there is no way."""
        node = self._joined.node[len(self._source.stops) :]
        n = len(node)
        seconds, metres = np.full((n, n), -1, dtype=np.int32), np.full((n, n), -1, dtype=np.int32)
        line = np.full((n, n), -1, dtype=np.int32)
        guessed = self._joined.estimated
        estimated = np.full((n, n), guessed)
        on = np.flatnonzero(node >= 0)
        ridden: list[tuple[NDArray[np.int64], ...]] = []
        for rows, weights, before in trees(self.weights, node[on].astype(np.int32)):
            least = weights[:, node[on]]
            r, c = np.nonzero(np.isfinite(least))
            rides, ride_m, off_foot = self._trace(weights, before, r, node[on[c]])
            i, j = on[rows][r], on[c]
            seconds[i, j] = np.rint(least[r, c] / self._speed)
            metres[i, j] = np.rint(least[r, c] - off_foot + ride_m)
            by_line = (rides >= 0).any(axis=1)
            i, j = i[by_line], j[by_line]
            estimated[i, j] = guessed or self._source.estimated
            ridden.append((i, j, rides[by_line]))
        lines = self._name(ridden, line)
        return TravelMatrix(seconds, metres, line, lines, estimated)

    def way(self, *, near_m: float) -> tuple[list[int], float]:
        """Give the nodes on the best way from the first place to the second, and its seconds; none for no way.

        ``near_m`` is about how far they are apart: it is looked near them first.
        """
        start, end = self._joined.node[len(self._source.stops) :][:2]
        nodes, weight = way(self.weights, int(start), int(end), near=near_m)
        return nodes, weight / self._speed

    def parts(self, ground: Ground, nodes: list[int]) -> list[RawPart]:
        """Give the parts of a way along nodes that begins and ends on the ground."""
        first, found, waiting = self._first, [], 0.0
        walked = [nodes[0]]
        for a, b in pairwise(nodes):
            spent = float(self.weights[a, b]) / self._speed
            if max(a, b) < first:
                walked.append(b)
                continue
            if len(walked) > 1:
                found.append(self._walk(ground, walked))
            walked = [b] if b < first else []
            waiting += spent
            if min(a, b) >= first:
                part = self._between_platforms(a - first, b - first, waiting)
                if part:
                    found.append(part)
                    waiting = 0.0
            elif b < first and found:  # the way out goes with what is before it
                found[-1] = replace(found[-1], seconds=found[-1].seconds + waiting)
                waiting = 0.0
        if len(walked) > 1:
            found.append(self._walk(ground, walked))
        return found

    def _between_platforms(self, a: int, b: int, seconds: float) -> RawPart | None:
        """Give a ride, or the change on foot from one stop to another; None where both lie on one point."""
        source = self._source
        ride = self._ride(a, b)
        if ride < 0:
            course = tuple((stop.lon, stop.lat) for stop in (source.stops[a], source.stops[b]))
            return RawPart("walk", "", course, seconds, source.estimated) if course[0] != course[1] else None
        lines = self._rides.table.lines_of(ride)
        name = ride_name([source.lines[k] for k in lines])
        course = tuple(source.course(a, b, lines[0]))
        ends = source.stop_names[a], source.stop_names[b]
        return RawPart(source.lines[lines[0]][0], name, course, seconds, source.estimated, *ends)

    def _walk(self, ground: Ground, nodes: list[int]) -> RawPart:
        seconds = sum(float(self.weights[a, b]) for a, b in pairwise(nodes)) / self._speed
        return RawPart("walk", "", tuple(ground.course(self._joined, nodes)), seconds, ground.estimated)

    def _ride(self, a: int, b: int) -> int:
        return int(self._rides.ride[np.searchsorted(self._rides.key, a << 32 | b)])

    def _trace(
        self, weights: Weights, before: NDArray[np.int32], row: NDArray[np.int64], target: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], Weights, Weights]:
        """Follow ways back from their targets.

        Gives the rides of each way from the last to the first, shape (p, most rides), -1 where there are fewer; their
        metres; and the weights of what is not walked.
        """
        first = self._first
        ride_m, spent = np.zeros(len(row)), np.zeros(len(row))
        taken: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        active, here = np.arange(len(row)), target.astype(np.int64)
        while len(active):
            previous = before[row[active], here].astype(np.int64)
            going = previous >= 0
            active, here, previous = active[going], here[going], previous[going]
            by_line = np.maximum(here, previous) >= first
            chosen = active[by_line]
            spent[chosen] += weights[row[chosen], here[by_line]] - weights[row[chosen], previous[by_line]]
            platforms = np.minimum(here, previous) >= first
            key = (previous[platforms] - first) << 32 | (here[platforms] - first)
            ride = self._rides.ride[np.searchsorted(self._rides.key, key)]
            chosen, ride = active[platforms][ride >= 0], ride[ride >= 0]
            ride_m[chosen] += self._rides.table.metres[ride]
            if len(chosen):
                taken.append((chosen, ride))
            here = previous
        return _columns(taken, len(row)), ride_m, spent

    def _name(self, ridden: list[tuple[NDArray[np.int64], ...]], line: NDArray[np.int32]) -> tuple[str, ...]:
        """Name the lines of every way and put their numbers into the table."""
        boarding, sets = self._rides.boarding
        names: dict[str, int] = {}
        for i, j, rides in ridden:
            numbered = np.where(rides >= 0, boarding[rides], -1)
            distinct, which = np.unique(numbered, axis=0, return_inverse=True)
            rows = np.array(
                [names.setdefault(self._said(ways, sets), len(names)) for ways in distinct.tolist()], dtype=np.int32
            )
            line[i, j] = rows[which.ravel()]
        return tuple(names)

    def _said(self, boarded: list[int], sets: tuple[tuple[int, ...], ...]) -> str:
        rides = [ride_name([self._source.lines[k] for k in sets[b]]) for b in reversed(boarded) if b >= 0]
        return " + ".join(rides)


def _columns(taken: list[tuple[NDArray[np.int64], NDArray[np.int64]]], ways: int) -> NDArray[np.int64]:
    """Lay out the rides of each way side by side, in the order in which they were met."""
    count = np.zeros(ways, dtype=np.int64)
    for way_rows, _ in taken:
        count[way_rows] += 1
    table = np.full((ways, int(count.max(initial=0))), -1, dtype=np.int64)
    filled = np.zeros(ways, dtype=np.int64)
    for way_rows, ride in taken:
        table[way_rows, filled[way_rows]] = ride
        filled[way_rows] += 1
    return table
