"""Labelling: one pricing of one kind of shift, as steps between which whoever drives them can look at the clock."""

from collections.abc import Callable, Generator
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.search.bounding import complete, most_before
from planner.search.every_route import every_route
from planner.search.joining import join
from planner.search.pricing import DONE, DROPPED, FULL, LABEL, WAYS, Memory, Side, Still, run
from planner.search.sides import Sides

WORK = 3_000_000
"""Steps of a kernel between two looks at the clock."""
TIMES, USES, MOST_TIMES = 1500, 64, 5000
"""Most buckets of time and of use; least steps shorter than a bucket of the last are too short for bounds."""


Outcome = TypeVar("Outcome")
Steps = Generator[None, None, Outcome]
"""What comes to its outcome in steps; it may rest between two of them for as long as one likes."""


class Priced(NamedTuple):
    """What pricing a kind gave.

    ``best``: no route is worth more (where pricing was exact); ``routes`` are worth more than the threshold, best first,
    as nodes in order. ``whole``: ``best`` is what a route is really worth, or the threshold.
    """

    best: float
    routes: list[tuple[int, ...]]
    whole: bool = True


class Full(Exception):  # noqa: N818 - not an error
    """There is no room for so many labels."""


class Workspace:
    """Room for labels, shared by the pricers of one proof."""

    def __init__(self, *, labels: int, horizon: int, nodes: int) -> None:
        self.fore, self.back = np.empty(labels, dtype=LABEL), np.empty(labels, dtype=LABEL)
        self.head = np.empty(min(horizon, 1 << 18) + 2, dtype=np.int32)
        self.fore_first, self.back_first = np.empty(nodes, dtype=np.int32), np.empty(nodes, dtype=np.int32)
        self.ways = np.empty((WAYS, 3), dtype=np.int64)
        self.pairs, self.worth = np.zeros((30_000, 2), dtype=np.int32), np.zeros(30_000)


