"""RuinRecreate: the search as an object that runs for a while, tells what it has, and can go on."""

from collections.abc import Callable, Sequence
from functools import cached_property
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from planner.search.pool import empty_pool
from planner.search.problem import Problem
from planner.search.search import improve
from planner.search.solution import Solution
from planner.search.state import State, copy_state, empty_state, filled_state
from planner.search.workspace import empty_workspace

AWAY = 10
"""Visits taken out at a time, on average."""
KEEP = 0.97
"""Routes of results that are at least this share of the best go to the pool."""
CHUNK_S = 0.08
"""The kernel comes back after about so many seconds, so that a stop is heard."""
STRIDE_PLACES = 400_000
"""Where rounds are given, the kernel comes back after as many as have so many options and routes to look at."""
POOL_ROUTES = 60_000
NEAR_MOST = 400
"""Neighbours that are kept of each option."""
NOWHERE = np.zeros((1, 1), dtype=np.int32)


class RuinRecreate:
    """Ruin and recreate over one problem; deterministic for a seed and a number of rounds."""

    def __init__(self, problem: Problem, *, seed: int = 0, pool_routes: int = POOL_ROUTES) -> None:
        self.problem, self.seed = problem, seed
        self.state = empty_state(problem)
        self.scratch, self.best = empty_state(problem), empty_state(problem)
        self.work = empty_workspace(problem, self.state)
        self.pool = empty_pool(problem, routes=pool_routes, longest=self.state.seq.shape[1])
        worths = problem.worth[problem.worth > 0]
        self.unit = float(worths.mean()) if len(worths) else 1.0
        least = float(worths.min()) if len(worths) else 1.0
        kinds = problem.route_kind
        length = float((problem.kind_end[kinds] - problem.kind_start[kinds]).sum())
        self.price = 0.5 * least / (1.5 * length + 1.0)
        self.hot = max(0.002 * float(problem.worth.sum()), 0.15 * self.unit)
        self.cold = 0.002 * self.unit
        self.value, self.total, self.rounds, self.pace = -1.0, -np.inf, 0, 20
        self.begun = False
        self.stride = int(np.clip(STRIDE_PLACES // max(len(problem.need) * len(kinds), 1), 4, 200))

    def load(
        self, solution: Solution, *, locked: Sequence[Sequence[bool]] | None = None, closed: Sequence[bool] = ()
    ) -> None:
        """Go on from these routes; what is locked stays, and what is closed takes no further stop."""
        state = empty_state(self.problem)
        filled_state(state, self.problem, solution.routes, solution.starts, locked)
        copy_state(self.state, state)
        for each in (self.state, self.scratch, self.best):
            each.closed[:] = list(closed) or False
        self.begun = False

    @cached_property
    def near(self) -> NDArray[np.int32]:
        """The options nearest to each."""
        return _neighbours(self.problem)

    def fill(self, *, report: Callable[[], None] | None = None) -> None:
        """Put in what fits, without any search."""
        self._chunk(0, self.hot, self.hot, report, fresh=True)
        self.begun = True

    def run(
        self,
        *,
        seconds: float | None = None,
        rounds: int | None = None,
        heat: float | None = None,
        cold: float | None = None,
        report: Callable[[], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """Search for so many seconds or rounds, cooling down; ``report`` is called when there is a better solution.

        ``heat`` and ``cold`` are the temperatures at the beginning and at the end, where they are not the usual ones.
        """
        begin, done = monotonic(), 0
        hot, end = self.hot if heat is None else heat, self.cold if cold is None else cold
        if not self.begun:
            self.fill(report=report)
        while len(self.problem.need):
            used = monotonic() - begin
            share = done / rounds if rounds else used / max(seconds or 0.0, 1e-9)
            if share >= 1.0 or (stop and stop()):
                return
            count = min(self.stride, rounds - done) if rounds else self.pace
            after = (done + count) / rounds if rounds else min(1.0, share + CHUNK_S / max(seconds or 0.0, 1e-9))
            began = monotonic()
            self._chunk(count, cooled(hot, end, share), cooled(hot, end, after), report)
            done += count
            took = monotonic() - began
            if rounds is None:
                self.pace = int(np.clip(self.pace * CHUNK_S / max(took, 1e-4), max(self.pace // 2, 1), self.pace * 2))

    def solution(self) -> Solution:
        """Give the best so far."""
        return read_solution(self.problem, self.best, max(self.value, 0.0))

    def _chunk(
        self, count: int, heat: float, cold: float, report: Callable[[], None] | None, *, fresh: bool = False
    ) -> None:
        self.seed += 1
        better, total, worth = improve(
            self.problem, self.state, self.scratch, self.best, self.work, self.pool,
            self.near if count else NOWHERE, AWAY, heat, cold, count, self.price, KEEP, self.total, self.seed, fresh,
        )  # fmt: skip
        self.rounds += count
        if better:
            self.total, self.value = total, worth
            if report:
                report()


def cooled(hot: float, cold: float, share: float) -> float:
    """Give the temperature after a share of the time, falling by the same share in each.

    Examples
    --------
    >>> [round(cooled(8.0, 2.0, share), 1) for share in (0.0, 0.5, 1.0)]
    [8.0, 4.0, 2.0]
    """
    return hot * (cold / hot) ** min(max(share, 0.0), 1.0)


def read_solution(problem: Problem, state: State, value: float) -> Solution:
    """Read a state's routes, with the starts that its visits tell."""
    routes, starts = [], []
    for r in range(len(problem.route_kind)):
        options = tuple(int(u) for u in state.seq[r, 1 : state.n[r] + 1])
        at = []
        for u in options:
            g = int(problem.need[u])
            at += [
                int(state.visit_start[g, i]) for i in range(int(state.visits[g])) if int(state.visit_route[g, i]) == r
            ]
        routes.append(options)
        starts.append(tuple(at))
    return Solution(tuple(routes), tuple(starts), value)


def _neighbours(problem: Problem) -> NDArray[np.int32]:
    """Give for each option the options nearest to it in travel time, itself first: (U, at most `NEAR_MOST`)."""
    count = len(problem.need)
    width = min(count, NEAR_MOST)
    near = np.zeros((max(count, 1), max(width, 1)), dtype=np.int32)
    place = problem.place
    for u in range(count):
        ways = problem.travel[0, place[u], place]
        near[u] = np.argsort(ways, kind="stable")[:width] if width == count else _nearest(ways, width)
    return near


def _nearest(ways: NDArray[np.int32], width: int) -> NDArray[np.int64]:
    some = np.argpartition(ways, width)[:width]
    order: NDArray[np.int64] = some[np.argsort(ways[some], kind="stable")]
    return order
