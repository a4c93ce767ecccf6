"""Every way through one shift, for the exhaustive optimum: what is left open in each are plain bounds on times.

A way fixes the order of the visits, the opening that each lies in, the departure period of each leg and where each
break lies. Its travel is then a fixed number of seconds, and its times are a simple temporal problem (Dechter, Meiri,
Pearl, *Temporal constraint networks*, Artificial Intelligence 49, 1991): the longest paths between its times tell
exactly which times of visits go together. No time is put on a grid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from planner.openings import Opening, openings, peak_openings
from planner.request import WeekRequest
from planner.roster.limits import breaks_needed
from planner.shift import Shift

NO_LINK = -(1 << 40)
"""Two times that do not depend on each other."""
Times = NDArray[np.int64]
"""(n, n): the least time from one to the other; the first is the Monday of the week, 00:00."""


@dataclass(frozen=True, slots=True, order=True)
class Call:
    """A visit to be made: the number of its need, and whether it lies in the need's peak hours."""

    need: int
    peak: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One time of a way: the start of a break, of a leg or of a visit."""

    what: str
    lo: int
    hi: int
    takes_s: int
    place: str = ""
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """Steps in their order, and the least times between them (the first row and column is the Monday)."""

    steps: tuple[Step, ...]
    times: Times

    def row(self, call: Call) -> int:
        """Row of the start of a visit."""
        return 1 + next(i for i, step in enumerate(self.steps) if step.call == call)


def longest_paths(times: Times) -> Times | None:
    """Close a matrix of least times over all detours; None where they contradict each other."""
    closed = times.copy()
    for k in range(len(closed)):
        np.maximum(closed, closed[:, k, None] + closed[None, k, :], out=closed)
    return None if (closed.diagonal() > 0).any() else closed


class Ways:
    """The ways through the shifts of one request."""

    def __init__(self, request: WeekRequest) -> None:
        self.request = request
        self.monday_s = datetime.combine(request.days[0].date, datetime.min.time(), request.tz).timestamp()
        spans = [(openings(request, need), peak_openings(request, need)) for need in request.needs]
        self.windows = [
            {peak: self._starts(its[peak], need.minutes * 60) for peak in (False, True)}
            for need, its in zip(request.needs, spans, strict=True)
        ]
        self.periods = {shift.id: tuple(self._periods(shift)) for shift in request.shifts}

    def seconds(self, when: datetime) -> float:
        """Give the seconds that have passed since Monday 00:00."""
        return when.timestamp() - self.monday_s

    def when(self, seconds: int) -> datetime:
        """Give the time that many seconds after Monday 00:00."""
        return datetime.fromtimestamp(self.monday_s + seconds, self.request.tz)

    def room_s(self, shift: Shift) -> int:
        """Give the most seconds of travel and service in one route."""
        limits = self.request.working_time
        taken_s = breaks_needed(shift.seconds, limits) * limits.break_min * 60
        return floor(shift.seconds * (1 - self.request.slack_share)) - taken_s

    def through(self, shift: Shift, calls: frozenset[Call]) -> Iterator[Way]:
        """Yield every way that makes these calls, as long as the bounds on its times do not contradict each other."""
        begin = ceil(self.seconds(shift.start))
        breaks = breaks_needed(shift.seconds, self.request.working_time)
        for steps in self._go(shift, calls, [], shift.base, begin, self.room_s(shift), breaks):
            times = longest_paths(self._bounds(shift, steps))
            if times is not None:
                yield Way(tuple(steps), times)

    def _starts(self, spans: Sequence[Opening], service_s: int) -> list[tuple[int, int]]:
        found = [(ceil(self.seconds(o.start)), floor(self.seconds(o.end)) - service_s) for o in spans]
        return [(lo, hi) for lo, hi in found if lo <= hi]

    def _periods(self, shift: Shift) -> Iterator[tuple[int, int, str]]:
        """Yield (first, last departure, period): periods begin at whole minutes, so each minute is looked at."""
        first, last = floor(self.seconds(shift.start)), ceil(self.seconds(shift.end))
        begin, now = first, ""
        for at in range(first, last, 60):
            period = self.request.period_at(self.when(at))
            if now and period != now:
                yield begin, at - 1, now
                begin = at
            now = period
        yield begin, last, now

    def _go(
        self, shift: Shift, calls: frozenset[Call], steps: list[Step], here: str, now: int, room_s: int, breaks: int
    ) -> Iterator[list[Step]]:
        """Go on from a place, ready at its earliest time, with the steps so far."""
        if room_s < 0 or now > self.seconds(shift.end):
            return
        visited = any(step.call for step in steps)
        for rested, ready, left in self._rests(shift, steps, now, breaks):
            if not calls:
                for leg, back in self._legs(shift, here, shift.base, ready) if visited else [(None, ready)]:
                    home = [*rested, leg] if leg else rested
                    if room_s < (leg.takes_s if leg else 0):
                        continue
                    yield from (last for last, _, none in self._rests(shift, home, back, left) if not none)
            for call in sorted(calls):
                need = self.request.needs[call.need]
                for leg, there in self._legs(shift, here, need.hotspot, ready):
                    for again, since, more in self._rests(shift, [*rested, leg], there, left):
                        for lo, hi in self.windows[call.need][call.peak]:
                            if since <= hi:
                                service_s = need.minutes * 60
                                visit = Step("visit", lo, hi, service_s, need.hotspot, call)
                                yield from self._go(
                                    shift, calls - {call}, [*again, visit], need.hotspot, max(since, lo) + service_s,
                                    room_s - leg.takes_s - service_s, more,
                                )  # fmt: skip

    def _rests(self, shift: Shift, steps: list[Step], now: int, breaks: int) -> Iterator[tuple[list[Step], int, int]]:
        """Yield the steps with none, one, … of the breaks that are left taken here."""
        limits = self.request.working_time
        break_s, stretch_s = limits.break_min * 60, floor(limits.longest_stretch_h * 3600)
        begin, end = ceil(self.seconds(shift.start)), floor(self.seconds(shift.end))
        yield steps, now, breaks
        while breaks:
            first = not any(step.what == "break" for step in steps)
            lo = max(begin, end - stretch_s - break_s) if breaks == 1 else begin
            hi = begin + stretch_s if first else end
            now = max(now, lo)
            if now > hi:
                return
            steps, now, breaks = [*steps, Step("break", lo, hi, break_s)], now + break_s, breaks - 1
            yield steps, now, breaks

    def _legs(self, shift: Shift, here: str, there: str, ready: int) -> Iterator[tuple[Step, int]]:
        """Yield the leg in each departure period, and when it arrives at the earliest."""
        index = self.request.travel.index
        for first, last, period in self.periods[shift.id]:
            if ready <= last:
                takes_s = int(self.request.travel.matrices[shift.mode, period].seconds[index[here], index[there]])
                yield Step("leg", first, last, takes_s, there), max(ready, first) + takes_s

    def _bounds(self, shift: Shift, steps: Sequence[Step]) -> Times:
        limits = self.request.working_time
        times = np.full((len(steps) + 1, len(steps) + 1), NO_LINK, dtype=np.int64)
        np.fill_diagonal(times, 0)
        begin, end = ceil(self.seconds(shift.start)), floor(self.seconds(shift.end))
        rested = 0
        for row, step in enumerate(steps, start=1):
            times[0, row], times[row, 0] = max(step.lo, begin), -min(step.hi, end - step.takes_s)
            if row < len(steps):
                times[row, row + 1] = step.takes_s
            if step.what == "break":
                if rested:
                    times[row, rested] = -floor(limits.longest_stretch_h * 3600) - step.takes_s
                rested = row
        return times
