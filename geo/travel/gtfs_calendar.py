"""On which dates the services of a timetable run: ``calendar.txt`` and ``calendar_dates.txt``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.faults import FaultCode
from geo.travel.gtfs_table import ids, read_table
from geo.travel.gtfs_values import as_date, dates, wholes
from geo.travel.gtfs_zip import GtfsZip

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ADDED = 1


@dataclass(frozen=True)
class ServiceDays:
    """On which dates each of s services runs; dates are days after 1 January 1970.

    Attributes
    ----------
    place
        Number of each service id.
    first, last, weekdays
        Shapes (s,), (s,) and (s, 7), Monday first: a service runs on these weekdays from its first to its last date.
    of, on, runs
        Exceptions, shape (e,): service ``of`` runs on date ``on``, or does not.
    """

    place: Mapping[str, int]
    first: NDArray[np.int32] = field(repr=False)
    last: NDArray[np.int32] = field(repr=False)
    weekdays: NDArray[np.bool_] = field(repr=False)
    of: NDArray[np.int32] = field(repr=False)
    on: NDArray[np.int32] = field(repr=False)
    runs: NDArray[np.bool_] = field(repr=False)

    def __len__(self) -> int:
        return len(self.place)

    def active(self, days: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Tell which services run on which of the dates, which rise; shape (s, d)."""
        weekday = (days + 3) % 7
        within = (self.first[:, None] <= days) & (days <= self.last[:, None])
        found = within & self.weekdays[:, weekday]
        at = np.searchsorted(days, self.on)
        known = at < len(days)
        known[known] = days[at[known]] == self.on[known]
        found[self.of[known], at[known]] = self.runs[known]
        return found

    def span(self) -> tuple[int, int] | None:
        """Give the first and the last date on which any service may run; None where none ever does."""
        weekly = self.weekdays.any(axis=1) & (self.first <= self.last)
        begins = [*self.first[weekly].tolist(), *self.on[self.runs].tolist()]
        ends = [*self.last[weekly].tolist(), *self.on[self.runs].tolist()]
        return (min(begins), max(ends)) if begins else None


def read_calendar(feed: GtfsZip) -> ServiceDays:
    """Read the services; one may stand in either table alone. Faults are noted."""
    place: dict[str, int] = {}
    first = last = np.zeros(0, dtype=np.int32)
    weekdays = np.zeros((0, 7), dtype=bool)
    name = "calendar.txt"
    if name in feed.names:
        table = read_table(feed, name, required=("service_id", *WEEKDAYS, "start_date", "end_date"))
        for ident in ids(table, "service_id", feed.faults.add, name=name):
            place.setdefault(ident, len(place))
        first, last = (dates(table, name, column, feed.faults) for column in ("start_date", "end_date"))
        for k in np.flatnonzero(last < first).tolist():
            params = {"first": as_date(int(first[k])).isoformat(), "last": as_date(int(last[k])).isoformat()}
            feed.faults.add(name, FaultCode.DATES_DO_NOT_RISE, row=int(table.rows[k]), field="end_date", **params)
        weekdays = np.column_stack([wholes(table, name, day, feed.faults, low=0, high=1) for day in WEEKDAYS]) > 0
    of, on, runs = _exceptions(feed, place)
    spare = max(0, len(place) - len(first))  # fewer ids than rows where ids stand twice, which is noted
    never = np.full(spare, -1, dtype=np.int32)
    return ServiceDays(
        place,
        np.append(first, never + 1),
        np.append(last, never),
        np.vstack([weekdays, np.zeros((spare, 7), dtype=bool)]),
        of,
        on,
        runs,
    )


def _exceptions(feed: GtfsZip, place: dict[str, int]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    name = "calendar_dates.txt"
    if name not in feed.names:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=bool)
    table = read_table(feed, name, required=("service_id", "date", "exception_type"))
    of = np.array([place.setdefault(ident, len(place)) for ident in table["service_id"].whole()], dtype=np.int32)
    on = dates(table, name, "date", feed.faults)
    runs = wholes(table, name, "exception_type", feed.faults, low=1, high=2) == ADDED
    order = np.lexsort((table.rows, on, of))
    same = (of[order][1:] == of[order][:-1]) & (on[order][1:] == on[order][:-1])
    against = same & (runs[order][1:] != runs[order][:-1])
    for k in np.flatnonzero(against).tolist():
        other, row = (int(table.rows[order[k + step]]) for step in (0, 1))
        feed.faults.add(name, FaultCode.CONTRADICTS, row=row, field="exception_type", other=other)
    return of, on, runs
