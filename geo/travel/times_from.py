"""Travel times from some places to others: a table that need not be square, and where no way is no error."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from geo.travel.times import Mode, Place, TravelTimes, Unreachable

BLOCK = 600
"""So many places at most are asked for in one matrix."""


@dataclass(frozen=True, slots=True)
class TimesFrom:
    """Times from n starts to m ends.

    Attributes
    ----------
    seconds
        Shape (n, m), float64, door to door; 0 from a place to itself, inf where no way leads there.
    estimated
        Shape (n, m), bool: where any part of the way is a guess.
    """

    seconds: NDArray[np.float64]
    estimated: NDArray[np.bool_]


@runtime_checkable
class FromFew(Protocol):
    """A provider that searches from each start once, however many ends there are."""

    def times_from(self, starts: Sequence[Place], ends: Sequence[Place], *, mode: Mode, period: str) -> TimesFrom:
        """Give the times from each start to each end; inf where no way leads there."""
        ...


def times_from(
    travel: TravelTimes, starts: Sequence[Place], ends: Sequence[Place], *, mode: Mode, period: str, block: int = BLOCK
) -> TimesFrom:
    """Ask any provider for the times from each start to each end.

    One that can search from a few starts to many ends (`FromFew`) is asked so; any other for square matrices of at most
    ``block`` places. A matrix that has no way between two places is parted until what cannot be reached stands alone.

    Parameters
    ----------
    period
        Id of a departure period of the provider.

    Raises
    ------
    KeyError
        The period is not one of the provider's.
    """
    if not starts or not ends:
        shape = (len(starts), len(ends))
        return TimesFrom(np.full(shape, np.inf), np.full(shape, travel.estimated))
    if isinstance(travel, FromFew):
        found = travel.times_from(starts, ends, mode=mode, period=period)
    else:
        found = _in_blocks(travel, starts, ends, mode=mode, period=period, block=block)
    here: dict[Place, list[int]] = {}
    for row, start in enumerate(starts):
        here.setdefault(start, []).append(row)
    for column, end in enumerate(ends):
        for row in here.get(end, ()):
            found.seconds[row, column], found.estimated[row, column] = 0.0, False
    return found


def _in_blocks(
    travel: TravelTimes, starts: Sequence[Place], ends: Sequence[Place], *, mode: Mode, period: str, block: int
) -> TimesFrom:
    shape = (len(starts), len(ends))
    found = TimesFrom(np.full(shape, np.inf), np.full(shape, travel.estimated))
    wide = max(block // 2, 1)
    for first in range(0, len(starts), wide):
        rows = range(first, min(first + wide, len(starts)))
        room = max(block - len(rows), 1)
        for left in range(0, len(ends), room):
            columns = range(left, min(left + room, len(ends)))
            _fill(found, travel, starts, ends, rows=rows, columns=columns, mode=mode, period=period)
    return found


def _fill(
    found: TimesFrom,
    travel: TravelTimes,
    starts: Sequence[Place],
    ends: Sequence[Place],
    *,
    rows: range,
    columns: range,
    mode: Mode,
    period: str,
) -> None:
    places = [*(starts[row] for row in rows), *(ends[column] for column in columns)]
    try:
        matrix = travel.matrix(places, mode=mode, period=period)
    except Unreachable:
        if len(rows) == len(columns) == 1:
            return
        for part in _halves(rows) if len(rows) > 1 else (rows,):
            for other in _halves(columns) if len(columns) > 1 else (columns,):
                _fill(found, travel, starts, ends, rows=part, columns=other, mode=mode, period=period)
        return
    n = len(rows)
    here = np.s_[rows.start : rows.stop, columns.start : columns.stop]
    found.seconds[here] = matrix.seconds[:n, n:]
    found.estimated[here] = matrix.estimated[:n, n:]


def _halves(span: range) -> tuple[range, range]:
    middle = span.start + len(span) // 2
    return range(span.start, middle), range(middle, span.stop)
