"""Who is within reach of what: times from bases, pairs or posts to places, what lies within N minutes, and the gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from geo.calendar import Calendar
from geo.travel.times import Mode, Period, Place, TravelTimes
from geo.travel.times_from import times_from


@dataclass(frozen=True, slots=True)
class Start:
    """Where somebody sets out from, and how they travel."""

    place: Place
    mode: Mode = Mode.TRANSIT


@dataclass(frozen=True, slots=True)
class Nearest:
    """The start that is nearest to a place in time.

    Attributes
    ----------
    start
        Row of the start; -1 where nobody can come at all.
    seconds
        Door to door, 0 or more; inf where nobody can come.
    estimated
        Whether any part of the way is a guess.
    """

    start: int
    seconds: float
    estimated: bool


@dataclass(frozen=True)
class Reach:
    """Times from starts to places in one departure period.

    Attributes
    ----------
    seconds
        Shape (starts, places), float64; inf where no way leads there.
    estimated
        Shape (starts, places), bool.
    """

    starts: tuple[Start, ...]
    places: tuple[Place, ...]
    period: str
    seconds: NDArray[np.float64]
    estimated: NDArray[np.bool_]

    @cached_property
    def nearest(self) -> tuple[Nearest, ...]:
        """Give for each place the start that is nearest to it (the first of several)."""
        if not self.starts:
            return tuple(Nearest(-1, np.inf, estimated=False) for _ in self.places)
        rows = self.seconds.argmin(axis=0)
        return tuple(
            Nearest(int(row), float(self.seconds[row, column]), bool(self.estimated[row, column]))
            if np.isfinite(self.seconds[row, column])
            else Nearest(-1, np.inf, estimated=False)
            for column, row in enumerate(rows)
        )

    def within(self, limit_s: float) -> NDArray[np.bool_]:
        """Tell of each place whether anybody reaches it within so many seconds; shape (places,)."""
        return np.array([found.seconds <= limit_s for found in self.nearest], dtype=bool)

    def catchment(self, limit_s: float) -> tuple[int, ...]:
        """Give the rows of the places within reach, the nearest first."""
        reached = [row for row, found in enumerate(self.nearest) if found.seconds <= limit_s]
        return tuple(sorted(reached, key=lambda row: (self.nearest[row].seconds, self.places[row].id)))

    def gaps(self, limit_s: float) -> tuple[int, ...]:
        """Give the rows of the places that nobody reaches in time, the farthest first."""
        missed = [row for row, found in enumerate(self.nearest) if found.seconds > limit_s]
        return tuple(sorted(missed, key=lambda row: (-self.nearest[row].seconds, self.places[row].id)))


def reach_of(travel: TravelTimes, starts: Sequence[Start], places: Sequence[Place], *, period: str) -> Reach:
    """Measure how far every place is from every start, each start travelling in its own mode.

    Parameters
    ----------
    period
        Id of a departure period of the provider (see `period_at`).

    Raises
    ------
    KeyError
        The period is not one of the provider's.

    .. warning::
        A pair is reckoned from where it starts. While it is out on its route it may be nearer, or busy.
    """
    seconds = np.full((len(starts), len(places)), np.inf)
    estimated = np.zeros(seconds.shape, dtype=bool)
    for mode in sorted({start.mode for start in starts}):
        rows = [row for row, start in enumerate(starts) if start.mode is mode]
        found = times_from(travel, [starts[row].place for row in rows], places, mode=mode, period=period)
        seconds[rows], estimated[rows] = found.seconds, found.estimated
    return Reach(tuple(starts), tuple(places), period, seconds, estimated)


def period_at(periods: Sequence[Period], when: datetime, calendar: Calendar) -> Period:
    """Give the departure period of a moment: the one that began last, on days that count as the calendar says.

    Parameters
    ----------
    when
        Aware, in the city's time zone.

    Raises
    ------
    LookupError
        No period began on that day or the day before it.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from geo.windows import WeekWindows
    >>> hours = {"day": "daily 05:00-23:00", "night": "daily 23:00-05:00"}
    >>> periods = [Period(name, WeekWindows.parse(when)) for name, when in hours.items()]
    >>> calendar = Calendar("SE", "Europe/Stockholm", 18.06, 59.33)
    >>> period_at(periods, datetime(2026, 12, 2, 1, 30, tzinfo=ZoneInfo("Europe/Stockholm")), calendar).id
    'night'
    """
    begun = [
        (start, -order, period)
        for order, period in enumerate(periods)
        for back in (1, 0)
        for day in (calendar.day(when.date() - timedelta(days=back)),)
        for start, _ in period.when.spans(day.date, ZoneInfo(calendar.timezone), counts_as=day.counts_as)
        if start.timestamp() <= when.timestamp()
    ]
    if not begun:
        raise LookupError(f"no departure period holds at {when}; see [[travel.periods]] in city.toml")
    return max(begun, key=lambda item: item[:2])[2]
