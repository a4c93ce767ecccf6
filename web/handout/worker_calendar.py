"""A worker's published shifts as iCalendar (RFC 5545): when and from which base; never a place that is visited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from planner.plan import WeekPlan
from web.words import Words

REFRESH = timedelta(hours=1)
"""How often a calendar is asked to look again."""


@dataclass(frozen=True, slots=True)
class PublishedWeek:
    """A published plan, when it was published, and which version."""

    plan: WeekPlan
    at: datetime
    number: int


def worker_calendar(weeks: Iterable[PublishedWeek], worker: str, words: Words, *, team_name: str) -> bytes:
    """Write the shifts in which a worker goes out.

    A calendar lies with whoever keeps it, often abroad. So it says that there is a shift, with which pair, and from
    which base: nothing of where people are met.
    """
    import icalendar  # noqa: PLC0415 - only calendars need it

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Faltplan//Shifts//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", words.text("Shifts, %(team)s", team=team_name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH, parameters={"VALUE": "DURATION"})
    for week in weeks:
        tz, request = week.plan.request.tz, week.plan.request
        for route in sorted(week.plan.routes, key=lambda r: r.start):
            if worker not in route.workers:
                continue
            base = request.base.get(route.base)
            event = icalendar.Event()
            event.add("uid", f"{week.plan.team}-{route.start:%Y%m%dT%H%M}-{worker}@faltplan")
            event.add("dtstamp", week.at)
            event.add("last-modified", week.at)
            event.add("sequence", week.number)
            event.add("dtstart", route.start.astimezone(tz))
            event.add("dtend", route.end.astimezone(tz))
            event.add("summary", words.text("Shift, pair %(pair)s", pair=route.pair))
            if base is not None:
                event.add("location", base.name)
            event.add("class", "PRIVATE")
            event.add("transp", "OPAQUE")
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
