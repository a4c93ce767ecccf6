"""What an import of timetables did, line by line, in the reader's words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

from geo.import_timetable import TimetableImport
from geo.travel.gtfs_timetable import MARGIN_M, LeftOut
from geo.travel.timetable import DAY_S
from web.code_words import LINE_MODES
from web.words import Words

LEFT_OUT: Mapping[LeftOut, Callable[[Words, int], str]] = {
    LeftOut.STOPS_UNUSED: lambda words, count: words.plural(
        "%(num)s stop at which no trip that is taken calls", "%(num)s stops at which no trip that is taken calls", count
    ),
    LeftOut.STOPS_OUTSIDE: lambda words, count: words.plural(
        "%(num)s stop more than %(margin)s km outside the city; trips go no further than the last stop inside",
        "%(num)s stops more than %(margin)s km outside the city; trips go no further than the last stop inside",
        count,
        margin=words.number(MARGIN_M / 1000),
    ),
    LeftOut.TRIPS_OTHER_DATES: lambda words, count: words.plural(
        "%(num)s trip that runs on none of the seven days", "%(num)s trips that run on none of the seven days", count
    ),
    LeftOut.TRIPS_SHORT: lambda words, count: words.plural(
        "%(num)s trip that calls at fewer than two of the stops",
        "%(num)s trips that call at fewer than two of the stops",
        count,
    ),
    LeftOut.TRIPS_TWICE: lambda words, count: words.plural(
        "%(num)s trip at the same times and stops as another: the two count as one",
        "%(num)s trips at the same times and stops as others: those that are alike count as one",
        count,
    ),
    LeftOut.CALLS_CLOSED: lambda words, count: words.plural(
        "%(num)s call where nobody may get on or off, or only those who rang before",
        "%(num)s calls where nobody may get on or off, or only those who rang before",
        count,
    ),
    LeftOut.TRANSFERS_OTHER: lambda words, count: words.plural(
        "%(num)s stated change, between certain trips only or without a time",
        "%(num)s stated changes, between certain trips only or without a time",
        count,
    ),
    LeftOut.COURSES_STRAIGHT: lambda words, count: words.plural(
        "the course of %(num)s pattern, which has none or a wrong one: it is drawn straight from stop to stop",
        "the courses of %(num)s patterns, which have none or a wrong one: they are drawn straight from stop to stop",
        count,
    ),
}
"""What was left out and why, from how many there are."""


def timetable_lines(words: Words, done: TimetableImport, *, today: date) -> Iterator[str]:
    """Say what came in, what was left out, and until when it holds."""
    timetable = done.timetable
    counts = {name: words.number(count) for name, count in done.counts.items()}
    yield words.text("%(stops)s stops, %(lines)s lines and %(trips)s trips are in use from now on.", **counts)
    for of_mode in done.modes:
        first, last = (clock_after_midnight(words, seconds) for seconds in (of_mode.first_s, of_mode.last_s))
        mode = words.text(LINE_MODES[of_mode.mode])
        yield "- " + words.plural(
            "%(mode)s: %(num)s line, first departure %(first)s, last %(last)s",
            "%(mode)s: %(num)s lines, first departure %(first)s, last %(last)s",
            of_mode.lines,
            mode=mode,
            first=first,
            last=last,
        )
    yield words.text("Trips on each day of the typical week:")
    for day, count in zip(timetable.days, done.trips, strict=True):
        yield f"- {words.day(day)}: {words.number(count)}"
    if done.left_out:
        yield words.text("Left out:")
    for kind, count in done.left_out.items():
        yield "- " + LEFT_OUT[kind](words, count)
    dates = {"first": timetable.valid_first.isoformat(), "last": timetable.valid_last.isoformat()}
    yield words.text("The timetable holds from %(first)s to %(last)s.", **dates)
    if timetable.valid_last < today:
        yield words.text("It has ended: travel times are those of that time. Import a newer one when there is one.")
    yield words.text("Published by %(publisher)s, who is named wherever it is shown.", publisher=timetable.publisher)


def clock_after_midnight(words: Words, seconds: int) -> str:
    """Write a time of a service day, which goes on after midnight.

    Examples
    --------
    >>> from web.words import translator
    >>> clock_after_midnight(translator("en"), 87_300), clock_after_midnight(translator("en"), 18_000)
    ('00:15 the night after', '05:00')
    """
    clock = words.clock(datetime(2000, 1, 1) + timedelta(seconds=seconds))  # noqa: DTZ001 - a time of day alone
    return words.text("%(time)s the night after", time=clock) if seconds >= DAY_S else clock
