"""Edits by hand: a stop added, removed, moved or swapped, with new times to the second and what they break.

Every edit gives a plan; the rules tell what is wrong with it, and none is refused. The times of the routes that are
touched are laid out anew: stops stay where they are or go later by as little as can be, and where a stop is taken out
those after it go as early as windows, gaps, pins and joint visits allow. Where that cannot be, the stops are made in
their order come what may, and the rules tell what is late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.amend.fits import fit_at
from planner.amend.forced_route import Call, forced_route
from planner.amend.opened import open_plan, plan_with_routes
from planner.check import check
from planner.plan import Route, Stop, WeekPlan
from planner.rules.violation import Violation
from planner.search.problem import NEVER

MINUTES = 30
"""How long a visit lasts at a place that nobody asks for."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A plan after an edit, and every rule that it breaks."""

    plan: WeekPlan
    violations: tuple[Violation, ...]


def add_stop(
    plan: WeekPlan, route: int, hotspot: str, *, position: int | None = None, start: datetime | None = None
) -> Edited:
    """Add a stop to a route.

    Parameters
    ----------
    route
        The route's place in the plan, from 0.
    hotspot
        One of the request's; a place that nobody asks for is visited for as long as its longest visit, or half an hour.
    position
        Which stop of the route it becomes, from 0; where None, the one that ``start`` or the least cost asks for.
    start
        When the visit begins, if that can be; as early as can be where None.

    Raises
    ------
    ValueError
        The plan has no such route, or the request no such hotspot.
    """
    refuse_unknown(plan, route)
    if hotspot not in plan.request.hotspot:
        raise ValueError(f"the request holds no hotspot {hotspot!r}")
    bench = _Bench(plan)
    bench.add(route, hotspot, position, start)
    return bench.edited()


def remove_stop(plan: WeekPlan, route: int, stop: int) -> Edited:
    """Take a stop out of a route; those after it go as early as can be.

    Raises
    ------
    ValueError
        The plan has no such route, or the route no such stop.
    """
    refuse_unknown(plan, route, stop)
    bench = _Bench(plan)
    bench.remove(route, stop)
    return bench.edited()


def move_stop(
    plan: WeekPlan,
    route: int,
    stop: int,
    *,
    to: int,
    position: int | None = None,
    start: datetime | None = None,
) -> Edited:
    """Move a stop to a place in another route, or in its own (counted without it).

    Raises
    ------
    ValueError
        The plan has no such routes, or the route no such stop.
    """
    refuse_unknown(plan, route, stop)
    refuse_unknown(plan, to)
    bench = _Bench(plan)
    hotspot = plan.routes[route].stops[stop].hotspot
    bench.remove(route, stop)
    bench.add(to, hotspot, position, start)
    return bench.edited()


def swap_stops(plan: WeekPlan, one: tuple[int, int], other: tuple[int, int]) -> Edited:
    """Let two stops, each (route, stop), change places.

    Raises
    ------
    ValueError
        The plan has no such routes, or a route no such stop.
    """
    for route, stop in (one, other):
        refuse_unknown(plan, route, stop)
    bench = _Bench(plan)
    first, second = (plan.routes[route].stops[stop].hotspot for route, stop in (one, other))
    bench.swap(one, second, other, first)
    return bench.edited()


def refuse_unknown(plan: WeekPlan, route: int, stop: int | None = None) -> None:
    """Raise where the plan has no such route, or the route no such stop."""
    if not 0 <= route < len(plan.routes):
        raise ValueError(f"the plan has {len(plan.routes)} routes, and none of number {route}")
    if stop is not None and not 0 <= stop < len(plan.routes[route].stops):
        its = plan.routes[route]
        raise ValueError(f"{its.pair} on {its.date} has {len(its.stops)} stops, and none of number {stop}")


