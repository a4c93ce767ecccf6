"""An edit that somebody asks for: what is done to which stop or route of the plan that they saw, and doing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from planner.amend.edit import Edited, add_stop, move_stop, refuse_unknown, remove_stop, swap_stops
from planner.amend.edit_pins import pin_route, pin_stop, unpin_route, unpin_stop
from planner.amend.insert import three_best_places
from planner.check import check
from planner.plan import Route, Stop, WeekPlan

PLACES = 3
"""How many places are shown for one more visit."""


class EditKind(StrEnum):
    """What can be done to a week by hand. The words for it are in `web.lead.edit_words`."""

    ADD = "add"
    PLACE = "place"
    MOVE = "move"
    SWAP = "swap"
    REMOVE = "remove"
    PIN = "pin"
    UNPIN = "unpin"
    PIN_ROUTE = "pin_route"
    UNPIN_ROUTE = "unpin_route"


PINS = frozenset({EditKind.PIN, EditKind.UNPIN, EditKind.PIN_ROUTE, EditKind.UNPIN_ROUTE})
"""Edits that move nothing, and so cost nothing."""


@dataclass(frozen=True, slots=True)
class EditOrder:
    """One edit.

    Attributes
    ----------
    route, stop
        Places in the plan and in the route, from 0; None where the edit needs none.
    to, position
        Into which route, and as which of its stops; the best one where the position is None.
    start
        When the visit begins.
    near
        The visit begins then or, where that breaks a rule, in the same place among the stops at a time that does not.
    other
        The (route, stop) that it changes places with.
    hotspot, need
        What is added; which need a best place is taken for.
    """

    kind: EditKind
    route: int | None = None
    stop: int | None = None
    to: int | None = None
    position: int | None = None
    start: datetime | None = None
    near: bool = False
    other: tuple[int, int] | None = None
    hotspot: str = ""
    need: str = ""


def done(plan: WeekPlan, order: EditOrder) -> Edited:
    """Do what is asked; the plan given stays as it is.

    Raises
    ------
    ValueError
        The plan has no such route, stop, place or need, or the pin clashes with another one.
    """
    at = _wanted(order.route), _wanted(order.stop)
    if order.kind is EditKind.PLACE:
        return _placed(plan, order)
    if order.kind is EditKind.ADD:
        return _nearest(plan, order, None)
    if order.kind is EditKind.MOVE:
        return _nearest(plan, order, at)
    if order.kind is EditKind.SWAP:
        if order.other is None:
            raise ValueError("it is not said which stop the other one is")
        return swap_stops(plan, at, order.other)
    if order.kind is EditKind.REMOVE:
        return remove_stop(plan, *at)
    if order.kind is EditKind.PIN:
        return pin_stop(plan, *at)
    if order.kind is EditKind.UNPIN:
        return unpin_stop(plan, *at)
    return (pin_route if order.kind is EditKind.PIN_ROUTE else unpin_route)(plan, at[0])


def edit_codes(before: WeekPlan, after: WeekPlan, order: EditOrder) -> Mapping[str, str]:
    """Give what was done as codes, to be kept with the version that it made: ids, dates and hours, no words."""
    codes = {"kind": str(order.kind)}
    if order.route is not None:
        codes |= _spot("", before, before.routes[order.route], order.stop)
    if order.other is not None:
        codes |= _spot("other_", before, before.routes[order.other[0]], order.other[1])
    if order.hotspot:
        codes["hotspot"] = order.hotspot
    if order.kind in {EditKind.ADD, EditKind.PLACE, EditKind.MOVE}:
        number, stop = landed(before, after, order, codes["hotspot"]) if "hotspot" in codes else (None, None)
        if number is None and order.need:
            need = next(n for n in before.request.needs if n.id == order.need)
            codes["hotspot"] = need.hotspot
            number, stop = landed(before, after, order, need.hotspot)
        if number is not None and stop is not None:
            codes |= _spot("to_", after, after.routes[number], stop)
    return codes


def landed(before: WeekPlan, after: WeekPlan, order: EditOrder, hotspot: str) -> tuple[int, int] | tuple[None, None]:
    """Tell where a stop that was moved or added is now: (route, stop)."""
    among = range(len(after.routes)) if order.to is None else [order.to]
    found = [(r, s) for r in among for s, stop in enumerate(after.routes[r].stops) if stop.hotspot == hotspot]
    was = {(r, s.start) for r in among for s in before.routes[r].stops if s.hotspot == hotspot}
    new = [(r, s) for r, s in found if (r, after.routes[r].stops[s].start) not in was]
    return next(iter(new or found), (None, None))


def _spot(prefix: str, plan: WeekPlan, route: Route, stop: int | None) -> dict[str, str]:
    start = route.start if stop is None else route.stops[stop].start
    said = {
        f"{prefix}pair": route.pair,
        f"{prefix}date": route.date.isoformat(),
        f"{prefix}start": start.astimezone(plan.request.tz).isoformat(timespec="minutes"),
    }
    return said if stop is None else said | {f"{prefix}hotspot": route.stops[stop].hotspot}


def _wanted(number: int | None) -> int:
    return -1 if number is None else number


def _placed(plan: WeekPlan, order: EditOrder) -> Edited:
    """Take one of the best places for a need: the one of a route, and of a time where it is told."""
    places = three_best_places(plan, order.need, count=PLACES)
    mine = [p for p in places if p.route == order.to and (order.start is None or p.start == order.start)]
    if not mine:
        raise ValueError(f"there is no such place for {order.need!r} among the best ones")
    return Edited(mine[0].plan, check(mine[0].plan))


def _nearest(plan: WeekPlan, order: EditOrder, at: tuple[int, int] | None) -> Edited:
    if not order.near or order.start is None:
        return _put(plan, order, at, position=order.position, start=order.start)
    to = _wanted(order.to)
    refuse_unknown(plan, to)
    others = [s for n, s in enumerate(plan.routes[to].stops) if (to, n) != at]
    position = sum(stop.start < order.start for stop in others)
    tries = [
        _put(plan, order, at, position=None, start=order.start),
        _put(plan, order, at, position=position, start=None),
    ]
    hotspot = order.hotspot if at is None else plan.routes[at[0]].stops[at[1]].hotspot
    return min(tries, key=lambda made: (len(made.violations), _away(made.plan.routes[to], hotspot, order.start)))


def _away(route: Route, hotspot: str, start: datetime | None) -> float:
    its: list[Stop] = [stop for stop in route.stops if stop.hotspot == hotspot]
    return min((abs(s.start.timestamp() - start.timestamp()) for s in its if start), default=0.0)


def _put(
    plan: WeekPlan, order: EditOrder, at: tuple[int, int] | None, *, position: int | None, start: datetime | None
) -> Edited:
    to = _wanted(order.to)
    if at is None:
        return add_stop(plan, to, order.hotspot, position=position, start=start)
    return move_stop(plan, *at, to=to, position=position, start=start)
