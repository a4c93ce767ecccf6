"""A route as an unbroken row of parts: at the base, on the way, at a stop, on a break, free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from planner.plan import Break, Leg, Route, Stop

Span = tuple[datetime, datetime]


class PartKind(StrEnum):
    """What a pair does in a part of its shift; ``slack`` (luft) is free for conversations and new tips."""

    BASE = "base"
    LEG = "leg"
    STOP = "stop"
    BREAK = "break"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class Part:
    """One part; ``index`` is the stop's or the leg's place in the route (0 for the first)."""

    kind: PartKind
    start: datetime
    end: datetime
    index: int = 0
    stop: Stop | None = None
    leg: Leg | None = None

    @property
    def length(self) -> timedelta:
        """How long the part is."""
        return self.end - self.start


def parts_of(route: Route) -> tuple[Part, ...]:
    """Cut a route into its parts, in time order.

    A leg ends when the pair arrives (the last one begins at once); what neither leg, stop nor break fills
    is slack, or time at the base before the first leg and after the last.
    """
    if not route.stops:
        return tuple(
            sorted(
                [Part(PartKind.BREAK, b.start, b.end) for b in route.breaks]
                + [Part(PartKind.BASE, *span) for span in _free((route.start, route.end), route.breaks)],
                key=lambda part: part.start,
            )
        )
    parts = [Part(PartKind.BREAK, b.start, b.end) for b in route.breaks]
    at = route.start
    for index, (stop, leg) in enumerate(zip(route.stops, route.legs, strict=False)):
        before = PartKind.SLACK if index else PartKind.BASE
        parts += _way(_free((at, stop.arrive), route.breaks), leg, index, before, PartKind.SLACK, late=True)
        parts += [Part(PartKind.SLACK, *span) for span in _free((stop.arrive, stop.start), route.breaks)]
        parts.append(Part(PartKind.STOP, stop.start, stop.leave, index, stop=stop))
        at = stop.leave
    last = len(route.stops)
    home = _free((at, route.end), route.breaks)
    parts += _way(home, route.legs[last], last, PartKind.SLACK, PartKind.BASE, late=False)
    return tuple(sorted(parts, key=lambda part: (part.start, part.end)))


def slack_of(parts: Iterable[Part]) -> timedelta:
    """Add up what is free of stops, travel and breaks, at the base or between stops."""
    free = (part.length for part in parts if part.kind in {PartKind.SLACK, PartKind.BASE})
    return sum(free, timedelta())


def _free(span: Span, breaks: Iterable[Break]) -> list[Span]:
    free, at = [], span[0]
    for pause in sorted(breaks, key=lambda b: b.start):
        if pause.end <= at or pause.start >= span[1]:
            continue
        if pause.start > at:
            free.append((at, pause.start))
        at = max(at, pause.end)
    if at < span[1]:
        free.append((at, span[1]))
    return free


def _way(free: list[Span], leg: Leg, index: int, before: PartKind, after: PartKind, *, late: bool) -> list[Part]:
    length = timedelta(seconds=leg.seconds)
    fitting = [span for span in free if span[1] - span[0] >= length] or free
    if not fitting:
        return []
    chosen = fitting[-1] if late else fitting[0]
    start = max(chosen[0], chosen[1] - length) if late else chosen[0]
    end = chosen[1] if late else min(chosen[1], chosen[0] + length)
    rest = [span for span in free if span != chosen] + [(chosen[0], start), (end, chosen[1])]
    found = [Part(PartKind.LEG, start, end, index, leg=leg)] if end > start else []
    return found + [Part(before if s < start else after, s, e) for s, e in rest if e > s]
