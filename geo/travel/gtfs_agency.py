"""Who publishes a timetable, for which dates, and in which time zone: ``agency.txt`` and ``feed_info.txt``."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from geo.faults import FaultCode
from geo.travel.gtfs_table import read_table
from geo.travel.gtfs_values import dates
from geo.travel.gtfs_zip import GtfsZip

_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class FeedAgency:
    """What a timetable says of itself.

    Attributes
    ----------
    publisher
        Who published it, else the companies whose traffic it holds.
    timezone
        Of all its times.
    first, last
        Dates for which it is said to be whole, as days after 1 January 1970; None where that is not said.
    """

    publisher: str
    timezone: str
    first: int | None = None
    last: int | None = None


def read_agency(feed: GtfsZip) -> FeedAgency:
    """Read what a timetable says of itself; faults are noted."""
    name = "agency.txt"
    table = read_table(feed, name, required=("agency_name", "agency_timezone"))
    zones = [zone for zone in dict.fromkeys(table["agency_timezone"].whole()) if zone]
    if not zones:
        feed.faults.add(name, FaultCode.EMPTY_VALUE, row=2, field="agency_timezone")
    for zone in zones:
        if zone not in available_timezones():
            feed.faults.add(name, FaultCode.UNKNOWN_REFERENCE, field="agency_timezone", what="time zone", value=zone)
        elif zone != zones[0]:
            feed.faults.add(name, FaultCode.OTHER_TIMEZONE, field="agency_timezone", value=zone, wanted=zones[0])
    companies = [company for company in dict.fromkeys(table["agency_name"].whole()) if company]
    publisher, first, last = _read_info(feed)
    named = ", ".join(companies[:_MOST_NAMES]) + (" …" if len(companies) > _MOST_NAMES else "")
    return FeedAgency(publisher or named, zones[0] if zones else "", first, last)


def _read_info(feed: GtfsZip) -> tuple[str, int | None, int | None]:
    name = "feed_info.txt"
    if name not in feed.names:
        return "", None, None
    table = read_table(feed, name, required=("feed_publisher_name",), optional=("feed_start_date", "feed_end_date"))
    if not len(table):
        return "", None, None
    said = []
    for column in ("feed_start_date", "feed_end_date"):
        filled = any(table[column].whole())
        said.append(int(dates(table, name, column, feed.faults)[0]) if filled else None)
    return table["feed_publisher_name"].whole()[0], said[0], said[1]
