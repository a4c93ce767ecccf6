"""Travel times for pages that ask for a week's input again and again: kept in this process while they stay the same."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from geo.city import City
from geo.travel.times import Mode, PathPart, Period, Place, Source, TravelMatrix, TravelTimes
from geo.windows import WeekWindows
from web.travel import TravelOf

_MOST = 96
_Key = tuple[str, str, Mode, str, tuple[Place, ...]]


@dataclass(frozen=True)
class KeptTables:
    """The tables that were asked for lately, by the version of their source."""

    _kept: "OrderedDict[_Key, TravelMatrix]" = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def of(self, travel: TravelOf) -> TravelOf:
        """Give the same travel times, whose tables are kept."""

        def made(city: City) -> TravelTimes:
            return _Kept(city.id, travel(city), self)

        return made

    def table(self, city: str, times: TravelTimes, places: Sequence[Place], mode: Mode, period: str) -> TravelMatrix:
        """Give a table, from what is kept where that holds."""
        key = (city, f"{times.name} {times.version}", mode, period, tuple(places))
        with self._lock:
            found = self._kept.get(key) if times.version else None
        if found is None:
            found = times.matrix(places, mode=mode, period=period)
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
        return found


@dataclass(frozen=True)
class _Kept:
    city: str
    times: TravelTimes
    tables: KeptTables

    @property
    def name(self) -> str:
        return self.times.name

    @property
    def estimated(self) -> bool:
        return self.times.estimated

    @property
    def periods(self) -> tuple[Period, ...]:
        return self.times.periods

    @property
    def version(self) -> str:
        return self.times.version

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.times.sources

    def matrix(self, places: Sequence[Place], *, mode: Mode, period: str) -> TravelMatrix:
        return self.tables.table(self.city, self.times, places, mode, period)

    def path(self, start: Place, end: Place, *, mode: Mode, period: str) -> tuple[PathPart, ...]:
        return self.times.path(start, end, mode=mode, period=period)


def no_travel(_city: City) -> TravelTimes:
    """Give travel times that say nothing, for questions that no journey answers."""
    return _Nowhere()


@dataclass(frozen=True)
class _Nowhere:
    name: str = "none"
    estimated: bool = True
    version: str = ""
    sources: tuple[Source, ...] = ()
    periods: tuple[Period, ...] = (Period("all", WeekWindows.parse("daily 00:00-24:00")),)

    def matrix(self, places: Sequence[Place], *, mode: Mode, period: str) -> TravelMatrix:  # noqa: ARG002
        nothing = np.zeros((len(places), len(places)), dtype=np.int32)
        return TravelMatrix(nothing, nothing, nothing - 1, (), nothing.astype(bool))

    def path(self, start: Place, end: Place, *, mode: Mode, period: str) -> tuple[PathPart, ...]:  # noqa: ARG002
        return ()
