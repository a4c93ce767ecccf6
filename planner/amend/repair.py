"""Repair: visits that have lost their place are offered others, and nothing moves that need not."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from planner.amend.change_prices import ADDED, DROPPED, MOVED
from planner.amend.fits import Fit, Offer, fits_in, offers, take_up
from planner.amend.open_plan import OpenPlan

Visit = tuple[int, int, int]
"""A need, a route and when the visit begins."""


class Repair:
    """One open plan being repaired towards the one that was published."""

    def __init__(
        self, plan: OpenPlan, published: Counter[int], *, urgent: frozenset[int], stop: Callable[[], bool]
    ) -> None:
        """Set out.

        Parameters
        ----------
        published
            How many stops of each need the published plan has (those of a joint visit counted one by one).
        urgent
            Needs whose visits may use the reserved slack.
        stop
            Asked between steps.
        """
        self.plan, self.published, self.urgent, self.stop = plan, published, urgent, stop
        self._known: dict[int, dict[int, Offer]] = {}

    def run(self, *, rounds: int) -> None:
        """Put in what fits, then let what is worth less give way, so many times at most."""
        self.fill()
        for _ in range(rounds):
            if self.stop() or not self._give_way():
                return
            self.fill()

    def mend(self) -> None:
        """Take out what can no longer stand: stops that are late, too many, too near each other, or left alone."""
        for r in range(len(self.plan.rows)):
            self._in_time(r)
        for g, need in enumerate(self.plan.week.needs):
            most, last = int(self.plan.week.problem.most[g]), None
            for visit in self.plan.visits(g):
                gap = int(self.plan.week.problem.gap[g])
                near = last is not None and (visit.day == last.day or visit.start - last.end < gap)
                joint = need.pairs > 1 and len(visit.routes) < need.pairs
                if joint:
                    joint = not self._join(g, visit.start, need.pairs - len(visit.routes))
                most -= 1
                if near or joint or most < 0:
                    most += 1
                    self._drop(g, visit.start, visit.routes)
                else:
                    last = visit

    def keep_slack(self) -> None:
        """Take out what is worth least of each route that has not begun, until its reserved slack is free."""
        for r, row in enumerate(self.plan.rows):
            loose = [k for k, fixed in enumerate(row.fixed) if not fixed or self._is_joint(row.options[k])]
            while loose and row.behind == 0 and self.plan.busy_s(r) > self.plan.room_s(r):
                self.plan.take_out(r, min(loose, key=lambda k: (self._worth(row.options[k]), -k)))
                loose = [k for k, fixed in enumerate(row.fixed) if not fixed or self._is_joint(row.options[k])]

    def _in_time(self, r: int) -> None:
        plan, row = self.plan, self.plan.rows[r]
        while row.options:
            laid = plan.lay(r, row.options, [(s, s) for s in row.starts]) or plan.lay(r, row.options, plan.bounds(r))
            if laid is not None:
                plan.set_stops(r, row.options, laid.starts, row.fixed)
                return
            loose = [
                k for k in range(row.behind, len(row.options)) if not row.fixed[k] or self._is_joint(row.options[k])
            ]
            if not loose:
                return
            fits = [k for k in loose if self._lays_without(r, k)]
            plan.take_out(r, min(fits or loose, key=lambda k: (self._worth(row.options[k]), -k)))

    def _is_joint(self, u: int) -> bool:
        return self.plan.week.needs[self.plan.week.options[u].need].pairs > 1

    def _lays_without(self, r: int, k: int) -> bool:
        row, bounds = self.plan.rows[r], self.plan.bounds(r)
        return self.plan.lay(r, [*row.options[:k], *row.options[k + 1 :]], [*bounds[:k], *bounds[k + 1 :]]) is not None

    def _worth(self, u: int) -> float:
        """Give what the plan loses with one visit of an option less."""
        g = self.plan.week.options[u].need
        chances = [visit.chance for visit in self.plan.visits(g)]
        less = list(chances)
        if self.plan.week.options[u].chance in less:
            less.remove(self.plan.week.options[u].chance)
        return self.plan.worth_of(g, chances) - self.plan.worth_of(g, less)

    def _join(self, g: int, start: int, more: int) -> bool:
        """Find others for a joint visit that has lost some."""
        for _ in range(more):
            fits = [fit for r in range(len(self.plan.rows)) for fit in fits_in(self.plan, g, r, at=start, slack=False)]
            if not fits:
                return False
            take_up(self.plan, Offer(g, (min(fits, key=lambda fit: fit.price),), 0.0), fixed=True)
        return True

    def _drop(self, g: int, start: int, routes: Sequence[int]) -> None:
        for r in routes:
            row = self.plan.rows[r]
            for k in range(len(row.options) - 1, row.behind - 1, -1):
                if self.plan.week.options[row.options[k]].need == g and row.starts[k] == start:
                    self.plan.take_out(r, k)

    def fill(self) -> None:
        """Put visits in where they fit, the one that gains most next to what it costs first."""
        while not self.stop():
            best = max(
                (offer for g in range(len(self.plan.week.needs)) for offer in self._offers(g)),
                key=lambda offer: (self._net(offer), -offer.need, -offer.fits[0].start),
                default=None,
            )
            if best is None or self._net(best) <= 0:
                return
            self._take(best)

    def _take(self, offer: Offer) -> None:
        take_up(self.plan, offer)
        self._forget(offer.need, {fit.route for fit in offer.fits})

    def _forget(self, g: int, routes: set[int]) -> None:
        """Look again at what others could do in routes that have changed."""
        self._known.pop(g, None)
        for need, known in list(self._known.items()):
            if self.plan.week.needs[need].pairs > 1:
                del self._known[need]
                continue
            for r in routes:
                known.pop(r, None)
            for offer in offers(self.plan, need, routes=sorted(routes), slack=need in self.urgent):
                known[offer.fits[0].route] = offer

    def _offers(self, g: int) -> Iterator[Offer]:
        if g not in self._known:
            found = offers(self.plan, g, slack=g in self.urgent)
            self._known[g] = {offer.fits[0].route: offer for offer in found}
        yield from self._known[g].values()

    def _net(self, offer: Offer) -> float:
        return offer.net - (MOVED if self._freed(offer.need) > 0 else ADDED) * len(offer.fits)

    def _freed(self, g: int) -> int:
        return self.published[g] - sum(len(visit.routes) for visit in self.plan.visits(g))

    def _give_way(self) -> bool:
        """Let the visit that gains most take the place of a stop that is worth less; tells whether there was one."""
        best: tuple[float, int, int, Fit] | None = None
        for g, need in enumerate(self.plan.week.needs):
            seen = self.plan.visits(g)
            if need.pairs > 1 or len(seen) >= int(self.plan.week.problem.most[g]) or self.stop():
                continue
            chances = [visit.chance for visit in seen]
            before = self.plan.worth_of(g, chances)
            gain = self.plan.worth_of(g, [*chances, 1.0]) - before
            if gain <= DROPPED + ADDED:
                continue
            for r, k, loss in list(self._cheaper(g, gain)):
                fit = self._instead(g, r, k)
                if fit is None:
                    continue
                real = self.plan.worth_of(g, [*chances, self.plan.week.options[fit.option].chance]) - before
                net = real - loss - DROPPED - fit.price - (MOVED if self._freed(g) > 0 else ADDED)
                if net > 1e-6 and (best is None or net > best[0]):
                    best = (net, r, k, fit)
        if best is None:
            return False
        _, r, k, fit = best
        self.plan.take_out(r, k)
        g = self.plan.week.options[fit.option].need
        take_up(self.plan, Offer(g, (fit,), 0.0))
        self._known.clear()
        return True

    def _cheaper(self, g: int, gain: float) -> Iterator[tuple[int, int, float]]:
        """Yield stops that are worth so much less than the gain that they may give way: (route, position, worth)."""
        allowed = self.plan.week.problem.allowed
        for r, row in enumerate(self.plan.rows):
            if row.closed or not any(allowed[u, r] for u in self.plan.options_of(g)):
                continue
            for k in range(row.behind, len(row.options)):
                if row.fixed[k]:
                    continue
                loss = self._worth(row.options[k])
                if gain > loss + DROPPED + ADDED:
                    yield r, k, loss

    def _instead(self, g: int, r: int, k: int) -> Fit | None:
        row = self.plan.copy_row(r)
        self.plan.take_out(r, k)
        fits = list(fits_in(self.plan, g, r, slack=g in self.urgent))
        self.plan.put_back(r, row)
        return min(fits, key=lambda fit: fit.price, default=None)
