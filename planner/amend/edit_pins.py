"""Pins set and dropped by hand: what the lead settles, every later plan holds."""

from dataclasses import replace

from planner.amend.edit import Edited, refuse_unknown
from planner.amend.opened import open_plan
from planner.check import check
from planner.exact import exact
from planner.pin import Pin, PinnedStop
from planner.plan import WeekPlan


def pin_stop(plan: WeekPlan, route: int, stop: int) -> Edited:
    """Pin a stop to its time, and its pair to the shift.

    Raises
    ------
    ValueError
        The plan has no such route, the route no such stop, or the pin clashes with another one.
    """
    refuse_unknown(plan, route, stop)
    its = plan.routes[route].stops[stop]
    pin = _pin_of(plan, route)
    stops = {*pin.stops, PinnedStop(its.hotspot, its.start)}
    return _with_pin(plan, replace(pin, stops=tuple(sorted(stops, key=lambda s: s.start))))


def unpin_stop(plan: WeekPlan, route: int, stop: int) -> Edited:
    """Let a stop be moved again; the pair stays pinned to the shift while other stops of it are.

    Raises
    ------
    ValueError
        The plan has no such route, or the route no such stop.
    """
    refuse_unknown(plan, route, stop)
    its = plan.routes[route].stops[stop]
    pin = _pin_of(plan, route)
    left = tuple(s for s in pin.stops if (s.hotspot, exact(s.start)) != (its.hotspot, exact(its.start)))
    if left or pin.closed:
        return _with_pin(plan, replace(pin, stops=left))
    return unpin_route(plan, route)


def pin_route(plan: WeekPlan, route: int) -> Edited:
    """Pin a whole route: its pair, its stops at their times, and nothing else.

    Raises
    ------
    ValueError
        The plan has no such route, or the pin clashes with another one.
    """
    refuse_unknown(plan, route)
    stops = tuple(PinnedStop(s.hotspot, s.start) for s in plan.routes[route].stops)
    return _with_pin(plan, replace(_pin_of(plan, route), stops=stops, closed=True))


def unpin_route(plan: WeekPlan, route: int) -> Edited:
    """Drop all that is pinned of a route.

    Raises
    ------
    ValueError
        The plan has no such route.
    """
    refuse_unknown(plan, route)
    pin = _pin_of(plan, route)
    pins = tuple(p for p in plan.request.pins if (p.shift, p.pair) != (pin.shift, pin.pair))
    changed = replace(plan, request=replace(plan.request, pins=pins))
    return Edited(changed, check(changed))


def _pin_of(plan: WeekPlan, route: int) -> Pin:
    opened, numbers = open_plan(plan)
    its = plan.routes[route]
    shift = opened.rows[numbers.index(route)].crew.shift.id if route in numbers else ""
    own = next((p for p in plan.request.pins if (p.shift, p.pair) == (shift, its.pair)), None)
    return own or Pin(shift, its.pair, its.workers)


def _with_pin(plan: WeekPlan, pin: Pin) -> Edited:
    pins = tuple(p for p in plan.request.pins if (p.shift, p.pair) != (pin.shift, pin.pair))
    changed = replace(plan, request=replace(plan.request, pins=(*pins, pin)))
    return Edited(changed, check(changed))
