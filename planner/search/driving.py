"""Driving: when a route that is given can make its stops, with every choice of period and of places for its breaks."""

from collections.abc import Sequence
from typing import NamedTuple

from planner.search.problem import NEVER, Problem


class _Way(NamedTuple):
    """One way to have come so far: start of the service, travel and service, breaks, and the way to the stop before."""

    start: int
    used: int
    breaks: int
    before: "_Way | None"


def earliest_starts(
    problem: Problem, kind: int, options: Sequence[int], *, starts: Sequence[int] | None = None
) -> tuple[int, ...] | None:
    """Give the earliest starts of a route's stops, or None where it cannot be driven.

    Parameters
    ----------
    starts
        Where given, every service begins at this very time.
    """
    if starts is None and problem.break_count[kind] == 0 and problem.period_at[kind + 1] - problem.period_at[kind] == 1:
        return _straight_on(problem, kind, options)
    ways = [_Way(int(problem.kind_start[kind]), 0, 0, None)]
    here, spent = int(problem.kind_base[kind]), 0
    for k, u in enumerate(options):
        there, at = int(problem.place[u]), u * len(problem.kind_start) + kind
        service = int(problem.service[u])
        spans = [
            (int(problem.win_lo[i]), int(problem.win_hi[i])) for i in range(problem.win_at[at], problem.win_at[at + 1])
        ]
        if starts is not None:
            spans = [(int(starts[k]),) * 2 for lo, hi in spans if lo <= starts[k] <= hi]
        ways = _onwards(problem, kind, ways, (here, there), spent, service, spans)
        here, spent = there, service
    end = int(problem.kind_end[kind])
    home = _onwards(problem, kind, ways, (here, int(problem.kind_base[kind])), spent, 0, [(0, end)])
    done = [way for way in home if way.breaks == problem.break_count[kind]]
    if not done:
        return None
    way, times = min(done, key=lambda w: w[:2]).before, []
    while way is not None and way.before is not None:
        times.append(way.start)
        way = way.before
    return tuple(reversed(times))


def _straight_on(problem: Problem, kind: int, options: Sequence[int]) -> tuple[int, ...] | None:
    """Give the earliest starts where nothing is to choose: one period, no break."""
    travel, kinds = problem.travel[problem.period_matrix[problem.period_at[kind]]], len(problem.kind_start)
    here, now, used, times = int(problem.kind_base[kind]), int(problem.kind_start[kind]), 0, []
    for u in options:
        there, service = int(problem.place[u]), int(problem.service[u])
        way = int(travel[here, there])
        spans = range(int(problem.win_at[u * kinds + kind]), int(problem.win_at[u * kinds + kind + 1]))
        now = next((max(now + way, int(problem.win_lo[i])) for i in spans if now + way <= problem.win_hi[i]), NEVER)
        if now >= NEVER:
            return None
        times.append(now)
        here, now, used = there, now + service, used + way + service
    way = int(travel[here, problem.kind_base[kind]])
    fits = now + way <= problem.kind_end[kind] and used + way <= problem.kind_room[kind]
    return tuple(times) if fits else None


def _onwards(
    problem: Problem,
    kind: int,
    ways: Sequence[_Way],
    leg: tuple[int, int],
    spent: int,
    service: int,
    spans: Sequence[tuple[int, int]],
) -> list[_Way]:
    """Go to the next stop in every way that no other one is better than."""
    count, room = int(problem.break_count[kind]), int(problem.kind_room[kind])
    rests = [
        (int(problem.break_lo[kind, b]), int(problem.break_hi[kind, b]), int(problem.break_len[kind, b]))
        for b in range(count)
    ]
    found: list[_Way] = []
    periods = range(problem.period_at[kind], problem.period_at[kind + 1])
    travels = [(int(problem.period_until[i]), int(problem.travel[problem.period_matrix[i]][leg])) for i in periods]
    for way in ways:
        leave = way.start + spent
        for before in range(way.breaks, count + 1):
            if before > way.breaks:
                leave = _rest(rests[before - 1], leave)
            opens = -NEVER
            for until, takes in travels:
                go, opens = max(leave, opens), until
                if go >= until:
                    continue
                now, used = go + takes, way.used + takes + service
                for after in range(before, count + 1):
                    if after > before:
                        now = _rest(rests[after - 1], now)
                    start = next((max(now, lo) for lo, hi in spans if now <= hi), NEVER)
                    if start < NEVER and used <= room:
                        found.append(_Way(start, used, after, way))
    if len(found) < 2:
        return found
    found.sort(key=lambda w: (w.start, w.used, -w.breaks))
    kept: list[_Way] = []
    for new in found:
        if not any(old.used <= new.used and old.breaks >= new.breaks for old in kept):
            kept.append(new)
    return kept


def _rest(rest: tuple[int, int, int], ready: int) -> int:
    earliest, latest, length = rest
    return max(ready, earliest) + length if ready <= latest else NEVER
