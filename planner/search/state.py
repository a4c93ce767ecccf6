"""State: the routes that a search changes, as arrays, and which visits each need has in them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.search.compiled import inner, kernel, within
from planner.search.problem import NEVER, Problem


class State(NamedTuple):
    """Routes of R shifts with room for L - 2 stops each; every need's visits, at most V of them.

    A route's stops are ``seq[r, 1 .. n[r]]``; a start lies within ``lo`` and ``hi``; what is ``locked`` stays where it
    is. A route that is ``closed`` takes no further stop. ``visit_*[g, : visits[g]]`` are the need's stops in any order,
    a joint visit once for each of its routes.
    """

    seq: NDArray[np.int64]  # (R, L)
    lo: NDArray[np.int64]  # (R, L)
    hi: NDArray[np.int64]  # (R, L)
    locked: NDArray[np.bool_]  # (R, L)
    closed: NDArray[np.bool_]  # (R,)
    n: NDArray[np.int64]  # (R,)
    visits: NDArray[np.int64]  # (G,)
    visit_route: NDArray[np.int64]  # (G, V)
    visit_start: NDArray[np.int64]  # (G, V)
    visit_option: NDArray[np.int64]  # (G, V)


def empty_state(problem: Problem, *, longest: int = 0) -> State:
    """Make a state without stops; ``longest`` is the most stops a route will have (0: as many as fit)."""
    routes, needs = len(problem.route_kind), len(problem.most)
    length = (longest or _most_stops(problem)) + 2
    days = len(set(problem.kind_day.tolist()))
    at_once = int((np.minimum(problem.most, days) * problem.pairs).max(initial=1))
    return State(
        seq=np.full((routes, length), -1, dtype=np.int64),
        lo=np.full((routes, length), -NEVER, dtype=np.int64),
        hi=np.full((routes, length), NEVER, dtype=np.int64),
        locked=np.zeros((routes, length), dtype=np.bool_),
        closed=np.zeros(routes, dtype=np.bool_),
        n=np.zeros(routes, dtype=np.int64),
        visits=np.zeros(needs, dtype=np.int64),
        visit_route=np.zeros((needs, max(at_once, 1)), dtype=np.int64),
        visit_start=np.zeros((needs, max(at_once, 1)), dtype=np.int64),
        visit_option=np.zeros((needs, max(at_once, 1)), dtype=np.int64),
    )


def filled_state(
    state: State,
    problem: Problem,
    routes: Sequence[Sequence[int]],
    starts: Sequence[Sequence[int]],
    locked: Sequence[Sequence[bool]] | None = None,
) -> State:
    """Put routes into an empty state; a locked stop and each joint one keeps the start that it is given.

    A joint visit is locked where one of its stops is.
    """
    joint: set[tuple[int, int]] = set()
    if locked is not None:
        held_stops = (
            (u, t) for row in zip(routes, starts, locked, strict=True) for u, t, h in zip(*row, strict=True) if h
        )
        joint = {(int(problem.need[u]), t) for u, t in held_stops if problem.pairs[problem.need[u]] > 1}
    for r, (options, times) in enumerate(zip(routes, starts, strict=True)):
        state.n[r] = len(options)
        for k, (u, start) in enumerate(zip(options, times, strict=True), start=1):
            need = int(problem.need[u])
            held = bool(locked is not None and locked[r][k - 1]) or (need, start) in joint
            state.seq[r, k] = u
            state.locked[r, k] = held
            if held or problem.pairs[need] > 1:
                state.lo[r, k] = state.hi[r, k] = start
            else:
                state.lo[r, k] = start if problem.gap[need] and problem.most[need] > 1 else -NEVER
            i = state.visits[need]
            state.visit_route[need, i], state.visit_start[need, i], state.visit_option[need, i] = r, start, u
            state.visits[need] += 1
    return state


@kernel
def copy_state(to, of):
    """Copy what changes in a search."""
    for r in range(len(of.n)):
        to.n[r] = of.n[r]
        for k in range(1, of.n[r] + 2):
            to.seq[r, k] = of.seq[r, k]
            to.lo[r, k] = of.lo[r, k]
            to.hi[r, k] = of.hi[r, k]
            to.locked[r, k] = of.locked[r, k]
    for g in range(len(of.visits)):
        to.visits[g] = of.visits[g]
        for i in range(of.visits[g]):
            to.visit_route[g, i] = of.visit_route[g, i]
            to.visit_start[g, i] = of.visit_start[g, i]
            to.visit_option[g, i] = of.visit_option[g, i]


@inner
def take_out(p, s, r, k):
    """Take the stop at position k out of route r."""
    u = s.seq[r, k]
    g = p.need[u]
    for i in range(k, s.n[r] + 1):
        s.seq[r, i] = s.seq[r, i + 1]
        s.lo[r, i] = s.lo[r, i + 1]
        s.hi[r, i] = s.hi[r, i + 1]
        s.locked[r, i] = s.locked[r, i + 1]
    s.n[r] -= 1
    last = s.visits[g] - 1
    for i in range(last + 1):
        if s.visit_route[g, i] == r:
            s.visit_route[g, i] = s.visit_route[g, last]
            s.visit_start[g, i] = s.visit_start[g, last]
            s.visit_option[g, i] = s.visit_option[g, last]
            break
    s.visits[g] = last


@inner
def put_in(p, s, r, k, u, lo, hi, start):
    """Put option u at position k of route r."""
    g = p.need[u]
    for i in range(s.n[r] + 1, k - 1, -1):
        s.seq[r, i + 1] = s.seq[r, i]
        s.lo[r, i + 1] = s.lo[r, i]
        s.hi[r, i + 1] = s.hi[r, i]
        s.locked[r, i + 1] = s.locked[r, i]
    s.seq[r, k] = u
    s.lo[r, k], s.hi[r, k], s.locked[r, k] = lo, hi, False
    s.n[r] += 1
    i = s.visits[g]
    s.visit_route[g, i], s.visit_start[g, i], s.visit_option[g, i] = r, start, u
    s.visits[g] += 1


@inner
def told(p, s, r, starts):
    """Write the starts of route r's stops to the visits of their needs."""
    for k in range(1, s.n[r] + 1):
        g = p.need[s.seq[r, k]]
        for i in range(s.visits[g]):
            if s.visit_route[g, i] == r:
                s.visit_start[g, i] = starts[k]


