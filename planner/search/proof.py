"""Proof: how good any solution of a problem can be at most, and the routes that could be in a better one.

The bound is that of column generation at its best prices so far: it holds at every moment, and rounds down to what
visits can be worth together.
"""

import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import floor, gcd, inf, isinf

import numpy as np

from planner.search.column import Column
from planner.search.driving import earliest_starts
from planner.search.generation import Generation
from planner.search.labelling import Full, Steps
from planner.search.master import TINY
from planner.search.packing import Packing
from planner.search.pricer import Pricer
from planner.search.problem import Problem

MOST_NODES = 1500
"""Most options of one kind of shift that are priced; beyond, the cheap bound stays."""
FAR, MOST_LISTED = 0.03, 200_000
"""Farthest that a bound may be from the incumbent for all routes in between to be listed; most labels for that."""
PAUSE_S = 0.05
"""How long it waits when asked again in vain, so that who asks in a loop does not keep a core busy."""
MOST_SECONDS = 600.0
"""Longest that listed routes are put together."""
LABELS = 6_000_000
"""Room for labels, in each direction (40 bytes each)."""


class Proof:
    """The bound of a problem, as far as it has come.

    Attributes
    ----------
    bound
        No solution is worth more.
    finished
        Nothing more can be tightened.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem, self.finished = problem, False
        self._unit = unit_of(problem)
        self.bound = self._rounded(cheap_bound(problem))
        self._pricers: list[Pricer] = []
        self._waiting: list[Column] = []
        apart = (problem.gap > 0) & (problem.most > 1)
        self._countable = self._unit > 0 and not (apart | (problem.pairs > 1)).any()
        self._tried = (inf, inf)
        self._driven: dict[tuple[int, tuple[int, ...]], Column | None] = {}
        self._generation: Generation | None = None
        self._course, self._rounds, self._resting = self._go(), 0, False
        self._incumbent, self._until = -inf, inf
        self._halted: Callable[[], bool] = lambda: False

    def add(self, columns: Iterable[Column]) -> None:
        """Take routes that a search has found: the bound comes sooner."""
        self._waiting += columns
        if self._generation is not None:
            self._take_in(self._generation)

    def improve(
        self,
        *,
        seconds: float | None = None,
        rounds: int | None = None,
        incumbent: float = -inf,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """Tighten the bound, until time or rounds are up, or it proves that nothing is worth more than ``incumbent``.

        It goes on where it stopped. Where the routes that a better solution could have were too many to list, it comes
        back after a moment until there is a better incumbent.
        """
        self._until = inf if seconds is None else time.monotonic() + seconds
        self._halted = lambda: time.monotonic() >= self._until or (stop is not None and stop())
        better, self._incumbent = incumbent > self._incumbent, incumbent
        self._resting = self._resting and not better
        if self._resting and seconds is not None:
            time.sleep(max(0.0, min(PAUSE_S, seconds)))
        last = inf if rounds is None else self._rounds + rounds
        while not (
            self.finished or self._resting or self._rounds >= last or self._halted() or self.bound <= incumbent + TINY
        ):
            next(self._course)

    def _go(self) -> Steps[None]:
        """Make every kind of shift ready, then go on round by round until nothing more can be tightened."""
        problem = self.problem
        for c in range(len(problem.kind_start)):
            if problem.allowed[:, problem.route_kind == c].any(axis=1).sum() > MOST_NODES:
                self.finished = True
                yield
            self._pricers.append(Pricer(problem, c))
            yield
        generation = self._generation = Generation(problem, self._pricers, labels=LABELS)
        self._take_in(generation)
        while not self.finished:
            steps = generation.steps
            if not generation.converged:
                yield from generation.round()
                if generation.proved:
                    self.bound = min(self.bound, self._rounded(generation.proved.bound))
            if generation.converged or generation.steps > steps:
                yield from self._list(generation)
            self._rounds += 1
            yield

    def _take_in(self, generation: Generation) -> None:
        for column in self._waiting:
            nodes = self._pricers[column.kind].nodes(column.options)
            if nodes is not None:
                generation.master.add(column.kind, nodes)
        self._waiting = []

    def _list(self, generation: Generation) -> Steps[None]:
        """List every route that a better solution can have, where they are few, and find the best of those."""
        proved, incumbent = generation.proved, self._incumbent
        now = (proved.bound if proved else inf, incumbent)
        if not self._countable:
            self.finished = generation.converged
            return
        if now == self._tried or now[0] > (1 + FAR) * incumbent:
            self._resting = generation.converged
            return
        self._tried = now
        try:
            routes = yield from generation.every(self._rounded(incumbent) + self._unit, most=MOST_LISTED)
        except Full:
            self._resting = generation.converged
            return
        columns = [column for route in routes if (column := self._column(*route)) is not None]
        for kind, nodes in routes:
            generation.master.add(kind, nodes)
        packing = Packing(self.problem, columns, strict=True)
        found, _ = packing.solve(until=min(self._until, time.monotonic() + MOST_SECONDS), stop=self._halted)
        best = found.value if found else -inf
        if packing.proved:
            self.finished = True
        else:
            self._tried = (inf, inf)
            best = max(best, self._rounded(packing.bound))
        self.bound = min(self.bound, max(incumbent, best))

    def _rounded(self, bound: float) -> float:
        return bound if self._unit == 0 or isinf(bound) else floor(bound / self._unit + 1e-6) * self._unit

    def columns(self, incumbent: float, most: int) -> list[Column]:
        """Give the routes that can be in a solution worth more than ``incumbent``, best first, ``most`` of them."""
        if self._generation is None:
            return self._waiting[:most]
        found: list[Column] = []
        for kind, nodes in self._generation.rated(incumbent):
            column = self._column(kind, nodes)
            if column is not None:
                found.append(column)
            if len(found) >= most:
                break
        return found

    def _column(self, kind: int, nodes: tuple[int, ...]) -> Column | None:
        """Give a route with its starts; None where it can be driven in relaxation only."""
        if (kind, nodes) not in self._driven:
            options = tuple(self._pricers[kind].options[list(nodes)].tolist())
            starts = earliest_starts(self.problem, kind, options)
            self._driven[kind, nodes] = None if starts is None else Column(kind, options, starts)
        return self._driven[kind, nodes]


def cheap_bound(problem: Problem) -> float:
    """Give a bound at once: every visit at its best, or as many as the room of all routes has time for."""
    best = np.zeros(len(problem.most))
    np.maximum.at(best, problem.need, np.where(problem.allowed.any(axis=1), problem.chance, 0.0))
    shortest = np.full(len(problem.most), np.iinfo(np.int64).max)
    np.minimum.at(shortest, problem.need, problem.service)
    room = np.minimum(problem.kind_room, problem.kind_end - problem.kind_start - problem.break_len.sum(axis=1))
    left = float(np.maximum(room, 0)[problem.route_kind].sum())
    days = np.zeros(len(problem.most), dtype=np.int64)
    for day in np.unique(problem.kind_day[problem.route_kind]) if len(problem.route_kind) else ():
        on = problem.allowed[:, problem.kind_day[problem.route_kind] == day].any(axis=1)
        days += np.bincount(problem.need[on], minlength=len(days)) > 0
    visits = [
        (worth * best[g], float(shortest[g] * problem.pairs[g]))
        for g in range(len(best))
        for worth in problem.worth[g, : min(problem.most[g], days[g])]
        if worth * best[g] > 0
    ]
    total = 0.0
    for worth, spent in sorted(visits, key=lambda visit: -visit[0] / max(visit[1], 1e-9)):
        share = min(1.0, left / spent) if spent > 0 else 1.0
        total += worth * share
        left -= spent * share
        if left <= 0:
            break
    return total


def unit_of(problem: Problem) -> float:
    """Give the largest number of which every worth of a visit is a multiple; 0 where none is above a thousandth."""
    worths = np.unique((problem.worth[problem.need] * problem.chance[:, None]).ravel())
    scaled = worths * 1000.0
    if len(worths) == 0 or np.abs(scaled - np.rint(scaled)).max() > 1e-6:
        return 0.0
    common = gcd(*(int(x) for x in np.rint(scaled)))
    return float(Fraction(common, 1000))
