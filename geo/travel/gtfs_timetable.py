"""One GTFS zip as a timetable of a typical week that is chosen already."""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from geo.faults import FaultCode
from geo.point_check import Bounds
from geo.travel.gtfs_feed import Feed
from geo.travel.gtfs_frequencies import read_frequencies
from geo.travel.gtfs_patterns import Patterns, make_patterns
from geo.travel.gtfs_shapes import Courses, read_courses
from geo.travel.gtfs_stop_times import Calls, read_stop_times
from geo.travel.gtfs_stops import STOP
from geo.travel.gtfs_transfers import read_transfers
from geo.travel.timetable import Timetable
from geo.travel.typical_week import TypicalWeek

MARGIN_M = 3000.0
"""How far outside a city's bounds stops are kept: whoever stands at the edge may walk to one."""

_DEGREE_M = 111_195.0


class LeftOut(StrEnum):
    """What of a timetable is not taken."""

    STOPS_UNUSED = "stops_unused"
    STOPS_OUTSIDE = "stops_outside"
    TRIPS_OTHER_DATES = "trips_other_dates"
    TRIPS_SHORT = "trips_short"
    TRIPS_TWICE = "trips_twice"
    CALLS_CLOSED = "calls_closed"
    TRANSFERS_OTHER = "transfers_other"
    COURSES_STRAIGHT = "courses_straight"


def make_timetable(
    feed: Feed,
    runs: NDArray[np.bool_],
    week: TypicalWeek,
    *,
    prefix: str,
    bounds: Bounds | None,
    left: Counter[LeftOut],
    report: Callable[[float], None],
) -> Timetable:
    """Read the times of a zip and make a timetable of them; see `geo.travel.gtfs_file.read_gtfs`.

    Parameters
    ----------
    runs
        Which of its services run on each of the seven days, shape (s, 7).
    prefix
        Goes before ids.
    left
        Counts what is left out.
    report
        Is told the share of the courses that is done.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of the times and of what is read after them.
    """
    opened, stops, trips = feed.opened, feed.stops, feed.trips
    days = (runs << np.arange(7)).sum(axis=1).astype(np.uint8)[trips.service]
    left[LeftOut.TRIPS_OTHER_DATES] += int((days == 0).sum())
    calls = read_stop_times(opened, stops, trips, days > 0)
    opened.faults.raise_any()
    called = np.unique(calls.stop)
    left[LeftOut.STOPS_UNUSED] += int((stops.kind == STOP).sum() - (stops.kind[called] == STOP).sum())
    begins_s = calls.begins_s(len(days))
    calls, source = read_frequencies(opened, _taken(calls, stops.lon_lat, bounds, left, days), trips, begins_s)
    patterns = make_patterns(calls, source, trips.line, days)
    left[LeftOut.TRIPS_TWICE] += patterns.twice
    transfers, passed_over = read_transfers(opened, stops)
    left[LeftOut.TRANSFERS_OTHER] += passed_over
    courses = read_courses(opened, patterns, trips.shape, stops.lon_lat, report=report)
    left[LeftOut.COURSES_STRAIGHT] += courses.straight
    used = np.unique(patterns.stops)
    if not len(used):
        opened.faults.add("", FaultCode.NO_STOP_HERE, count=len(stops))
        raise opened.faults.error()
    return _timetable(feed, week, patterns, courses, transfers, used=used, prefix=prefix)


def _taken(
    calls: Calls,
    lon_lat: NDArray[np.float64],
    bounds: Bounds | None,
    left: Counter[LeftOut],
    days: NDArray[np.uint8],
) -> Calls:
    """Leave out calls that nobody can use, and trips that are then too short."""
    open_to_all = calls.use > 0
    left[LeftOut.CALLS_CLOSED] += int((~open_to_all).sum())
    kept = open_to_all
    if bounds is not None:
        near = _near(lon_lat, bounds)
        left[LeftOut.STOPS_OUTSIDE] += len(np.unique(calls.stop[~near[calls.stop]]))
        kept = kept & near[calls.stop]
    calls = calls.where(kept)
    count = np.bincount(calls.trip, minlength=len(days))
    left[LeftOut.TRIPS_SHORT] += int(((days > 0) & (count < 2)).sum())
    return calls.where(count[calls.trip] > 1)


def _near(lon_lat: NDArray[np.float64], bounds: Bounds) -> NDArray[np.bool_]:
    west, south, east, north = bounds
    up = MARGIN_M / _DEGREE_M
    aside = up / np.cos(np.radians(max(abs(south), abs(north)) + up))
    lon, lat = lon_lat.T
    found: NDArray[np.bool_] = (lon >= west - aside) & (lon <= east + aside) & (lat >= south - up) & (lat <= north + up)
    return found


def _timetable(
    feed: Feed,
    week: TypicalWeek,
    patterns: Patterns,
    courses: Courses,
    transfers: NDArray[np.int32],
    *,
    used: NDArray[np.int32],
    prefix: str,
) -> Timetable:
    stops, trips = feed.stops, feed.trips
    number = np.full(len(stops), -1, dtype=np.int32)
    number[used] = np.arange(len(used))
    ends = number[transfers[:, :2]]
    transfers = np.column_stack([ends, transfers[:, 2]])[(ends >= 0).all(axis=1)].astype(np.int32)
    lines, line = np.unique(patterns.line, return_inverse=True)
    ids = list(stops.place)
    return Timetable(
        stop_lon_lat=stops.lon_lat[used],
        stop_names=tuple(stops.names[row] for row in used.tolist()),
        stop_station=np.unique(stops.station[used], return_inverse=True)[1].astype(np.int32),
        lines=tuple(trips.lines[k] for k in lines.tolist()),
        pattern_line=line.astype(np.int32),
        pattern_stops=number[patterns.stops],
        pattern_at=patterns.at,
        pattern_shape=courses.lon_lat,
        pattern_shape_at=courses.at,
        pattern_shape_stop=courses.stop,
        trip_pattern=patterns.trip_pattern,
        trip_days=patterns.trip_days,
        arrival_s=patterns.arrival_s,
        departure_s=patterns.departure_s,
        trip_at=patterns.trip_at,
        transfer_from=transfers[:, 0],
        transfer_to=transfers[:, 1],
        transfer_s=transfers[:, 2],
        days=week.days,
        valid_first=feed.first,
        valid_last=feed.last,
        timezone=feed.agency.timezone,
        publisher=feed.agency.publisher,
        pattern_use=patterns.use,
        stop_ids=tuple(prefix + ids[row] for row in used.tolist()),
        trip_ids=tuple(prefix + trips.ids[trip] for trip in patterns.source.tolist()),
    )
