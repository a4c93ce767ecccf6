"""Cutting: a part of a big problem, cut out so that what comes of it fits in again.

What stands outside stays as it is: a need that is visited there too keeps fewer visits, other days, and windows that
hold its gap; a stop that hangs on what another part may change is held at its time.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.search.layout import Layout, Visit
from planner.search.part import Part
from planner.search.problem import Problem
from planner.search.solution import Solution

Ints = NDArray[np.int64]
Spans = list[tuple[int, int]]


class _Held(NamedTuple):
    """A stop that stays: its option, the position of its route in the part, its start."""

    option: int
    position: int
    start: int


def cut_out(
    layout: Layout,
    routes: Sequence[int],
    options: Iterable[int],
    *,
    taken: Collection[int] = (),
    locked: Callable[[int, int], bool] = lambda _route, _start: False,
) -> Part:
    """Make a part of these routes, of the needs that they visit, and of the needs of these further options.

    Parameters
    ----------
    taken
        Needs whose visits another part may change meanwhile.
    locked
        Tells whether the stop of a route that begins at that time must stay there.
    """
    return _Cutting(layout, routes, options, taken).part(locked)


class _Cutting:
    """One part being cut out."""

    def __init__(self, layout: Layout, routes: Sequence[int], options: Iterable[int], taken: Collection[int]) -> None:
        self.layout, self.problem, self.routes = layout, layout.problem, tuple(routes)
        problem = self.problem
        self.group = frozenset(routes)
        self.kinds = np.unique(problem.route_kind[list(routes)])
        self.outside: dict[int, list[Visit]] = {}
        self.windows: dict[tuple[int, int], Spans] = {}
        wanted = [u for r in routes for u in layout.routes[r]] + list(options)
        for g in dict.fromkeys(problem.need[wanted].tolist()):
            if g not in taken and self._frees(g):
                self.outside[g] = layout.apart(g, (v for v in layout.visits[g] if v.route not in self.group))

    def _frees(self, g: int) -> bool:
        """Tell whether the need's visits in the group may change; then its windows are cut."""
        problem, visits = self.problem, self.layout.visits[g]
        inside = [v for v in visits if v.route in self.group]
        outside = [v for v in visits if v.route not in self.group]
        if problem.pairs[g] > 1 and {v.start for v in inside} & {v.start for v in outside}:
            return False
        if not all(problem.allowed[v.option, v.route] for v in inside):
            return False
        if len(self.layout.apart(g, outside)) >= problem.most[g]:
            return False
        if not outside or problem.gap[g] == 0:
            return True
        cut: dict[tuple[int, int], Spans] = {}
        apart = int(problem.gap[g])
        for u in self._options(g):
            taken = int(problem.service[u])
            for kind in self.kinds.tolist():
                spans = self._spans(u, kind)
                for v in outside:
                    spans = _without(spans, v.start - apart - taken, v.start + int(problem.service[v.option]) + apart)
                cut[u, kind] = spans
        for v in inside:
            spans = cut[v.option, int(problem.route_kind[v.route])]
            if not any(lo <= v.start <= hi for lo, hi in spans):
                return False
        self.windows |= cut
        return True

    def _options(self, g: int) -> list[int]:
        options: list[int] = self.problem.option_of[self.problem.option_at[g] : self.problem.option_at[g + 1]].tolist()
        return options

    def _spans(self, u: int, kind: int) -> Spans:
        problem = self.problem
        at = u * len(problem.kind_start) + kind
        first, last = problem.win_at[at], problem.win_at[at + 1]
        return list(zip(problem.win_lo[first:last].tolist(), problem.win_hi[first:last].tolist(), strict=True))

    def part(self, locked: Callable[[int, int], bool]) -> Part:
        """Put the part together: the options of its needs, then one more for each stop that is held."""
        problem, layout, routes = self.problem, self.layout, list(self.routes)
        usable = problem.allowed[:, routes]
        free = [u for g in self.outside for u in self._options(g) if usable[u].any()]
        number = {u: i for i, u in enumerate(free)}
        held: list[_Held] = []
        begun, fixed = [], []
        for i, r in enumerate(routes):
            stops, stay = [], []
            for u, start in zip(layout.routes[r], layout.starts[r], strict=True):
                mine = int(problem.need[u]) in self.outside
                stops.append(number[u] if mine else len(free) + len(held))
                stay.append(not mine or locked(r, start))
                if not mine:
                    held.append(_Held(u, i, start))
            begun.append(tuple(stops))
            fixed.append(tuple(stay))
        options = [*free, *(stop.option for stop in held)]
        starts = tuple(layout.starts[r] for r in routes)
        return Part(
            problem=self._problem(free, held),
            begun=Solution(tuple(begun), starts, 0.0),
            locked=tuple(fixed),
            routes=self.routes,
            options=tuple(options),
            needs=tuple(self.outside),
        )

    def _problem(self, free: Sequence[int], held: Sequence[_Held]) -> Problem:
        big, kinds, needs = self.problem, self.kinds, list(self.outside)
        options = np.array([*free, *(stop.option for stop in held)], dtype=np.int64)
        number = {g: i for i, g in enumerate(needs)}
        need = np.array(
            [*(number[g] for g in big.need[options[: len(free)]].tolist()), *range(len(needs), len(needs) + len(held))],
            dtype=np.int64,
        )
        route_kind = np.searchsorted(kinds, big.route_kind[list(self.routes)])
        bases = big.kind_base[kinds]
        places, where = np.unique(np.concatenate([bases, big.place[options]]), return_inverse=True)
        period_at, period_until, period_matrix = _rows(big.period_at, kinds, big.period_until, big.period_matrix)
        matrices, period_matrix = np.unique(period_matrix, return_inverse=True)
        win_at, win_lo, win_hi = self._windows(free, held)
        worth, most, gap, pairs = self._needs(needs, len(held))
        option_of = np.argsort(need, kind="stable")
        return Problem(
            travel=np.ascontiguousarray(big.travel[np.ix_(matrices, places, places)]),
            kind_start=big.kind_start[kinds],
            kind_end=big.kind_end[kinds],
            kind_base=where[: len(kinds)].astype(np.int64),
            kind_day=big.kind_day[kinds],
            kind_room=big.kind_room[kinds],
            period_at=period_at,
            period_until=period_until,
            period_matrix=period_matrix.astype(np.int64),
            break_count=big.break_count[kinds],
            break_lo=big.break_lo[kinds],
            break_hi=big.break_hi[kinds],
            break_len=big.break_len[kinds],
            route_kind=route_kind.astype(np.int64),
            allowed=self._allowed(free, held),
            need=need,
            place=where[len(kinds) :].astype(np.int64),
            service=big.service[options],
            chance=big.chance[options],
            win_at=win_at,
            win_lo=win_lo,
            win_hi=win_hi,
            worth=worth,
            most=most,
            gap=gap,
            pairs=pairs,
            option_at=np.concatenate([[0], np.cumsum(np.bincount(need, minlength=len(most)))]).astype(np.int64),
            option_of=option_of.astype(np.int64),
            pair=np.unique(big.pair[list(self.routes)], return_inverse=True)[1].astype(np.int64),
            district=np.zeros(len(most), dtype=np.int64),
            wanted=np.zeros(len(most), dtype=np.int64),
            soft=big.soft * np.array([1.0, 0.0, 1.0]),  # fairness is a matter of the whole: it is judged there
        )

    def _windows(self, free: Sequence[int], held: Sequence[_Held]) -> tuple[Ints, Ints, Ints]:
        kinds, at = self.kinds.tolist(), [0]
        found: Spans = []
        for u in free:
            for kind in kinds:
                found += self.windows[u, kind] if (u, kind) in self.windows else self._spans(u, kind)
                at.append(len(found))
        for _, i, start in held:
            for kind in kinds:
                if kind == self.problem.route_kind[self.routes[i]]:
                    found.append((start, start))
                at.append(len(found))
        spans = np.array(found, dtype=np.int64).reshape(-1, 2)
        return np.array(at, dtype=np.int64), spans[:, 0].copy(), spans[:, 1].copy()

    def _allowed(self, free: Sequence[int], held: Sequence[_Held]) -> NDArray[np.bool_]:
        """Say who may do what: not on a day of a visit outside, not without a window, and what is held in its route."""
        problem, routes = self.problem, self.routes
        allowed = np.zeros((len(free) + len(held), len(routes)), dtype=np.bool_)
        allowed[: len(free)] = problem.allowed[np.ix_(np.array(free, dtype=np.int64), np.array(routes))]
        kinds = problem.route_kind[list(routes)].tolist()
        for row, u in enumerate(free):
            days = {self.layout.day(v.route) for v in self.outside[int(problem.need[u])]}
            if days:
                for i, r in enumerate(routes):
                    spans = self.windows.get((u, kinds[i]), [()])
                    allowed[row, i] &= self.layout.day(r) not in days and len(spans) > 0
        for k, (_, i, _) in enumerate(held, start=len(free)):
            allowed[k, i] = True
        return allowed

    def _needs(self, needs: Sequence[int], held: int) -> tuple[NDArray[np.float64], Ints, Ints, Ints]:
        """Give worth, most, gap and pairs: what is visited outside has the first worths."""
        big, count = self.problem, len(needs)
        worth = np.zeros((count + held, big.worth.shape[1]))
        most = np.ones(count + held, dtype=np.int64)
        gap, pairs = np.zeros(count + held, dtype=np.int64), np.ones(count + held, dtype=np.int64)
        for i, g in enumerate(needs):
            done = len(self.outside[g])
            worth[i, : worth.shape[1] - done] = big.worth[g, done:]
            most[i] = big.most[g] - done
        gap[:count], pairs[:count] = big.gap[needs], big.pairs[needs]
        return worth, most, gap, pairs


def _without(spans: Spans, after: int, before: int) -> Spans:
    """Take the times between ``after`` and ``before`` out of spans, both left in."""
    found = []
    for lo, hi in spans:
        found += [(a, b) for a, b in ((lo, min(hi, after)), (max(lo, before), hi)) if a <= b]
    return found


def _rows(at: Ints, rows: Ints, *values: Ints) -> tuple[Ints, ...]:
    """Take rows of unequal length out of arrays that hold them one after the other."""
    sizes = np.diff(at)[rows]
    index = np.concatenate([np.arange(at[r], at[r + 1]) for r in rows.tolist()])
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64), *(value[index] for value in values)
