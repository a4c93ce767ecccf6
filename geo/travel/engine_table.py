"""What a routing engine is asked for: a table between places, or the way between two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.travel.engine_door import EngineError
from geo.travel.times import Mode, Place

LonLat = tuple[float, float]

_LEAST, _MOST = -5, 10_000_000
"""No time or length between two places of a city comes near so many seconds or metres; OSRM gives -0.4 m for places
that meet the same street at the same point, which is 0."""

_WALK_KMH, _CAR_KMH = 12.0, 7.0
"""People who walk are slower than the one, cars faster than the other, taken over all ways of a table."""

_ENOUGH_S = 3600


@dataclass(frozen=True)
class EngineTable:
    """Times and lengths between n places, from the points of the network where they meet it.

    Attributes
    ----------
    seconds, metres
        Shape (n, n), float64; NaN where the engine knows no way.
    away_m
        Shape (n,): metres from each place to that point, straight; inf where there is none.
    """

    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]
    away_m: NDArray[np.float64]


class Engine(Protocol):
    """A routing engine for one mode.

    Attributes
    ----------
    name, url
        What it is and where it answers.
    gives_tables
        Whether it is to be asked for times; else for ways alone.
    """

    name: str
    url: str
    gives_tables: bool

    def version(self) -> str:
        """Give a text that changes with the engine's data; empty where it does not tell. Raises EngineError."""
        ...

    def table(self, places: Sequence[Place]) -> EngineTable:
        """Give times and lengths between places, two or more. Raises EngineError."""
        ...

    def way(self, start: Place, end: Place) -> tuple[LonLat, ...]:
        """Give the (longitude, latitude) points of a way, EPSG:4326; empty where there is none. Raises EngineError."""
        ...


def cells(rows: object, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Check a table of an answer: rows of numbers, or null where there is no way (NaN).

    Raises
    ------
    EngineError
        It has another shape, or holds something else.

    Examples
    --------
    >>> cells([[-0.4, 5.5], [None, 0]], (2, 2)).tolist()
    [[0.0, 5.5], [nan, 0.0]]
    """
    if (
        not isinstance(rows, list)
        or [len(row) if isinstance(row, list) else -1 for row in rows] != [shape[1]] * shape[0]
    ):
        raise EngineError("sent a table of another shape than was asked for")
    if not all(cell is None or _is_measure(cell) for row in rows for cell in row):
        raise EngineError("sent a table with something other than times and lengths in it")
    return np.maximum(np.array(rows, dtype=np.float64).reshape(shape), 0)


def _is_measure(cell: object) -> bool:
    return type(cell) in {int, float} and _LEAST <= cell <= _MOST  # type: ignore[operator]


def lon_lat(pair: object) -> LonLat:
    """Check one point of an answer, longitude first."""
    if isinstance(pair, list | tuple) and len(pair) >= 2:
        lon, lat = pair[:2]
        if type(lon) in {int, float} and type(lat) in {int, float} and abs(lon) <= 180 and abs(lat) <= 90:
            return float(lon), float(lat)
    raise EngineError("sent something other than points")


def blocks(n: int, size: int) -> Iterator[tuple[range, range]]:
    """Give the blocks of a table of n × n, at most size × size each."""
    spans = [range(first, min(first + size, n)) for first in range(0, n, size)]
    return ((rows, columns) for rows in spans for columns in spans)


def check_speed(seconds: NDArray[np.float64], metres: NDArray[np.float64], mode: Mode) -> None:
    """Tell an engine for cars from one for walking, however it is called.

    Raises
    ------
    EngineError
        It is the other one.
    """
    known = np.isfinite(seconds) & np.isfinite(metres)
    spent = float(seconds[known].sum())
    if spent < _ENOUGH_S:
        return
    kmh = 3.6 * float(metres[known].sum()) / spent
    if mode is Mode.CAR and kmh < _CAR_KMH:
        raise EngineError(f"is not for cars: its ways take {kmh:.0f} km/h")
    if mode is not Mode.CAR and kmh > _WALK_KMH:
        raise EngineError(f"is not for walking: its ways take {kmh:.0f} km/h")
