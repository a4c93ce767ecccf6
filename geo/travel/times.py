"""The protocol that every travel time provider keeps, and the tables that it answers with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.windows import WeekWindows


class Mode(StrEnum):
    """How a pair travels through a shift: on foot, on foot and by line, or by car."""

    WALK = "walk"
    TRANSIT = "transit"
    CAR = "car"


@dataclass(frozen=True, slots=True)
class Place:
    """Something to travel between: an id, a point in EPSG:4326, and the landmass it stands on where known."""

    id: str
    lon: float
    lat: float
    landmass: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A departure period: a named part of the week in which one travel time matrix holds."""

    id: str
    when: WeekWindows


@dataclass(frozen=True, slots=True)
class TravelMatrix:
    """Travel times between n places in one mode and one departure period.

    Attributes
    ----------
    seconds
        Shape (n, n), int32, door to door, waiting included; 0 on the diagonal, not symmetric in general.
    metres
        Shape (n, n), int32, the way's length.
    line
        Shape (n, n), int32: index into ``lines``, or -1 where no line is used (the leg is walked or driven).
    lines
        Names of the lines as a traveller reads them: ``"metro 17"``, ``"metro 17/18"`` where the first one to
        come is taken, ``"metro 17 + metro 13"`` with a change.
    estimated
        Shape (n, n), bool: where any part of the way is a guess (a straight line, a typical headway) and not taken
        from streets and timetables. All False where it is left out.
    """

    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]
    line: NDArray[np.int32]
    lines: tuple[str, ...]
    estimated: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))

    def __post_init__(self) -> None:
        if not self.estimated.size:
            object.__setattr__(self, "estimated", np.zeros(self.seconds.shape, dtype=bool))


@dataclass(frozen=True, slots=True)
class PathPart:
    """One part of the way of a leg, for drawing it.

    Attributes
    ----------
    mode
        ``"walk"``, ``"car"``, or the mode of the line that is ridden (``"metro"`` …).
    line
        Name of the line as in `TravelMatrix`; empty where none is ridden.
    points
        (longitude, latitude) along the way, EPSG:4326, at least two.
    seconds
        Time of this part; for a ride the ways into and out of the station and the wait are counted in.
    estimated
        Whether the way is a guess (straight between known points) and is to be drawn as one.
    start, end
        Names of the stops where a ride begins and ends; empty for other parts and where no name is known.
    """

    mode: str
    line: str
    points: tuple[tuple[float, float], ...]
    seconds: int
    estimated: bool
    start: str = ""
    end: str = ""


class Unreachable(Exception):  # noqa: N818 - the name says what is wrong
    """Two places have no way between them."""

    def __init__(self, start: str, end: str, mode: Mode, period: str) -> None:
        super().__init__(
            f"no way from {start!r} to {end!r} ({mode}, {period}): check the landmass of both places, and "
            "that bridges.csv joins the two landmasses"
        )
        self.start = start
        self.end = end
        self.mode = mode
        self.period = period


@dataclass(frozen=True, slots=True)
class Source:
    """Where travel times come from, so that every minute can be traced.

    Attributes
    ----------
    kind
        ``"estimate"``, ``"streets"``, ``"lines"``, ``"timetable"``, ``"engine"``, or ``"engine_silent"``: it was
        asked and did not answer, and the others stood in.
    what
        Name of the file, feed or engine.
    version
        Hash of the data, or the engine's own version.
    date
        ISO date of the data; empty where it is not known.
    attribution
        Who must be named wherever ways are shown; empty for nobody.
    valid_last
        ISO date of the last day that a timetable holds for; empty for all else.
    """

    kind: str
    what: str = ""
    version: str = ""
    date: str = ""
    attribution: str = ""
    valid_last: str = ""


class TravelTimes(Protocol):
    """A source of travel times."""

    @property
    def name(self) -> str:
        """Which source it is, as ``"estimated"``, ``"streets"``, ``"streets and timetable"`` or ``"osrm"``."""
        ...

    @property
    def estimated(self) -> bool:
        """Whether every time is estimated; where only some are, `TravelMatrix.estimated` says which."""
        ...

    @property
    def periods(self) -> tuple[Period, ...]:
        """Departure periods; together they cover the week exactly once."""
        ...

    @property
    def version(self) -> str:
        """A text that changes when any answer may change: what is kept by it is never stale.

        Empty where that is not known: then nothing is to be kept.
        """
        ...

    @property
    def sources(self) -> tuple[Source, ...]:
        """All that its times are made of; to be asked for after the times, since an engine may not have answered."""
        ...

    def matrix(self, places: Sequence[Place], *, mode: Mode, period: str) -> TravelMatrix:
        """Give door-to-door times from each place to each other for departures in one period.

        Raises
        ------
        KeyError
            The period is not one of ``periods``.
        geo.travel.Unreachable
            Two places have no way between them; the message names both.
        """
        ...

    def path(self, start: Place, end: Place, *, mode: Mode, period: str) -> tuple[PathPart, ...]:
        """Give the way between two places in parts, for drawing it; their seconds add up to the matrix's.

        Raises
        ------
        KeyError, geo.travel.Unreachable
            As in `matrix`.
        """
        ...
