"""The week grid: seven days by four parts of the day, in step with the exact hours of a need or shift."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from geo.windows import DAY_MINUTES, WeekWindows, Window

PARTS: Mapping[str, tuple[int, int]] = {
    "morning": (540, 720),
    "afternoon": (720, 1020),
    "evening": (1020, 1320),
    "night": (1320, 1560),
}
"""The four parts of a day, in minutes from its midnight; the night runs two hours into the next day."""

WEEK_MINUTES = 7 * DAY_MINUTES

Span = tuple[int, int]
"""Start and end in minutes from Monday's midnight; the end may lie in the next week."""


class Cell(StrEnum):
    """How much of a part of a day lies in the hours."""

    YES = "yes"
    SOME = "some"
    NO = "no"


def cells(windows: WeekWindows) -> tuple[tuple[Cell, ...], ...]:
    """Give the cells of a week: one row for each of `PARTS`, one column for each weekday from Monday.

    Examples
    --------
    >>> [row[0].value for row in cells(WeekWindows.parse("mo 12:00-18:00"))]
    ['no', 'yes', 'some', 'no']
    """
    return tuple(tuple(_cell(windows, day, part) for day in range(7)) for part in PARTS)


def with_cell(windows: WeekWindows, day: int, part: str, *, on: bool) -> WeekWindows:
    """Give the hours with one cell filled or emptied; what lies outside the cell stays as it is.

    Hours that are filled join those that they touch, as long as each window stays shorter than a day.

    Examples
    --------
    >>> str(with_cell(WeekWindows.parse("fr 17:00-22:00"), 4, "night", on=True))
    'fr 17:00-02:00'
    >>> str(with_cell(WeekWindows.parse("fr 17:00-02:00"), 4, "evening", on=False))
    'fr 22:00-02:00'
    """
    there, cell = _spans(windows), _span(day, part)
    if on:
        return _windows(_joined(there, _without([cell], there)))
    return _windows(_without(there, [cell]))


def with_cells(windows: WeekWindows, wanted: Mapping[tuple[str, int], bool]) -> WeekWindows:
    """Give the hours with every cell filled or emptied that differs from what is wanted; a part filled may stay so."""
    now = {(part, day): cell for part, row in zip(PARTS, cells(windows), strict=True) for day, cell in enumerate(row)}
    for (part, day), on in wanted.items():
        if on is not (now[part, day] is not Cell.NO):
            windows = with_cell(windows, day, part, on=on)
    return windows


def _cell(windows: WeekWindows, day: int, part: str) -> Cell:
    start, end = _span(day, part)
    covered = sum(max(0, min(end, b) - max(start, a)) for one in _spans(windows) for a, b in _turns(one))
    return Cell.YES if covered == end - start else Cell.SOME if covered else Cell.NO


def _span(day: int, part: str) -> Span:
    start, end = PARTS[part]
    return day * DAY_MINUTES + start, day * DAY_MINUTES + end


def _spans(windows: WeekWindows) -> list[Span]:
    return [(w.weekday * DAY_MINUTES + w.start_min, w.weekday * DAY_MINUTES + w.end_min) for w in windows.windows]


def _windows(spans: Iterable[Span]) -> WeekWindows:
    made = []
    for start, end in spans:
        weekday, minute = divmod(start % WEEK_MINUTES, DAY_MINUTES)
        made.append(Window(weekday, minute, minute + end - start))
    return WeekWindows(tuple(sorted(made)))


def _turns(span: Span) -> list[Span]:
    """Give a span in the week before, in this one and in the next: Sunday's night meets Monday."""
    return [(span[0] + shift, span[1] + shift) for shift in (-WEEK_MINUTES, 0, WEEK_MINUTES)]


def _without(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    left = list(spans)
    for one in taken:
        for turn in _turns(one):
            left = [piece for span in left for piece in _rest(span, turn)]
    return left


def _rest(span: Span, taken: Span) -> list[Span]:
    """Give what is left of a span."""
    if span[1] <= taken[0] or taken[1] <= span[0]:
        return [span]
    return [piece for piece in ((span[0], taken[0]), (taken[1], span[1])) if piece[0] < piece[1]]


def _joined(there: Sequence[Span], added: Iterable[Span]) -> list[Span]:
    spans = list(there)
    for start, end in added:
        before = next((s for s in spans if _meet(s[1], start) and _length(s) + end - start < DAY_MINUTES), None)
        if before:
            spans.remove(before)
            start -= _length(before)  # noqa: PLW2901 - the span grows
        after = next((s for s in spans if _meet(end, s[0]) and _length(s) + end - start < DAY_MINUTES), None)
        if after:
            spans.remove(after)
            end += _length(after)  # noqa: PLW2901
        spans.append((start, end))
    return spans


def _meet(end: int, start: int) -> bool:
    return (start - end) % WEEK_MINUTES == 0


def _length(span: Span) -> int:
    return span[1] - span[0]
