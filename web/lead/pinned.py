"""What of a plan is pinned: single stops, and whole routes."""

from planner.exact import exact
from planner.plan import Route, Stop, WeekPlan


def is_pinned(plan: WeekPlan, route: Route, stop: Stop) -> bool:
    """Tell whether a stop of a route is pinned to its time."""
    own = (stop.hotspot, exact(stop.start))
    dates = {shift.id: shift.date for shift in plan.request.shifts}
    pins = [pin for pin in plan.request.pins if pin.pair == route.pair and dates.get(pin.shift) == route.date]
    return any((s.hotspot, exact(s.start)) == own for pin in pins for s in pin.stops)


def closed_routes(plan: WeekPlan) -> frozenset[int]:
    """Give the routes, by their place in the plan, that are pinned as a whole."""
    shifts = {shift.id: shift for shift in plan.request.shifts}
    closed = {
        (pin.pair, exact(shifts[pin.shift].start)) for pin in plan.request.pins if pin.closed and pin.shift in shifts
    }
    return frozenset(n for n, route in enumerate(plan.routes) if (route.pair, exact(route.start)) in closed)