class _Bench:
    """A plan on the bench: opened, with the routes that have changed so far."""

    def __init__(self, plan: WeekPlan) -> None:
        self.plan = plan
        self.opened, self.numbers = open_plan(plan)
        self.made: dict[int, Route] = {}
        for row in self.opened.rows:
            row.closed, row.behind, row.after = False, 0, -NEVER

    def edited(self) -> Edited:
        plan = plan_with_routes(self.plan, self.made, [row.crew for row in self.opened.rows])
        return Edited(plan, check(plan))

    def add(self, route: int, hotspot: str, position: int | None, start: datetime | None) -> None:
        """Add a stop where it costs least among what is asked for, or come what may."""
        r = self._row(route)
        if r is None:
            return
        row = self.opened.rows[r]
        if not row.loose:
            at = None if start is None else self.opened.week.at(start)
            where = self._positions(r, position, at)
            fits = [
                fit
                for u in self._options(hotspot)
                if self.opened.week.problem.allowed[u, r]
                for k in where
                if (fit := fit_at(self.opened, u, r, k, (at, at) if at is not None else (-NEVER, NEVER)))
            ]
            if fits:
                chance = self.opened.week.options
                best = min(fits, key=lambda fit: (fit.price - chance[fit.option].chance, fit.start))
                options, fixed = list(row.options), list(row.fixed)
                options.insert(best.position, best.option)
                fixed.insert(best.position, False)
                self.opened.set_stops(r, options, best.starts, fixed)
                self.made[route] = self.opened.route(r)
                return
        stops = self._stops(route)
        at = len(stops) if position is None else min(max(position, 0), len(stops))
        if position is None and start is not None:
            at = sum(stop.start < start for stop in stops)
        needs = self.plan.request.needs_at.get(hotspot, ())
        seconds = max((need.minutes for need in needs), default=MINUTES) * 60
        new = Call(hotspot, seconds, int(start.timestamp()) if start else 0)
        self._force(r, route, [new, *(_call(stop) for stop in stops[at:])], at)

    def remove(self, route: int, stop: int) -> None:
        """Take a stop out, and lay those after it as early as can be; all of them, where the route was made to fit."""
        r = self._row(route)
        if r is None:
            return
        row = self.opened.rows[r]
        if row.loose:
            left = [its for n, its in enumerate(self._stops(route)) if n != stop]
            options = [self._option(r, its) for its in left]
            if any(u is None for u in options):
                self._force(r, route, [_call(its) for its in left[stop:]], stop)
                return
            starts = [self.opened.week.at(its.start) for its in left]
            self.opened.set_stops(r, [u for u in options if u is not None], starts, [False] * len(left))
            row.loose, row.was = False, None
        else:
            self.opened.take_out(r, stop)
        bounds = self.opened.bounds(r, earlier=True)
        bounds[:stop] = [(start, start) for start in row.starts[:stop]]
        bounds = [self._together(r, u) or span for u, span in zip(row.options, bounds, strict=True)]
        laid = self.opened.lay(r, row.options, bounds)
        if laid is not None:
            self.opened.set_stops(r, row.options, laid.starts, row.fixed)
            self.made[route] = self.opened.route(r)
        else:
            self._force(r, route, [_call(its) for its in self._stops(route)[stop + 1 :]], stop)

    def _option(self, r: int, stop: Stop) -> int | None:
        """Give what a stop answers at its time, or would answer at another: a visit as long as that."""
        week, lasts = self.opened.week, (stop.leave - stop.start).total_seconds()
        found = week.option_at(r, stop.hotspot, stop.start)
        fits = [u for u in self._options(stop.hotspot) if week.problem.allowed[u, r]]
        return found if found is not None else next((u for u in fits if week.options[u].service == lasts), None)

    def _together(self, r: int, u: int) -> tuple[int, int] | None:
        """Give when the others of a joint visit that lacks this route are there."""
        g = self.opened.week.options[u].need
        pairs = self.opened.week.needs[g].pairs
        seen = [(v.start, len({*v.routes} - {r})) for v in self.opened.visits(g)]
        waits = [start for start, others in seen if 0 < others < pairs]
        return (waits[0], waits[0]) if pairs > 1 and waits else None

    def swap(self, one: tuple[int, int], second: str, other: tuple[int, int], first: str) -> None:
        """Put two stops in each other's places."""
        if one == other:
            return
        if one[0] == other[0]:
            lower, upper = sorted((one, other))
            left, right = (second, first) if lower == one else (first, second)
            self.remove(*upper)
            self.remove(*lower)
            self.add(lower[0], left, lower[1], None)
            self.add(upper[0], right, upper[1], None)
            return
        self.remove(*one)
        self.remove(*other)
        self.add(one[0], second, one[1], None)
        self.add(other[0], first, other[1], None)

    def _row(self, route: int) -> int | None:
        return self.numbers.index(route) if route in self.numbers else None

    def _options(self, hotspot: str) -> list[int]:
        week = self.opened.week
        return [u for u, option in enumerate(week.options) if week.needs[option.need].hotspot == hotspot]

    def _positions(self, r: int, position: int | None, at: int | None) -> Sequence[int]:
        row = self.opened.rows[r]
        if position is not None:
            return [min(max(position, 0), len(row.options))]
        if at is not None:
            return [sum(start < at for start in row.starts)]
        return range(len(row.options) + 1)

    def _stops(self, route: int) -> tuple[Stop, ...]:
        return self.made.get(route, self.plan.routes[route]).stops

    def _force(self, r: int, route: int, calls: Sequence[Call], kept: int) -> None:
        row, before = self.opened.rows[r], self.made.get(route, self.plan.routes[route])
        self.made[route] = forced_route(self.opened.request, row.crew, calls, after=before, kept=kept)
        row.was, row.loose = self.made[route], True


def _call(stop: Stop) -> Call:
    return Call(stop.hotspot, int((stop.leave - stop.start).total_seconds()), int(stop.start.timestamp()))
