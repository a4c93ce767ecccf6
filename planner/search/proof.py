"""Proof: how good any solution of a problem can be at most, by column generation, and the routes that could be in a better one.

The bound holds at every moment: it is the Lagrangian bound of the best prices so far, each priced exactly over routes
that may come back to a need only once they have forgotten it. What the routes of the mix come back to is then
remembered, and the bound tightens (dynamic ng-route relaxation: Roberti & Mingozzi, 2014, Transportation Science 48(3)).
Prices are smoothed (Wentges, 1997, International Transactions in Operational Research 4(2)).
"""

import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import floor, gcd, inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.search.driving import earliest_starts
from planner.search.master import TINY, Master, Prices
from planner.search.pricer import Priced, Pricer, Workspace
from planner.search.problem import Problem

MOST_NODES = 1500
"""Most options of one kind of shift that are priced; beyond, the cheap bound stays."""
LABELS = 3_000_000
BEAM = 6
SMOOTH = 0.5


class Column(NamedTuple):
    """A route of a kind of shift that visits no need twice, with its earliest starts."""

    kind: int
    options: tuple[int, ...]
    starts: tuple[int, ...]


class Proof:
    """The bound of a problem, as far as it has come.

    Attributes
    ----------
    bound
        No solution is worth more.
    finished
        Nothing more can be tightened.
    """

    def __init__(self, problem: Problem, *, seed: int = 0) -> None:
        self.problem, self.bound, self.finished = problem, cheap_bound(problem), False
        self._unit = unit_of(problem)
        self._seed = seed
        self.bound = self._rounded(self.bound)
        self._pricers: list[Pricer] = []
        self._waiting: list[Column] = []
        self._master: Master | None = None
        self._space: Workspace | None = None
        self._center: Prices | None = None
        self._center_bound, self._center_best = inf, np.zeros(0)
        self._narrow, self._smooth, self._turn = True, SMOOTH, 0
        self._solved = False
        self.log: Callable[..., None] = lambda *_: None

    def _prepare(self, halted: Callable[[], bool]) -> bool:
        """Make the kinds ready, one after the other; False where halted before the end, or there is too much."""
        problem = self.problem
        kinds = len(problem.kind_start)
        while len(self._pricers) < kinds:
            c = len(self._pricers)
            if int(problem.allowed[:, problem.route_kind == c].any(axis=1).sum()) > MOST_NODES:
                self.finished = True
                return False
            self._pricers.append(Pricer(problem, c))
            if halted():
                return False
        if self._master is None:
            self._master = Master(problem, [pricer.sides for pricer in self._pricers])
            self._space = Workspace(
                labels=LABELS,
                horizon=max((pricer.fore.horizon for pricer in self._pricers), default=0),
                nodes=max((len(pricer.options) for pricer in self._pricers), default=0),
            )
            self._node = [{int(u): v for v, u in enumerate(pricer.options)} for pricer in self._pricers]
        self._take_in()
        return True

    def _take_in(self) -> None:
        assert self._master is not None
        for column in self._waiting:
            node = self._node[column.kind]
            if all(u in node for u in column.options):
                self._master.add(column.kind, tuple(node[u] for u in column.options))
        self._waiting = []

    def add(self, columns: Iterable[Column]) -> None:
        """Take routes that a search has found: the bound comes sooner."""
        self._waiting += columns

    def improve(
        self,
        *,
        seconds: float | None = None,
        rounds: int | None = None,
        incumbent: float = -inf,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """Tighten the bound, until time or rounds are up, or it proves that nothing is worth more than ``incumbent``."""
        until = inf if seconds is None else time.monotonic() + seconds

        def halted() -> bool:
            return time.monotonic() >= until or (stop is not None and stop())

        if self.finished or not self._prepare(halted):
            return
        done = 0
        while not (self.finished or halted() or self.proves(incumbent) or (rounds is not None and done >= rounds)):
            done += 1
            if not self._round(halted, until):
                return

    def proves(self, incumbent: float) -> bool:
        """Tell whether no solution is worth more than the incumbent."""
        return self.bound <= incumbent + TINY

    def _round(self, halted: Callable[[], bool], until: float) -> bool:
        """Solve the mix and price once; False where halted."""
        master = self._master
        assert master is not None
        while True:
            if not master.solve(seconds=min(60.0, until - time.monotonic())):
                return False
            if halted():
                return False
            if not master.separate():
                break
        new = self._price_narrow(halted) if self._narrow else self._price_exact(halted)
        self.log(self, new)
        if new is None:
            return False
        if self._narrow:
            self._narrow = new > 0
        elif new == 0 and self._smooth > 0:
            self._smooth = 0.0 if self._smooth < 0.2 else self._smooth / 2
        elif new == 0:
            self._converged()
        else:
            self._smooth = min(0.7, max(self._smooth, 0.3))
        return True

    def _price_narrow(self, halted: Callable[[], bool]) -> int | None:
        """Look for good routes of each kind, without proof; give how many are new."""
        master = self._master
        assert master is not None
        prizes, new = master.prizes(master.prices), 0
        for c in range(len(self._pricers)):
            told = self._pricers[c].price(prizes[c], float(master.prices.kind[c]), self._space, halted, beam=BEAM)
            if told is None:
                return None if halted() else new
            new += self._take(c, told, prizes[c])
        return new

    def _take(self, kind: int, told: Priced, prize: NDArray[np.float64]) -> int:
        """Add the routes that improve the mix at the prices of its solution."""
        master = self._master
        assert master is not None
        least = float(master.prices.kind[kind]) + TINY
        return sum(prize[list(route)].sum() > least and master.add(kind, route) for route in told.routes)

    def _price_exact(self, halted: Callable[[], bool]) -> int | None:
        """Price every kind at one set of prices, for the bound; give how many routes are new."""
        master = self._master
        assert master is not None
        prices = self._smoothed()
        prizes, true_prizes = master.prizes(prices), master.prizes(master.prices)
        kind_prices = np.maximum(master.prices.kind, 0.0)
        routes = master.capacity.sum()
        over = master.most(prices, kind_prices) - master.value
        best, new = np.zeros(len(self._pricers)), 0
        for c, pricer in enumerate(self._pricers):
            least = max(0.0, float(kind_prices[c]) - max(0.0, over) / routes)
            told = pricer.price(prizes[c], least, self._space, halted)
            if told is None:
                if not halted():
                    self.finished = True
                return None
            best[c] = told.best
            new += self._take(c, told, true_prizes[c])
        bound = master.most(prices, best)
        if bound < self._center_bound - 1e-9:
            self._center, self._center_bound, self._center_best = prices, bound, best
            self.bound = min(self.bound, self._rounded(bound))
        if bound <= master.value + TINY:
            return 0
        return new

    def _smoothed(self) -> Prices:
        master, center, share = self._master, self._center, self._smooth
        assert master is not None
        if center is None or share == 0:
            return master.prices
        exclusion = np.zeros(len(master.rows))
        exclusion[: len(center.exclusion)] = center.exclusion
        return Prices(
            share * center.visit + (1 - share) * master.prices.visit,
            share * exclusion + (1 - share) * master.prices.exclusion,
            master.prices.kind,
        )

    def _converged(self) -> None:
        """Let routes remember what those of the mix come back to, or finish where none does."""
        master = self._master
        assert master is not None
        again: dict[int, list[tuple[int, ...]]] = {}
        for i in np.flatnonzero(master.mix > TINY):
            kind, nodes = master.columns[i]
            if not self._elementary(kind, nodes):
                again.setdefault(kind, []).append(nodes)
        if not any([self._pricers[kind].grow(routes) for kind, routes in again.items()]):
            self.finished = True
            return
        master.drop(i for i, (kind, nodes) in enumerate(master.columns) if self._pricers[kind].remembers(nodes))
        self._narrow, self._smooth, self._center_bound = True, SMOOTH, inf

    def _elementary(self, kind: int, nodes: tuple[int, ...]) -> bool:
        need = self._pricers[kind].fore.need[list(nodes)]
        return len(set(need.tolist())) == len(nodes)

    def _rounded(self, bound: float) -> float:
        return bound if self._unit == 0 else floor(bound / self._unit + 1e-6) * self._unit

    def columns(self, incumbent: float, most: int) -> list[Column]:
        """Give the routes that can be in a solution worth more than ``incumbent``, best first, ``most`` of them."""
        master = self._master
        if master is None:
            return self._waiting[:most]
        self._take_in()
        prices = self._center or master.prices
        prizes = master.prizes(prices)
        best = self._center_best if self._center else np.maximum(master.prices.kind, 0.0)
        least = -(self._center_bound - incumbent) - TINY if self._center else -inf
        rated = []
        for i, (kind, nodes) in enumerate(master.columns):
            rate = float(prizes[kind][list(nodes)].sum() - best[kind])
            if rate >= least and self._elementary(kind, nodes):
                rated.append((-rate, i))
        found: list[Column] = []
        for _, i in sorted(rated):
            kind, nodes = master.columns[i]
            options = tuple(int(self._pricers[kind].options[v]) for v in nodes)
            starts = earliest_starts(self.problem, kind, options)
            if starts is not None:
                found.append(Column(kind, options, starts))
                if len(found) >= most:
                    break
        return found


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
    """Give the largest number of which every worth of a visit is a multiple, 0 where there is none above a thousandth."""
    worths = np.unique((problem.worth[problem.need] * problem.chance[:, None]).ravel())
    scaled = worths * 1000.0
    if len(worths) == 0 or np.abs(scaled - np.rint(scaled)).max() > 1e-6:
        return 0.0
    common = gcd(*(int(x) for x in np.rint(scaled)))
    return float(Fraction(common, 1000))
