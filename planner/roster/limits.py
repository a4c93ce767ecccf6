"""What one worker can not do: shifts that an absence, fixed work or daily rest rules out, alone or together."""

from datetime import datetime, time, timedelta
from itertools import combinations

from planner.request import WeekRequest
from planner.search.problem import MOST_BREAKS
from planner.shift import Shift
from planner.worker import Worker
from planner.working_time import WorkingTime

Span = tuple[datetime, datetime]


def breaks_needed(shift_s: float, limits: WorkingTime) -> int:
    """Give how many breaks a shift of that many seconds needs, so that no stretch of work is too long."""
    stretch_s, break_s = limits.longest_stretch_h * 3600, limits.break_min * 60
    count = 0
    while shift_s - count * break_s > (count + 1) * stretch_s:
        count += 1
    return count


def holds_its_breaks(shift: Shift, limits: WorkingTime) -> bool:
    """Tell whether a shift is long enough for the breaks that it needs, and needs no more than can be planned."""
    count = breaks_needed(shift.seconds, limits)
    return count <= MOST_BREAKS and count * limits.break_min * 60 <= shift.seconds


def possible_shifts(request: WeekRequest, worker: Worker) -> list[int]:
    """Give the indexes of the shifts that a worker could do if it were the only one."""
    rest = timedelta(hours=request.working_time.daily_rest_h)
    return [
        index
        for index, shift in enumerate(request.shifts)
        if holds_its_breaks(shift, request.working_time)
        and not _away(request, worker, shift)
        and _rests([*_fixed(worker), (shift.start, shift.end)], rest)
    ]


def clashing_shifts(
    request: WeekRequest, worker: Worker, possible: list[int], *, by_law: bool = False
) -> list[tuple[int, int]]:
    """Give the pairs of shifts that a worker can not both do.

    With ``by_law`` two short shifts may make one working day, as the law allows; else a daily rest lies between them.
    """
    rest = timedelta(hours=request.working_time.daily_rest_h)
    fixed = _fixed(worker)
    spans = {i: (request.shifts[i].start, request.shifts[i].end) for i in possible}
    return [
        (a, b)
        for a, b in combinations(possible, 2)
        if (not by_law and _gap(spans[a], spans[b]) < rest) or not _rests([*fixed, spans[a], spans[b]], rest)
    ]


def weekly_rests(request: WeekRequest, worker: Worker, possible: list[int]) -> list[Span]:
    """Give the spans of one weekly rest that fixed work leaves open: each begins at the week's start or after work."""
    begin = datetime.combine(request.days[0].date, time(), request.tz)
    end = datetime.combine(request.days[0].date + timedelta(days=7), time(), request.tz)
    rest_s = request.working_time.weekly_rest_h * 3600
    starts = {begin} | {request.shifts[i].end for i in possible} | {b.end for b in worker.busy}
    spans = []
    for start in sorted(starts):
        until = datetime.fromtimestamp(start.timestamp() + rest_s, request.tz)
        if begin <= start and until <= end and not any(b.start < until and start < b.end for b in worker.busy):
            spans.append((start, until))
    return spans


def hours_left_s(request: WeekRequest, worker: Worker) -> int:
    """Give the working seconds that fixed work leaves of the contract this week."""
    begin = datetime.combine(request.days[0].date, time(), request.tz)
    end = datetime.combine(request.days[0].date + timedelta(days=7), time(), request.tz)
    fixed = sum(b.end.timestamp() - b.start.timestamp() for b in worker.busy if begin <= b.start < end)
    return int(worker.weekly_hours * 3600 - fixed)


def working_s(shift: Shift, limits: WorkingTime) -> int:
    """Give the working time of a shift in seconds: its length without the breaks."""
    length = shift.end.timestamp() - shift.start.timestamp()
    return int(length - breaks_needed(length, limits) * limits.break_min * 60)


def _fixed(worker: Worker) -> list[Span]:
    return [(b.start, b.end) for b in worker.busy]


def _away(request: WeekRequest, worker: Worker, shift: Shift) -> bool:
    first = shift.start.astimezone(request.tz).date()
    last = (shift.end - timedelta(seconds=1)).astimezone(request.tz).date()
    return any(a.first <= last and first <= a.last for a in worker.absences)


def _gap(a: Span, b: Span) -> timedelta:
    """Give the time between two spans, in whichever order; below 0 where they overlap."""
    return max(b[0] - a[1], a[0] - b[1])


def _rests(spans: list[Span], rest: timedelta) -> bool:
    """Tell whether work that includes the last span keeps its daily rest, and nothing overlaps it."""
    *others, own = spans
    block_start, block_end = own
    if any(a < own[1] and own[0] < b for a, b in others):
        return False
    grew = True
    while grew:
        grew = False
        for a, b in others:
            near = a - block_end < rest and block_start - b < rest
            if near and (a < block_start or b > block_end):
                block_start, block_end, grew = min(a, block_start), max(b, block_end), True
    return block_end - block_start <= timedelta(hours=24) - rest
