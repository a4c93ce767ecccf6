"""Patterns of a timetable: trips of one line that call at the same stops in the same order."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.travel.gtfs_stop_times import Calls


@dataclass(frozen=True)
class Patterns:
    """p patterns and t trips, in the form of `geo.travel.timetable.Timetable`; stops are rows of ``stops.txt``.

    Attributes
    ----------
    source
        Shape (t,): the trip of the file that each trip was first.
    twice
        How many trips were left out, since others run at the same times at the same stops.
    """

    line: NDArray[np.int32] = field(repr=False)
    stops: NDArray[np.int32] = field(repr=False)
    use: NDArray[np.uint8] = field(repr=False)
    at: NDArray[np.int64] = field(repr=False)
    trip_pattern: NDArray[np.int32] = field(repr=False)
    trip_days: NDArray[np.uint8] = field(repr=False)
    trip_at: NDArray[np.int64] = field(repr=False)
    arrival_s: NDArray[np.int32] = field(repr=False)
    departure_s: NDArray[np.int32] = field(repr=False)
    source: NDArray[np.int32] = field(repr=False)
    twice: int


def make_patterns(
    calls: Calls, source: NDArray[np.int32], line: NDArray[np.int32], days: NDArray[np.uint8]
) -> Patterns:
    """Sort trips into patterns; each has two calls or more.

    Trips of one pattern with the same times are one trip, which runs on the days of any of them: timetables often
    write a trip anew for each set of dates. Patterns stand in the order of their lines and first trips, trips in that
    of their pattern and first departure.

    Parameters
    ----------
    source
        The trip of the file of each trip of ``calls``.
    line, days
        Line and days (bits, Monday first) of each trip of the file.
    """
    at = calls.at()
    owner = source[calls.trip[at[:-1]]]
    number: dict[tuple[int, bytes, bytes], int] = {}
    first: list[int] = []
    pattern = np.zeros(len(owner), dtype=np.int32)
    for trip, (low, high, own_line) in enumerate(
        zip(at[:-1].tolist(), at[1:].tolist(), line[owner].tolist(), strict=True)
    ):
        key = own_line, calls.stop[low:high].tobytes(), calls.use[low:high].tobytes()
        pattern[trip] = number.setdefault(key, len(number))
        if len(number) > len(first):
            first.append(trip)
    order = sorted(range(len(first)), key=lambda one: (int(line[owner[first[one]]]), owner[first[one]], first[one]))
    renamed = np.zeros(len(first), dtype=np.int32)
    renamed[order] = np.arange(len(first))
    pattern = renamed[pattern]
    kept, days_of = _without_twins(calls, at, pattern, days[owner], owner)
    cells = _cells(at[kept], at[kept + 1])
    of_pattern = np.array(first, dtype=np.intp)[order]
    stops_at = _cells(at[of_pattern], at[of_pattern + 1])
    return Patterns(
        line[owner[of_pattern]],
        calls.stop[stops_at],
        calls.use[stops_at],
        _cuts(at[of_pattern + 1] - at[of_pattern]),
        pattern[kept],
        days_of,
        _cuts(at[kept + 1] - at[kept]),
        calls.arrival_s[cells],
        calls.departure_s[cells],
        owner[kept],
        len(owner) - len(kept),
    )


def _without_twins(
    calls: Calls, at: NDArray[np.int64], pattern: NDArray[np.int32], days: NDArray[np.uint8], owner: NDArray[np.int32]
) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Give the trips that stay, sorted, and their days."""
    order = np.lexsort((owner, calls.departure_s[at[:-1]], pattern)).tolist()
    low, high = at[:-1].tolist(), at[1:].tolist()
    known: dict[tuple[int, bytes, bytes], int] = {}
    kept: list[int] = []
    days_of: list[int] = []
    for trip in order:
        times = slice(low[trip], high[trip])
        key = int(pattern[trip]), calls.arrival_s[times].tobytes(), calls.departure_s[times].tobytes()
        place = known.setdefault(key, len(kept))
        if place == len(kept):
            kept.append(trip)
            days_of.append(0)
        days_of[place] |= int(days[trip])
    return np.array(kept, dtype=np.intp), np.array(days_of, dtype=np.uint8)


def _cuts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.append(0, np.cumsum(lengths)).astype(np.int64)


def _cells(low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the numbers from each low to before its high, one after the other."""
    lengths = high - low
    cells: NDArray[np.int64] = np.arange(lengths.sum()) + np.repeat(low - (np.cumsum(lengths) - lengths), lengths)
    return cells
