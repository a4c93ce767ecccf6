"""Which routes of a week look as they did in another version of it, so that a page need not word them anew."""

from collections.abc import Sequence
from dataclasses import fields

from planner.plan import Route, WeekPlan
from planner.request import WeekRequest
from web.lead.broken import BrokenView


def same_routes(
    old: WeekPlan, new: WeekPlan, old_broken: Sequence[BrokenView], new_broken: Sequence[BrokenView]
) -> frozenset[int]:
    """Give the routes, by their place in the plan, of which all that is said is the same in both versions.

    What is said of a stop speaks of other visits of its place, of its pin and of the rules that it breaks; so a route
    is another one where any stop at one of its places has changed, its pin, or what it breaks. None is the same where
    the versions ask for different weeks: an edit by hand changes nothing of a request but its pins.
    """
    if not _same_but_pins(old.request, new.request) or len(old.routes) != len(new.routes):
        return frozenset()
    pairs = list(zip(old.routes, new.routes, strict=True))
    moved = {hotspot for a, b in pairs if a is not b for hotspot, _ in _stops(a) ^ _stops(b)}
    shifts = {shift.id: shift.date for shift in new.request.shifts}
    pinned = {(pin.pair, shifts.get(pin.shift)) for pin in set(old.request.pins) ^ set(new.request.pins)}
    told = {_route_of(one.key) for one in set(old_broken) ^ set(new_broken)}
    return frozenset(
        number
        for number, (a, b) in enumerate(pairs)
        if (a is b or a == b)
        and not any(stop.hotspot in moved for stop in b.stops)
        and (b.pair, b.date) not in pinned
        and f"r{number}" not in told
    )


def _same_but_pins(old: WeekRequest, new: WeekRequest) -> bool:
    return old is new or all(
        getattr(old, one.name) is getattr(new, one.name) for one in fields(WeekRequest) if one.name != "pins"
    )


def _stops(route: Route) -> set[tuple[str, float]]:
    return {(stop.hotspot, stop.start.timestamp()) for stop in route.stops}


def _route_of(key: str) -> str:
    return key.partition("s")[0]
