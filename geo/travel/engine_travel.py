"""Travel times of one mode from a routing engine, over another provider that answers all the rest."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.travel.engine_door import EngineError
from geo.travel.engine_table import Engine, LonLat
from geo.travel.ground import OFF_NETWORK_M
from geo.travel.ground_metres import ground_metres
from geo.travel.settings import TravelSettings
from geo.travel.times import Mode, PathPart, Period, Place, Source, TravelMatrix, TravelTimes

FORMAT = "1"
"""Changes whenever the same answers of an engine give other times than before."""

_KEPT_S = 60.0
"""A table is asked for once in so many seconds: it is the same in every period."""


@dataclass(frozen=True)
class _Times:
    """What an engine says about n places: seconds and metres from door to door, and where it says anything."""

    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]
    known: NDArray[np.bool_]

    def within(self, under: TravelMatrix) -> TravelMatrix:
        """Give a matrix with these times in place of those beneath, but where a line beneath is quicker."""
        taken = self.known & ((under.line < 0) | (self.seconds <= under.seconds))
        np.fill_diagonal(taken, val=True)
        line = np.where(taken, -1, under.line)
        used = sorted({int(k) for k in np.unique(line) if k >= 0})
        renumbered = np.full(len(under.lines) + 1, -1, dtype=np.int32)
        renumbered[used] = np.arange(len(used))
        return TravelMatrix(
            np.where(taken, self.seconds, under.seconds),
            np.where(taken, self.metres, under.metres),
            renumbered[line],
            tuple(under.lines[k] for k in used),
            under.estimated & ~taken,
        )


class EngineTravel:
    """Travel times of a routing engine for one mode, on foot or by car.

    On foot the engine's lengths count, at the city's walking speed, so that all providers walk alike. By car its times
    count, and the city's seconds to park. To both comes the straight walk between each place and the nearest way. With
    lines, the engine's walk stands wherever the provider beneath would walk, or ride no quicker.

    What the engine does not answer comes from the provider beneath: other modes, pairs without a way, places farther
    than 250 m from every way, and everything as long as the engine fails; ``TravelMatrix.estimated`` is then what
    that provider says. An engine that fails within a table leaves no half of it: the whole table comes from beneath.
    An engine for ways alone draws the ways, and leaves their minutes to the provider beneath.

    Parameters
    ----------
    mode
        `Mode.WALK` or `Mode.CAR`.
    clock
        Seconds that never run backwards.

    .. warning::
        It remembers in ``silent`` that the engine failed, so make one for every plan. Two sources disagree: in a
        matrix with both, a way through a third place may look quicker than the direct one. Engines know no hour, and
        a ferry counts as if one walked it.
    """

    estimated = False

    def __init__(
        self,
        engine: Engine,
        beneath: TravelTimes,
        settings: TravelSettings,
        *,
        mode: Mode,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if mode is Mode.TRANSIT:
            raise ValueError("an engine answers for walking or for cars; lines come from the provider beneath")
        self.silent = False
        self.periods: tuple[Period, ...] = beneath.periods
        self._engine, self._beneath, self._settings = engine, beneath, settings
        self._mode, self._clock = mode, clock
        self._told = ""
        self._times = lru_cache(maxsize=4)(self._ask_times)

    @property
    def name(self) -> str:
        """Names of the engines, as ``"osrm"`` or ``"osrm and valhalla"``."""
        under = self._beneath.name.split(" and ") if isinstance(self._beneath, EngineTravel) else []
        return " and ".join(dict.fromkeys([*under, self._engine.name]))

    @property
    def version(self) -> str:
        """Changes with the engine's data; empty where the engine does not tell, or is silent: then keep nothing.

        The engine is asked each time.
        """
        try:
            self._told = self._engine.version()
        except EngineError:
            return ""
        beneath = self._beneath.version
        if not (self._told and beneath):
            return ""
        car = self._settings.parking_s if self._mode is Mode.CAR else None
        engine = (self._engine.name, self._engine.url, self._engine.gives_tables, self._told)
        made_of = (FORMAT, engine, self._mode, self._settings.walk_speed_kmh, car, beneath)
        return hashlib.sha256(repr(made_of).encode()).hexdigest()

    @property
    def sources(self) -> tuple[Source, ...]:
        """The engine and what lies beneath; an engine that failed is of the kind ``"engine_silent"``."""
        what = f"{self._engine.name} ({self._mode})"
        if self.silent:
            return (Source("engine_silent", what), *self._beneath.sources)
        credit = "© OpenStreetMap contributors (ODbL)"
        return (Source("engine", what, self._told, attribution=credit), *self._beneath.sources)

    def matrix(self, places: Sequence[Place], *, mode: Mode, period: str) -> TravelMatrix:
        """Give door-to-door times from each place to each other for departures in one period.

        Raises
        ------
        KeyError, ValueError, geo.travel.Unreachable
            As the provider beneath.
        """
        if all(known.id != period for known in self.periods):
            raise KeyError(period)
        times = self._of(places, mode)
        if times is not None and mode is self._mode and times.known.all():
            n = len(places)
            return TravelMatrix(times.seconds, times.metres, np.full((n, n), -1, dtype=np.int32), ())
        under = self._beneath.matrix(places, mode=mode, period=period)
        return under if times is None else times.within(under)

    def path(self, start: Place, end: Place, *, mode: Mode, period: str) -> tuple[PathPart, ...]:
        """Give the way between two places in parts, for drawing it; their seconds add up to the matrix's.

        Raises
        ------
        KeyError, ValueError, geo.travel.Unreachable
            As the provider beneath.
        """
        matrix = self.matrix((start, end), mode=mode, period=period)
        if not self._serves(mode) or matrix.line[0, 1] >= 0 or (start.lon, start.lat) == (end.lon, end.lat):
            return self._beneath.path(start, end, mode=mode, period=period)
        times = self._of((start, end), mode)
        known = times is not None and bool(times.known[0, 1])
        points = self._way(start, end) if known or not self._engine.gives_tables else ()
        if not (known or points):
            return self._beneath.path(start, end, mode=mode, period=period)
        straight = ((start.lon, start.lat), (end.lon, end.lat))
        return (PathPart(str(self._mode), "", points or straight, int(matrix.seconds[0, 1]), estimated=not points),)

    def _serves(self, mode: Mode) -> bool:
        return mode is self._mode or (mode is Mode.TRANSIT and self._mode is Mode.WALK)

    def _of(self, places: Sequence[Place], mode: Mode) -> _Times | None:
        """Give what the engine says; None where it is not asked or does not answer."""
        if len(places) < 2 or not self._engine.gives_tables or not self._serves(mode):
            return None
        try:
            return self._times(tuple(places), self._told, int(self._clock() // _KEPT_S))
        except EngineError:
            self.silent = True
            return None

    def _ask_times(self, places: tuple[Place, ...], told: str, minute: int) -> _Times:
        del told, minute  # what is kept is asked for again when they change
        table = self._engine.table(places)
        away = table.away_m
        near = away <= OFF_NETWORK_M
        known = np.isfinite(table.seconds) & np.isfinite(table.metres) & near[:, None] & near[None, :]
        at = np.array([(place.lon, place.lat) for place in places])
        apart = (at[:, None] != at[None, :]).any(axis=2)
        walked = np.where(known & apart, away[:, None] + away[None, :], 0.0)
        metres = np.where(known & apart, table.metres, 0.0) + walked
        walk_speed = self._settings.walk_speed_kmh / 3.6
        seconds = metres / walk_speed
        if self._mode is Mode.CAR:
            driven = np.where(known & apart, table.seconds, 0.0)
            seconds = driven + walked / walk_speed + self._settings.parking_s
        for values in (seconds, metres):
            np.fill_diagonal(values, 0)
        np.fill_diagonal(known, val=True)
        return _Times(np.rint(seconds).astype(np.int32), np.rint(metres).astype(np.int32), known)

    def _way(self, start: Place, end: Place) -> tuple[LonLat, ...]:
        """Give the engine's way from place to place; empty where it has none, or lies off the network."""
        try:
            found = self._engine.way(start, end)
        except EngineError:
            self.silent = True
            return ()
        ends = ((start.lon, start.lat), (end.lon, end.lat))
        if len(found) < 2 or ground_metres(np.array((found[0], found[-1])), np.array(ends)).max() > OFF_NETWORK_M:
            return ()
        points = (ends[0], *found, ends[1])
        return tuple(p for n, p in enumerate(points) if n == 0 or p != points[n - 1])
