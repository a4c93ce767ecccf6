"""Pricer: the best routes of one kind of shift at given prizes, found by a narrow search or proved."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.search.labelling import Full, Labelling, Priced, Steps, Workspace
from planner.search.pricing import Memory, Still
from planner.search.problem import NEVER, Problem
from planner.search.sides import sides_of

CELLS, ROUGH_CELLS, TIMES = 5_000_000, 1_500_000, 700
"""Steps for the completion bounds, exact and rough, and least buckets of time of the exact ones."""
FOLLOWERS = 24
"""Nodes that may follow one in a narrow pricing."""
SHORTEST = 2
"""Needs that a node remembers where there is no room for more."""
LONGEST_MEMORY = 62
"""Most needs that a node can remember."""


class Pricer:
    """Routes of one kind of shift.

    Attributes
    ----------
    options
        The options that its routes may hold, as the problem numbers them; nodes are places in it.
    made
        Labels of every pricing so far.
    """

    def __init__(self, problem: Problem, kind: int, *, memory: int = 8) -> None:
        self.kind = kind
        self.sides = sides_of(problem, kind)
        self.options, self.needs, self.fore, self.back, self.arcs, self._kept, around = self.sides
        self.memory = self._remembering(around, memory)
        self.half = self.fore.horizon // 2
        self.made: list[int] = []
        self._tried = {6: 0.0, 4: 1.0, 10: 2.0, 0: 3.0}  # size of the short memory (0: from both ends): labels

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

    def nodes(self, options: Sequence[int]) -> tuple[int, ...] | None:
        """Give the nodes of options; None where a route of the kind cannot hold one of them."""
        found = np.searchsorted(self.options, options)
        if len(options) == 0 or found.max() >= len(self.options) or (self.options[found] != options).any():
            return None
        return tuple(found.tolist())

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
        *,
        beam: int = 0,
        each: int = 20,
        most: int = 300,
    ) -> Steps[Priced]:
        """Find routes worth more than ``threshold`` at a prize for each node.

        With ``beam`` 0 the best is proved, over all routes that come back to no need that they remember.
        """
        active = (prize > 0) | self._kept
        if not active.any():
            return Priced(threshold, [])
        arcs = self.arcs & active
        arcs[: len(prize)] &= active[:, None]
        if beam:
            arcs = self._promising(arcs, prize)
        work = Labelling(self.sides, arcs, prize, threshold, space)
        try:
            return (yield from self._narrow(work, beam, each, most) if beam else self._exact(work, each, most))
        finally:
            self.made.append(work.made)

    def _promising(self, arcs: NDArray[np.bool_], prize: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Keep the arcs to the nodes whose prize costs least time."""
        n, fore = len(prize), self.fore
        if n <= FOLLOWERS:
            return arcs
        closes = fore.last + fore.service[:n]
        wait = np.maximum(fore.win_lo[fore.win_at[:n]] - closes[:, None], 0)
        score = prize / (np.maximum(fore.least[:n, :n], wait) + fore.service[:n] + 1.0)
        score[~arcs[:n]] = -1.0
        kept = arcs.copy()
        kept[:n] &= score >= -np.partition(-score, FOLLOWERS, axis=1)[:, FOLLOWERS, None]
        return kept

    def _narrow(self, work: Labelling, beam: int, each: int, most: int) -> Steps[Priced]:
        """Search from both ends, with so many labels at a node; with fewer where there is no room."""
        behind = yield from work.complete(self.back, cells=ROUGH_CELLS)
        while beam:
            try:
                half = yield from self._both(work, behind, beam)
            except Full:
                beam //= 3
            else:
                return (yield from work.join(half, each=each, most=most))
        return Priced(work.threshold, [], whole=False)

    def _exact(self, work: Labelling, each: int, most: int) -> Steps[Priced]:
        """Price in the way that made fewest labels of late; the shortest memory gives a bound where none has room."""
        behind = yield from work.complete(self.back, cells=CELLS, times=TIMES)
        cap = work.root(self.back, behind)
        if cap <= work.threshold:
            return Priced(work.threshold, [])
        self._tried = {size: 0.9 * made for size, made in self._tried.items()}
        for size in sorted(self._tried, key=lambda size: self._tried[size]):
            before = work.made
            try:
                told = yield from (self._two_stages(work, behind, size) if size else self._both(work, behind, 0))
            except Full:
                self._tried[size] = 10.0 * len(work.space.fore)
                continue
            self._tried[size] = work.made - before
            return (yield from work.join(told, each=each, most=most))
        try:
            yield from work.label(self.back, self._shortened(SHORTEST), behind, until=self.fore.horizon)
            cap = min(cap, max(work.best_back(), work.threshold))
        except Full:
            pass
        return Priced(cap, [], whole=False)

    def _two_stages(self, work: Labelling, behind: Still, size: int) -> Steps[int]:
        """Label backwards with a short memory, then forwards with the whole one and what is known by then."""
        yield from work.label(self.back, self._shortened(size), behind, until=self.fore.horizon)
        ahead = work.behind(cells=4 * CELLS, times=TIMES)
        yield from work.label(self.back, self.memory, behind, until=-1)
        yield from work.label(self.fore, self.memory, ahead, until=self.fore.horizon)
        return self.fore.horizon

    def _both(self, work: Labelling, behind: Still, beam: int) -> Steps[int]:
        """Label from both ends up to where they meet; gives when that is."""
        ahead = yield from work.complete(self.fore, cells=ROUGH_CELLS if beam else CELLS, times=1 if beam else TIMES)
        half, before = self.half, work.made
        yield from work.label(self.back, self.memory, behind, until=self.fore.horizon - half, beam=beam)
        back = work.made - before
        yield from work.label(self.fore, self.memory, ahead, until=half, beam=beam)
        self._move_half(back, work.made - before - back)
        return half

    def every(
        self, prize: NDArray[np.float64], threshold: float, space: Workspace, *, most: int
    ) -> Steps[list[tuple[int, ...]]]:
        """Give every route worth more than ``threshold`` that visits no need twice, each set of options once.

        Raises
        ------
        Full
            There are more than ``most`` ways to begin one.
        """
        if not len(prize):
            return []
        work = Labelling(self.sides, self.arcs, prize, threshold, space)
        behind = yield from work.complete(self.back, cells=CELLS, times=TIMES)
        yield from work.label(self.back, self.memory, behind, until=self.fore.horizon)
        return (yield from work.every(work.behind(cells=4 * CELLS, times=TIMES), most=most))

    def _shortened(self, size: int) -> Memory:
        """Give the memory without all but the first needs of each node."""
        needs, bit = self.memory.needs.copy(), self.memory.bit.copy()
        needs[:, size:] = -1
        bit[bit >= size] = -1
        return Memory(needs, bit)

    def _move_half(self, back: int, fore: int) -> None:
        """Move the time where both sides meet, where one of them makes far more labels."""
        share = 0.02 * np.log2((back + 1000) / (fore + 1000))
        if abs(share) > 0.006:
            self.half = int(np.clip(self.half / self.fore.horizon + share, 0.1, 0.9) * self.fore.horizon)
