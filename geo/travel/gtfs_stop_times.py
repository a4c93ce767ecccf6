"""When trips call at stops: ``stop_times.txt``, by far the largest table of a timetable."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.faults import FaultCode
from geo.travel.ground_metres import ground_metres
from geo.travel.gtfs_stops import FeedStops
from geo.travel.gtfs_table import Piece, read_pieces
from geo.travel.gtfs_trips import FeedTrips
from geo.travel.gtfs_values import NO_TIME, clock_s, wholes
from geo.travel.gtfs_zip import GtfsZip
from geo.travel.timetable import ALIGHT, BOARD

NAME = "stop_times.txt"
REQUIRED = ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence")
OPTIONAL = ("pickup_type", "drop_off_type")
_MOST_SEQUENCE = 10**8
_ON_REQUEST = (1, 2)
"""``pickup_type`` and ``drop_off_type``: not at all, and only for those who rang the company before."""


@dataclass(frozen=True)
class Calls:
    """Calls at stops, those of one trip together and in order; all arrays have shape (u,).

    Attributes
    ----------
    trip, stop
        Which trip calls, and at which row of ``stops.txt``.
    arrival_s, departure_s
        Seconds after the beginning of the service day.
    use
        Of the bits `BOARD` and `ALIGHT`: what travellers may do there.
    """

    trip: NDArray[np.int32] = field(repr=False)
    stop: NDArray[np.int32] = field(repr=False)
    arrival_s: NDArray[np.int32] = field(repr=False)
    departure_s: NDArray[np.int32] = field(repr=False)
    use: NDArray[np.uint8] = field(repr=False)

    def __len__(self) -> int:
        return len(self.trip)

    def where(self, kept: NDArray[np.bool_] | NDArray[np.intp]) -> "Calls":
        """Give some of the calls."""
        return Calls(self.trip[kept], self.stop[kept], self.arrival_s[kept], self.departure_s[kept], self.use[kept])

    def begins(self) -> NDArray[np.bool_]:
        """Tell which calls are the first of their trip."""
        return np.append(True, self.trip[1:] != self.trip[:-1])[: len(self)]

    def at(self) -> NDArray[np.int64]:
        """Give where each trip's calls begin, and the end."""
        return np.append(np.flatnonzero(self.begins()), len(self)).astype(np.int64)

    def begins_s(self, trips: int) -> NDArray[np.int32]:
        """Give when each of so many trips leaves its first stop; 0 for those without a call."""
        first = self.begins()
        found = np.zeros(trips, dtype=np.int32)
        found[self.trip[first]] = self.departure_s[first]
        return found


def read_stop_times(feed: GtfsZip, stops: FeedStops, trips: FeedTrips, runs: NDArray[np.bool_]) -> Calls:
    """Read the calls of the trips that run; every row is checked. Faults are noted.

    Rows may stand in any order. Times that are empty between two others are spread by the distance along the stops;
    where the stops lie on one point, evenly.

    Parameters
    ----------
    runs
        Shape (t,): which trips are wanted.
    """
    parts: list[tuple[NDArray[np.int32], ...]] = []
    rows_read = 0
    for piece in read_pieces(feed, NAME, required=REQUIRED, optional=OPTIONAL):
        rows_read += len(piece)
        read = _read_piece(feed, piece, stops, trips)
        wanted = (read[0] >= 0) & runs[read[0]] if len(runs) else np.zeros(len(piece), dtype=bool)
        parts.append(tuple(array[wanted] for array in read))
    if not rows_read and not feed.faults.of(NAME):
        feed.faults.add(NAME, FaultCode.NO_ROWS)
    if not parts or feed.faults.of(NAME):
        none = np.zeros(0, dtype=np.int32)
        return Calls(none, none, none, none, none.astype(np.uint8))
    trip, stop, sequence, arrival, departure, use, rows = (
        np.concatenate(arrays) for arrays in zip(*parts, strict=True)
    )
    parts.clear()
    order = np.lexsort((rows, sequence, trip))
    trip, sequence, rows = trip[order], sequence[order], rows[order]
    calls = Calls(trip, stop[order], arrival[order], departure[order], use[order].astype(np.uint8))
    twice = np.flatnonzero((trip[1:] == trip[:-1]) & (sequence[1:] == sequence[:-1])) + 1
    feed.faults.add_rows(
        NAME,
        FaultCode.DUPLICATE_ID,
        twice,
        lambda k: {"id": trips.ids[trip[k]], "value": str(sequence[k]), "other": int(rows[k - 1])},
        rows=rows,
        field="stop_sequence",
    )
    if len(calls):
        _complete(calls, stops.lon_lat, trips, feed, rows)
    return calls


