"""Master: the linear programme that mixes routes, its prices, and the bound that any prices give.

Rows: what needs more visits than one are worth (their worth falls with every visit, so each chance has a row that says
how many visits were made); how often a need may be visited by shifts that exclude each other (the same day, or so near
that its gap lies across both), added where a solution breaks them; how many routes of each kind there are.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.search.problem import Problem
from planner.search.sides import Sides

TINY = 1e-6


class Prices(NamedTuple):
    """What the linear programme pays: for a visit by (need, chance), and what each exclusion row and kind takes."""

    visit: NDArray[np.float64]
    exclusion: NDArray[np.float64]
    kind: NDArray[np.float64]


class Master:
    """A mix of routes, as a linear programme solved anew after every change.

    Attributes
    ----------
    rows
        (need, kinds): of these kinds, at most one visit of the need.
    columns, mix
        Routes (kind, nodes), and how much of each the last solution takes.
    value, prices
        What that is worth, and pays.
    """

    def __init__(self, problem: Problem, sides: Sequence[Sides]) -> None:
        from ortools.linear_solver import pywraplp  # noqa: PLC0415 - slow to load

        self.problem, self.sides = problem, sides
        self.capacity = np.bincount(problem.route_kind, minlength=len(sides)).astype(np.float64)
        self.pairs = problem.pairs.astype(np.float64)
        solver = pywraplp.Solver.CreateSolver("GLOP")
        solver.SetSolverSpecificParametersAsString("use_preprocessing: false use_dual_simplex: false")
        self._solver, self._objective, self._free = solver, solver.Objective(), solver.infinity()
        self._objective.SetMaximization()
        self._classes()
        self._kind_rows = [solver.Constraint(-self._free, float(c)) for c in self.capacity]
        self._exclusion_rows: list[Any] = []
        self.rows: list[tuple[int, tuple[int, ...]]] = []
        self._rows_known: set[tuple[int, tuple[int, ...]]] = set()
        self._of_need: list[list[int]] = [[] for _ in problem.most]
        self._cliques = [exclusions(problem, sides, g) for g in range(len(problem.most))]
        self.columns: list[tuple[int, tuple[int, ...]]] = []
        self._known: set[tuple[int, tuple[int, ...]]] = set()
        self._variables: list[Any] = []
        self._holds: list[list[tuple[int, int, int]]] = [[] for _ in problem.most]  # (column, kind, visits)
        for g in np.flatnonzero(problem.most == 1):
            self._exclude(int(g), tuple(range(len(sides))))
        self.value, self.prices = (
            0.0,
            Prices(np.zeros(len(self._class_need)), np.zeros(len(self.rows)), np.zeros(len(sides))),
        )
        self.mix: NDArray[np.float64] = np.zeros(0)

    def _classes(self) -> None:
        """Give each need with several visits a row for each chance, and others their worth in the columns."""
        problem, solver = self.problem, self._solver
        several = problem.most > 1
        key: dict[tuple[int, float], int] = {}
        self._class_of = np.full(len(problem.need), -1, dtype=np.int64)
        for u, g in enumerate(problem.need.tolist()):
            if several[g]:
                self._class_of[u] = key.setdefault((g, float(problem.chance[u])), len(key))
        self._class_need = np.array([g for g, _ in key], dtype=np.int64)
        self._class_chance = np.array([chance for _, chance in key])
        self._own = (
            np.where(several[problem.need], 0.0, problem.worth[problem.need, 0] * problem.chance)
            / self.pairs[problem.need]
        )
        self._visit_rows = [solver.Constraint(-self._free, 0.0) for _ in key]
        for g in np.flatnonzero(several):
            classes = np.flatnonzero(self._class_need == g)
            for k in range(int(problem.most[g])):
                level = solver.Constraint(-self._free, 1.0) if len(classes) > 1 else None
                for i in classes:
                    worth = float(problem.worth[g, k] * self._class_chance[i])
                    if worth > 0:
                        made = solver.NumVar(0.0, 1.0, "")
                        self._objective.SetCoefficient(made, worth)
                        self._visit_rows[i].SetCoefficient(made, 1.0)
                        if level is not None:
                            level.SetCoefficient(made, 1.0)

    def add(self, kind: int, nodes: tuple[int, ...]) -> bool:
        """Add a route; give whether it is new."""
        key = (kind, tuple(sorted(nodes)))
        if key in self._known:
            return False
        self._known.add(key)
        made = self._solver.NumVar(0.0, self._free, "")
        options = self.sides[kind].options[list(nodes)]
        self._objective.SetCoefficient(made, float(self._own[options].sum()))
        self._kind_rows[kind].SetCoefficient(made, 1.0)
        classes, counts = np.unique(self._class_of[options], return_counts=True)
        for i, count in zip(classes.tolist(), counts.tolist(), strict=True):
            if i >= 0:
                self._visit_rows[i].SetCoefficient(made, -count / self.pairs[self._class_need[i]])
        needs, counts = np.unique(self.problem.need[options], return_counts=True)
        for g, count in zip(needs.tolist(), counts.tolist(), strict=True):
            self._holds[g].append((len(self.columns), kind, count))
            for row in self._of_need[g]:
                if kind in self.rows[row][1]:
                    self._exclusion_rows[row].SetCoefficient(made, float(count))
        self.columns.append((kind, nodes))
        self._variables.append(made)
        return True

    def drop(self, columns: Iterable[int]) -> None:
        """Let routes be used no more."""
        for i in columns:
            self._variables[i].SetUb(0.0)

    def _exclude(self, g: int, kinds: tuple[int, ...]) -> None:
        row = self._solver.Constraint(-self._free, float(self.pairs[g]))
        for column, kind, count in self._holds[g]:
            if kind in kinds:
                row.SetCoefficient(self._variables[column], float(count))
        self._of_need[g].append(len(self.rows))
        self._exclusion_rows.append(row)
        self.rows.append((g, kinds))
        self._rows_known.add((g, kinds))

    def solve(self) -> None:
        """Solve the mix."""
        told = self._solver.Solve()
        if told != self._solver.OPTIMAL:
            raise RuntimeError(f"the mix of routes could not be solved: GLOP says {told}; report this with the request")
        self.value = self._objective.Value()
        self.mix = np.array([made.solution_value() for made in self._variables])
        self.prices = Prices(_duals(self._visit_rows), _duals(self._exclusion_rows), _duals(self._kind_rows))

    def separate(self) -> int:
        """Add the exclusion rows that the mix breaks; give how many."""
        count = np.zeros((len(self._holds), len(self.sides)))
        for i in np.flatnonzero(self.mix > TINY):
            kind, nodes = self.columns[i]
            np.add.at(count[:, kind], self.problem.need[self.sides[kind].options[list(nodes)]], self.mix[i])
        added = 0
        for g in np.flatnonzero(self.problem.most > 1):
            for kinds in self._cliques[g]:
                if count[g, list(kinds)].sum() > self.pairs[g] + 1e-4 and (int(g), kinds) not in self._rows_known:
                    self._exclude(int(g), kinds)
                    added += 1
        return added

    def prizes(self, prices: Prices) -> list[NDArray[np.float64]]:
        """Give for each kind what a visit at each of its nodes is worth at these prices."""
        taken = np.zeros((len(self._holds), len(self.sides)))
        for (g, kinds), price in zip(self.rows, prices.exclusion, strict=False):
            if price:
                taken[g, list(kinds)] += price
        visit = np.append(prices.visit, 0.0)
        pairs = self.pairs[self.problem.need]
        worth = self._own + visit[self._class_of] / pairs
        return [worth[s.options] - taken[self.problem.need[s.options], c] for c, s in enumerate(self.sides)]

    def most(self, prices: Prices, best: NDArray[np.float64]) -> float:
        """Give the bound at any prices not below 0, where ``best`` is the most that a route of each kind is worth."""
        total = float(np.dot(self.capacity, np.maximum(best, 0.0)))
        rows = min(len(prices.exclusion), len(self.rows))
        total += float(np.dot(prices.exclusion[:rows], [self.pairs[g] for g, _ in self.rows[:rows]]))
        for g in np.unique(self._class_need):
            classes = self._class_need == g
            worth = self.problem.worth[g, : self.problem.most[g], None] * self._class_chance[None, classes]
            total += float(np.maximum(worth - prices.visit[classes], 0.0).max(axis=1).sum())
        return total


def exclusions(problem: Problem, sides: Sequence[Sides], g: int) -> list[tuple[int, ...]]:
    """Give the largest sets of kinds that can make one visit of a need together: one day, or too near for its gap."""
    spans = []
    for c, side in enumerate(sides):
        nodes = np.flatnonzero(problem.need[side.options] == g)
        if len(nodes):
            start = int(problem.kind_start[c])
            opens = min(int(side.fore.win_lo[side.fore.win_at[v]]) for v in nodes) + start
            spans.append((opens, int(side.fore.last[nodes].max()) + start, c))
    spans.sort()
    service = problem.service[problem.option_of[problem.option_at[g] : problem.option_at[g + 1]]]
    apart = int(problem.gap[g] + service.min(initial=0)) if problem.gap[g] else 0

    def exclude(a: tuple[int, int, int], b: tuple[int, int, int]) -> bool:
        return problem.kind_day[a[2]] == problem.kind_day[b[2]] or max(a[1], b[1]) - min(a[0], b[0]) < apart

    found: list[tuple[int, ...]] = []
    for i in range(len(spans)):
        group = [spans[i]]
        for later in spans[i + 1 :]:
            if all(exclude(later, one) for one in group):
                group.append(later)
        kinds = tuple(sorted(c for _, _, c in group))
        if not any(set(kinds) <= set(other) for other in found):
            found.append(kinds)
    return found


def _duals(rows: Sequence[Any]) -> NDArray[np.float64]:
    return np.array([max(0.0, row.dual_value()) for row in rows])
