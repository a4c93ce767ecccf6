"""Travel times over a ground and the lines on it: streets or the estimate, shipped lines or a timetable."""

import hashlib
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.crs import SWEREF99_TM, to_metres
from geo.travel.ground import OFF_NETWORK_M, Ground, Joined
from geo.travel.leg_path import RawPart, rounded_parts
from geo.travel.multimodal import Multimodal, PeriodRides
from geo.travel.reduced import only_joined
from geo.travel.ride_table import RideSource
from geo.travel.settings import TravelSettings
from geo.travel.shortest import distances, way
from geo.travel.times import Mode, PathPart, Period, Place, Source, TravelMatrix, TravelTimes
from geo.travel.times_from import TimesFrom, times_from
from geo.windows import DAY_MINUTES

FORMAT = "1"
"""Changes whenever the same data gives other times than before."""


LEAST_GAIN_S = 0.5
"""A way is by line where that saves more than a rounding."""

REDUCE_FROM = 30
"""So many places make it worth while to take nodes out of the ground before the search."""


class _Placed:
    """Places joined to the ground, with the stops before them."""

    def __init__(self, joined: Joined, stops: int) -> None:
        self.joined = joined
        self.node = joined.node[stops:]
        self._stops = stops

    @cached_property
    def searched(self) -> Joined:
        """The ground to search for times, smaller where it pays."""
        return only_joined(self.joined) if len(self.node) >= REDUCE_FROM else self.joined

    @cached_property
    def walk_m(self) -> NDArray[np.float64]:
        """Metres on foot, shape (n, n); inf where there is no way."""
        return _between(self.searched.metres, self.searched.node[self._stops :])


