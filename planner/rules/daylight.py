"""A visit that asks for daylight, or for the dark, lies wholly between the sun's times of its date."""

from collections.abc import Iterator

from geo.hotspot import Daylight
from planner.need_match import need_of_stop
from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation, at_route, clock
from planner.sun import daylight_on


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield visits in the dark that ask for daylight, and in daylight that ask for the dark."""
    request = plan.request
    for route in plan.routes:
        for stop in route.stops:
            need = need_of_stop(request, stop)
            if need is None or need.daylight is Daylight.ANY:
                continue
            dates = {stop.start.astimezone(request.tz).date(), stop.leave.astimezone(request.tz).date()}
            light = daylight_on(request, dates)
            if need.daylight is Daylight.DAY and not any(r <= stop.start and stop.leave <= s for r, s in light):
                sunset = clock(light[0][1]) if light else "-"
                yield at_route(Rule.DAYLIGHT, "in_the_dark", route, stop, sunset=sunset, time=clock(stop.leave))
            if need.daylight is Daylight.DARK and any(stop.start < s and r < stop.leave for r, s in light):
                yield at_route(Rule.DAYLIGHT, "in_daylight", route, stop, time=clock(stop.start))
