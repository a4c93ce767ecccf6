"""Layout: the routes of a big problem as they are now, with the visits of each need and the soft goals at hand."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from planner.search.problem import Problem
from planner.search.route_times import lay_route
from planner.search.solution import Solution


class Visit(NamedTuple):
    """One stop of a need: in which route, when, by which option."""

    route: int
    start: int
    option: int


class Layout:
    """Routes that can be replaced one by one; ``visits[g]`` are the stops of need g, in any order."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._need: list[int] = problem.need.tolist()
        self._day: list[int] = problem.kind_day[problem.route_kind].tolist()
        self.routes: list[tuple[int, ...]] = [() for _ in problem.route_kind]
        self.starts: list[tuple[int, ...]] = [() for _ in problem.route_kind]
        self.visits: list[list[Visit]] = [[] for _ in problem.most]
        self._known: Counter[tuple[int, int]] = Counter()  # stops at a place by a pair
        self._ridden = [0] * len(self.routes)

    def put(self, r: int, options: Sequence[int], starts: Sequence[int]) -> None:
        """Let route r make these stops and no others."""
        pair, place = int(self.problem.pair[r]), self.problem.place
        for u in self.routes[r]:
            own = self.visits[self._need[u]]
            own[:] = [visit for visit in own if visit.route != r]
            self._known[int(place[u]), pair] -= 1
        self.routes[r], self.starts[r] = tuple(options), tuple(starts)
        for u, start in zip(options, starts, strict=True):
            self.visits[self._need[u]].append(Visit(r, start, u))
            self._known[int(place[u]), pair] += 1
        self._ridden[r] = self._under_way(r) if self.problem.soft[2] else 0

    def _under_way(self, r: int) -> int:
        """Give how long route r travels."""
        options, starts = self.routes[r], self.starts[r]
        laid = lay_route(self.problem, int(self.problem.route_kind[r]), options, [(start, start) for start in starts])
        return laid.busy - int(self.problem.service[list(options)].sum()) if laid and options else 0

    def day(self, r: int) -> int:
        """Give the day of route r."""
        return self._day[r]

    def apart(self, g: int, visits: Iterable[Visit]) -> list[Visit]:
        """Give one stop of each visit: a joint visit has several, at one time."""
        if self.problem.pairs[g] == 1:
            return list(visits)
        return list({visit.start: visit for visit in visits}.values())

    def worth(self, needs: Iterable[int]) -> float:
        """Give what the visits of these needs are worth; see `planner.search.solution.worth_of`."""
        problem, value = self.problem, 0.0
        for g in needs:
            together: dict[int, int] = defaultdict(int)
            chances = []
            for visit in self.visits[g]:
                together[visit.start] += 1
                if problem.pairs[g] == 1 or together[visit.start] == problem.pairs[g]:
                    chances.append(float(problem.chance[visit.option]))
            chances.sort(reverse=True)
            value += sum(float(w) * c for w, c in zip(problem.worth[g], chances, strict=False))
        return value

    def soft(self) -> float:
        """Give what the soft goals add; see `planner.search.problem.Soft`."""
        problem = self.problem
        continuity, fairness, travel = problem.soft.tolist()
        gained = travel * sum(self._ridden) if travel else 0.0
        if continuity:
            gained += continuity * sum(count - 1 for count in self._known.values() if count > 1)
        if fairness:
            got = np.minimum(np.array([len(own) for own in self.visits]) // problem.pairs, problem.wanted)
            met, want = np.bincount(problem.district, got), np.bincount(problem.district, problem.wanted)
            gained += fairness * float(np.abs(met - want * met.sum() / max(want.sum(), 1)).sum()) / 2
        return gained

    def solution(self, value: float) -> Solution:
        """Give the routes as they are."""
        return Solution(tuple(self.routes), tuple(self.starts), value)
