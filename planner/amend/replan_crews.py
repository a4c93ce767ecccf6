"""Who goes out in a week that has changed: as many pairs as can be, and as few others as can be than were told to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from planner.check import check
from planner.exact import exact
from planner.pair import Crew
from planner.pin import Pin, PinnedStop
from planner.plan import Route, WeekPlan
from planner.request import Covered, WeekRequest
from planner.roster.roster import make_roster
from planner.rules.violation import Rule, Violation
from planner.search.solution import Solution
from planner.shift import Shift
from planner.week_problem import WeekProblem


@dataclass(frozen=True, slots=True)
class Begun:
    """What has begun.

    Attributes
    ----------
    request
        With a pin for each shift that has begun with workers who are still there.
    broken
        Pair-shifts (pair, start) that have begun and can not be kept.
    covered
        Places and starts of the visits that their pairs have made: they count as covered, once each; where such a
        visit was a joint one, it is no longer a stop of the other pairs either.
    """

    request: WeekRequest
    broken: frozenset[tuple[str, datetime]]
    covered: frozenset[tuple[str, datetime]]


def begun(published: WeekPlan, request: WeekRequest, now: datetime) -> Begun:
    """Pin what has begun, and cover what was made by pairs that have broken up."""
    kept: list[tuple[Shift, Route]] = []
    broken = []
    trial = request
    for route in published.routes:
        if route.start <= now:
            shift = shift_of(request, route)
            bare = _with_pin(trial, Pin(shift.id, route.pair, route.workers)) if shift else None
            if shift and bare and _there(request, route):
                trial = bare
                kept.append((shift, route))
            else:
                broken.append(route)
    made = frozenset((s.hotspot, exact(s.start)) for route in broken for s in route.stops if s.start <= now)
    for shift, route in kept:
        request = _with_pin(request, _pin(request, shift, route, now, made)) or request
    covers = [Covered(hotspot, start.astimezone(request.tz), request.team) for hotspot, start in sorted(made)]
    covers = [cover for cover in covers if cover not in request.covered]
    return Begun(
        replace(request, covered=(*request.covered, *covers)),
        frozenset((route.pair, route.start) for route in broken),
        made,
    )


def shift_of(request: WeekRequest, route: Route) -> Shift | None:
    """Give the shift of a route by its hours and base."""
    key = (exact(route.start), exact(route.end), route.base)
    return next((s for s in request.shifts if (exact(s.start), exact(s.end), s.base) == key), None)


def crews_again(
    request: WeekRequest, published: Sequence[Crew], *, seconds: float, seed: int = 0
) -> list[tuple[Crew, ...]]:
    """Give the crews that a changed week may have: first every published one that can still go, and others.

    Then, where that has more pairs, a roster made anew: whether it is worth its changes is for the plan to show.

    Parameters
    ----------
    request
        With exact times, and what has begun pinned.
    published
        The crews before, with the shifts of this request; where a shift is gone its crew is left out.
    """
    held = request
    settled = {(pin.shift, pin.pair) for pin in request.pins}
    for crew in sound_crews(request, published):
        if (crew.shift.id, crew.pair) not in settled:
            held = _with_pin(held, Pin(crew.shift.id, crew.pair, crew.workers)) or held
    whole = sum(shift.pairs for shift in request.shifts)
    kept = make_roster(held, seconds=seconds / 2, seed=seed, near=published)
    if len(kept) == whole or len(held.pins) == len(request.pins):
        return [kept]
    anew = make_roster(request, seconds=seconds / 2, seed=seed, near=published)
    return [kept, anew] if len(anew) > len(kept) else [kept]


def sound_crews(request: WeekRequest, crews: Sequence[Crew]) -> list[Crew]:
    """Give the crews that may go as they are: what breaks a rule beside the others is left out, the last first."""
    left = [crew for crew in crews if all(worker in request.worker for worker in crew.workers)]
    bare = replace(request, pins=(), needs=(), overdue=())
    while left:
        week = WeekProblem(bare, left)
        empty = ((),) * len(left)
        plan = WeekPlan(request.team, request.week, bare, week.routes(Solution(empty, empty, 0.0)), (), 0.0, None)
        found = next(iter(check(plan)), None)
        if found is None:
            break
        named = [crew for crew in left if _named(found, crew)]
        left.remove(named[-1] if named else left[-1])
    return left


def _named(violation: Violation, crew: Crew) -> bool:
    on = violation.date is None or violation.date == crew.shift.date
    if violation.pair is not None:
        return on and violation.pair == crew.pair
    return violation.worker in crew.workers and (on or violation.rule in (Rule.WEEKLY_REST, Rule.WEEKLY_HOURS))


def _there(request: WeekRequest, route: Route) -> bool:
    days = {route.start.date(), route.end.date()}
    return all(
        worker in request.worker and not any(a.covers(day) for a in request.worker[worker].absences for day in days)
        for worker in route.workers
    )


def _pin(request: WeekRequest, shift: Shift, route: Route, now: datetime, made: frozenset[tuple[str, datetime]]) -> Pin:
    own = next((p for p in request.pins if (p.shift, p.pair) == (shift.id, route.pair)), None)
    past = {PinnedStop(stop.hotspot, exact(stop.start)) for stop in route.stops if stop.start <= now}
    known = {stop for stop in past if stop.hotspot in request.hotspot and (stop.hotspot, stop.start) not in made}
    stops = known | set(own.stops if own else ())
    return Pin(
        shift.id,
        route.pair,
        route.workers,
        tuple(sorted(stops, key=lambda stop: stop.start)),
        closed=route.end <= now or bool(own and own.closed),
    )


def _with_pin(request: WeekRequest, pin: Pin) -> WeekRequest | None:
    """Add a pin, in the place of one of the same pair and shift; None where it can not be kept beside the others."""
    others = tuple(p for p in request.pins if (p.shift, p.pair) != (pin.shift, pin.pair))
    try:
        return replace(request, pins=(*others, pin))
    except ValueError:
        return None
