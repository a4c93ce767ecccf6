"""The request of a week that is planned again: what is known now, and what the plan that is shown knew beside it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from planner.amend.replan_crews import begun
from planner.pin import Pin
from planner.plan import WeekPlan
from planner.request import WeekRequest


def replan_request(shown: WeekPlan, request: WeekRequest, *, now: datetime) -> WeekRequest:
    """Give the request with the pins of a plan that still hold, and the visits made by its pairs that break up.

    Parameters
    ----------
    shown
        The plan that is planned again.
    request
        The week as it is now, without pins.
    now
        What lies before it is past.
    """
    made = tuple(c for c in shown.request.covered if c.team == request.team and c not in request.covered)
    held = with_pins(replace(request, covered=(*request.covered, *made)), shown.request.pins)
    return replace(held, covered=begun(shown, held, now).request.covered)


def with_pins(request: WeekRequest, pins: Sequence[Pin]) -> WeekRequest:
    """Give the request with those of the pins that can still be kept beside each other, in their order.

    A pin is left out where its shift is gone, or somebody of it is gone or absent then; of its stops those are left out
    whose place is gone, that lie outside the shift, or whose place nobody asks to be visited.
    """
    shifts = {shift.id: shift for shift in request.shifts}
    for pin in pins:
        shift = shifts.get(pin.shift)
        if shift is None or _away(request, pin, (shift.start.date(), shift.end.date())):
            continue
        begin, end = shift.start.timestamp(), shift.end.timestamp()
        kept = tuple(s for s in pin.stops if s.hotspot in request.needs_at and begin <= s.start.timestamp() < end)
        try:
            request = replace(request, pins=(*request.pins, replace(pin, stops=kept)))
        except ValueError:
            continue  # it clashes with what is pinned already
    return request


def _away(request: WeekRequest, pin: Pin, days: tuple[date, ...]) -> bool:
    return any(
        worker not in request.worker
        or any(absence.covers(day) for absence in request.worker[worker].absences for day in days)
        for worker in pin.workers
    )