class NetworkTravel:
    """Travel times over a ground and the lines on it.

    On foot: the shortest way over the ground at the city's walking speed. By line: the walk to a stop, the way in,
    the expected wait, rides and changes, the way out, the walk; whatever takes least. By car: the shortest way that
    cars may use at the city's average speed, and the minutes to park.

    A place that lies off the ground (farther than 250 m from every street) keeps the estimate, with every way to and
    from it, and so does a pair without a way; ``TravelMatrix.estimated`` says where.

    Parameters
    ----------
    ground, roads
        What is walked on, and driven on; without roads the car's times are estimated.
    rides
        The lines.
    beneath
        What stands in where there is no way: the estimate, or the timetable over the estimated walk.
    version
        A text that changes when the data of the ground or the lines does.
    sources
        What the ground and the lines were made of.

    .. warning::
        Nobody walks faster or slower than the city's one speed, uphill, on stairs, or in snow. The wait is that of a
        traveller who does not look at the timetable; changes are not timed to meet.
    """

    def __init__(
        self,
        name: str,
        *,
        ground: Ground,
        rides: RideSource,
        beneath: TravelTimes,
        settings: TravelSettings,
        version: str,
        sources: Sequence[Source],
        roads: Ground | None = None,
        metric_epsg: int = SWEREF99_TM,
    ) -> None:
        self.name, self.estimated = name, False
        self.periods: tuple[Period, ...] = rides.periods
        self.sources: tuple[Source, ...] = tuple(dict.fromkeys((*sources, *beneath.sources)))
        self.version = hashlib.sha256(repr((FORMAT, name, version, settings, beneath.version)).encode()).hexdigest()
        self._ground, self._roads, self._rides = ground, roads, rides
        self._beneath, self._settings, self._epsg = beneath, settings, metric_epsg
        self._speed = settings.walk_speed_kmh / 3.6
        self._placed = lru_cache(maxsize=2)(self._place)
        self._driven = lru_cache(maxsize=2)(self._drive_matrix)
        self._of_period = lru_cache(maxsize=8)(self._table)

    def matrix(self, places: Sequence[Place], *, mode: Mode, period: str) -> TravelMatrix:
        """Give door-to-door times from each place to each other for departures in one period.

        Raises
        ------
        KeyError
            The period is not one of ``periods``.
        ValueError
            A place names a landmass that the city does not have.
        geo.travel.Unreachable
            Two places have no way between them, not even by the estimate.
        """
        self._check(period)
        chosen = tuple(places)
        if mode is Mode.CAR:
            found = self._driven(chosen)
        else:
            placed = self._placed(chosen)
            by_line = mode is Mode.TRANSIT and bool(self._rides.stops)
            found = self._multimodal(placed.searched, period).matrix() if by_line else self._walked(placed)
        return self._completed(found, chosen, mode, period)

    def path(self, start: Place, end: Place, *, mode: Mode, period: str) -> tuple[PathPart, ...]:
        """Give the way between two places in parts, for drawing it; their seconds add up to the matrix's.

        Raises
        ------
        KeyError, ValueError, geo.travel.Unreachable
            As in `matrix`.
        """
        self._check(period)
        if mode is Mode.CAR:
            return self._drive(start, end) or self._guess(start, end, mode, period)
        joined = self._ground.join(self._rides.stops, (start, end))
        first, last = joined.node[len(self._rides.stops) :]
        if min(first, last) < 0:
            return self._guess(start, end, mode, period)
        near_m = self._apart_m(start, end)
        if mode is Mode.TRANSIT and self._rides.stops:
            whole = self._multimodal(joined, period)
            nodes, seconds = whole.way(near_m=near_m)
            parts = whole.parts(self._ground, nodes) if nodes else []
        else:
            nodes, metres = way(joined.metres, int(first), int(last), near=near_m)
            seconds = metres / self._speed
            course = tuple(self._ground.course(joined, nodes)) if nodes else ()
            parts = [RawPart("walk", "", course, seconds, self._ground.estimated)] if nodes else []
        if not parts:
            return self._guess(start, end, mode, period)
        here = ((start.lon, start.lat), (end.lon, end.lat))
        at_once = (PathPart("walk", "", here, round(seconds), self._ground.estimated),)
        return rounded_parts(parts, round(seconds)) or at_once

    def times_from(self, starts: Sequence[Place], ends: Sequence[Place], *, mode: Mode, period: str) -> TimesFrom:
        """Give the times from each start to each end, inf where no way leads there; searched from the starts alone.

        Raises
        ------
        KeyError
            The period is not one of ``periods``.
        """
        self._check(period)
        n, driven, skipped = len(starts), mode is Mode.CAR, 0 if mode is Mode.CAR else len(self._rides.stops)
        if driven and self._roads is None:
            return times_from(self._beneath, starts, ends, mode=mode, period=self._period_beneath(period))
        ground = self._roads if driven and self._roads else self._ground
        joined = ground.join(self._rides.stops if skipped else (), (*starts, *ends))
        joined = joined if driven else only_joined(joined)
        here, there = np.split(joined.node[skipped:], [n])
        metres = _rectangle(joined.metres, here, there)
        seconds = self._drive_s(metres) if driven else metres / self._speed
        estimated = np.full(seconds.shape, ground.estimated)
        if mode is Mode.TRANSIT and skipped:
            by_line = _rectangle(self._multimodal(joined, period).weights, here, there) / self._speed
            estimated |= self._rides.estimated & (by_line < seconds - LEAST_GAIN_S)
            seconds = by_line
        missing = ~np.isfinite(seconds)
        if missing.any():
            guess = times_from(self._beneath, starts, ends, mode=mode, period=self._period_beneath(period))
            seconds[missing], estimated[missing] = guess.seconds[missing], True
        return TimesFrom(seconds, estimated)

    def _check(self, period: str) -> None:
        if all(known.id != period for known in self.periods):
            raise KeyError(period)

    def _place(self, places: tuple[Place, ...]) -> _Placed:
        return _Placed(self._ground.join(self._rides.stops, places), len(self._rides.stops))

    def _table(self, period: str) -> PeriodRides:
        return PeriodRides.of(self._rides, period)

    def _multimodal(self, joined: Joined, period: str) -> Multimodal:
        return Multimodal(joined, self._rides, self._of_period(period), speed=self._speed)

    def _walked(self, placed: _Placed) -> TravelMatrix:
        n = len(placed.node)
        guessed = np.full((n, n), self._ground.estimated)
        return _matrix(placed.walk_m / self._speed, placed.walk_m, guessed)

    def _drive_matrix(self, places: tuple[Place, ...]) -> TravelMatrix:
        n = len(places)
        if self._roads is None:
            return _matrix(*(np.full((n, n), np.inf),) * 2, np.zeros((n, n), dtype=bool))
        joined = self._roads.join((), places)
        metres = _between(joined.metres, joined.node)
        seconds = self._drive_s(metres)
        np.fill_diagonal(seconds, 0)
        return _matrix(seconds, metres, np.zeros((n, n), dtype=bool))

    def _drive_s(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        return metres / (self._settings.car_speed_kmh / 3.6) + self._settings.parking_s

    def _completed(self, found: TravelMatrix, places: tuple[Place, ...], mode: Mode, period: str) -> TravelMatrix:
        """Take the estimate where there is no way, and put the diagonal right."""
        missing = found.seconds < 0
        np.fill_diagonal(missing, val=False)
        seconds, metres, line = found.seconds.copy(), found.metres.copy(), found.line.copy()
        estimated, lines = found.estimated.copy(), list(found.lines)
        if missing.any():
            guess = self._beneath.matrix(places, mode=mode, period=self._period_beneath(period))
            seconds[missing], metres[missing] = guess.seconds[missing], guess.metres[missing]
            lines += [name for name in guess.lines if name not in lines]
            row = np.array([lines.index(name) for name in guess.lines] + [-1], dtype=np.int32)
            line[missing], estimated[missing] = row[guess.line][missing], True
        for table in (seconds, metres, estimated):
            np.fill_diagonal(table, 0)
        used = sorted({int(k) for k in np.unique(line) if k >= 0}, key=lambda k: lines[k])
        renumbered = np.full(len(lines) + 1, -1, dtype=np.int32)
        renumbered[used] = np.arange(len(used))
        return TravelMatrix(seconds, metres, renumbered[line], tuple(lines[k] for k in used), estimated)

    def _period_beneath(self, period: str) -> str:
        """Give the period of the estimate that holds at a period's first moment."""
        first = next(known for known in self.periods if known.id == period).when.windows[0]
        moment = first.weekday * DAY_MINUTES + first.start_min
        for known in self._beneath.periods:
            for window in known.when.windows:
                if (moment - window.weekday * DAY_MINUTES - window.start_min) % (7 * DAY_MINUTES) < window.minutes:
                    return known.id
        raise KeyError(period)

    def _drive(self, start: Place, end: Place) -> tuple[PathPart, ...]:
        if self._roads is None:
            return ()
        joined = self._roads.join((), (start, end))
        if min(joined.node) < 0:
            return ()
        nodes, metres = way(joined.metres, int(joined.node[0]), int(joined.node[1]), near=self._apart_m(start, end))
        if not nodes:
            return ()
        seconds = round(float(self._drive_s(np.array(metres))))
        course = tuple(self._roads.course(joined, nodes))
        points = course if len(course) > 1 else course * 2
        return (PathPart("car", "", points, seconds, estimated=False),)

    def _apart_m(self, start: Place, end: Place) -> float:
        """Give about how long the way is that leads from one place to another."""
        one, other = to_metres(((start.lon, start.lat), (end.lon, end.lat)), self._epsg)
        return float(np.hypot(*(one - other))) * self._settings.detour + OFF_NETWORK_M

    def _guess(self, start: Place, end: Place, mode: Mode, period: str) -> tuple[PathPart, ...]:
        return self._beneath.path(start, end, mode=mode, period=self._period_beneath(period))


def _between(metres: csr_array, node: NDArray[np.int32]) -> NDArray[np.float64]:
    """Give the metres between nodes; inf where one is off the network (-1) or there is no way."""
    found = _rectangle(metres, node, node)
    np.fill_diagonal(found, 0)
    return found


def _rectangle(metres: csr_array, starts: NDArray[np.int32], ends: NDArray[np.int32]) -> NDArray[np.float64]:
    """Give the metres from starts to ends; inf where one is off the network (-1) or there is no way."""
    found = np.full((len(starts), len(ends)), np.inf)
    here, there = np.flatnonzero(starts >= 0), np.flatnonzero(ends >= 0)
    if len(here) and len(there):
        found[np.ix_(here, there)] = distances(metres, starts[here], ends[there])
    return found


def _matrix(seconds: NDArray[np.float64], metres: NDArray[np.float64], guessed: NDArray[np.bool_]) -> TravelMatrix:
    """Round; what has no way is -1."""
    whole = [
        np.where(np.isfinite(v), np.rint(np.where(np.isfinite(v), v, 0)), -1).astype(np.int32)
        for v in (seconds, metres)
    ]
    return TravelMatrix(whole[0], whole[1], np.full(seconds.shape, -1, dtype=np.int32), (), guessed)
