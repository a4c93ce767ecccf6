"""The three location problems as models of OR-Tools' CP-SAT: one thread, a fixed seed, effort instead of a clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

Yes = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of the chosen candidates, and a bound on the value of the best answer."""

    chosen: tuple[int, ...]
    bound: int


def most_need(reaches: Yes, need: Whole, mean_s: Whole, *, posts: int, effort: float) -> Found:
    """Cover most need with at most ``posts`` candidates; then fewest posts, then least mean seconds.

    Parameters
    ----------
    reaches
        Shape (candidates, places).
    mean_s
        Shape (candidates,), what breaks ties.
    """
    groups = _same_columns(reaches, need)
    useful = np.flatnonzero(reaches.any(axis=1))
    if not groups or not len(useful) or posts < 1:
        return Found((), 0)
    model = cp_model.CpModel()
    post = {int(row): model.new_bool_var(f"post {row}") for row in useful}
    covered = []
    for number, (rows, weight) in enumerate(groups):
        seen = model.new_bool_var(f"covered {number}")
        model.add_bool_or([*(post[row] for row in rows), seen.negated()])
        covered.append((seen, weight))
    model.add(sum(post.values()) <= posts)
    each, unit = _units(mean_s, useful, posts)
    ties = sum((each + int(mean_s[row])) * var for row, var in post.items())
    model.maximize(unit * sum(weight * seen for seen, weight in covered) - ties)
    for row in _greedy(reaches, need, posts):
        model.add_hint(post[row], value=True)
    solver, fine = _solve(model, effort)
    if not fine:
        return Found(_greedy(reaches, need, posts), int(need[reaches.any(axis=0)].sum()))
    total = sum(weight for _, weight in groups)
    return Found(_chosen(solver, post), min(int(-(-solver.best_objective_bound // unit)), total))


def fewest_posts(reaches: Yes, mean_s: Whole, *, effort: float) -> Found:
    """Cover every place that any candidate reaches with the fewest; then least mean seconds."""
    groups = _same_columns(reaches, np.ones(reaches.shape[1], dtype=np.int64))
    if not groups:
        return Found((), 0)
    model = cp_model.CpModel()
    useful = np.flatnonzero(reaches.any(axis=1))
    post = {int(row): model.new_bool_var(f"post {row}") for row in useful}
    for rows, _ in groups:
        model.add_bool_or([post[row] for row in rows])
    unit = int(mean_s[useful].max()) * len(useful) + 1
    model.minimize(sum((unit + int(mean_s[row])) * var for row, var in post.items()))
    greedy = _greedy(reaches, np.ones(reaches.shape[1], dtype=np.int64), len(useful))
    for row, var in post.items():
        model.add_hint(var, value=row in greedy)
    solver, fine = _solve(model, effort)
    if not fine:
        return Found(greedy, 1)
    chosen = _chosen(solver, post)
    return Found(chosen, min(int(max(solver.best_objective_bound, 0) // unit), len(chosen)))


def least_seconds(seconds: Whole, need: Whole, kept_s: Whole, *, posts: int, effort: float) -> Found:
    """Choose at most ``posts`` candidates so that the sum of need × least seconds is least.

    For each place the times of the candidates nearer than the kept posts are sorted into steps; a step is paid for
    where no post lies within it.

    References
    ----------
    S. García, M. Labbé and A. Marín, "Solving large p-median problems with a radius formulation", INFORMS Journal on
    Computing 23(4), 2011, pp. 546-556.
    """
    start = interchange(seconds, need, kept_s, posts)
    none = int((need * kept_s).sum())
    places = np.flatnonzero((need > 0) & (seconds < kept_s[None, :]).any(axis=0))
    if posts < 1 or not len(places):
        return Found((), none)
    if posts == 1:  # each was tried
        return Found(start, _sum_s(seconds, need, kept_s, start))
    model = cp_model.CpModel()
    post = [model.new_bool_var(f"post {row}") for row in range(len(seconds))]
    model.add(sum(post) <= posts)
    paid, fixed = [], int((need * kept_s).sum())
    fixed -= int((need[places] * kept_s[places]).sum())
    for place in places:
        column, weight = seconds[:, place], int(need[place])
        steps = [*np.unique(column[column < kept_s[place]]).tolist(), int(kept_s[place])]
        fixed += weight * steps[0]
        before = None
        for step, farther in pairwise(steps):
            missed = model.new_bool_var(f"farther {place} {step}")
            here = [post[row] for row in np.flatnonzero(column == step)]
            model.add_bool_or([missed, *here] if before is None else [missed, *here, before.negated()])
            paid.append((missed, weight * (farther - step)))
            before = missed
    model.minimize(fixed + sum(cost * missed for missed, cost in paid))
    for row, var in enumerate(post):
        model.add_hint(var, value=row in start)
    solver, fine = _solve(model, effort)
    if not fine:
        return Found(start, 0)
    best = min(
        (tuple(row for row, var in enumerate(post) if solver.boolean_value(var)), start),
        key=lambda chosen: (_sum_s(seconds, need, kept_s, chosen), chosen),
    )
    return Found(best, min(int(np.ceil(solver.best_objective_bound - 1e-6)), _sum_s(seconds, need, kept_s, best)))


def interchange(seconds: Whole, need: Whole, kept_s: Whole, posts: int) -> tuple[int, ...]:
    """Find a good answer of the p-median problem: one post after the other, then exchanges while they help.

    References
    ----------
    M. B. Teitz and P. Bart, "Heuristic methods for estimating the generalized vertex median of a weighted graph",
    Operations Research 16(5), 1968, pp. 955-961.
    """
    chosen: list[int] = []
    here = kept_s.copy()
    for _ in range(min(posts, len(seconds))):
        totals = (np.minimum(seconds, here) * need).sum(axis=1)
        best = int(totals.argmin())
        if totals[best] >= (here * need).sum():
            break
        chosen.append(best)
        here = np.minimum(here, seconds[best])
    better = True
    while better:
        better = False
        for place in range(len(chosen)):
            others = [row for at, row in enumerate(chosen) if at != place]
            rest = np.minimum(kept_s, seconds[others].min(axis=0, initial=np.iinfo(np.int64).max))
            totals = (np.minimum(seconds, rest) * need).sum(axis=1)
            best = int(totals.argmin())
            if totals[best] < totals[chosen[place]]:
                chosen[place], better = best, True
    return tuple(sorted(chosen))


def _same_columns(reaches: Yes, need: Whole) -> list[tuple[tuple[int, ...], int]]:
    """Put places together that the same candidates reach; gives (candidates, need), without what nobody reaches."""
    groups: dict[tuple[int, ...], int] = {}
    for column in np.flatnonzero(reaches.any(axis=0) & (need > 0)):
        rows = tuple(int(row) for row in np.flatnonzero(reaches[:, column]))
        groups[rows] = groups.get(rows, 0) + int(need[column])
    return list(groups.items())


def _greedy(reaches: Yes, need: Whole, posts: int) -> tuple[int, ...]:
    left, chosen = need.copy(), []
    for _ in range(posts):
        gains = (reaches * left).sum(axis=1)
        best = int(gains.argmax())
        if gains[best] <= 0:
            break
        chosen.append(best)
        left[reaches[best]] = 0
    return tuple(sorted(chosen))


def _units(mean_s: Whole, useful: NDArray[np.intp], posts: int) -> tuple[int, int]:
    """Give what one post weighs against mean seconds, and what one need weighs against both."""
    most = min(posts, len(useful))
    each = int(mean_s[useful].max()) * most + 1
    return each, (each + int(mean_s[useful].max())) * most + 1


def _solve(model: cp_model.CpModel, effort: float) -> tuple[cp_model.CpSolver, bool]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = effort
    solver.parameters.linearization_level = 2  # their linear relaxations are nearly whole: without them, 500 × slower
    status = solver.solve(model)
    return solver, status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _chosen(solver: cp_model.CpSolver, post: dict[int, cp_model.IntVar]) -> tuple[int, ...]:
    return tuple(sorted(row for row, var in post.items() if solver.boolean_value(var)))


def _sum_s(seconds: Whole, need: Whole, kept_s: Whole, chosen: Iterable[int]) -> int:
    return int((need * np.minimum(kept_s, seconds[list(chosen)].min(axis=0, initial=2**62))).sum())
