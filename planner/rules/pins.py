"""What is pinned stays: who goes out in a shift, under which name, and where they are at which time."""

from collections.abc import Iterator

from planner.pin import Pin
from planner.plan import Route, WeekPlan
from planner.rules.violation import Rule, Violation, at_route, clock
from planner.shift import Shift


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield pinned pairs that do not go out or go out with others, pinned stops left out, and stops added."""
    shifts = {shift.id: shift for shift in plan.request.shifts}
    for pin in plan.request.pins:
        shift = shifts[pin.shift]
        route = next((r for r in plan.routes if r.pair == pin.pair and _of(r, shift)), None)
        if route is None:
            params = {"start": clock(shift.start), "end": clock(shift.end)}
            yield Violation(Rule.PINS, "not_out", pin.pair, shift.date, params=params)
            continue
        if set(route.workers) != set(pin.workers):
            names = [plan.request.worker[worker].name for worker in pin.workers]
            yield at_route(Rule.PINS, "other_workers", route, workers=", ".join(names))
        yield from _stops(pin, route)


def _stops(pin: Pin, route: Route) -> Iterator[Violation]:
    made = {(stop.hotspot, stop.start.timestamp()) for stop in route.stops}
    for pinned in pin.stops:
        if (pinned.hotspot, pinned.start.timestamp()) not in made:
            time = clock(pinned.start)
            yield Violation(Rule.PINS, "stop_missing", route.pair, route.date, pinned.hotspot, params={"time": time})
    wanted = {(stop.hotspot, stop.start.timestamp()) for stop in pin.stops}
    for stop in route.stops if pin.closed else ():
        if (stop.hotspot, stop.start.timestamp()) not in wanted:
            yield at_route(Rule.PINS, "stop_added", route, stop, time=clock(stop.start))


def _of(route: Route, shift: Shift) -> bool:
    return (route.date, route.start, route.end, route.base) == (shift.date, shift.start, shift.end, shift.base)
