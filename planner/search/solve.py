"""Solve: search, proof and packing in turn, or side by side on an executor; always a solution at hand, and a bound."""

from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass, field
from time import monotonic
from uuid import uuid4

from planner.search.column import Column
from planner.search.outcome import Found, Relaxed, Solved, gap_of
from planner.search.packing import pack
from planner.search.parts import Parts, make_search
from planner.search.problem import Problem
from planner.search.proof import Proof
from planner.search.prove_apart import PACK_COLUMNS, prove
from planner.search.route_times import lay_route, route_starts
from planner.search.ruin_recreate import RuinRecreate, cooled
from planner.search.solution import Solution, worth_of

FIRST_SHARE = 0.3
"""Share of the time that the search has for itself at the beginning, as the proof starts from its routes; a quarter of
it, and some seconds at most, where the proof has a process of its own."""
FIRST_MOST_S = 2.0
SLICE_SHARE = 0.08
SLICE_LEAST_S = 1.5
"""Share of the time, and least seconds, after which a proof on an executor tells what it has."""
PACK_SHARE = 0.08
"""Share of the time that one packing may take."""
TURN_SHARE = 0.12
"""Share of the time after which proof and search take turns in one process. Where the proof is near its end it gets the
most of it, and else the search does."""
NEAR = 0.02
"""A gap below which it pays to go on with the proof."""
PARTS_SHARE = 0.6
"""Share of the time in which a big problem is searched in parts, before it is proved how good that is."""
PROVED_OPTIONS = 3000
"""A big problem with more options than this is not proved beyond the cheap bound."""
WARM_COLUMNS = 1500
PROOF_ROUNDS = 40
"""Rounds of pricing, where rounds and not seconds are given."""
WARM_HEAT = 0.5
"""Share of the first heat with which the search goes on after a packing."""


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    rounds: int | None = None,
    seed: int = 0,
    report: Callable[[Found], None] | None = None,
    stop: Callable[[], bool] | None = None,
    executor: Executor | None = None,
) -> Solved:
    """Solve a problem for so many seconds, or rounds of the search: then the same seed gives the same result.

    Parameters
    ----------
    report
        Called with each better value or bound.
    stop
        Asked often; the best so far is given within half a second after it says True.
    executor
        Where the proof runs beside the search; in this process, in turns, where it is None.

    Examples
    --------
    >>> import numpy as np
    >>> from planner.search.problem import Need, Option, ShiftKind, make_problem
    >>> ways = np.array([[[0, 5, 9], [5, 0, 5], [9, 5, 0]]], dtype=np.int32)
    >>> needs = [Need((3.0,)), Need((1.0,))]
    >>> options = [Option(g, g + 1, 10, ((0, 40),)) for g in range(2)]
    >>> solved = solve(make_problem(ways, [ShiftKind(0, 60, 0)], [0], options, needs), rounds=20)
    >>> solved.solution.value, solved.bound, sorted(solved.solution.routes[0])
    (4.0, 4.0, [0, 1])
    """
    solving = Solving(problem, make_search(problem, seed=seed), report=report, stop=stop)
    if rounds is not None:
        solving.by_rounds(rounds)
    else:
        solving.by_seconds(10.0 if seconds is None else seconds, executor)
    return solving.solved()


