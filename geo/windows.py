"""Week windows: the one text for opening hours, presence and shifts, as in ``mo-fr 20:00-23:00; sa 14:00-18:00``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
"""Weekday codes, Monday first, as in ISO 8601 (the codes are those of OpenStreetMap's opening_hours)."""

DAY_MINUTES = 24 * 60
_SPAN = re.compile(r"^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$")


class WindowError(ValueError):
    """A window text that cannot be read; ``part`` is the piece that is wrong and ``code`` says why.

    Codes: ``empty``, ``day`` (unknown weekday), ``hours`` (not HH:MM-HH:MM), ``clock`` (no such time of day),
    ``zero`` (begins when it ends), ``overlap`` (two windows of one day overlap).
    """

    def __init__(self, code: str, part: str) -> None:
        super().__init__(f"{code}: {part!r} cannot be read as a window; write for instance 'mo-fr 20:00-23:00'")
        self.code = code
        self.part = part


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """One span of one weekday, in minutes from that day's midnight; it may run past midnight into the next day.

    A window belongs to the weekday on which it *begins*: ``fr 22:00-02:00`` ends on Saturday.
    """

    weekday: int
    start_min: int
    end_min: int

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday} is not 0 (Monday) to 6 (Sunday)")
        if not (0 <= self.start_min < DAY_MINUTES and self.start_min < self.end_min <= self.start_min + DAY_MINUTES):
            raise ValueError(
                f"window {self.start_min}-{self.end_min} min does not begin in its day and end within 24 h"
            )

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.end_min - self.start_min


@dataclass(frozen=True, slots=True)
class WeekWindows:
    """The windows of a week, sorted; the empty tuple means never.

    Examples
    --------
    >>> hours = WeekWindows.parse("mo-tu 20:00-23:00; sa 22:00-02:00")
    >>> len(hours.windows), str(hours)
    (3, 'mo-tu 20:00-23:00; sa 22:00-02:00')
    """

    windows: tuple[Window, ...]

    @classmethod
    def parse(cls, text: str) -> "WeekWindows":
        """Read the text form.

        Days are ``mo tu we th fr sa su``, as ranges (``mo-fr``, ``fr-mo``), lists (``mo,we``) or ``daily``;
        hours are ``HH:MM-HH:MM`` (``24:00`` ends a day; an end at or before the start lies on the next day),
        several joined by commas; parts are joined by semicolons.

        Raises
        ------
        WindowError
            Names the piece that cannot be read.
        """
        windows: list[Window] = []
        parts = [part.strip() for part in text.lower().split(";") if part.strip()]
        if not parts:
            raise WindowError("empty", text)
        for part in parts:
            days, _, hours = part.partition(" ")
            if not hours.strip():
                raise WindowError("hours", part)
            spans = [_read_span(span.strip()) for span in hours.split(",")]
            windows += [Window(day, *span) for day in _read_days(days) for span in spans]
        windows.sort()
        _refuse_overlap(windows)
        return cls(tuple(windows))

    def __str__(self) -> str:
        by_hours: dict[tuple[tuple[int, int], ...], list[int]] = {}
        for day in range(7):
            spans = tuple((w.start_min, w.end_min) for w in self.windows if w.weekday == day)
            if spans:
                by_hours.setdefault(spans, []).append(day)
        return "; ".join(
            f"{_write_days(days)} {', '.join(_write_span(*span) for span in spans)}" for spans, days in by_hours.items()
        )

    def on(self, weekday: int) -> tuple[Window, ...]:
        """Give the windows that begin on this weekday (0 is Monday)."""
        return tuple(w for w in self.windows if w.weekday == weekday)

    def spans(self, day: date, tz: ZoneInfo, *, counts_as: int | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Yield the aware (start, end) of each window that begins on ``day``.

        Parameters
        ----------
        counts_as
            The weekday whose windows hold, where it is not the date's own (a holiday that counts as a Sunday).

        Notes
        -----
        Wall-clock times are kept on the two odd days a year: 20:00 is 20:00, though the day has 23 or 25 hours.
        """
        for window in self.on(day.weekday() if counts_as is None else counts_as):
            yield wall_clock(day, window.start_min, tz), wall_clock(day, window.end_min, tz)

    def holds(self, other: "WeekWindows") -> bool:
        """Tell whether each window of the other lies in one of these (past Sunday midnight comes Monday)."""
        return all(
            any(
                a.start_min + a.weekday * DAY_MINUTES + shift <= b.start_min + b.weekday * DAY_MINUTES
                and b.end_min + b.weekday * DAY_MINUTES <= a.end_min + a.weekday * DAY_MINUTES + shift
                for a in self.windows
                for shift in (-7 * DAY_MINUTES, 0, 7 * DAY_MINUTES)
            )
            for b in other.windows
        )

    def overlaps(self, other: "WeekWindows") -> bool:
        """Tell whether any minute of the week lies in both (windows past Sunday midnight meet Monday)."""
        return any(
            a.start_min + a.weekday * DAY_MINUTES + shift < b.end_min + b.weekday * DAY_MINUTES
            and b.start_min + b.weekday * DAY_MINUTES < a.end_min + a.weekday * DAY_MINUTES + shift
            for a in self.windows
            for b in other.windows
            for shift in (-7 * DAY_MINUTES, 0, 7 * DAY_MINUTES)
        )


def wall_clock(day: date, minute: int, tz: ZoneInfo) -> datetime:
    """Give the aware time that many wall-clock minutes after the midnight that begins ``day``."""
    extra, minute = divmod(minute, DAY_MINUTES)
    return datetime.combine(day + timedelta(days=extra), time(minute // 60, minute % 60), tz)


def _read_days(text: str) -> list[int]:
    if text == "daily":
        return list(range(7))
    days: list[int] = []
    for piece in text.split(","):
        first, dash, last = piece.partition("-")
        if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
            raise WindowError("day", piece)
        a, b = WEEKDAYS.index(first), WEEKDAYS.index(last if dash else first)
        days += [(a + i) % 7 for i in range((b - a) % 7 + 1)]
    return days


def _read_span(text: str) -> tuple[int, int]:
    match = _SPAN.match(text)
    if not match:
        raise WindowError("hours", text)
    h1, m1, h2, m2 = map(int, match.groups())
    if h1 > 23 or m1 > 59 or m2 > 59 or h2 > 24 or (h2 == 24 and m2):
        raise WindowError("clock", text)
    start, end = h1 * 60 + m1, h2 * 60 + m2
    if start == end:
        raise WindowError("zero", text)
    return start, end if end > start else end + DAY_MINUTES


def _refuse_overlap(windows: list[Window]) -> None:
    flat = sorted((w.weekday * DAY_MINUTES + w.start_min, w.weekday * DAY_MINUTES + w.end_min, w) for w in windows)
    if flat:
        flat.append((flat[0][0] + 7 * DAY_MINUTES, flat[0][1] + 7 * DAY_MINUTES, flat[0][2]))
    for (_, end, _), (start, _, later) in pairwise(flat):
        if start < end:
            raise WindowError("overlap", f"{WEEKDAYS[later.weekday]} {_write_span(later.start_min, later.end_min)}")


def _write_days(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(WEEKDAYS[r[0]] if len(r) == 1 else f"{WEEKDAYS[r[0]]}-{WEEKDAYS[r[-1]]}" for r in runs)


def _write_span(start_min: int, end_min: int) -> str:
    end = end_min if end_min <= DAY_MINUTES else end_min - DAY_MINUTES
    return f"{start_min // 60:02d}:{start_min % 60:02d}-{end // 60:02d}:{end % 60:02d}"
