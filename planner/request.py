"""WeekRequest: everything that planning one team's ISO week needs, and nothing that it must look up."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from zoneinfo import ZoneInfo

from geo.calendar import Day
from geo.hotspot import Hotspot, VisitNeed
from geo.travel.times import Mode, Period, Source, TravelMatrix
from planner.overdue import Overdue
from planner.pin import Pin, refuse_bad_pins
from planner.shift import Base, Shift
from planner.weights import Weights
from planner.worker import Worker
from planner.working_time import WorkingTime


@dataclass(frozen=True)
class Travel:
    """The travel times that a plan was made with.

    Attributes
    ----------
    provider, estimated
        Name of the source, and whether its times are marked as estimated.
    places
        Ids of the bases, then of the hotspots, in the order of the matrices.
    periods
        Departure periods; together they cover the week.
    matrices
        One matrix for each (mode, period id).
    sources
        What the times are made of.
    """

    provider: str
    estimated: bool
    places: tuple[str, ...]
    periods: tuple[Period, ...]
    matrices: Mapping[tuple[Mode, str], TravelMatrix]
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.places)
        for (mode, period), matrix in self.matrices.items():
            if not matrix.seconds.shape == matrix.metres.shape == matrix.line.shape == matrix.estimated.shape == (n, n):
                raise ValueError(f"travel matrix {mode}/{period} is {matrix.seconds.shape}, not ({n}, {n})")
            if n and (matrix.seconds.min() < 0 or matrix.metres.min() < 0):
                raise ValueError(f"travel matrix {mode}/{period} has ways below 0 seconds or metres")
            if n and not -1 <= matrix.line.min() <= matrix.line.max() < len(matrix.lines):
                raise ValueError(f"travel matrix {mode}/{period} names a line that it does not hold")
        object.__setattr__(self, "matrices", MappingProxyType(dict(self.matrices)))

    @cached_property
    def index(self) -> dict[str, int]:
        """Row of each place."""
        return {place: row for row, place in enumerate(self.places)}


@dataclass(frozen=True, slots=True)
class Covered:
    """A visit that another team or a partner makes this week: that a place is covered, never what was seen."""

    hotspot: str
    start: datetime
    team: str


@dataclass(frozen=True)
class WeekRequest:
    """All input of one team and one ISO week.

    Attributes
    ----------
    week
        ISO week as ``2026-W49``; ``days`` are its seven days, and shifts belong to the date they start.
    slack_share
        Share of every shift that stays free of stops, travel and breaks, for conversations and new tips.
    pair_names
        What pairs are called, in order; empty for the trees of ``planner.pair``.
    pins
        What is settled already: every plan holds it.
    overdue
        Needs that are late when the week begins; each once.
    weights
        What the lead weighs more or less than as shipped.
    """

    city: str
    team: str
    team_name: str
    week: str
    timezone: str
    days: tuple[Day, ...]
    bases: tuple[Base, ...]
    hotspots: tuple[Hotspot, ...]
    needs: tuple[VisitNeed, ...]
    workers: tuple[Worker, ...]
    shifts: tuple[Shift, ...]
    travel: Travel
    covered: tuple[Covered, ...] = ()
    working_time: WorkingTime = field(default_factory=WorkingTime)
    slack_share: float = 0.15
    pair_names: tuple[str, ...] = ()
    pins: tuple[Pin, ...] = ()
    overdue: tuple[Overdue, ...] = ()
    weights: Weights = field(default_factory=Weights)

    def __post_init__(self) -> None:
        monday = week_monday(self.week)
        if tuple(day.date for day in self.days) != tuple(monday + timedelta(days=i) for i in range(7)):
            raise ValueError(f"days are not the seven days of {self.week}")
        if not 0 <= self.slack_share < 1:
            raise ValueError(f"slack share {self.slack_share} is not between 0 and 1")
        self._refuse_twins()
        hotspots, bases = {h.id for h in self.hotspots}, {b.id for b in self.bases}
        for need in self.needs:
            if need.hotspot not in hotspots:
                raise ValueError(f"need {need.id!r} is for {need.hotspot!r}, which the request does not hold")
        for shift in self.shifts:
            if shift.base not in bases:
                raise ValueError(f"shift {shift.id!r} starts at base {shift.base!r}, which the request does not hold")
            if shift.date not in self.day:
                raise ValueError(f"shift {shift.id!r} of {shift.date} is not in {self.week}")
        self._refuse_unknown_ways(hotspots | bases)
        refuse_bad_pins(self.pins, shifts=self.shifts, workers=tuple(self.worker), hotspots=tuple(hotspots))
        self._refuse_bad_overdue()

    def _refuse_twins(self) -> None:
        for kind in ("hotspots", "bases", "needs", "workers", "shifts"):
            ids = [one.id for one in getattr(self, kind)]
            if len(set(ids)) < len(ids):
                raise ValueError(f"two of the {kind} have the same id")

    def _refuse_bad_overdue(self) -> None:
        late = [one.need for one in self.overdue]
        unknown = set(late) - {need.id for need in self.needs}
        if unknown:
            raise ValueError(f"{min(unknown)!r} is overdue, a need that the request does not hold")
        if len(set(late)) < len(late):
            raise ValueError("a need is overdue twice")

    def _refuse_unknown_ways(self, places: set[str]) -> None:
        missing = places - set(self.travel.places)
        if missing:
            raise ValueError(f"no travel times for {', '.join(sorted(missing))}")
        if self.shifts and not self.travel.periods:
            raise ValueError("the travel times have no departure period")
        for mode in sorted({shift.mode for shift in self.shifts}):
            for period in self.travel.periods:
                if (mode, period.id) not in self.travel.matrices:
                    raise ValueError(f"no travel times for {mode} in {period.id}")

    @cached_property
    def tz(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.timezone)

    def travel_at(self, mode: Mode, departure: datetime) -> TravelMatrix:
        """Give the travel times that hold for a departure."""
        return self.travel.matrices[mode, self.period_at(departure)]

    def period_at(self, departure: datetime) -> str:
        """Give the id of the departure period of a departure; there is at least one period."""
        starts, ids = self.departure_periods
        return ids[max(bisect_right(starts, departure.timestamp()) - 1, 0)]

    def next_period(self, departure: datetime) -> datetime | None:
        """Give when the next departure period after a departure begins, in UTC; None after the last."""
        starts, _ = self.departure_periods
        later = bisect_right(starts, departure.timestamp())
        return datetime.fromtimestamp(starts[later], UTC) if later < len(starts) else None

    @cached_property
    def departure_periods(self) -> tuple[list[float], list[str]]:
        """When each departure period begins (timestamps) and its id, from a day before the week to one after."""
        monday = self.days[0].date
        begins: list[tuple[float, str]] = []
        for offset in range(-1, 9):
            day = monday + timedelta(days=offset)
            counts_as = self.day[day].counts_as if day in self.day else day.weekday()
            for period in self.travel.periods:
                begins += [
                    (start.timestamp(), period.id) for start, _ in period.when.spans(day, self.tz, counts_as=counts_as)
                ]
        begins.sort()
        return [start for start, _ in begins], [period for _, period in begins]

    @cached_property
    def day(self) -> dict[date, Day]:
        """The week's days by date."""
        return {day.date: day for day in self.days}

    @cached_property
    def hotspot(self) -> dict[str, Hotspot]:
        """Hotspots by id."""
        return {hotspot.id: hotspot for hotspot in self.hotspots}

    @cached_property
    def needs_at(self) -> dict[str, tuple[VisitNeed, ...]]:
        """Needs by hotspot, in the order of the request."""
        found: dict[str, list[VisitNeed]] = {}
        for need in self.needs:
            found.setdefault(need.hotspot, []).append(need)
        return {hotspot: tuple(needs) for hotspot, needs in found.items()}

    @cached_property
    def overdue_days(self) -> dict[str, int]:
        """How many days late each need is that is late."""
        return {one.need: one.days for one in self.overdue}

    @cached_property
    def worker(self) -> dict[str, Worker]:
        """Workers by id."""
        return {worker.id: worker for worker in self.workers}

    @cached_property
    def base(self) -> dict[str, Base]:
        """Bases by id."""
        return {base.id: base for base in self.bases}


def week_monday(week: str) -> date:
    """Give the Monday of an ISO week.

    Raises
    ------
    ValueError
        The text is no ISO week, or the year has no such week.

    Examples
    --------
    >>> week_monday("2026-W49")
    datetime.date(2026, 11, 30)
    """
    year, dash, number = week.partition("-W")
    if not dash or not (year.isdigit() and len(year) == 4 and number.isdigit() and len(number) == 2):
        raise ValueError(f"{week!r} is no ISO week; write for instance 2026-W49")
    if not 1970 <= int(year) <= 2199:
        raise ValueError(f"{week!r} is too long ago or too far ahead; the years 1970 to 2199 can be planned")
    return date.fromisocalendar(int(year), int(number), 1)
