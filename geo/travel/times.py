"""The protocol that every travel time provider keeps, and the tables that it answers with."""

from collections.abc import Sequence
from dataclasses import dataclass
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
        Shape (n, n), int16: index into ``lines``, or -1 where no line is used (the leg is walked or driven).
    lines
        Names of the lines as a traveller reads them: ``"metro 17"``, ``"metro 17/18"`` where the first one to
        come is taken, ``"metro 17 + metro 13"`` with a change.
    """

    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]
    line: NDArray[np.int16]
    lines: tuple[str, ...]


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
    """

    mode: str
    line: str
    points: tuple[tuple[float, float], ...]
    seconds: int
    estimated: bool


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


class TravelTimes(Protocol):
    """A source of travel times.

    ``name`` says which source it is ("estimated", "streets", …), ``estimated`` whether to mark its times so.
    """

    name: str
    estimated: bool
    periods: tuple[Period, ...]

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
