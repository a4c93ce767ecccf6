"""Who could do what in a week: each worker's possible shifts beside what is pinned, and which pairs fit which shift."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from planner.pair import Crew
from planner.request import WeekRequest
from planner.roster.limits import Span, clashing_shifts, hours_left_s, possible_shifts, weekly_rests, working_s
from planner.shift import Shift
from planner.worker import Busy, BusyKind, Experience, Worker

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Means:
    """What one worker can do beside fixed and pinned work.

    Attributes
    ----------
    able
        Indexes of the shifts that are possible one by one.
    clashes
        Two of them that are not possible together.
    seconds
        Working time that is left of the contract.
    rests
        Spans of a weekly rest, one of which must stay free.
    """

    able: tuple[int, ...]
    clashes: tuple[tuple[int, int], ...]
    seconds: int
    rests: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """Everything that is hard about a roster.

    Attributes
    ----------
    pinned
        Crews that are settled.
    room
        Pairs that each shift still takes.
    means
        For each worker; without a weekly rest nothing is possible.
    fits
        For each pair of workers the shifts that they could do together.
    """

    request: WeekRequest
    pinned: tuple[Crew, ...]
    room: tuple[int, ...]
    means: Mapping[str, Means]
    fits: Mapping[Pair, tuple[int, ...]]


def staff_of(request: WeekRequest, *, by_law: bool = False) -> Staff:
    """Find out who could do what.

    Parameters
    ----------
    request
        With exact times (`planner.exact.exact_request`).
    by_law
        All that the law allows, for a bound; else a full daily rest between any two shifts of the week.
    """
    pinned = pinned_crews(request)
    taken = Counter(crew.shift.id for crew in pinned)
    room = tuple(max(shift.pairs - taken[shift.id], 0) for shift in request.shifts)
    means = {worker.id: _means(request, worker, pinned, room, by_law=by_law) for worker in request.workers}
    fits = {}
    for a, b in combinations(request.workers, 2):
        both = sorted(set(means[a.id].able) & set(means[b.id].able)) if _may_pair(a, b) else []
        able = tuple(s for s in both if _skilled(request, request.shifts[s], a.skills | b.skills, by_law=by_law))
        if able:
            fits[a.id, b.id] = able
    return Staff(request, pinned, room, means, fits)


def pinned_crews(request: WeekRequest) -> tuple[Crew, ...]:
    """Give the crews that are pinned, in the order of the pins."""
    shifts = {shift.id: shift for shift in request.shifts}
    return tuple(
        Crew(shifts[pin.shift], pin.pair, pin.workers, skills_of(request, pin.workers[:2])) for pin in request.pins
    )


def skills_of(request: WeekRequest, workers: tuple[str, ...]) -> frozenset[str]:
    """Give the skills that are held by any of these workers."""
    return frozenset().union(*(request.worker[worker].skills for worker in workers))


def _means(
    request: WeekRequest, worker: Worker, pinned: tuple[Crew, ...], room: tuple[int, ...], *, by_law: bool
) -> Means:
    own = [crew.shift for crew in pinned if worker.id in crew.workers]
    seen = replace(worker, busy=(*worker.busy, *(Busy(s.start, s.end, BusyKind.SHIFT, s.id) for s in own)))
    settled = [request.shifts.index(shift) for shift in own]
    able = [s for s in possible_shifts(request, seen) if room[s]]
    if not by_law:
        near = clashing_shifts(request, worker, sorted({*able, *settled}))
        able = [s for s in able if not any({s, other} == set(two) for other in settled for two in near)]
    rests = tuple(weekly_rests(request, seen, able))
    seconds = hours_left_s(request, worker) - sum(working_s(shift, request.working_time) for shift in own)
    if not rests or seconds <= 0:
        return Means((), (), 0, ())
    return Means(tuple(able), tuple(clashing_shifts(request, seen, able, by_law=by_law)), seconds, rests)


def _may_pair(a: Worker, b: Worker) -> bool:
    both = (a.experience, b.experience)
    return Experience.OBSERVER not in both and both != (Experience.NEWCOMER, Experience.NEWCOMER)


def _skilled(request: WeekRequest, shift: Shift, held: frozenset[str], *, by_law: bool) -> bool:
    """Tell whether a pair has a shift's skills; by the rules those of a shift with the same hours and base will do."""
    twins = [
        s
        for s in request.shifts
        if (s.date, s.start, s.end, s.base) == (shift.date, shift.start, shift.end, shift.base)
    ]
    return any(s.skills <= held for s in (twins if by_law else [shift]))
