"""Pricer: the best routes of one kind of shift at given prizes, found by a narrow search or proved."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.search.pricing import DONE, DROPPED, FULL, LABEL, WAYS, Memory, Side, Still, complete, join, run
from planner.search.problem import NEVER, Problem
from planner.search.sides import sides_of

WORK = 3_000_000
"""Steps of a kernel between two looks at the clock."""
CELLS, TIMES, USES, MOST_TIMES = 30_000_000, 1500, 48, 5000
"""Steps for the completion bounds, and most buckets of time and of use."""
LONGEST_MEMORY = 62
"""Most needs that a node can remember."""


class Priced(NamedTuple):
    """What pricing a kind gave.

    ``best`` is the most that a route is worth, or the threshold where none is worth more; ``routes`` are worth more,
    best first, as nodes in order.
    """

    best: float
    routes: list[tuple[int, ...]]


class Workspace:
    """Room for labels, shared by the pricers of one proof."""

    def __init__(self, *, labels: int, horizon: int, nodes: int) -> None:
        self.fore, self.back = np.empty(labels, dtype=LABEL), np.empty(labels, dtype=LABEL)
        self.head = np.empty(min(horizon, 1 << 18) + 2, dtype=np.int32)
        self.fore_first, self.back_first = np.empty(nodes, dtype=np.int32), np.empty(nodes, dtype=np.int32)
        self.ways = np.empty((WAYS, 3), dtype=np.int64)
        self.pairs, self.worth = np.zeros((30_000, 2), dtype=np.int32), np.zeros(30_000)


class Pricer:
    """Routes of one kind of shift.

    Attributes
    ----------
    options
        The options that its routes may hold, as the problem numbers them; nodes are places in it.
    made
        Labels of the last pricing, backwards and forwards.
    """

    def __init__(self, problem: Problem, kind: int, *, memory: int = 8) -> None:
        self.kind = kind
        self.sides = sides_of(problem, kind)
        self.options, self.needs, self.fore, self.back, self.arcs, self._kept, around = self.sides
        self.memory = self._remembering(around, memory)
        self.half = self.fore.horizon // 2
        self.made: list[int] = []

    def _remembering(self, around: NDArray[np.int64], size: int) -> Memory:
        """Let each node remember its own need and the nearest ones that a route could come back from in time."""
        n, need = len(self.options), self.fore.need
        needs, bit = np.full((n, 64), -1, dtype=np.int32), np.full((n, len(self.needs)), -1, dtype=np.int8)
        for v in range(n):
            needs[v, 0], bit[v, need[v]], filled = need[v], 0, 1
            twice = self.arcs[v] & self.arcs[:n, v]
            for w in np.argsort(np.where(twice, around[v], NEVER), kind="stable"):
                if filled >= size or not twice[w]:
                    break
                if bit[v, need[w]] < 0:
                    needs[v, filled], bit[v, need[w]] = need[w], filled
                    filled += 1
        return Memory(needs, bit)

    def grow(self, routes: Sequence[Sequence[int]]) -> bool:
        """Let nodes remember what these routes come back to; give whether any remembers more now."""
        needs, bit = self.memory
        grew = False
        for route in routes:
            seen: dict[int, int] = {}
            for k, v in enumerate(route):
                g = int(self.fore.need[v])
                for w in route[seen[g] + 1 : k] if g in seen else ():
                    size = int((needs[w] >= 0).sum())
                    if bit[w, g] < 0 and size < LONGEST_MEMORY:
                        needs[w, size], bit[w, g] = g, size
                        grew = True
                seen[g] = k
        return grew

    def remembers(self, route: Sequence[int]) -> bool:
        """Tell whether a route comes back to a need that it should remember."""
        known: set[int] = set()
        for v in route:
            g = int(self.fore.need[v])
            if g in known:
                return True
            known = {h for h in known if self.memory.bit[v, h] >= 0} | {g}
        return False

    def price(
        self,
        prize: NDArray[np.float64],
        threshold: float,
        space: Workspace,
        halted: Callable[[], bool],
        *,
        beam: int = 0,
        each: int = 20,
        most: int = 300,
    ) -> Priced | None:
        """Find routes worth more than ``threshold`` at a prize for each node; None when halted, or out of room.

        With ``beam`` 0 the best is proved, over all routes that come back to no need that they remember.
        """
        active = (prize > 1e-7) | self._kept
        if not active.any():
            return Priced(threshold, [])
        n, half = len(prize), self.half
        first_f, first_b = space.fore_first[:n], space.back_first[:n]
        arcs = self.arcs & active
        arcs[:n] &= active[:, None]
        onwards, backwards = _lists(arcs), _lists(np.concatenate([arcs[:n].T, (active & arcs[n])[None]]))
        shape = self._buckets(arcs)
        self.made = []

        def finish(kernel_call: Callable[[NDArray[np.int64]], int]) -> NDArray[np.int64] | None:
            """Call a kernel until it is done; None where it is halted or has no room."""
            state = np.zeros(5, dtype=np.int64)
            while (told := kernel_call(state)) != DONE:
                if told == FULL or halted():
                    return None
            return state

        def bounds(side: Side) -> Still | None:
            still = Still(np.full(shape, -DROPPED), np.full(shape, -DROPPED), np.full(shape, -1, dtype=np.int32))
            at, of = backwards if side.backward else onwards
            if shape[1] > 1 and finish(lambda s: complete(side, prize, at, of, still, s, WORK)) is None:
                return None
            return still

        def labels(side: Side, still: Still, until: int) -> int:
            store, first, (at, of) = (
                (space.back, first_b, backwards) if side.backward else (space.fore, first_f, onwards)
            )
            state = finish(
                lambda s: run(
                    side, self.memory, prize, at, of, still, threshold, until, beam, store, space.head, first, s,
                    space.ways, WORK,
                )
            )  # fmt: skip
            self.made.append(-1 if state is None else int(state[0]))
            return -1 if state is None else int(state[4])

        ahead, behind = bounds(self.fore), bounds(self.back)
        if ahead is None or behind is None:
            return None
        ends = labels(self.back, behind, self.back.horizon - half)
        if ends < 0 or labels(self.fore, ahead, half) < 0:
            return None
        state, best = np.zeros(2, dtype=np.int64), np.full(1, DROPPED)
        chain, told = np.empty(n + ends, dtype=np.int64), -1
        while told != DONE:
            if told >= 0 and halted():
                return None
            told = join(
                self.fore, prize, half, threshold, space.fore, first_f, space.back, first_b, ends, each,
                space.pairs, space.worth, state, best, chain, WORK,
            )  # fmt: skip
        if not beam:
            self._move_half()
        found = np.argsort(-space.worth[: state[1]], kind="stable")[:most]
        routes = [_route(space, *space.pairs[k]) for k in found.tolist()]
        return Priced(max(float(best[0]), threshold), list(dict.fromkeys(routes)))

    def _buckets(self, arcs: NDArray[np.bool_]) -> tuple[int, int, int]:
        """Choose the buckets of the completion bounds; one of time where steps are too short for any."""
        n, horizon = len(self.options), self.fore.horizon
        between = np.where(arcs[:n], self.fore.service[:n, None] + self.fore.travel.min(axis=0)[:n, :n], horizon)
        step = max(1, int(between.min(initial=horizon)))
        uses = USES if self.fore.tight else 1
        least = horizon // step + 1
        if least > MOST_TIMES:
            return n, 1, 1
        return n, min(horizon + 1, max(least, min(TIMES, CELLS // max(1, int(arcs.sum()) * uses)))), uses

    def _move_half(self) -> None:
        """Move the time where both sides meet, where one of them makes far more labels."""
        back, fore = self.made
        share = 0.03 * self.fore.horizon
        if fore > 1.3 * back:
            self.half = int(max(self.half - share, 0.2 * self.fore.horizon))
        elif back > 1.3 * fore:
            self.half = int(min(self.half + share, 0.8 * self.fore.horizon))


def _lists(arcs: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    at = np.concatenate([[0], np.cumsum(arcs.sum(axis=1))]).astype(np.int64)
    return at, np.nonzero(arcs)[1].astype(np.int32)


def _route(space: Workspace, fore: int, back: int) -> tuple[int, ...]:
    """Follow a pair of labels to both ends of the route."""
    nodes: list[int] = []
    i = int(fore)
    while i >= 0:
        nodes.append(int(space.fore["node"][i]))
        i = int(space.fore["parent"][i])
    nodes.reverse()
    j = int(space.back["parent"][back])
    while j >= 0:
        nodes.append(int(space.back["node"][j]))
        j = int(space.back["parent"][j])
    return tuple(nodes)
