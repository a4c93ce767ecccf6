"""What a direct ride takes on average, when a traveller comes to the stop at any moment and boards the best to come."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.travel.ride_table import RideTable

LEAST_SHARE = 0.1
"""A line is named where it is the best to board in at least this share of the moments."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Departures:
    """Departures from one stop that arrive at another, one row each; shapes (d,).

    Attributes
    ----------
    pair
        Both stops as one number: ``start << 32 | end``.
    leave_s, arrive_s
        Seconds of one clock; no arrival is before its departure.
    line
        Row of the line.
    metres
        Along the stops.
    """

    pair: Ints
    leave_s: NDArray[np.int32]
    arrive_s: NDArray[np.int32]
    line: NDArray[np.int32]
    metres: NDArray[np.float32]

    @classmethod
    def joined(cls, parts: Iterable["Departures"]) -> "Departures":
        """Join tables."""
        tables = list(parts)
        return cls(
            np.concatenate([np.zeros(0, np.int64), *(table.pair for table in tables)]),
            np.concatenate([np.zeros(0, np.int32), *(table.leave_s for table in tables)]),
            np.concatenate([np.zeros(0, np.int32), *(table.arrive_s for table in tables)]),
            np.concatenate([np.zeros(0, np.int32), *(table.line for table in tables)]),
            np.concatenate([np.zeros(0, np.float32), *(table.metres for table in tables)]),
        )

    def rows(self, chosen: Ints) -> "Departures":
        """Give some of the departures."""
        return Departures(
            self.pair[chosen], self.leave_s[chosen], self.arrive_s[chosen], self.line[chosen], self.metres[chosen]
        )

    def worth_boarding(self) -> "Departures":
        """Leave out departures that another one, leaving no earlier, beats or equals; sorted by pair and time."""
        order = np.lexsort((-self.arrive_s, self.leave_s, self.pair))
        pair, arrive = self.pair[order], self.arrive_s[order].astype(np.int64)
        group = np.r_[0, np.cumsum(np.diff(pair) != 0)] if len(pair) else np.zeros(0, np.int64)
        # Backwards in time the least arrival so far; each group lies below those after it, so that none leaks in.
        apart = int(arrive.max(initial=0)) - int(arrive.min(initial=0)) + 1
        lifted = arrive + group * apart
        least = np.minimum.accumulate(lifted[::-1])[::-1]
        later = np.r_[least[1:], np.iinfo(np.int64).max]
        return self.rows(order[lifted < later] if len(order) else order)


@dataclass(frozen=True)
class Expected:
    """Seconds summed over the moments of spans of time, for each pair of stops.

    Attributes
    ----------
    pair, waited_s, covered_s, ride_s, metres
        Shape (e,): the pairs, rising; the sum over all moments of what is left until the arrival (second × seconds);
        how many seconds have a departure to wait for; mean running time and metres, each times ``covered_s``.
    line_pair, line, line_s
        Shape (l,): in how many seconds a line is the best to board.
    total_s
        Seconds of all spans.
    """

    pair: Ints
    waited_s: Floats
    covered_s: Floats
    ride_s: Floats
    metres: Floats
    line_pair: Ints
    line: Ints
    line_s: Floats
    total_s: float

    @classmethod
    def empty(cls) -> "Expected":
        """Give the sum over no time."""
        none, nothing = np.zeros(0, np.int64), np.zeros(0)
        return cls(none, nothing, nothing, nothing, nothing, none, none, nothing, 0.0)

    @classmethod
    def of(cls, departures: Departures, start_s: int, end_s: int) -> "Expected":
        """Sum over the moments from start to end; the departures reach beyond the end as far as anybody waits."""
        best = departures.worth_boarding()
        pair, leave, arrive = best.pair, best.leave_s.astype(float), best.arrive_s.astype(float)
        first = np.ones(len(pair), dtype=bool)
        first[1:] = np.diff(pair) != 0
        before = np.where(first, -np.inf, np.r_[0.0, leave[:-1]])
        low, high = np.maximum(before, start_s), np.minimum(leave, end_s)
        long = np.maximum(high - low, 0.0)
        waited = long * (arrive - (high + low) / 2)
        one, sums = _sums((pair,), [waited, long, long * (arrive - leave), long * best.metres])
        two, spans = _sums((pair, best.line.astype(np.int64)), [long])
        return cls(one[0], sums[0], sums[1], sums[2], sums[3], two[0], two[1], spans[0], float(end_s - start_s))

    def plus(self, other: "Expected", weight: float = 1.0) -> "Expected":
        """Add the sum over other spans, which count ``weight`` times."""
        one, sums = _sums(
            (np.r_[self.pair, other.pair],),
            [
                np.r_[self.waited_s, weight * other.waited_s],
                np.r_[self.covered_s, weight * other.covered_s],
                np.r_[self.ride_s, weight * other.ride_s],
                np.r_[self.metres, weight * other.metres],
            ],
        )
        two, spans = _sums(
            (np.r_[self.line_pair, other.line_pair], np.r_[self.line, other.line]),
            [np.r_[self.line_s, weight * other.line_s]],
        )
        total_s = self.total_s + weight * other.total_s
        return Expected(one[0], sums[0], sums[1], sums[2], sums[3], two[0], two[1], spans[0], total_s)

    def table(self, *, wait_s: float) -> RideTable:
        """Give the mean over all moments; one without a departure counts as a wait of ``wait_s`` and the ride.

        Rides that take more than that on average are left out.
        """
        known = self.covered_s > 0
        covered = np.where(known, self.covered_s, 1.0)
        ride = self.ride_s / covered
        seconds = (self.waited_s + (self.total_s - self.covered_s) * (wait_s + ride)) / max(self.total_s, 1.0)
        chosen = np.flatnonzero(known & (seconds - ride <= wait_s))
        line, line_at = self._lines(chosen)
        return RideTable(
            (self.pair[chosen] >> 32).astype(np.int32),
            (self.pair[chosen] & 0xFFFFFFFF).astype(np.int32),
            seconds[chosen],
            (self.metres / covered)[chosen],
            line,
            line_at,
        )

    def _lines(self, chosen: Ints) -> tuple[NDArray[np.int32], Ints]:
        """Give the lines that are worth naming of each chosen pair, and where each begins; at least one each."""
        row = np.searchsorted(self.pair, self.line_pair)
        place = np.full(len(self.pair), -1, dtype=np.int64)
        place[chosen] = np.arange(len(chosen))
        share = self.line_s / np.maximum(self.covered_s[row], 1e-9)
        most = np.zeros(len(self.pair))
        np.maximum.at(most, row, share)
        kept = (place[row] >= 0) & (share >= np.minimum(LEAST_SHARE, most[row]))
        owner, line = place[row][kept], self.line[kept]
        order = np.argsort(owner, kind="stable")
        at = np.r_[0, np.cumsum(np.bincount(owner, minlength=len(chosen)))]
        return line[order].astype(np.int32), at.astype(np.int64)


def _sums(keys: tuple[Ints, ...], columns: list[Floats]) -> tuple[list[Ints], list[Floats]]:
    """Add up the rows that have the same keys; the keys rise."""
    order = np.lexsort(keys[::-1])
    sorted_keys = [key[order] for key in keys]
    new = np.zeros(len(order), dtype=bool)
    new[:1] = True
    for key in sorted_keys:
        new[1:] |= key[1:] != key[:-1]
    first = np.flatnonzero(new)
    added = [np.add.reduceat(column[order], first) if len(first) else column[:0] for column in columns]
    return [key[first] for key in sorted_keys], added
