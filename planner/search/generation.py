"""Generation: rounds of column generation, each a mix of routes and a pricing of every kind of shift.

Prices are smoothed (Wentges, 1997, International Transactions in Operational Research 4(2)). Once no route improves the
mix, nodes remember what its routes come back to (dynamic ng-route relaxation: Roberti & Mingozzi, 2014, Transportation
Science 48(3)).
"""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.search.labelling import Full, Priced, Steps, Workspace
from planner.search.master import TINY, Master, Prices
from planner.search.pricer import Pricer
from planner.search.problem import Problem

BEAM = 6
"""Labels that a node keeps in a narrow pricing."""
FEW = 30
"""A narrow round that finds fewer routes is the last one."""
GAIN, PATIENCE, NO_END, MANY = 0.001, 8, 1000, 130
"""Narrow rounds go on while each gains such a share; so many together where a kind has many options."""
MOST_NEW = 2000
"""Most routes that a round adds, of all kinds together."""
NEAR = 0.0005
"""So near to the mix, the bound gains more by remembering than by further rounds."""
SMOOTH = 0.5
"""Share of the best prices so far in those that are priced."""


class Proved(NamedTuple):
    """A bound, the prices it comes from, and the most that a route of each kind is worth at them."""

    bound: float
    prices: Prices
    best: NDArray[np.float64]


