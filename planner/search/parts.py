"""Parts: the search of a big problem, some routes near each other at a time, several such parts at once.

Parts that are searched at once share no route, and no need whose visits they may change, so what comes of them fits
together whatever comes first (decomposition as in Bent & Van Hentenryck, *Randomized adaptive spatial decoupling for
large-scale vehicle routing with time windows*, AAAI 2007). They are chosen, and put back, in one order, which hangs
neither on the clock nor on how many processes there are.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from planner.search.cutting import cut_out
from planner.search.executors import done_at_once
from planner.search.layout import Layout
from planner.search.neighbourhood import Neighbourhood
from planner.search.part import Part, Task, improve_part
from planner.search.pool import empty_pool
from planner.search.problem import Problem
from planner.search.ruin_recreate import RuinRecreate, cooled
from planner.search.solution import Solution

BIG = 60
"""More routes than this are searched in parts."""
PART_ROUTES = 16
PART_ROUNDS = 3000
HOT, COLD = 0.2, 0.02
"""Heat that a part begins with, first and last, in worths of a visit."""
PATIENCE_S, PATIENCE = 3.0, 5.0
"""A part that takes longer elsewhere than so many seconds, and so many times the longest here, is done here."""
FAILURES = 4
"""An executor that fails so often, one time after the other, is left alone."""


def make_search(problem: Problem, *, seed: int = 0) -> "RuinRecreate | Parts":
    """Give the search that suits a problem's size."""
    return (Parts if len(problem.route_kind) > BIG else RuinRecreate)(problem, seed=seed)


@dataclass
class _Job:
    """A part under way: not yet begun, on the executor, or done here."""

    part: Part
    task: Task
    future: Future[Solution] | None = None
    done: Solution | None = None


