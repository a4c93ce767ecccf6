"""Direct rides between stops in one departure period, and where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.travel.times import Period, Place


@dataclass(frozen=True)
class RideTable:
    """Direct rides of one departure period, from platform to platform.

    Attributes
    ----------
    start, end
        Shape (e,), int32, rows of stops; each pair stands once.
    seconds
        Shape (e,), float64: expected wait and running time of a traveller who comes at any moment of the period.
    metres
        Shape (e,), float64, along the stops.
    line, line_at
        The lines that are boarded on ride e are ``line[line_at[e]:line_at[e + 1]]``, rows of `RideSource.lines`;
        one or more.
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]
    line: NDArray[np.int32]
    line_at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    def lines_of(self, ride: int) -> list[int]:
        """Give the rows of the lines that are boarded on a ride."""
        rows: list[int] = self.line[self.line_at[ride] : self.line_at[ride + 1]].tolist()
        return rows


@dataclass(frozen=True)
class Changes:
    """Ways from platform to platform that do not lead through the street; shapes (c,)."""

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    seconds: NDArray[np.float64]


class RideSource(Protocol):
    """Lines of a city: shipped ones with headways, or a timetable.

    Attributes
    ----------
    estimated
        Whether its times are assumptions.
    periods
        Departure periods; together they cover the week exactly once.
    stops
        s stops as places; a landmass where it is known.
    stop_names
        Their names as a traveller reads them.
    lines
        (mode, name) of each line.
    in_s, out_s
        Shape (s,): seconds from the street to the platform, and back.
    changes
        Ways between platforms.
    """

    estimated: bool
    periods: tuple[Period, ...]
    stops: tuple[Place, ...]
    stop_names: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    in_s: NDArray[np.float64]
    out_s: NDArray[np.float64]
    changes: Changes

    def table(self, period: str) -> RideTable:
        """Give the direct rides of a period; raises KeyError where there is no such period."""
        ...

    def course(self, start: int, end: int, line: int) -> list[tuple[float, float]]:
        """Give (longitude, latitude) along a line from one stop to another, EPSG:4326."""
        ...


def ride_name(lines: Sequence[tuple[str, str]]) -> str:
    """Name the lines of a ride as a traveller reads them, in the order of their numbers.

    Examples
    --------
    >>> ride_name([("metro", "18"), ("metro", "17")]), ride_name([("tram", "7"), ("bus", "69")])
    ('metro 17/18', 'bus 69 / tram 7')
    """
    by_mode: dict[str, list[str]] = {}
    for mode, name in sorted(set(lines), key=lambda line: (line[0], natural(line[1]))):
        by_mode.setdefault(mode, []).append(name)
    return " / ".join(f"{mode} {'/'.join(names)}" for mode, names in by_mode.items())


def natural(name: str) -> tuple[int, str]:
    """Give what sorts names of lines as people do: numbers first, by size."""
    return (int(name) if name.isdecimal() else 10**6, name)