@within
def need_value(p, s, g, more, chances):
    """Give what a need's visits are worth, with one more of chance ``more`` where that is not negative."""
    count = 0
    for i in range(s.visits[g]):
        fresh = True
        if p.pairs[g] > 1:  # a joint visit counts once, and only when all are there
            together = 1
            for j in range(s.visits[g]):
                if j != i and s.visit_start[g, j] == s.visit_start[g, i]:
                    together += 1
                    fresh = fresh and i < j
            fresh = fresh and together == p.pairs[g]
        if fresh:
            chances[count] = p.chance[s.visit_option[g, i]]
            count += 1
    if more >= 0.0:
        chances[count] = more
        count += 1
    total = 0.0
    for i in range(min(count, p.most[g])):
        best = i
        for j in range(i + 1, count):
            if chances[j] > chances[best]:
                best = j
        chances[i], chances[best] = chances[best], chances[i]
        total += p.worth[g, i] * chances[i]
    return total


@within
def free_that_day(p, s, g, r):
    """Tell whether the need has no visit on the day of route r (nor in it)."""
    day = p.kind_day[p.route_kind[r]]
    for i in range(s.visits[g]):
        if p.kind_day[p.route_kind[s.visit_route[g, i]]] == day:
            return False
    return True


@within
def gaps_hold(p, s, g):
    """Tell whether every two visits of a need on different days keep the gap."""
    if p.gap[g] == 0 or s.visits[g] < 2:
        return True
    for i in range(s.visits[g]):
        for j in range(i):
            a, b = s.visit_start[g, i], s.visit_start[g, j]
            if a == b and p.pairs[g] > 1:
                continue
            first = s.visit_option[g, j] if b < a else s.visit_option[g, i]
            if abs(a - b) < p.gap[g] + p.service[first]:
                return False
    return True


def _most_stops(problem: Problem) -> int:
    """Give how many stops fit into the longest shift at most, with every service as short as the shortest."""
    if not len(problem.service):
        return 1
    length = int((problem.kind_end - problem.kind_start).max(initial=0))
    shortest = max(int(problem.service.min()), 1)
    return int(min(length // shortest + 1, len(problem.most), 120))
