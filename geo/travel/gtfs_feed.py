"""The small tables of one GTFS zip, and the typical week of several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from geo.faults import Fault, FaultCode, FileFaults
from geo.travel.gtfs_agency import FeedAgency, read_agency
from geo.travel.gtfs_calendar import ServiceDays, read_calendar
from geo.travel.gtfs_stops import FeedStops, read_stops
from geo.travel.gtfs_trips import FeedTrips, read_trips
from geo.travel.gtfs_values import as_date
from geo.travel.gtfs_zip import GtfsZip
from geo.travel.typical_week import TypicalWeek, typical_week

Item = TypeVar("Item")
Read = TypeVar("Read")


@dataclass(frozen=True)
class Feed:
    """The small tables of one zip.

    Attributes
    ----------
    first, last
        Dates between which it holds: those of its services, within those that it is said to be whole for.
    """

    opened: GtfsZip
    agency: FeedAgency
    calendar: ServiceDays
    stops: FeedStops
    trips: FeedTrips
    first: date
    last: date


def read_feed(opened: GtfsZip) -> Feed:
    """Read the small tables of a zip.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of them.
    """
    agency = read_agency(opened)
    calendar = read_calendar(opened)
    stops = read_stops(opened)
    trips = read_trips(opened, calendar.place)
    for name, rows in (("stops.txt", len(stops)), ("trips.txt", len(trips)), ("routes.txt", len(trips.lines))):
        if not rows and not opened.faults.of(name):
            opened.faults.add(name, FaultCode.NO_ROWS)
    span = calendar.span()
    if span is None and not opened.faults:
        opened.faults.add("calendar.txt", FaultCode.NO_ROWS)
    opened.faults.raise_any()
    first, last = span or (0, 0)
    within = max(first, agency.first or first), min(last, agency.last or last)
    if within[0] <= within[1]:
        first, last = within
    return Feed(opened, agency, calendar, stops, trips, as_date(first), as_date(last))


def week_of(feeds: Sequence[Feed], *, as_of: date, timezone: str) -> TypicalWeek:
    """Choose the typical week in which the trips of all the feeds run.

    Raises
    ------
    geo.faults.FileFaults
        One of them does not hold on ``as_of``, their dates have none in common, they are of another time zone, or
        nothing runs.
    """
    first, last = max(feed.first for feed in feeds), min(feed.last for feed in feeds)
    wanted = timezone or feeds[0].agency.timezone
    each_of(lambda feed: _check(feed, as_of, first=first, last=last, timezone=wanted), feeds)
    services = [(feed.calendar, np.bincount(feed.trips.service, minlength=len(feed.calendar))) for feed in feeds]
    week = typical_week(services, as_of=as_of, first=first, last=last)
    each_of(lambda pair: _check_service(pair[0], pair[1], week), list(zip(feeds, week.runs, strict=True)))
    return week


def each_of(read: Callable[[Item], Read], items: Sequence[Item]) -> list[Read]:
    """Do something with each of several files, and raise the faults of all of them at once."""
    done: list[Read] = []
    faults: list[Fault] = []
    for item in items:
        try:
            done.append(read(item))
        except FileFaults as found:
            faults += found.faults
    if faults:
        raise FileFaults(faults)
    return done


def _check(feed: Feed, as_of: date, *, first: date, last: date, timezone: str) -> None:
    faults, own = feed.opened.faults, {"first": feed.first.isoformat(), "last": feed.last.isoformat()}
    if as_of > feed.last:
        faults.add("", FaultCode.FEED_ENDED, row=None, field="", day=as_of.isoformat(), **own)
    elif as_of < feed.first:
        faults.add("", FaultCode.FEED_NOT_BEGUN, row=None, field="", day=as_of.isoformat(), **own)
    elif first > last:
        faults.add("", FaultCode.FEEDS_APART, row=None, field="", **own)
    if not _same_clock(feed.agency.timezone, timezone, as_of):
        faults.add(
            "agency.txt", FaultCode.OTHER_TIMEZONE, field="agency_timezone", value=feed.agency.timezone, wanted=timezone
        )
    faults.raise_any()


def _check_service(feed: Feed, runs: NDArray[np.bool_], week: TypicalWeek) -> None:
    if not runs[feed.trips.service].any():
        start, end = (day.isoformat() for day in week.looked_at)
        own = {"first": feed.first.isoformat(), "last": feed.last.isoformat()}
        feed.opened.faults.add("", FaultCode.NO_SERVICE, row=None, field="", start=start, end=end, **own)
    feed.opened.faults.raise_any()


def _same_clock(one: str, other: str, day: date) -> bool:
    """Tell whether clocks of two zones show the same in January and in July of a year."""
    noons = [datetime.combine(day.replace(month=month, day=1), time(12), UTC) for month in (1, 7)]
    return all(noon.astimezone(ZoneInfo(one)).hour == noon.astimezone(ZoneInfo(other)).hour for noon in noons)