class Generation:
    """Column generation for a problem.

    Attributes
    ----------
    proved
        The lowest bound so far; None before the first exact round.
    converged
        No route improves the mix, and it comes back to nothing that it could remember.
    steps
        How often nodes have been made to remember more.
    """

    def __init__(self, problem: Problem, pricers: Sequence[Pricer], *, labels: int) -> None:
        self.pricers, self.master = pricers, Master(problem, [pricer.sides for pricer in pricers])
        self.space = Workspace(
            labels=labels,
            horizon=max((pricer.fore.horizon for pricer in pricers), default=0),
            nodes=max((len(pricer.options) for pricer in pricers), default=0),
        )
        self._most = min(max(MOST_NEW // max(len(pricers), 1), 40), 300)
        self.proved: Proved | None = None
        self.converged, self.steps = False, 0
        self._restart()

    def _restart(self) -> None:
        self.narrow, self.smooth = True, SMOOTH
        self._values: list[float] = []
        many = max((len(pricer.options) for pricer in self.pricers), default=0) > MANY
        self._patience = PATIENCE if many else 1
        self._center: Proved | None = None

    def round(self) -> Steps[None]:
        """Solve the mix and price once."""
        master = self.master
        master.solve()
        while master.separate():
            yield
            master.solve()
        yield
        if self.narrow:
            new = yield from self._price_narrow()
            self._values.append(master.value)
            slow = len(self._values) > self._patience and master.value < (1 + GAIN) * self._values[-1 - self._patience]
            self.narrow = new >= FEW and not slow
            return
        new, whole = yield from self._price_exact()
        if not whole and not new and self._patience < NO_END:  # better prices first
            self.narrow, self._patience = True, NO_END
            return
        near = self._center is not None and self._center.bound <= (1 + NEAR) * master.value
        if near and self._remember():
            return
        if new:
            self.smooth = min(0.7, max(self.smooth, 0.3))
        elif self.smooth > 0:
            self.smooth = 0.0
        elif not whole or not self._remember():
            self.converged = True

    def _price_narrow(self) -> Steps[int]:
        """Look for good routes of each kind, without proof; give how many are new."""
        master = self.master
        prizes, new = master.prizes(master.prices), 0
        for c, pricer in enumerate(self.pricers):
            least = float(master.prices.kind[c])
            told = yield from pricer.price(prizes[c], least, self.space, beam=BEAM, most=self._most)
            new += self._take(c, told, prizes[c])
        return new

    def _price_exact(self) -> Steps[tuple[int, bool]]:
        """Price every kind at one set of prices, for the bound; give how many routes are new, and if all is exact."""
        master = self.master
        prices = self._smoothed()
        prizes, true_prizes = master.prizes(prices), master.prizes(master.prices)
        over = master.most(prices, master.prices.kind) - master.value
        best, new, whole = np.zeros(len(self.pricers)), 0, True
        for c, pricer in enumerate(self.pricers):
            least = max(0.0, float(master.prices.kind[c]) - max(0.0, over) / master.capacity.sum())
            told = yield from pricer.price(prizes[c], least, self.space, most=self._most)
            best[c], whole = told.best, whole and told.whole
            new += self._take(c, told, true_prizes[c])
        bound = master.most(prices, best)
        if self._center is None or bound < self._center.bound - 1e-9:
            self._center = Proved(bound, prices, best)
        if self.proved is None or bound < self.proved.bound:
            self.proved = Proved(bound, prices, best)
        return (0 if bound <= master.value + TINY else new), whole

    def _take(self, kind: int, told: Priced, prize: NDArray[np.float64]) -> int:
        """Add the routes that improve the mix at the prices of its solution."""
        least = float(self.master.prices.kind[kind]) + TINY
        return sum(prize[list(route)].sum() > least and self.master.add(kind, route) for route in told.routes)

    def _smoothed(self) -> Prices:
        now, center, share = self.master.prices, self._center, self.smooth
        if center is None or share == 0:
            return now
        exclusion = np.zeros(len(now.exclusion))
        exclusion[: len(center.prices.exclusion)] = center.prices.exclusion
        visit = share * center.prices.visit + (1 - share) * now.visit
        return Prices(visit, share * exclusion + (1 - share) * now.exclusion, now.kind)

    def _remember(self) -> bool:
        """Let nodes remember what the routes of the mix come back to; give whether there was anything."""
        master = self.master
        again: dict[int, list[tuple[int, ...]]] = {}
        for i in np.flatnonzero(master.mix > TINY):
            kind, nodes = master.columns[i]
            if not self.once(kind, nodes):
                again.setdefault(kind, []).append(nodes)
        grew = False
        for kind, routes in again.items():
            grew = self.pricers[kind].grow(routes) or grew
        if grew:
            master.drop(i for i, (kind, nodes) in enumerate(master.columns) if self.pricers[kind].remembers(nodes))
            self.steps += 1
            self._restart()
        return grew

    def once(self, kind: int, nodes: tuple[int, ...]) -> bool:
        """Tell whether a route visits no need twice."""
        return len(np.unique(self.pricers[kind].fore.need[list(nodes)])) == len(nodes)

    def every(self, goal: float, *, most: int) -> Steps[list[tuple[int, tuple[int, ...]]]]:
        """Give every route that can be in a solution worth ``goal``, if each set of options needs only one.

        Raises
        ------
        Full
            There are too many: more than ``most`` ways to begin one.
        """
        found: list[tuple[int, tuple[int, ...]]] = []
        if self.proved is None:
            raise Full
        prizes = self.master.prizes(self.proved.prices)
        for kind, pricer in enumerate(self.pricers):
            least = float(self.proved.best[kind]) - (self.proved.bound - goal) - TINY
            routes = yield from pricer.every(prizes[kind], least, self.space, most=most)
            found += [(kind, nodes) for nodes in routes]
            if len(found) > most:
                raise Full
        return found

    def rated(self, incumbent: float) -> list[tuple[int, tuple[int, ...]]]:
        """Give the routes so far that can be in a solution worth more than ``incumbent``, best first.

        A route that is worth so much less than the best of its kind, at the prices of the bound, that the bound falls
        to the incumbent, cannot (reduced-cost fixing).
        """
        proved, master = self.proved, self.master
        prices, best = (proved.prices, proved.best) if proved else (master.prices, master.prices.kind)
        least = incumbent - proved.bound - TINY if proved else -inf
        prizes = master.prizes(prices)
        rates = [float(prizes[kind][list(nodes)].sum() - best[kind]) for kind, nodes in master.columns]
        return [
            master.columns[i]
            for i in sorted(range(len(rates)), key=lambda i: -rates[i])
            if rates[i] >= least and self.once(*master.columns[i])
        ]
