"""Departure periods that follow the timetable: a city's periods, parted where service thins out or begins."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from geo.travel.times import Period
from geo.travel.timetable import DAY_S, Timetable
from geo.windows import DAY_MINUTES, WeekWindows, Window

HOUR_MIN = 60
FACTOR = 2.0
"""A new period begins at the hour whose departures are this many times more, or fewer, than the period's so far."""


def service_periods(timetable: Timetable, periods: Iterable[Period]) -> tuple[Period, ...]:
    """Part each period at the hours between which the departures at all stops fall or rise to the double.

    So nobody is sent to a train after the last one because trains run earlier in the evening. A part is named after
    its first moment, as ``weekday_evening_0000``; a period that is even keeps its name.
    """
    per_hour = departures_per_hour(timetable)
    return tuple(part for period in periods for part in _parts(period, per_hour))


def departures_per_hour(timetable: Timetable) -> NDArray[np.int64]:
    """Count the departures at all stops in each hour of the typical week, shape (168,), Monday 00:00 first."""
    trip = np.repeat(np.arange(len(timetable.trip_pattern)), np.diff(timetable.trip_at))
    leave, days = timetable.departure_s, timetable.trip_days[trip]
    counts = np.zeros(7 * 24, dtype=np.int64)
    for weekday in range(7):
        hour = (leave[(days >> weekday & 1).astype(bool)] + weekday * DAY_S) // 3600 % len(counts)
        counts += np.bincount(hour, minlength=len(counts))
    return counts


def _parts(period: Period, per_hour: NDArray[np.int64]) -> list[Period]:
    hours = {(window.start_min, window.end_min) for window in period.when.windows}
    if len(hours) != 1:
        return [period]
    start, end = hours.pop()
    weekdays = [window.weekday for window in period.when.windows]
    cuts = [start]
    block: list[float] = []
    for minute in range(start, end, HOUR_MIN):
        now = float(np.mean([per_hour[(day * 24 + minute // HOUR_MIN) % len(per_hour)] for day in weekdays]))
        before = float(np.mean(block)) if block else now
        if max(now, before) > FACTOR * min(now, before):
            cuts.append(minute)
            block = []
        block.append(now)
    if len(cuts) == 1:
        return [period]
    return [
        Period(f"{period.id}_{first // 60 % 24:02d}{first % 60:02d}", _windows(weekdays, first, last))
        for first, last in zip(cuts, [*cuts[1:], end], strict=True)
    ]


def _windows(weekdays: list[int], start_min: int, end_min: int) -> WeekWindows:
    later, start = divmod(start_min, DAY_MINUTES)
    return WeekWindows(tuple(sorted(Window((day + later) % 7, start, start + end_min - start_min) for day in weekdays)))
