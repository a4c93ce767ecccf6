"""The typical week of timetables: seven dates whose service stands for each weekday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo.travel.gtfs_calendar import ServiceDays
from geo.travel.gtfs_values import as_date, as_days

LOOKED_AT_DAYS = 28


@dataclass(frozen=True)
class TypicalWeek:
    """Seven dates, and what runs on them.

    Attributes
    ----------
    days
        Monday first; they need not lie in one week.
    runs
        For each timetable, which of its services run on each of the dates: shape (s, 7).
    looked_at
        The first and the last date that were looked at.
    """

    days: tuple[date, ...]
    runs: tuple[NDArray[np.bool_], ...]
    looked_at: tuple[date, date]


def typical_week(
    feeds: Sequence[tuple[ServiceDays, NDArray[np.int64]]], *, as_of: date, first: date, last: date
) -> TypicalWeek:
    """Choose for each weekday the date with the most common service.

    Looked at are the `LOOKED_AT_DAYS` days from ``as_of``, as far as the timetable holds; where it ends within six
    days, its last `LOOKED_AT_DAYS` days instead. Of the dates of one weekday the one is chosen whose set of services
    occurs most often among them; of equally common ones the one that differs least from all the others, by the trips
    of the services in which they differ; of those the first. So a holiday or works on the line do not count for every
    week. A weekday that the timetable does not hold for at all has the first such date from ``as_of`` on, without
    service.

    Parameters
    ----------
    feeds
        The services of each timetable that is read, and how many trips each service has. Together they are one set.
    first, last
        Dates between which all of them hold; ``as_of`` lies between.

    Examples
    --------
    >>> from datetime import date
    >>> import numpy as np
    >>> daily = ServiceDays({"all": 0}, np.array([0]), np.array([40_000]), np.ones((1, 7), dtype=bool),
    ...                     np.array([0]), np.array([as_days(date(2026, 12, 17))]), np.array([False]))
    >>> week = typical_week([(daily, np.array([10]))], as_of=date(2026, 12, 15), first=date(2026, 1, 1),
    ...                     last=date(2026, 12, 31))
    >>> week.days[3].isoformat(), week.days[4].isoformat()
    ('2026-12-24', '2026-12-18')
    """
    start, end = as_days(as_of), min(as_days(as_of) + LOOKED_AT_DAYS - 1, as_days(last))
    if end - start < 6:
        start = max(as_days(first), end - LOOKED_AT_DAYS + 1)
    looked_at = np.arange(start, end + 1, dtype=np.int32)
    active = [calendar.active(looked_at) for calendar, _ in feeds]
    together = np.vstack(active)
    trips = np.concatenate([count for _, count in feeds])
    chosen: list[int] = []
    for weekday in range(7):
        candidates = np.flatnonzero((looked_at + 3) % 7 == weekday)
        chosen.append(_most_common(together[:, candidates], trips, candidates))
    days = [
        int(looked_at[k]) if k >= 0 else as_days(as_of) + (weekday - as_of.weekday()) % 7
        for weekday, k in enumerate(chosen)
    ]
    runs = tuple(
        np.column_stack([found[:, k] if k >= 0 else np.zeros(len(found), dtype=bool) for k in chosen])
        for found in active
    )
    return TypicalWeek(tuple(map(as_date, days)), runs, (as_date(start), as_date(end)))


def _most_common(services: NDArray[np.bool_], trips: NDArray[np.int64], places: NDArray[np.intp]) -> int:
    """Give the place of the date with the most common set; -1 where there is no date."""
    if not len(places):
        return -1
    sets = [column.tobytes() for column in services.T]
    running = services.astype(np.int64)
    alone = running.T @ (trips[:, None] * (1 - running))
    differs = (alone + alone.T).sum(axis=1)
    ranks = [(-sets.count(one), int(differs[k]), k) for k, one in enumerate(sets)]
    return int(places[min(ranks)[2]])