class Labelling:
    """Labels of both sides at one prize for each node, for routes worth more than ``threshold``.

    Attributes
    ----------
    made
        How many labels were made so far.
    """

    def __init__(
        self,
        sides: Sides,
        arcs: NDArray[np.bool_],
        prize: NDArray[np.float64],
        threshold: float,
        space: Workspace,
    ) -> None:
        n = len(prize)
        self.sides, self.prize, self.threshold, self.space = sides, prize, threshold, space
        self.onwards, self.backwards = _lists(arcs), _lists(np.concatenate([arcs[:n].T, arcs[n][None]]))
        self.fore_first, self.back_first = space.fore_first[:n], space.back_first[:n]
        self.made, self._ends = 0, 0
        service = sides.fore.service[:n]  # forwards a step takes that of its beginning, backwards that of its end
        between = np.minimum(service[:, None], service[None, :]) + sides.fore.travel.min(axis=0)[:n, :n]
        self._least = sides.fore.horizon // max(1, int(between[arcs[:n]].min(initial=sides.fore.horizon))) + 1
        self._arcs = max(1, int(arcs.sum()))

    def _finish(self, kernel_call: Callable[[NDArray[np.int64]], int]) -> Steps[NDArray[np.int64]]:
        """Call a kernel until it is done."""
        state = np.zeros(5, dtype=np.int64)
        while (told := kernel_call(state)) != DONE:
            if told == FULL:
                raise Full
            yield
        yield
        return state

    def _shape(self, cells: int, times: int = 1) -> tuple[int, int, int]:
        horizon = self.sides.fore.horizon
        uses = USES if self.sides.fore.tight else 1
        if uses == 1:
            times = max(self._least, times, min(TIMES, cells // self._arcs))
        else:
            times = max(self._least, min(TIMES, 2 * cells // (self._arcs * uses)))
        return len(self.prize), min(horizon + 1, times), uses

    def complete(self, side: Side, *, cells: int, times: int = 1) -> Steps[Still]:
        """Bound what can still come after a start, with about so many steps, or so many buckets of time."""
        if self._least > MOST_TIMES:
            return _still(np.full((len(self.prize), 1, 1), -DROPPED))
        still = _still(np.zeros(self._shape(cells, times)))
        at, of = self.backwards if side.backward else self.onwards
        yield from self._finish(lambda state: complete(side, self.prize, at, of, still, state, WORK))
        return still

    def root(self, side: Side, still: Still) -> float:
        """Bound what a whole route is worth, by what can still come after its first stop."""
        first = (self.backwards if side.backward else self.onwards)[1]
        at = (self.backwards if side.backward else self.onwards)[0]
        starts = first[at[-2] : at[-1]]
        return float((self.prize[starts] + still.best[starts].max(axis=(1, 2))).max(initial=DROPPED))

    def label(self, side: Side, memory: Memory, still: Still, *, until: int, beam: int = 0) -> Steps[None]:
        """Make the labels of one side; those that start after ``until`` go no further."""
        store, first, (at, of) = (
            (self.space.back, self.back_first, self.backwards)
            if side.backward
            else (self.space.fore, self.fore_first, self.onwards)
        )
        state = yield from self._finish(
            lambda state: run(
                side, memory, self.prize, at, of, still, self.threshold, until, beam, store, self.space.head, first,
                state, self.space.ways, WORK,
            )
        )  # fmt: skip
        self.made += int(state[0])
        if side.backward:
            self._ends = int(state[4])

    def behind(self, *, cells: int, times: int = 1) -> Still:
        """Bound what can still come after a start, by the labels of the backward side."""
        best = np.empty(self._shape(cells, times))
        most_before(self.sides.back, self.prize, self.space.back, self.back_first, best)
        return _still(best)

    def best_back(self) -> float:
        """Give the most that a backward label is worth."""
        firsts = self.back_first[self.back_first >= 0]
        return float(self.space.back["profit"][firsts].max(initial=DROPPED))

    def join(self, half: int, *, each: int, most: int) -> Steps[Priced]:
        """Join both sides where forward labels start after ``half``, and forward ones to the base before it."""
        space, best = self.space, np.full(1, DROPPED)
        chain = np.empty(len(self.prize) + self._ends, dtype=np.int64)
        state = yield from self._finish(
            lambda state: join(
                self.sides.fore, self.prize, half, self.threshold, space.fore, self.fore_first, space.back,
                self.back_first, self._ends, each, space.pairs, space.worth, state, best, chain, WORK,
            )
        )  # fmt: skip
        found = np.argsort(-space.worth[: state[1]], kind="stable")[:most]
        routes = [self._route(*space.pairs[k].tolist()) for k in found]
        return Priced(max(float(best[0]), self.threshold), list(dict.fromkeys(routes)))

    def every(self, ahead: Still, *, most: int) -> Steps[list[tuple[int, ...]]]:
        """Give every route that is worth more than the threshold, each set of options once; `Full` where it is too many."""
        n, space = len(self.prize), self.space
        keys = np.random.default_rng(1).integers(1, 1 << 63, n, dtype=np.uint64)
        sets = np.zeros((min(most, len(space.fore)), len(self.sides.needs) // 64 + 1), dtype=np.uint64)
        table = np.empty(1 << (2 * most).bit_length(), dtype=np.int32)
        at, of = self.onwards
        state = yield from self._finish(
            lambda state: every_route(
                self.sides.fore, self.prize, at, of, ahead, self.threshold, keys, space.fore, sets, table, space.head,
                state, space.ways, WORK,
            )
        )  # fmt: skip
        self.made += int(state[0])
        worth = np.flatnonzero(space.fore["profit"][: int(state[0])] > self.threshold)
        routes: dict[tuple[int, ...], tuple[int, ...]] = {}
        for i in worth.tolist():
            route = self._route(i, -1)
            routes.setdefault(tuple(sorted(route)), route)
        return list(routes.values())

    def _route(self, fore: int, back: int) -> tuple[int, ...]:
        """Follow a pair of labels to both ends of the route."""
        nodes: list[int] = []
        while fore >= 0:
            nodes.append(int(self.space.fore["node"][fore]))
            fore = int(self.space.fore["parent"][fore])
        nodes.reverse()
        back = int(self.space.back["parent"][back]) if back >= 0 else -1
        while back >= 0:
            nodes.append(int(self.space.back["node"][back]))
            back = int(self.space.back["parent"][back])
        return tuple(nodes)


def _still(best: NDArray[np.float64]) -> Still:
    return Still(best, best.copy(), np.full(best.shape, -1, dtype=np.int32))


def _lists(arcs: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    at = np.concatenate([[0], np.cumsum(arcs.sum(axis=1))]).astype(np.int64)
    return at, np.nonzero(arcs)[1].astype(np.int32)