@dataclass
class Solving:
    """One solve under way, over a search that may have begun already."""

    problem: Problem
    search: RuinRecreate | Parts
    loosened: Relaxed | None = None
    report: Callable[[Found], None] | None = None
    stop: Callable[[], bool] | None = None
    packs: bool = True
    bound: float = field(default=float("inf"))
    begin: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        self.relaxed = self.loosened or Relaxed(self.problem, tuple(range(len(self.problem.kind_start))))
        self._back: dict[int, list[int]] = {}
        for true, loose in enumerate(self.relaxed.kind_of):
            self._back.setdefault(loose, []).append(true)
        self.columns: list[Column] = []
        self._told = (-float("inf"), float("inf"))

    def solved(self) -> Solved:
        """Give the best solution and bound."""
        return Solved(self.search.solution(), max(self.bound, self.search.value))

    def by_rounds(self, rounds: int) -> None:
        """Search so many rounds, prove, pack, search on; nothing hangs on the clock."""
        if self._nothing():
            return
        if isinstance(self.search, Parts):
            self.bound = min(self.bound, Proof(self.relaxed.problem).bound)
            self.search.run(rounds=rounds, report=self.tell, stop=self.stop)
            return
        half = cooled(self.search.hot, self.search.cold, 0.5)
        self.search.run(rounds=max(rounds // 2, 1), cold=half, report=self.tell, stop=self.stop)
        proof = Proof(self.relaxed.problem)
        proof.add(self._warm())
        proof.improve(rounds=PROOF_ROUNDS, incumbent=self.search.value, stop=self.stop)
        self._prove(proof.bound, proof.columns(self.search.value, PACK_COLUMNS))
        if not self.optimal:
            self._pack(seconds=60.0)
            self.search.run(rounds=max(rounds // 2, 1), heat=half, report=self.tell, stop=self.stop)

    def by_seconds(self, seconds: float, executor: Executor | None) -> None:
        """Search and prove until the time is up, or nothing is left to prove."""
        if self._nothing():
            return
        if isinstance(self.search, Parts):
            self._in_parts(self.search, seconds, executor)
            return
        self._search_on(min(seconds * FIRST_SHARE / 4, FIRST_MOST_S) if executor else seconds * FIRST_SHARE, seconds)
        turns = self._turns_apart(seconds, executor) if executor else self._turns(seconds)
        for finished in turns:
            if self._enough() or self._left(seconds) <= 0:
                return
            if finished:
                break
        left = self._left(seconds)
        while left > 0.02 and not self._enough():
            self._search_on(left, seconds)
            left = self._left(seconds)

    def _in_parts(self, search: Parts, seconds: float, executor: Executor | None) -> None:
        """Search a big problem in parts, on the executor too, and then prove here how good that is.

        The biggest have the cheap bound alone: their proof would take more memory and time than there is.
        """
        proof = Proof(self.relaxed.problem)
        self.bound = min(self.bound, proof.bound)
        search.executor = executor
        proves = len(self.problem.need) <= PROVED_OPTIONS
        share = PARTS_SHARE if proves else 1.0
        search.run(seconds=max(self._left(seconds) * share, 0.0), report=self.tell, stop=self._enough)
        if proves:
            proof.add(self._warm())
            while not proof.finished and self._left(seconds) > 0 and not self._enough():
                proof.improve(seconds=self._left(seconds), incumbent=search.value, stop=self._enough)
                self._prove(proof.bound, [])
        while self._left(seconds) > 0.02 and not self._enough():
            search.run(seconds=self._left(seconds), heat=search.hot * WARM_HEAT, report=self.tell, stop=self._enough)

    def _turns(self, seconds: float) -> Iterator[bool]:
        """Prove and search in turn in this process; yields whether the proof has come to its end."""
        proof = Proof(self.relaxed.problem)
        self._pack(seconds=PACK_SHARE * seconds)
        proof.add(self._warm())
        while not proof.finished and self._left(seconds) > PACK_SHARE * seconds:
            left = self._left(seconds) - PACK_SHARE * seconds
            before = proof.bound
            proof.improve(seconds=min(TURN_SHARE * seconds, left), incumbent=self.search.value, stop=self._enough)
            self._prove(proof.bound, proof.columns(self.search.value, PACK_COLUMNS))
            yield False
            near = gap_of(self.search.value, self.bound) < NEAR
            if near and proof.bound < before:
                self._pack(seconds=min(PACK_SHARE * seconds, self._left(seconds)))
            share = (TURN_SHARE / 2 if near else 2 * TURN_SHARE) * seconds
            left = self._left(seconds) - PACK_SHARE * seconds
            if left > 0:
                self._search_on(min(share, left), seconds)
            yield False
        self._pack(seconds=min(PACK_SHARE * seconds, self._left(seconds)))
        yield True

    def _search_on(self, share: float, seconds: float, over: Callable[[], bool] | None = None) -> None:
        """Search for some of the seconds; it cools down once over all of them, whatever comes between."""
        share = max(min(share, self._left(seconds)), 0.0)
        past = 1.0 - self._left(seconds) / seconds
        hot, cold = self.search.hot, self.search.cold
        self.search.run(
            seconds=share,
            heat=cooled(hot, cold, past),
            cold=cooled(hot, cold, past + share / seconds),
            report=self.tell,
            stop=over or self._enough,
        )

    def _turns_apart(self, seconds: float, executor: Executor) -> Iterator[bool]:
        """Prove in slices on the executor while the search goes on here."""
        known, name, packed = self._warm(), uuid4().hex, self.begin
        while self._left(seconds) > 0.5:
            share = min(max(SLICE_SHARE * seconds, SLICE_LEAST_S), max(self._left(seconds) - 0.3, 0.1))
            try:
                task: Future[tuple[float, bool, list[Column]]] = executor.submit(
                    prove, name, self.relaxed.problem, known, self.search.value, share
                )
                self._search_until(task, seconds)
                if not task.done():
                    task.cancel()
                    yield True
                    return
                bound, finished, known = task.result()
            except (BrokenExecutor, CancelledError, OSError):  # its process died: go on here
                yield from self._turns(seconds)
                return
            self._prove(bound, known)
            yield False
            rested = monotonic() - packed >= 3 * PACK_SHARE * seconds
            if finished or (rested and gap_of(self.search.value, self.bound) < 2 * NEAR):
                self._pack(seconds=min(PACK_SHARE * seconds, self._left(seconds)))
                packed = monotonic()
            if finished:
                break
            known = self._warm()
        yield True

    def _search_until(self, task: "Future[tuple[float, bool, list[Column]]]", seconds: float) -> None:
        """Search on until a task is done, or the time is up."""

        def over() -> bool:
            return task.done() or self._enough()

        while not over() and self._left(seconds) > 0:
            self._search_on(self._left(seconds), seconds, over)

    @property
    def optimal(self) -> bool:
        """Whether the best solution is proved to be one of the best possible."""
        return self.bound - self.search.value <= 1e-6

    def tell(self) -> None:
        """Report what is better than before."""
        now = (self.search.total, self.bound)
        if self.report and (now[0] > self._told[0] or now[1] < self._told[1]):
            self._told = now
            self.report(Found(monotonic() - self.begin, max(self.search.value, 0.0), self.bound, now[0]))

    def _nothing(self) -> bool:
        """Tell whether there is nothing to visit; the bound is then known."""
        if len(self.problem.need) and len(self.problem.route_kind):
            return False
        self.search.run(rounds=1)
        self.bound = 0.0
        self.tell()
        return True

    def _enough(self) -> bool:
        return self.optimal or (self.stop is not None and self.stop())

    def _left(self, seconds: float) -> float:
        return seconds - (monotonic() - self.begin)

    def _prove(self, bound: float, columns: list[Column]) -> None:
        self.bound = min(self.bound, bound)
        self.columns = columns
        self.tell()

    def _warm(self) -> list[Column]:
        """Give the best solution's routes and the latest of the pool as columns of the relaxed problem."""
        found = self.search.solution()
        own = [
            Column(self.relaxed.kind_of[int(self.problem.route_kind[r])], route, starts)
            for r, (route, starts) in enumerate(zip(found.routes, found.starts, strict=True))
            if route
        ]
        return own + [column._replace(kind=self.relaxed.kind_of[column.kind]) for column in self._pooled(WARM_COLUMNS)]

    def _pooled(self, most: int) -> list[Column]:
        pool, columns = self.search.pool, []
        count = int(pool.held[0])
        for i in range(max(count - most, 0), count):
            kind, options = int(pool.kind[i]), tuple(int(u) for u in pool.stops[i, : pool.length[i]])
            starts = route_starts(self.problem, kind, options)
            if starts is not None:
                columns.append(Column(kind, options, starts))
        return columns

    def _pack(self, *, seconds: float) -> None:
        """Put the proof's and the pool's routes together anew, and go on from that where it is better."""
        if not self.packs or seconds <= 0.02:
            return
        columns = [
            Column(kind, column.options, starts)
            for column in self.columns
            for kind in self._back.get(column.kind, ())
            if (starts := route_starts(self.problem, kind, column.options)) is not None
        ]
        found = pack(
            self.problem,
            [*columns, *self._pooled(WARM_COLUMNS)],
            seconds=seconds,
            incumbent=self.search.solution(),
            stop=self._enough,
        )
        if found is None or not self._in_time(found):
            return
        if worth_of(self.problem, found.routes, found.starts) > self.search.value + 1e-9:
            self.search.load(found)
            self.search.run(rounds=1, heat=self.search.cold, report=self.tell)

    def _in_time(self, found: Solution) -> bool:
        """Tell whether routes hold: where a detour is quicker than the way itself, one stop less may be too late."""
        for kind, options, starts in zip(self.problem.route_kind, found.routes, found.starts, strict=True):
            laid = lay_route(self.problem, int(kind), options, [(start, start) for start in starts])
            if laid is None or laid.busy > self.problem.kind_room[kind]:
                return False
        return True
