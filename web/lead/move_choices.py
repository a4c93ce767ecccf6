"""Where a stop could go instead: the best places for it, and stops that it could change places with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from planner.amend.edit import remove_stop
from planner.amend.insert import three_best_places
from planner.check import check
from planner.need_match import need_of_stop
from planner.openings import openings
from planner.plan import Stop, WeekPlan
from planner.rules.violation import Violation
from web.lead.edit_order import EditKind, EditOrder
from web.lead.editing import Tried, try_edit

MOST_MOVES = 6
MOST_SWAPS = 6
SWAP_SECONDS = 0.4
"""So long swaps are tried at most."""
MOST_BROKEN = 2
"""Swaps that break more rules than this are not told; they can still be asked for."""
AROUND_S = 1800
"""Times are laid out anew: a place is tried that opens so much later, or closes so much sooner."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One edit that could be made, tried."""

    order: EditOrder
    tried: Tried

    @property
    def rank(self) -> tuple[int, float]:
        """Its place among others: the fewest broken rules first, then the most worth."""
        return len(self.tried.broken), -self.tried.after.score


def move_choices(plan: WeekPlan, route: int, stop: int) -> tuple[Choice, ...]:
    """Give the best places for a stop in other routes, the best first.

    A visit of several pairs is moved at its time, so that the others of it need not be.

    Raises
    ------
    ValueError
        The plan has no such route or stop.
    """
    rest = remove_stop(plan, route, stop).plan
    its = plan.routes[route].stops[stop]
    need = need_of_stop(plan.request, its)
    if need is None or need.pairs > 1:
        orders = list(_at_its_time(plan, route, stop))
    else:
        places = three_best_places(rest, need.id, count=MOST_MOVES)
        orders = [
            EditOrder(EditKind.MOVE, route, stop, to=p.route, position=p.position, start=p.start)
            for p in places
            if p.route != route or p.start != its.start
        ]
    return tuple(sorted(_tried(plan, orders, check(plan)), key=lambda choice: choice.rank))


def swap_choices(plan: WeekPlan, route: int, stop: int) -> tuple[Choice, ...]:
    """Give stops of the same day that a stop could change places with, the best first.

    Raises
    ------
    ValueError
        The plan has no such route or stop.
    """
    its, until = plan.routes[route], monotonic() + SWAP_SECONDS
    own = its.stops[stop]
    others = [
        (number, index, one)
        for number, other in enumerate(plan.routes)
        if other.date == its.date
        for index, one in enumerate(other.stops)
        if (number, index) != (route, stop) and one.hotspot != own.hotspot
    ]
    others = [o for o in others if _open_at(plan, own, o[2]) and _open_at(plan, o[2], own)]
    others.sort(key=lambda o: abs(o[2].start.timestamp() - own.start.timestamp()))
    found, known = [], check(plan)
    for number, index, _ in others:
        found += _tried(plan, [EditOrder(EditKind.SWAP, route, stop, other=(number, index))], known)
        if monotonic() > until:
            break
    told = [choice for choice in found if len(choice.tried.broken) <= MOST_BROKEN]
    return tuple(sorted(told, key=lambda choice: choice.rank)[:MOST_SWAPS])


def _at_its_time(plan: WeekPlan, route: int, stop: int) -> Iterator[EditOrder]:
    its = plan.routes[route].stops[stop]
    for number, other in enumerate(plan.routes):
        there = any(s.hotspot == its.hotspot and s.start == its.start for s in other.stops)
        if number != route and not there and other.start <= its.start and its.leave <= other.end:
            yield EditOrder(EditKind.MOVE, route, stop, to=number, start=its.start)


def _tried(plan: WeekPlan, orders: Sequence[EditOrder], known: Sequence[Violation]) -> list[Choice]:
    return [Choice(order, try_edit(plan, order, known=known)) for order in orders]


def _open_at(plan: WeekPlan, one: Stop, other: Stop) -> bool:
    """Tell whether a place may be visited around the time of another stop; nobody's need is open always."""
    need = need_of_stop(plan.request, one)
    if need is None:
        return True
    begins, ends = other.start.timestamp() + AROUND_S, other.start.timestamp() + need.minutes * 60 - AROUND_S
    return any(o.start.timestamp() <= begins and ends <= o.end.timestamp() for o in openings(plan.request, need))
