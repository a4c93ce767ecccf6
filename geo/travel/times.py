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
        Shape (n, n), int16: index into ``lines``, or -1 where no line is used (then the leg is walked or driven).
    lines
        Names of the lines as a traveller reads them: ``"metro 17"``, or ``"metro 17 + metro 13"`` with a change.
    """

    seconds: NDArray[np.int32]
    metres: NDArray[np.int32]
    line: NDArray[np.int16]
    lines: tuple[str, ...]


class TravelTimes(Protocol):
    """A source of travel times.

    ``name`` says which source it is ("estimated", "streets", …) and ``estimated`` whether to mark its times so.
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
