"""Direct rides by a timetable: what they take on average over all moments of a departure period."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.crs import SWEREF99_TM, to_metres
from geo.travel.expected_ride import Departures, Expected
from geo.travel.ride_table import Changes, RideTable
from geo.travel.settings import TravelSettings
from geo.travel.times import Period, Place
from geo.travel.timetable import ALIGHT, BOARD, DAY_S, Timetable

LOOK_AHEAD_S = 2 * 3600
"""Departures so long after a period's end are still waited for; a moment with none to come counts as such a wait, and
a ride that is waited for longer on average is none."""

LEAST_CHANGE_S = 60.0
"""A change inside a station takes at least this."""


class TimetableRides:
    """A timetable as a source of rides.

    A ride from one stop to another takes what it takes on average over all moments of the period, to a traveller who
    boards whatever brings them there first: waits between uneven departures, lines that share their stops, express
    trips, the first and the last trip are all in it, and none of them is assumed.

    Parameters
    ----------
    periods
        Departure periods; together they cover the week exactly once.
    """

    estimated = False

    def __init__(
        self,
        timetable: Timetable,
        settings: TravelSettings,
        metric_epsg: int = SWEREF99_TM,
        *,
        periods: tuple[Period, ...] | None = None,
    ) -> None:
        self.timetable, self.lines = timetable, timetable.lines
        self.periods = settings.periods if periods is None else periods
        self.stops = tuple(
            Place(f"stop {k}", float(lon), float(lat)) for k, (lon, lat) in enumerate(timetable.stop_lon_lat)
        )
        self.stop_names = timetable.stop_names
        self._east_north = to_metres(map(tuple, timetable.stop_lon_lat), metric_epsg)
        street = self._street(settings)
        self.in_s = np.where(street, 0.0, float(settings.station_in_s))
        self.out_s = np.where(street, 0.0, float(settings.station_out_s))
        self.changes = self._changes(settings)
        self._along_m = self._metres_along()
        by_pattern = np.argsort(timetable.trip_pattern, kind="stable")
        cuts = np.cumsum(np.bincount(timetable.trip_pattern, minlength=len(timetable.pattern_line)))[:-1]
        self._trips_of = np.split(by_pattern, cuts)
        self.table = lru_cache(maxsize=12)(self._table)

    def course(self, start: int, end: int, line: int) -> list[tuple[float, float]]:
        """Give (longitude, latitude) along a line from one stop to another, both included, EPSG:4326."""
        whole = self.timetable
        best: NDArray[np.float64] | None = None
        for pattern in np.flatnonzero(whole.pattern_line == line):
            low, high = whole.pattern_at[pattern], whole.pattern_at[pattern + 1]
            stops = whole.pattern_stops[low:high]
            for i in np.flatnonzero(stops == start):
                for j in np.flatnonzero(stops == end):
                    if i < j:
                        shape = whole.pattern_shape[
                            whole.pattern_shape_at[pattern] : whole.pattern_shape_at[pattern + 1]
                        ]
                        at = whole.pattern_shape_stop[low:high]
                        piece = shape[at[i] : at[j] + 1]
                        best = piece if best is None or len(piece) < len(best) else best
        first, last = whole.stop_lon_lat[[start, end]]
        points = [(float(lon), float(lat)) for lon, lat in (first, *(() if best is None else best), last)]
        return [point for k, point in enumerate(points) if k == 0 or point != points[k - 1]]

    def _table(self, period: str) -> RideTable:
        """Give the direct rides of a period; raises KeyError where there is no such period."""
        when = next((known.when for known in self.periods if known.id == period), None)
        if when is None:
            raise KeyError(period)
        spans = [(window.weekday, window.start_min * 60, window.end_min * 60) for window in when.windows]
        alike = Counter((self._runs(weekday, end_s), start_s, end_s) for weekday, start_s, end_s in spans)
        found = Expected.empty()
        for (runs, start_s, end_s), weight in alike.items():
            departures = Departures.joined(self._departures(runs, start_s, end_s))
            found = found.plus(Expected.of(departures, start_s, end_s), weight)
        return found.table(wait_s=LOOK_AHEAD_S)

    def _runs(self, weekday: int, end_s: int) -> bytes:
        """Tell which trips run on the days around a weekday that matter until some second of it; alike for many."""
        days = np.array([(weekday + k) % 7 for k in _days(end_s)])
        runs: NDArray[np.bool_] = (self.timetable.trip_days[:, None] >> days & 1) > 0
        return runs.tobytes()

    def _departures(self, runs: bytes, start_s: int, end_s: int) -> Iterator[Departures]:
        """Give what can be boarded from start to end and in the time that anybody waits after it."""
        whole, days = self.timetable, _days(end_s)
        on_day = np.frombuffer(runs, dtype=bool).reshape(-1, len(days)).T
        for pattern, trips in enumerate(self._trips_of):
            low, high = whole.pattern_at[pattern], whole.pattern_at[pattern + 1]
            stops, along = whole.pattern_stops[low:high].astype(np.int64), self._along_m[low:high]
            cells = whole.trip_at[trips][:, None] + np.arange(high - low)
            leave, arrive = whole.departure_s[cells], whole.arrival_s[cells]
            ran = [(own[trips], k * DAY_S) for own, k in zip(on_day, days, strict=True)]
            moved = [(leave[rows] + shift_s, arrive[rows] + shift_s) for rows, shift_s in ran]
            leave, arrive = (np.concatenate(part) for part in zip(*moved, strict=True))
            within = (leave[:, -1] >= start_s) & (leave[:, 0] <= end_s + LOOK_AHEAD_S)
            if not within.any():
                continue
            i, j = np.triu_indices(high - low, 1)
            use = whole.pattern_use[low:high]
            apart = (stops[i] != stops[j]) & (use[i] & BOARD > 0) & (use[j] & ALIGHT > 0)
            i, j = i[apart], j[apart]
            leaves, arrives = leave[within][:, i], arrive[within][:, j]
            row, column = np.nonzero((leaves >= start_s) & (leaves <= end_s + LOOK_AHEAD_S))
            yield Departures(
                (stops[i] << 32 | stops[j])[column],
                leaves[row, column],
                arrives[row, column],
                np.full(len(row), whole.pattern_line[pattern], dtype=np.int32),
                (along[j] - along[i]).astype(np.float32)[column],
            )

    def _street(self, settings: TravelSettings) -> NDArray[np.bool_]:
        """Tell which stops lie in the street: all that call there are modes of the street."""
        whole = self.timetable
        inside = np.array([mode not in settings.street_modes for mode, _ in whole.lines], dtype=bool)
        owner = np.repeat(whole.pattern_line, np.diff(whole.pattern_at))
        street = np.ones(len(self.stops), dtype=bool)
        street[whole.pattern_stops[inside[owner]]] = False
        return street

    def _changes(self, settings: TravelSettings) -> Changes:
        """Give the ways between platforms of one station, and the changes that the timetable states.

        Each takes at least the walk, straight times the detour: a timed change is stated with no seconds of its own.
        """
        whole = self.timetable
        order = np.argsort(whole.stop_station, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(whole.stop_station[order])) + 1)
        seconds = {
            (int(a), int(b)): self._on_foot_s(a, b, settings)
            for group in groups
            if len(group) > 1
            for a in group
            for b in group
            if a != b
        }
        stated = zip(whole.transfer_from.tolist(), whole.transfer_to.tolist(), whole.transfer_s.tolist(), strict=True)
        for a, b, least_s in stated:
            if least_s < 0:
                seconds.pop((a, b), None)
            elif a != b:
                seconds[a, b] = max(self._on_foot_s(a, b, settings), float(least_s))
        ends = np.array(list(seconds), dtype=np.int32).reshape(-1, 2)
        return Changes(ends[:, 0], ends[:, 1], np.array(list(seconds.values()), dtype=np.float64))

    def _on_foot_s(self, a: int, b: int, settings: TravelSettings) -> float:
        metres = float(np.hypot(*(self._east_north[a] - self._east_north[b]))) * settings.detour
        return max(metres / (settings.walk_speed_kmh / 3.6), LEAST_CHANGE_S)

    def _metres_along(self) -> NDArray[np.float64]:
        """Give the metres from the first stop of each pattern, straight from stop to stop."""
        whole = self.timetable
        at = self._east_north[whole.pattern_stops]
        step = np.zeros(len(at))
        step[1:] = np.hypot(*(at[1:] - at[:-1]).T)
        step[whole.pattern_at[:-1]] = 0.0
        along = np.cumsum(step)
        return along - np.repeat(along[whole.pattern_at[:-1]], np.diff(whole.pattern_at))


def _days(end_s: int) -> range:
    """Give the days whose trips may leave before a window of day 0 is over and nobody waits; -1 is the day before."""
    return range(-1, (end_s + LOOK_AHEAD_S) // DAY_S + 1)
