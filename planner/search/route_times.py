"""Earliest and latest times of one route, and its starts chosen between them.

A route is ``seq[0 .. n + 1]``: options in order, with -1 for the base at both ends. ``a[k, b]`` is the earliest start
at position k with b breaks behind it, ``z[k, b]`` the latest start there from which the rest of the route, with all
breaks that are left, is still in time. One more stop between two positions fits exactly where going on from ``a`` it is
there, and leaves for the next, by ``z``: no route need be timed anew to know (Savelsbergh, *The vehicle routing problem
with time windows: minimizing route duration*, ORSA Journal on Computing 4(2), 1992).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from planner.search.compiled import kernel, within
from planner.search.problem import NEVER, Problem
from planner.search.steps import arrive, begin, begin_late, rest, rest_late, set_out


@within
def place_at(p, c, seq, k):
    """Give the place of position k: the base where no option stands."""
    return p.kind_base[c] if seq[k] < 0 else p.place[seq[k]]


@within
def onwards(p, c, here, there, ready, out):
    """Go to the next place: ``ready[b]`` in, earliest readiness there ``out[b]`` out, with breaks taken on either side."""
    count = p.break_count[c]
    leave = ready[0]
    out[0] = arrive(p, c, here, there, leave) if leave < NEVER else NEVER
    for b in range(1, count + 1):
        paused = rest(p, c, b - 1, leave) if leave < NEVER else NEVER
        leave = min(ready[b], paused)
        best = arrive(p, c, here, there, leave) if leave < NEVER else NEVER
        if out[b - 1] < NEVER:
            best = min(best, rest(p, c, b - 1, out[b - 1]))
        out[b] = best


@within
def backwards(p, c, here, there, due, out):
    """Come from the place before: latest start ``due[b]`` there in, latest departure ``out[b]`` from here out."""
    count = p.break_count[c]
    there_by = due[count]
    out[count] = set_out(p, c, here, there, there_by) if there_by > -NEVER else -NEVER
    for b in range(count - 1, -1, -1):
        paused = rest_late(p, c, b, there_by) if there_by > -NEVER else -NEVER
        there_by = max(due[b], paused)
        best = set_out(p, c, here, there, there_by) if there_by > -NEVER else -NEVER
        if out[b + 1] > -NEVER:
            best = max(best, rest_late(p, c, b, out[b + 1]))
        out[b] = best


@kernel
def time_route(p, c, seq, lo, hi, n, a, z, ready, out):
    """Fill ``a`` and ``z`` of a route of n stops, whose starts also lie within ``lo`` and ``hi``."""
    count = p.break_count[c]
    if count == 0:
        a[0, 0], z[n + 1, 0] = p.kind_start[c], p.kind_end[c]
        now, here = p.kind_start[c], p.kind_base[c]
        for k in range(1, n + 1):
            u = seq[k]
            if now < NEVER:
                now = begin(p, c, u, max(arrive(p, c, here, p.place[u], now), lo[k]))
                if now > hi[k]:
                    now = NEVER
            a[k, 0] = now
            if now < NEVER:
                now += p.service[u]
            here = p.place[u]
        a[n + 1, 0] = arrive(p, c, here, p.kind_base[c], now) if now < NEVER else NEVER
        due, there = p.kind_end[c], p.kind_base[c]
        for k in range(n, 0, -1):
            u = seq[k]
            if due > -NEVER:
                due = set_out(p, c, p.place[u], there, due)
            if due > -NEVER:
                due = begin_late(p, c, u, min(due - p.service[u], hi[k]))
                if due < lo[k]:
                    due = -NEVER
            z[k, 0] = due
            there = p.place[u]
        z[0, 0] = set_out(p, c, p.kind_base[c], there, due) if due > -NEVER else -NEVER
        return
    for b in range(count + 1):
        a[0, b] = p.kind_start[c] if b == 0 else NEVER
        z[n + 1, b] = p.kind_end[c] if b == count else -NEVER
    for k in range(1, n + 2):
        spent = 0 if k == 1 else p.service[seq[k - 1]]
        for b in range(count + 1):
            ready[b] = a[k - 1, b] + spent if a[k - 1, b] < NEVER else NEVER
        onwards(p, c, place_at(p, c, seq, k - 1), place_at(p, c, seq, k), ready, out)
        for b in range(count + 1):
            start = out[b]
            if k <= n and start < NEVER:
                start = begin(p, c, seq[k], max(start, lo[k]))
                if start > hi[k]:
                    start = NEVER
            a[k, b] = start
    for k in range(n, -1, -1):
        backwards(p, c, place_at(p, c, seq, k), place_at(p, c, seq, k + 1), z[k + 1], out)
        for b in range(count + 1):
            due = out[b]
            if k > 0 and due > -NEVER:
                due = begin_late(p, c, seq[k], min(due - p.service[seq[k]], hi[k]))
                if due < lo[k]:
                    due = -NEVER
            z[k, b] = due


@within
def under_way(p, c, here, there, ready):
    """Give the seconds of the way that is there first, for who is ready to set out."""
    first, last = p.period_at[c], p.period_at[c + 1]
    if last - first == 1:
        return np.int64(p.travel[p.period_matrix[first], here, there])
    best, leave, takes = NEVER, ready, 0
    for i in range(first, last):
        if leave >= best:
            break
        if leave < p.period_until[i]:
            seconds = p.travel[p.period_matrix[i], here, there]
            if leave + seconds < best:
                best, takes = leave + seconds, seconds
            leave = p.period_until[i]
    return takes


@kernel
def fix_starts(p, c, seq, lo, n, a, z, starts, pauses):
    """Choose the starts of a route's stops, each as early as the rest allows; gives its travel and service together.

    ``starts[n + 1]`` is the return to the base, all breaks behind; ``pauses[k]`` says how many breaks come before the
    way to stop k, and how many after it. Gives -1 where the route is not in time.
    """
    count = p.break_count[c]
    if count == 0:
        if a[n + 1, 0] > p.kind_end[c]:
            return -1
        spent, ready = 0, p.kind_start[c]
        here = p.kind_base[c]
        for k in range(1, n + 1):
            u = seq[k]
            spent += under_way(p, c, here, p.place[u], ready) + p.service[u]
            starts[k] = a[k, 0]
            pauses[k, 0], pauses[k, 1] = 0, 0
            ready, here = a[k, 0] + p.service[u], p.place[u]
        starts[n + 1] = a[n + 1, 0]
        pauses[n + 1, 0], pauses[n + 1, 1] = 0, 0
        return spent + (under_way(p, c, here, p.kind_base[c], ready) if n > 0 else 0)
    now, taken, busy = p.kind_start[c], 0, 0
    for k in range(1, n + 2):
        here, there = place_at(p, c, seq, k - 1), place_at(p, c, seq, k)
        best, best_taken, best_way, best_before = NEVER, -1, 0, 0
        leave, before = now, taken
        while True:  # breaks before the way, then breaks after it
            way = under_way(p, c, here, there, leave)
            ready, after = arrive(p, c, here, there, leave), before
            while ready < NEVER:
                start = ready
                if k <= n:
                    start = begin(p, c, seq[k], max(ready, lo[k]))
                if start <= z[k, after] and start <= best and start < NEVER:
                    best, best_taken, best_way, best_before = start, after, way, before
                if after == count:
                    break
                ready = rest(p, c, after, ready)
                after += 1
            if before == count:
                break
            leave = rest(p, c, before, leave)
            before += 1
            if leave >= NEVER:
                break
        if best_taken < 0:
            return -1
        starts[k] = best
        pauses[k, 0], pauses[k, 1] = best_before - taken, best_taken - best_before
        busy += best_way
        now, taken = best, best_taken
        if k <= n:
            busy += p.service[seq[k]]
            now += p.service[seq[k]]
    return busy


def route_starts(p: Problem, kind: int, options: Sequence[int]) -> tuple[int, ...] | None:
    """Give the earliest starts of a route's stops, or None where it is not in time or has too little room."""
    free = [(-NEVER, NEVER)] * len(options)
    laid = lay_route(p, kind, options, free)
    if laid is None or laid.busy > p.kind_room[kind]:
        return None
    return laid.starts


