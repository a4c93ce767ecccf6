"""Trips that run every so many minutes: ``frequencies.txt``, each written out as trips of its own."""

import numpy as np
from numpy.typing import NDArray

from geo.faults import FaultCode
from geo.travel.gtfs_stop_times import Calls, clock_text
from geo.travel.gtfs_table import read_table
from geo.travel.gtfs_trips import FeedTrips
from geo.travel.gtfs_values import NO_TIME, clock_s, wholes
from geo.travel.gtfs_zip import GtfsZip

NAME = "frequencies.txt"
LEAST_HEADWAY_S = 20
MOST_CALLS = 30_000_000
"""A timetable that makes more calls at stops is refused."""


def read_frequencies(
    feed: GtfsZip, calls: Calls, trips: FeedTrips, begins_s: NDArray[np.int32]
) -> tuple[Calls, NDArray[np.int32]]:
    """Write out the trips that have frequencies; what their own times say is only how long they take.

    A trip begins at the start time and then every headway before the end time. Where a timetable says that its
    headways are not kept to the second, these are still the times that it gets.

    Parameters
    ----------
    begins_s
        Shape (t,): when each trip of the file leaves its first stop, also where ``calls`` leaves that stop out.

    Returns
    -------
    tuple
        The calls, their trips numbered anew from 0, and for each of these numbers the trip of the file.
    """
    at = calls.at()
    own = calls.trip[at[:-1]]
    slot, shift_s = np.arange(len(own)), np.zeros(len(own), dtype=np.int64)
    if NAME in feed.names:
        slot, shift_s = _runs(feed, trips, own, begins_s)
    lengths = np.diff(at)[slot]
    if lengths.sum() > MOST_CALLS:
        feed.faults.add(NAME, FaultCode.TOO_MANY, count=int(lengths.sum()), most=MOST_CALLS)
        raise feed.faults.error()
    number = np.repeat(np.arange(len(slot), dtype=np.int32), lengths)
    if len(slot) == len(own) and not shift_s.any():
        return Calls(number, calls.stop, calls.arrival_s, calls.departure_s, calls.use), own
    begins = np.cumsum(lengths) - lengths
    cells = np.arange(lengths.sum()) + np.repeat(at[slot] - begins, lengths)
    moved = np.repeat(shift_s, lengths).astype(np.int32)
    arrival_s, departure_s = calls.arrival_s[cells] + moved, calls.departure_s[cells] + moved
    return Calls(number, calls.stop[cells], arrival_s, departure_s, calls.use[cells]), own[slot]


def _runs(
    feed: GtfsZip, trips: FeedTrips, own: NDArray[np.int32], begins_s: NDArray[np.int32]
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Give every run: the place of its trip in ``own``, and by how much it is later than that trip says."""
    table = read_table(feed, NAME, required=("trip_id", "start_time", "end_time", "headway_secs"))
    start, end = (clock_s(table, NAME, column, feed.faults) for column in ("start_time", "end_time"))
    headway = wholes(table, NAME, "headway_secs", feed.faults, low=LEAST_HEADWAY_S, high=86_400)
    for times, column in ((start, "start_time"), (end, "end_time")):
        empty = np.flatnonzero(times == NO_TIME)
        feed.faults.add_rows(NAME, FaultCode.EMPTY_VALUE, empty, lambda _: {}, rows=table.rows, field=column)
    feed.faults.add_rows(
        NAME,
        FaultCode.TIMES_FALL,
        np.flatnonzero(end < start),
        lambda k: {"value": clock_text(int(end[k])), "before": clock_text(int(start[k]))},
        rows=table.rows,
        field="end_time",
    )
    place = {trip: k for k, trip in enumerate(own.tolist())}
    slots: list[NDArray[np.int64]] = []
    shifts: list[NDArray[np.int64]] = []
    repeated: set[int] = set()
    for row, ident in enumerate(table["trip_id"].whole()):
        trip = trips.place.get(ident, -1)
        if trip < 0:
            at = int(table.rows[row])
            feed.faults.add(NAME, FaultCode.UNKNOWN_REFERENCE, row=at, field="trip_id", what="trip", value=ident)
        if feed.faults or trip not in place:
            continue
        own_slot = place[trip]
        repeated.add(own_slot)
        runs_s = np.arange(start[row], end[row], headway[row], dtype=np.int64)
        slots.append(np.full(len(runs_s), own_slot))
        shifts.append(runs_s - begins_s[trip])
    feed.faults.raise_any()
    once = np.setdiff1d(np.arange(len(own)), list(repeated))
    slot = np.concatenate([once, *slots]).astype(np.intp)
    shift_s = np.concatenate([np.zeros(len(once), dtype=np.int64), *shifts])
    order = np.lexsort((shift_s, slot))
    return slot[order], shift_s[order]
