"""Packing: put routes together anew, so that their visits are worth the most, by mixed-integer programming.

Routes may overlap: a stop of which there is one too many is left out, and all other stops keep their times.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from math import inf
from typing import Any, NamedTuple

from planner.search.column import Column
from planner.search.driving import earliest_starts
from planner.search.problem import Problem
from planner.search.solution import Solution, worth_of


class Slot(NamedTuple):
    """A visit that several routes may make, together or instead of each other; -1 where it does not matter."""

    need: int
    day: int
    start: int
    option: int
    chance: float


def pack(
    problem: Problem,
    columns: Iterable[Column],
    *,
    seconds: float,
    incumbent: Solution | None = None,
    stop: Callable[[], bool] | None = None,
) -> Solution | None:
    """Find the best combination of routes: within these exactly, where time allows.

    Parameters
    ----------
    columns
        Routes that can each be driven at their ``starts``; those of the incumbent are taken as well.
    seconds
        When to end at the latest.
    stop
        Asked now and then whether to end at once.

    Returns
    -------
    Solution or None
        The best found that is worth more than the incumbent, else the incumbent.
    """
    until = time.monotonic() + seconds
    chosen = dict.fromkeys(columns)
    if incumbent is not None:
        routes = zip(problem.route_kind.tolist(), incumbent.routes, incumbent.starts, strict=True)
        chosen.update(dict.fromkeys(Column(kind, options, starts) for kind, options, starts in routes if options))
    best = incumbent
    for strict in (False, True):
        if time.monotonic() >= until or not chosen or (stop is not None and stop()):
            break
        packing = Packing(problem, list(chosen), strict=strict)
        found, sound = packing.solve(until=until, hint=incumbent, stop=stop)
        if found is not None and (best is None or found.value > best.value + 1e-9):
            best = found
        if sound:
            break
    return best


class Packing:
    """The programme: which columns to take, and which of their visits count.

    ``strict``: every stop of a route that is taken counts; else one too many is left out.
    """

    def __init__(self, problem: Problem, columns: Sequence[Column], *, strict: bool) -> None:
        from ortools.linear_solver import pywraplp  # noqa: PLC0415 - slow to load

        self.problem, self.columns, self.strict = problem, columns, strict
        self.proved, self.bound = False, inf
        self._solver = pywraplp.Solver.CreateSolver("SCIP")
        self._objective = self._solver.Objective()
        self._objective.SetMaximization()
        self._free = self._solver.infinity()
        self._crews = _crews(problem)
        self._timed = self._near()
        self._take_columns()
        self._count_visits()

    def _take_columns(self) -> None:
        """Make a variable for each column and each set of routes that may drive it."""
        problem, solver = self.problem, self._solver
        rows = [solver.Constraint(-self._free, float(len(routes))) for routes in self._crews]
        self._taken: list[tuple[int, int, Any]] = []  # (column, crew, variable)
        self._covers: dict[Slot, list[tuple[Any, int]]] = defaultdict(list)
        joint = problem.pairs > 1
        for j, (kind, options, starts) in enumerate(self.columns):
            several = bool(joint[problem.need[list(options)]].any())
            for crew, routes in enumerate(self._crews):
                if problem.route_kind[routes[0]] != kind or not problem.allowed[list(options), routes[0]].all():
                    continue
                variable = solver.IntVar(0, len(routes) if several else 1, "")
                rows[crew].SetCoefficient(variable, 1.0)
                self._taken.append((j, crew, variable))
                for k, (u, start) in enumerate(zip(options, starts, strict=True)):
                    self._covers[self._slot(kind, u, start)].append((variable, k))

    def _slot(self, kind: int, u: int, start: int) -> Slot:
        """Say which visit a stop is; its time matters only where the need may be visited too near to it."""
        problem = self.problem
        g, day = int(problem.need[u]), int(problem.kind_day[kind])
        timed = problem.pairs[g] > 1 or (g, kind) in self._timed
        return Slot(g, day, start if timed else -1, u if timed else -1, float(problem.chance[u]))

    def _near(self) -> set[tuple[int, int]]:
        """Find the (need, kind) whose visits may be nearer than the need's gap to those on another day."""
        problem = self.problem
        spans: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for kind, options, starts in self.columns:
            for u, start in zip(options, starts, strict=True):
                g = int(problem.need[u])
                if problem.most[g] > 1:
                    spans[g][kind] += (start, start + int(problem.gap[g] + problem.service[u]))
        found: set[tuple[int, int]] = set()
        for g, kinds in spans.items():
            for a, b in combinations(kinds, 2):
                if problem.kind_day[a] != problem.kind_day[b] and max(min(kinds[a]), min(kinds[b])) < min(
                    max(kinds[a]), max(kinds[b])
                ):
                    found |= {(g, a), (g, b)}
        return found

    def _count_visits(self) -> None:
        problem, solver = self.problem, self._solver
        slots: dict[int, list[Slot]] = defaultdict(list)
        for slot in self._covers:
            slots[slot.need].append(slot)
        self._made: dict[Slot, Any] = {}
        for g, own in slots.items():
            pairs = int(problem.pairs[g])
            for slot in sorted(own, key=lambda s: s[1:]):
                made = self._made[slot] = solver.BoolVar("")
                # as many routes as the visit takes; strictly: no more
                row = solver.Constraint(0.0, 0.0 if self.strict else self._free)
                row.SetCoefficient(made, -float(pairs))
                for variable, _ in self._covers[slot]:
                    row.SetCoefficient(variable, 1.0)
            self._exclude(g, own)
            self._reward(g, own)

    def _exclude(self, g: int, own: Sequence[Slot]) -> None:
        """Let at most one visit of a need be made on a day, and of those too near for its gap."""
        problem = self.problem
        days: dict[int, list[Slot]] = defaultdict(list)
        for slot in own:
            days[slot.day].append(slot)
        groups = [group for group in days.values() if len(group) > 1]
        if problem.most[g] > 1:
            groups += self._too_near(g, sorted((s for s in own if s.start >= 0), key=lambda s: s.start))
        for group in groups:
            self._at_most([self._made[slot] for slot in group], 1.0)

    def _too_near(self, g: int, timed: Sequence[Slot]) -> list[list[Slot]]:
        """Give sets of visits, in order of time, of which the gap allows one."""
        gap, service = int(self.problem.gap[g]), self.problem.service
        shortest = min((int(service[slot.option]) for slot in timed), default=0)
        groups, reached = [], 0
        for i, slot in enumerate(timed):
            group = [s for s in timed[i:] if s.start < slot.start + gap + shortest]
            if i + len(group) > reached and len({s.day for s in group}) > 1:
                groups.append(group)
                reached = i + len(group)
            for later in timed[i + len(group) :]:
                if later.start >= slot.start + gap + int(service[slot.option]):
                    break
                groups.append([slot, later])
        return groups

    def _at_most(self, variables: Sequence[Any], limit: float) -> None:
        row = self._solver.Constraint(-self._free, limit)
        for variable in variables:
            row.SetCoefficient(variable, 1.0)

    def _reward(self, g: int, own: Sequence[Slot]) -> None:
        """Pay for the first, second, … visit by the chance of those that are made."""
        problem, solver = self.problem, self._solver
        most = int(problem.most[g])
        self._at_most([self._made[slot] for slot in own], float(most))
        chances = sorted({slot.chance for slot in own})
        if most == 1:
            for slot in own:
                self._objective.SetCoefficient(self._made[slot], float(problem.worth[g, 0] * slot.chance))
            return
        levels = [solver.Constraint(-self._free, 1.0) for _ in range(most)]
        for chance in chances:
            row = solver.Constraint(-self._free, 0.0)
            for slot in own:
                if slot.chance == chance:
                    row.SetCoefficient(self._made[slot], -1.0)
            for k, level in enumerate(levels):
                paid = solver.NumVar(0.0, 1.0, "")
                self._objective.SetCoefficient(paid, float(problem.worth[g, k] * chance))
                row.SetCoefficient(paid, 1.0)
                level.SetCoefficient(paid, 1.0)

    def solve(
        self, *, until: float, hint: Solution | None = None, stop: Callable[[], bool] | None = None
    ) -> tuple[Solution | None, bool]:
        """Give the best solution found, and False where leaving a stop out spoiled a route, so that it is not sound."""
        if hint is not None:
            self._hint(hint)
        seconds = until - time.monotonic()
        if seconds <= 0.02:
            return None, True
        self._solver.SetTimeLimit(int(seconds * 1000))
        with watched(self._solver.InterruptSolve, until, stop):
            told = self._solver.Solve()
        if told not in (self._solver.OPTIMAL, self._solver.FEASIBLE):
            return None, True
        self.proved, self.bound = told == self._solver.OPTIMAL, self._objective.BestBound()
        return self._solution()

    def _hint(self, hint: Solution) -> None:
        """Start from a solution that is known."""
        wanted: dict[Column, int] = defaultdict(int)
        for kind, options, starts in zip(self.problem.route_kind.tolist(), hint.routes, hint.starts, strict=True):
            wanted[Column(kind, options, starts)] += 1
        values = []
        room = [len(routes) for routes in self._crews]
        for j, crew, _ in self._taken:
            take = min(wanted.get(self.columns[j], 0), room[crew])
            wanted[self.columns[j]] -= take
            room[crew] -= take
            values.append(float(take))
        self._solver.SetHint([variable for _, _, variable in self._taken], values)

    def _solution(self) -> tuple[Solution | None, bool]:
        """Read the routes, without the stops that do not count."""
        problem = self.problem
        routes: list[list[tuple[int, int]]] = [[] for _ in problem.route_kind]
        free = [list(crew) for crew in self._crews]
        wanted = {
            slot: int(problem.pairs[slot.need]) for slot, made in self._made.items() if made.solution_value() > 0.5
        }
        sound = True
        for j, crew, variable in self._taken:
            for _ in range(round(variable.solution_value())):
                kind, options, starts = self.columns[j]
                stops = []
                for u, start in zip(options, starts, strict=True):
                    slot = self._slot(kind, u, start)
                    if wanted.get(slot, 0) > 0:
                        wanted[slot] -= 1
                        stops.append((u, start))
                left, times = [u for u, _ in stops], [start for _, start in stops]
                if len(stops) == len(options) or earliest_starts(problem, kind, left, starts=times) is not None:
                    routes[free[crew].pop()] = stops
                else:
                    sound = False
        if not sound:
            return None, False
        made = tuple(tuple(u for u, _ in route) for route in routes)
        when = tuple(tuple(start for _, start in route) for route in routes)
        return Solution(made, when, worth_of(problem, made, when)), True


def _crews(problem: Problem) -> list[list[int]]:
    """Put routes together that can be exchanged: of one kind, with the same skills."""
    crews: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for r, kind in enumerate(problem.route_kind.tolist()):
        crews[kind, problem.allowed[:, r].tobytes()].append(r)
    return list(crews.values())


@contextmanager
def watched(interrupt: Callable[[], object], until: float, stop: Callable[[], bool] | None) -> Iterator[None]:
    """Interrupt a solver when time is up, or the caller wants it to stop."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.03):
            if time.monotonic() > until or (stop is not None and stop()):
                interrupt()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
