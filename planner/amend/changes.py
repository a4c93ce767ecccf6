"""Changes of a week's request: what has happened since the plan was published, or what a lead wonders about."""

from dataclasses import replace
from datetime import date

from geo.hotspot import VisitNeed
from planner.request import WeekRequest
from planner.worker import Absence

URGENT_FACTOR = 4.0
"""An urgent need weighs so many times what it weighs else; no ordinary need stands above it."""


def sick(request: WeekRequest, worker: str, first: date, last: date) -> WeekRequest:
    """Give the request with a worker absent from ``first`` to ``last``, both included, and not pinned then.

    Raises
    ------
    ValueError
        There is no such worker, or the absence ends before it begins.
    """
    if worker not in request.worker:
        raise ValueError(f"the request holds no worker {worker!r}")
    absence = Absence(first, last)
    workers = tuple(replace(w, absences=(*w.absences, absence)) if w.id == worker else w for w in request.workers)
    dates = {shift.id: (shift.start.date(), shift.end.date()) for shift in request.shifts}
    pins = tuple(
        pin
        for pin in request.pins
        if worker not in pin.workers or not (dates[pin.shift][0] <= last and first <= dates[pin.shift][1])
    )
    return replace(request, workers=workers, pins=pins)


def without_shift(request: WeekRequest, shift: str) -> WeekRequest:
    """Give the request without a shift, and without the pins to it.

    Raises
    ------
    ValueError
        There is no such shift.
    """
    _refuse_unknown_shift(request, shift)
    return replace(
        request,
        shifts=tuple(s for s in request.shifts if s.id != shift),
        pins=tuple(pin for pin in request.pins if pin.shift != shift),
    )


def one_pair_more(request: WeekRequest, shift: str) -> WeekRequest:
    """Give the request with one pair more in a shift; whether there is anybody to go is the roster's affair.

    Raises
    ------
    ValueError
        There is no such shift.
    """
    _refuse_unknown_shift(request, shift)
    return _with_pairs(request, shift, 1)


def one_pair_less(request: WeekRequest, shift: str) -> WeekRequest:
    """Give the request with one pair less in a shift; without the shift where it has one pair.

    Of the pins to it the last is dropped where they are then too many.

    Raises
    ------
    ValueError
        There is no such shift.
    """
    _refuse_unknown_shift(request, shift)
    its = next(s for s in request.shifts if s.id == shift)
    if its.pairs == 1:
        return without_shift(request, shift)
    own = [pin for pin in request.pins if pin.shift == shift]
    dropped = own[its.pairs - 1 :]
    return _with_pairs(replace(request, pins=tuple(pin for pin in request.pins if pin not in dropped)), shift, -1)


def with_urgent_need(request: WeekRequest, need: VisitNeed) -> WeekRequest:
    """Give the request with a need that must be seen to this week: agreed at least once, and weighed above the others.

    A need of the same id is taken the place of. A tip at a place and hours for which there is a need already makes
    that need the urgent one: give it instead, since a place has one need at a time.

    Raises
    ------
    ValueError
        Its hotspot is not in the request, or another need of the place has some of its hours.
    """
    other = next((n for n in request.needs_at.get(need.hotspot, ()) if n.id != need.id and _meet(n, need)), None)
    if other is not None:
        raise ValueError(f"{need.hotspot} has the need {other.id!r} at these hours already; make that one urgent")
    heaviest = max((n.weight for n in request.needs), default=1.0)
    urgent = replace(
        need,
        least=max(need.least, 1),
        target=max(need.target, 1),
        most=max(need.most, 1),
        weight=max(need.weight * URGENT_FACTOR, heaviest),
    )
    others = tuple(n for n in request.needs if n.id != need.id)
    return replace(request, needs=(*others, urgent))


def without_need(request: WeekRequest, need: str) -> WeekRequest:
    """Give the request without a need, and without the pinned stops at its place that no other need there wants.

    Raises
    ------
    ValueError
        There is no such need.
    """
    gone = next((n for n in request.needs if n.id == need), None)
    if gone is None:
        raise ValueError(f"the request holds no need {need!r}")
    needs = tuple(n for n in request.needs if n.id != need)
    kept = any(n.hotspot == gone.hotspot for n in needs)
    pins = tuple(
        pin if kept else replace(pin, stops=tuple(s for s in pin.stops if s.hotspot != gone.hotspot))
        for pin in request.pins
    )
    overdue = tuple(late for late in request.overdue if late.need != need)
    return replace(request, needs=needs, pins=pins, overdue=overdue)


def closed_place(request: WeekRequest, hotspot: str) -> WeekRequest:
    """Give the request without every need of a place."""
    for need in request.needs_at.get(hotspot, ()):
        request = without_need(request, need.id)
    return request


def _meet(one: VisitNeed, other: VisitNeed) -> bool:
    seasons = {one.season, other.season}
    return one.windows.overlaps(other.windows) and (len(seasons) == 1 or "all" in seasons)


def _with_pairs(request: WeekRequest, shift: str, more: int) -> WeekRequest:
    shifts = tuple(replace(s, pairs=s.pairs + more) if s.id == shift else s for s in request.shifts)
    return replace(request, shifts=shifts)


def _refuse_unknown_shift(request: WeekRequest, shift: str) -> None:
    if all(s.id != shift for s in request.shifts):
        raise ValueError(f"the request holds no shift {shift!r}")
