"""What a tip may become, read from what was typed: tonight, with other teams at a time, or at a hotspot in a week."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from web.triage.decisions import DecisionError
from web.triage.visits import Asked

URGENT_MINUTES, NEED_MINUTES = 20, 20
LONGEST_MIN = 180
URGENT_HOURS = 6
"""How long an urgent visit may wait where nobody's shift says how long tonight lasts."""

NEED_START_MIN, NEED_END_MIN = 8 * 60, 23 * 60
"""The hours of a visit more at a hotspot, in minutes from midnight."""

Typed = Mapping[str, Sequence[str]]


def urgent(name: str, team: str, *, now: datetime, ends: datetime | None) -> Asked:
    """Ask for a visit tonight.

    Parameters
    ----------
    now
        In the city's time.
    ends
        When the last shift of tonight ends; None where that is not known.
    """
    start = now.hour * 60 + now.minute
    end = ends.astimezone(now.tzinfo) if ends else now + timedelta(hours=URGENT_HOURS)
    length = max(int((end - now).total_seconds() // 60), URGENT_MINUTES)
    return Asked(
        name, (team,), now.date(), now.date(), start, start + min(length, 24 * 60), URGENT_MINUTES, urgent=True
    )


def joint(name: str, typed: Typed, team: str) -> Asked:
    """Ask for several teams at the same place and time.

    Raises
    ------
    DecisionError
        A date, a time or a length cannot be read.
    """
    day, start = read_day(typed), read_minute(typed, "time")
    minutes = read_minutes(typed)
    teams = tuple(sorted({team, *typed.get("teams", ())}))
    return Asked(name, teams, day, day, start, start + minutes, minutes, urgent=True)


def need(name: str, typed: Typed, team: str, *, today: date) -> Asked:
    """Ask for a visit more at a hotspot, this week or the next.

    Raises
    ------
    DecisionError
        No place was chosen.
    """
    hotspot = first_of(typed, "hotspot")
    if not hotspot:
        raise DecisionError("hotspot", "unknown_place")
    first, last = need_days(today, following=first_of(typed, "week") == "next")
    return Asked(name, (team,), first, last, NEED_START_MIN, NEED_END_MIN, NEED_MINUTES, hotspot=hotspot)


def need_days(today: date, *, following: bool) -> tuple[date, date]:
    """Give the rest of this week, or the whole of the next.

    Examples
    --------
    >>> [day.isoformat() for day in need_days(date(2026, 12, 3), following=False)]
    ['2026-12-03', '2026-12-06']
    >>> [day.isoformat() for day in need_days(date(2026, 12, 3), following=True)]
    ['2026-12-07', '2026-12-13']
    """
    sunday = today + timedelta(days=6 - today.weekday())
    return (sunday + timedelta(days=1), sunday + timedelta(days=7)) if following else (today, sunday)


def read_day(typed: Typed, name: str = "day") -> date:
    """Read a date as a browser sends it."""
    try:
        return date.fromisoformat(first_of(typed, name))
    except ValueError as error:
        raise DecisionError(name, "no_date") from error


def read_minute(typed: Typed, name: str) -> int:
    """Read a time of day as minutes from midnight; a point will do for a colon."""
    hour, _, minute = first_of(typed, name).replace(".", ":").partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):
        raise DecisionError(name, "no_time")
    return int(hour) * 60 + int(minute)


def read_minutes(typed: Typed) -> int:
    """Read how long a visit lasts."""
    text = first_of(typed, "minutes")
    if not text.isdecimal() or len(text) > 4 or not 5 <= int(text) <= LONGEST_MIN:
        raise DecisionError("minutes", "out_of_range")
    return int(text)


def first_of(typed: Typed, name: str) -> str:
    """Give the first value of a field, without what stands around it."""
    return next(iter(typed.get(name, ())), "").strip()