class Laid(NamedTuple):
    """A route laid out in time; see `fix_starts`."""

    starts: tuple[int, ...]
    pauses: tuple[tuple[int, int], ...]  # of each way, the one home included
    busy: int


def lay_route(p: Problem, kind: int, options: Sequence[int], bounds: Sequence[tuple[int, int]]) -> Laid | None:
    """Lay a route out in time, each start within its bounds; None where that cannot be."""
    n = len(options)
    seq = np.full(n + 2, -1, dtype=np.int64)
    seq[1 : n + 1] = options
    lo, hi = np.full(n + 2, -NEVER, dtype=np.int64), np.full(n + 2, NEVER, dtype=np.int64)
    if n:
        lo[1 : n + 1], hi[1 : n + 1] = np.array(bounds, dtype=np.int64).T
    width = int(p.break_count.max()) + 1
    a, z = np.zeros((n + 2, width), dtype=np.int64), np.zeros((n + 2, width), dtype=np.int64)
    ready, out, starts = np.zeros(width, np.int64), np.zeros(width, np.int64), np.zeros(n + 2, np.int64)
    pauses = np.zeros((n + 2, 2), np.int64)
    time_route(p, kind, seq, lo, hi, n, a, z, ready, out)
    busy = fix_starts(p, kind, seq, lo, n, a, z, starts, pauses)
    if busy < 0:
        return None
    return Laid(
        tuple(int(start) for start in starts[1 : n + 1]),
        tuple((int(before), int(after)) for before, after in pauses[1 : n + 2]),
        int(busy),
    )
