"""What the texts of a timetable's cells mean: times, dates, numbers; every cell that means nothing is noted."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.faults import FaultCode
from geo.travel.gtfs_faults import FeedFaults
from geo.travel.gtfs_table import Piece

NO_TIME = -1
"""Stands for an empty time."""

_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_YEARS = range(1970, 2200)
_EPOCH = date(1970, 1, 1).toordinal()


class _Wrong(Exception):  # noqa: N818 - it never leaves this file
    def __init__(self, code: FaultCode, **params: str | float) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def clock_s(piece: Piece, name: str, field: str, faults: FeedFaults) -> NDArray[np.int32]:
    """Give times as seconds after the beginning of the service day; empty cells are `NO_TIME`."""
    return _read(piece, name, field, faults, _clock, NO_TIME).astype(np.int32)


def dates(piece: Piece, name: str, field: str, faults: FeedFaults) -> NDArray[np.int32]:
    """Give dates as days after 1 January 1970."""
    return _read(piece, name, field, faults, _date, None).astype(np.int32)


def wholes(
    piece: Piece, name: str, field: str, faults: FeedFaults, *, low: int, high: int, empty: int | None = None
) -> NDArray[np.int32]:
    """Give whole numbers; an empty cell is ``empty``, or a fault where that is None."""

    def parse(text: str) -> int:
        if not _WHOLE.fullmatch(text):
            raise _Wrong(FaultCode.NOT_WHOLE, value=text, example=str(max(low, min(high, 10))))
        if not low <= int(text) <= high:
            raise _Wrong(FaultCode.OUT_OF_RANGE, value=text, low=low, high=high)
        return int(text)

    return _read(piece, name, field, faults, parse, empty).astype(np.int32)


def numbers(
    piece: Piece, name: str, field: str, faults: FeedFaults, *, low: float, high: float, empty: float | None = None
) -> NDArray[np.float64]:
    """Give numbers; an empty cell is ``empty``, or a fault where that is None."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError as error:
            raise _Wrong(FaultCode.NOT_A_NUMBER, value=text, example="59.3345") from error
        if not low <= value <= high:
            raise _Wrong(FaultCode.OUT_OF_RANGE, value=text, low=low, high=high)
        return value

    column = piece[field]
    try:
        fast = np.array(column.texts, dtype=object).astype(np.float64)
    except ValueError:
        fast = np.full(1, np.nan)
    if ((fast >= low) & (fast <= high)).all():
        return column.each(fast)
    return _read(piece, name, field, faults, parse, empty)


def as_date(day: int) -> date:
    """Give the date of days after 1 January 1970."""
    return date.fromordinal(_EPOCH + day)


def as_days(day: date) -> int:
    """Give the days after 1 January 1970."""
    return day.toordinal() - _EPOCH


def _read(
    piece: Piece, name: str, field: str, faults: FeedFaults, parse: Callable[[str], float], empty: float | None
) -> NDArray[np.float64]:
    """Give the values of a column; what is wrong is noted, and is 0."""
    column = piece[field]
    values = np.zeros(len(column.texts))
    wrong: dict[int, _Wrong] = {}
    for number, text in enumerate(column.texts):
        try:
            values[number] = parse(text) if text else _empty(empty)
        except _Wrong as error:
            wrong[number] = error
    for code in dict.fromkeys(error.code for error in wrong.values()):
        alike = [number for number, error in wrong.items() if error.code is code]
        faults.add_rows(
            name,
            code,
            np.flatnonzero(np.isin(column.codes, alike)),
            lambda row: wrong[int(column.codes[row])].params,
            rows=piece.rows,
            field=field,
        )
    return column.each(values)


def _empty(value: float | None) -> float:
    if value is None:
        raise _Wrong(FaultCode.EMPTY_VALUE)
    return value


@lru_cache(maxsize=200_000)
def _clock(text: str) -> int:
    found = _CLOCK.fullmatch(text)
    if not found:
        raise _Wrong(FaultCode.BAD_CLOCK, value=text)
    hours, minutes, seconds = map(int, found.groups())
    return hours * 3600 + minutes * 60 + seconds


def _date(text: str) -> int:
    found = _DATE.fullmatch(text)
    year, month, day = map(int, found.groups()) if found else (0, 0, 0)
    if year in _YEARS and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return as_days(date(year, month, day))
    raise _Wrong(FaultCode.BAD_DATE, value=text, example="20261203")