class Parts:
    """The search of a big problem; deterministic for a seed and a number of rounds, on any executor or none.

    It does what `planner.search.ruin_recreate.RuinRecreate` does, and can stand in its place.
    """

    def __init__(self, problem: Problem, *, seed: int = 0, executor: Executor | None = None) -> None:
        self.problem, self.seed, self.executor = problem, seed, executor
        self.layout = Layout(problem)
        self.near = Neighbourhood(problem, self.layout)
        self.pool = empty_pool(problem, routes=1, longest=1)
        self.hot, self.cold = HOT, COLD
        self.value, self.total, self.rounds, self.begun = -1.0, -np.inf, 0, False
        self._locked: set[tuple[int, int]] = set()
        self._closed = np.zeros(len(problem.route_kind), dtype=np.bool_)
        self._random = np.random.default_rng(seed)
        self._size = max(min(PART_ROUTES, len(problem.route_kind) // 4), 1)
        self._at_once = max(len(problem.route_kind) // (2 * self._size), 1)
        self._turn: list[int] = []
        self._jobs: deque[_Job] = deque()
        self._longest, self._failures = 0.0, 0

    def load(
        self, solution: Solution, *, locked: Sequence[Sequence[bool]] | None = None, closed: Sequence[bool] = ()
    ) -> None:
        """Go on from these routes; what is locked stays, and what is closed takes no further stop."""
        for r, (options, starts) in enumerate(zip(solution.routes, solution.starts, strict=True)):
            self.layout.put(r, options, starts)
        if locked is not None:
            self._locked = {
                (r, start)
                for r, (own, starts) in enumerate(zip(locked, solution.starts, strict=True))
                for held, start in zip(own, starts, strict=True)
                if held
            }
        if len(closed):
            self._closed[:] = list(closed)
        self.begun = False

    def solution(self) -> Solution:
        """Give the best so far."""
        return self.layout.solution(max(self.value, 0.0))

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
        """Search for so many seconds, or rounds of all parts together; ``report`` is called when it is better."""
        begin, first = monotonic(), self.rounds
        hot, end = self.hot if heat is None else heat, self.cold if cold is None else cold

        def share() -> float:
            return (self.rounds - first) / rounds if rounds else (monotonic() - begin) / (seconds or 1.0)

        def enough() -> bool:
            return (stop is not None and stop()) or (rounds is None and share() >= 1.0)

        if not self.begun:
            self._fill(report)
        while not enough():
            while share() < 1.0 and len(self._jobs) < self._at_once:
                if not self._choose(cooled(hot, end, share()), rounds and rounds + first - self.rounds):
                    break
            solved = self._next(enough) if self._jobs else None
            if solved is None:
                break
            self._put_back(self._jobs.popleft().part, solved, report)
        while self._jobs:
            job = self._jobs.pop()
            if job.future:
                job.future.cancel()

    def _fill(self, report: Callable[[], None] | None) -> None:
        """Put in what fits, everywhere, in one go."""
        search = RuinRecreate(self.problem, seed=self.seed, pool_routes=1)
        search.load(self.layout.solution(0.0), locked=self._locks(), closed=self._closed.tolist())
        search.fill()
        found = search.solution()
        for r, (options, starts) in enumerate(zip(found.routes, found.starts, strict=True)):
            self.layout.put(r, options, starts)
        self.begun = True
        self._better(found.value, found.value + self.layout.soft(), report)

    def _better(self, value: float, total: float, report: Callable[[], None] | None) -> None:
        better = total > self.total + 1e-9
        self.value, self.total = value, total
        if better and report:
            report()

    def _locks(self) -> list[list[bool]]:
        return [[(r, start) in self._locked for start in starts] for r, starts in enumerate(self.layout.starts)]

    def _choose(self, heat: float, left: int | None) -> bool:
        """Take one more part under way; False where no route is free for it."""
        shut, taken = self._closed.copy(), set[int]()
        for job in self._jobs:
            shut[list(job.part.routes)] = True
            taken.update(job.part.needs)
        seed = self._seed(shut)
        if seed is None:
            return False
        routes, options = self.near.around(seed, self._size, shut=shut, taken=taken)
        part = cut_out(self.layout, routes, options, taken=taken, locked=lambda r, start: (r, start) in self._locked)
        rounds = PART_ROUNDS if left is None else min(PART_ROUNDS, left)
        task = Task(part.problem, part.begun, part.locked, rounds, heat, int(self._random.integers(1 << 30)))
        self.rounds += rounds
        self._jobs.append(_Job(part, task))
        return True

    def _seed(self, shut: NDArray[np.bool_]) -> int | None:
        """Give the next route in turn, all of them in a random order before one comes again."""
        if shut.all():
            return None
        for _ in range(2):
            for i, r in enumerate(self._turn):
                if not shut[r]:
                    return self._turn.pop(i)
            self._turn += self._random.permutation(len(self._closed)).tolist()
        return None

    def _next(self, enough: Callable[[], bool]) -> Solution | None:
        """Give what came of the part that is first in turn; None where it is enough before."""
        job, waited = self._jobs[0], monotonic()
        while job.done is None and not enough():
            self._submit()
            late = monotonic() - waited > max(PATIENCE_S, PATIENCE * self._longest)
            waiting = [other for other in self._jobs if other.future is None and other.done is None]
            if job.future is None or late or (job.future.done() and _lost(job.future)):
                self._failures += job.future is not None
                self._do(job, enough)
            elif job.future.done():
                job.done, self._failures = job.future.result(), 0
            elif waiting:
                self._do(waiting[-1], enough)
            else:
                wait([job.future], timeout=0.02)
        return job.done

    def _do(self, job: _Job, enough: Callable[[], bool]) -> None:
        """Search a part here."""
        begin = monotonic()
        job.done = improve_part(job.task, enough)
        self._longest = max(self._longest, monotonic() - begin)

    def _submit(self) -> None:
        """Keep the executor busy, with as many parts waiting as it is at; no more where it fails again and again."""
        waiting = [job for job in self._jobs if job.future is None and job.done is None]
        if self.executor is None or self._failures >= FAILURES or not waiting:
            return
        under_way = sum(job.future is not None and not job.future.done() for job in self._jobs)
        for job in waiting[: max(2 * done_at_once(self.executor) - under_way, 0)]:
            try:
                job.future = self.executor.submit(improve_part, job.task)
            except (BrokenExecutor, RuntimeError, OSError):
                self._failures += 1
                return

    def _put_back(self, part: Part, solved: Solution, report: Callable[[], None] | None) -> None:
        """Take what came of a part, where it is no worse."""
        layout = self.layout
        worth = layout.worth(part.needs)
        old = [(layout.routes[r], layout.starts[r]) for r in part.routes]
        for r, options, starts in zip(part.routes, solved.routes, solved.starts, strict=True):
            layout.put(r, [part.options[u] for u in options], starts)
        value = self.value + layout.worth(part.needs) - worth
        total = value + layout.soft()
        if total < self.total - 1e-9:
            for r, (options, starts) in zip(part.routes, old, strict=True):
                layout.put(r, options, starts)
        else:
            self._better(value, total, report)


def _lost(future: Future[Solution]) -> bool:
    """Tell whether a part that is done elsewhere came to nothing: its process died, or it was dropped."""
    return future.cancelled() or future.exception() is not None