def _read_piece(feed: GtfsZip, piece: Piece, stops: FeedStops, trips: FeedTrips) -> tuple[NDArray[np.int32], ...]:
    trip, stop = (piece[column].places(known) for column, known in (("trip_id", trips.place), ("stop_id", stops.place)))
    for found, column, what in ((trip, "trip_id", "trip"), (stop, "stop_id", "stop")):
        cells = piece[column]
        feed.faults.add_rows(
            NAME,
            FaultCode.UNKNOWN_REFERENCE,
            np.flatnonzero(found < 0),
            lambda k, cells=cells, what=what: {"what": what, "value": cells.texts[cells.codes[k]]},  # type: ignore[misc]
            rows=piece.rows,
            field=column,
        )
    unplaced = np.flatnonzero((stop >= 0) & np.isnan(stops.lon_lat[stop, 0]))
    feed.faults.add_rows(
        NAME,
        FaultCode.UNKNOWN_REFERENCE,
        unplaced,
        lambda k: {"what": "stop", "value": piece["stop_id"].texts[piece["stop_id"].codes[k]]},
        rows=piece.rows,
        field="stop_id",
    )
    sequence = wholes(piece, NAME, "stop_sequence", feed.faults, low=0, high=_MOST_SEQUENCE)
    arrival = clock_s(piece, NAME, "arrival_time", feed.faults)
    departure = clock_s(piece, NAME, "departure_time", feed.faults)
    board = ~np.isin(wholes(piece, NAME, "pickup_type", feed.faults, low=0, high=3, empty=0), _ON_REQUEST)
    alight = ~np.isin(wholes(piece, NAME, "drop_off_type", feed.faults, low=0, high=3, empty=0), _ON_REQUEST)
    use = (board * BOARD + alight * ALIGHT).astype(np.int32)
    return trip, stop, sequence, arrival, departure, use, piece.rows


def _complete(
    calls: Calls, lon_lat: NDArray[np.float64], trips: FeedTrips, feed: GtfsZip, rows: NDArray[np.int32]
) -> None:
    """Fill in the times that are left out, in place, and note those that fall."""
    arrival, departure = calls.arrival_s, calls.departure_s
    np.copyto(arrival, departure, where=arrival == NO_TIME)
    np.copyto(departure, arrival, where=departure == NO_TIME)
    timed = arrival != NO_TIME
    begins = calls.begins()
    ends = np.append(begins[1:], True)
    feed.faults.add_rows(
        NAME,
        FaultCode.EMPTY_VALUE,
        np.flatnonzero(~timed & (begins | ends)),
        lambda k: {"id": trips.ids[calls.trip[k]]},
        rows=rows,
        field="arrival_time",
    )
    if not timed[begins | ends].all():
        return
    _note_falls(calls, np.flatnonzero(timed), trips, feed, rows)
    if not timed.all():
        _spread(calls, lon_lat, timed, begins)


def _note_falls(calls: Calls, at: NDArray[np.intp], trips: FeedTrips, feed: GtfsZip, rows: NDArray[np.int32]) -> None:
    arrival, departure, trip = calls.arrival_s[at], calls.departure_s[at], calls.trip[at]
    early = np.append(False, (trip[1:] == trip[:-1]) & (arrival[1:] < departure[:-1]))
    for wrong, column, value, before in (
        (np.flatnonzero(departure < arrival), "departure_time", departure, arrival),
        (np.flatnonzero(early), "arrival_time", arrival, np.append(0, departure[:-1])),
    ):
        feed.faults.add_rows(
            NAME,
            FaultCode.TIMES_FALL,
            wrong,
            lambda k, value=value, before=before: {  # type: ignore[misc]
                "id": trips.ids[trip[k]],
                "value": clock_text(int(value[k])),
                "before": clock_text(int(before[k])),
            },
            rows=rows[at],
            field=column,
        )


def _spread(calls: Calls, lon_lat: NDArray[np.float64], timed: NDArray[np.bool_], begins: NDArray[np.bool_]) -> None:
    places = np.arange(len(calls))
    steps = np.append(0.0, ground_metres(lon_lat[calls.stop[:-1]], lon_lat[calls.stop[1:]]))
    steps[begins] = 0
    along = np.cumsum(steps)
    before = np.maximum.accumulate(np.where(timed, places, 0))
    after = np.minimum.accumulate(np.where(timed, places, len(calls) - 1)[::-1])[::-1]
    k = np.flatnonzero(~timed)
    b, a = before[k], after[k]
    length = along[a] - along[b]
    share = np.where(length > 0, (along[k] - along[b]) / np.maximum(length, 1e-9), (k - b) / (a - b))
    start, end = calls.departure_s[b].astype(np.float64), calls.arrival_s[a].astype(np.float64)
    calls.arrival_s[k] = calls.departure_s[k] = np.rint(start + share * (end - start)).astype(np.int32)


def clock_text(seconds: int) -> str:
    """Write seconds after the beginning of the service day as GTFS does.

    Examples
    --------
    >>> clock_text(87_305)
    '24:15:05'
    """
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
