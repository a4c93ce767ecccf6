"""Insert: the best places for one more visit, each with what it costs, moves and changes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from geo.hotspot import VisitNeed
from planner.amend.fits import offers, take_up
from planner.amend.forced_route import Call, forced_route
from planner.amend.loosen import loosened
from planner.amend.open_plan import OpenPlan
from planner.amend.opened import open_plan, plan_with_routes
from planner.amend.place import Place, shift_id, term_changes, told_place
from planner.check import check
from planner.need_match import need_of_stop
from planner.plan import Stop, WeekPlan
from planner.request import WeekRequest
from planner.rules.violation import Violation
from planner.terms.plan_terms import plan_terms
from planner.terms.term import Term


def three_best_places(
    plan: WeekPlan, need: str | VisitNeed, *, count: int = 3, now: datetime | None = None
) -> tuple[Place, ...]:
    """Give the best places for one more visit of a need, the best first, each in another route.

    Places are weighed by what the visit is worth there, less what it moves, takes of the slack and adds to the way
    (`planner.amend.change_prices`). Where none is free, the best ones that break something are given, with that.

    Parameters
    ----------
    need
        Its id, or a need that the request does not hold yet, at one of its hotspots.
    count
        How many.
    now
        Nothing is put in before this time.

    Raises
    ------
    ValueError
        There is no such need, or no such hotspot.
    """
    asked, its = with_need(plan, need)
    opened, numbers = open_plan(asked)
    if now is not None:
        close_past(opened, now)
    g = opened.number_of(its.id)
    found = offers(opened, g) if g is not None else []
    if found:
        before = plan_terms(asked)
        return tuple(told_place(asked, opened, numbers, offer, before) for offer in found[:count])
    return _breaking(asked, its, count=count, now=now)


def free_place(plan: WeekPlan, need_id: str, *, route: int | None = None) -> WeekPlan | None:
    """Give the plan with one more visit of a need at its best free place, in one route or in any; None without one."""
    opened, numbers = open_plan(plan)
    g = opened.number_of(need_id)
    if g is None or (route is not None and route not in numbers):
        return None
    among = None if route is None else [numbers.index(route)]
    found = offers(opened, g, routes=among)
    if not found:
        return None
    take_up(opened, found[0])
    made = {numbers[fit.route]: opened.route(fit.route) for fit in found[0].fits}
    return plan_with_routes(plan, made, [row.crew for row in opened.rows])


def with_need(plan: WeekPlan, need: str | VisitNeed) -> tuple[WeekPlan, VisitNeed]:
    """Give a plan whose request holds a need, and that need.

    Raises
    ------
    ValueError
        There is no such need, or no such hotspot.
    """
    request = plan.request
    if isinstance(need, str):
        its = next((n for n in request.needs if n.id == need), None)
        if its is None:
            raise ValueError(f"the request holds no need {need!r}")
        return plan, its
    others = tuple(n for n in request.needs if n.id != need.id)
    return replace(plan, request=replace(request, needs=(*others, need)), bound=None), need


def close_past(plan: OpenPlan, now: datetime) -> None:
    """Keep what has begun as it is: nothing new goes before it, or begins before now."""
    time = plan.week.at(now)
    for row in plan.rows:
        if plan.week.at(row.crew.shift.start) < time:
            row.after = time
            row.behind = sum(start <= time for start in row.starts)
            row.closed = row.closed or plan.week.at(row.crew.shift.end) <= time


def new_violations(before: WeekPlan, after: Sequence[WeekPlan], hotspot: str) -> list[tuple[Violation, ...]]:
    """Give what each of some plans breaks and the one before did not, where they differ in some routes.

    Only routes that differ, and those with stops at the place, are checked: no rule looks further.
    """
    near = {n for n, route in enumerate(before.routes) if any(s.hotspot == hotspot for s in route.stops)}
    for plan in after:
        near |= {n for n, (a, b) in enumerate(zip(before.routes, plan.routes, strict=True)) if a != b}
    there = {(stop.hotspot, stop.start) for n in near for stop in before.routes[n].stops}
    near |= {n for n, r in enumerate(before.routes) if any((s.hotspot, s.start) in there for s in r.stops)}
    known = Counter(str(violation) for violation in check(_part(before, near))) if after else Counter()
    found = []
    for plan in after:
        left, its = Counter(known), []
        for violation in check(_part(plan, near)):
            if left[str(violation)]:
                left[str(violation)] -= 1
            else:
                its.append(violation)
        found.append(tuple(its))
    return found


def _part(plan: WeekPlan, numbers: set[int]) -> WeekPlan:
    routes = tuple(plan.routes[number] for number in sorted(numbers))
    pairs = {(route.pair, route.date) for route in routes}
    dates = {shift.id: shift.date for shift in plan.request.shifts}
    pins = tuple(pin for pin in plan.request.pins if (pin.pair, dates[pin.shift]) in pairs)
    return replace(plan, request=replace(plan.request, pins=pins), routes=routes, unplanned=())


def _breaking(plan: WeekPlan, need: VisitNeed, *, count: int, now: datetime | None) -> tuple[Place, ...]:
    """Give the best places with every wish of the need, and pins, left aside; then those that are late themselves."""
    opened, numbers = open_plan(loosened(plan, need))
    if now is not None:
        close_past(opened, now)
    before = plan_terms(plan)
    g = opened.number_of(need.id)
    found = offers(opened, g, again=True) if g is not None else []
    own = [offer for offer in found if _answers(plan.request, need, opened.week.when(offer.fits[0].start))]
    places = [told_place(plan, opened, numbers, offer, before) for offer in own[:count]]
    places += _late(plan, need, opened, numbers, before, {place.route for place in places}, count - len(places))
    broken = new_violations(plan, [place.plan for place in places], need.hotspot)
    told = [replace(place, violations=its) for place, its in zip(places, broken, strict=True)]
    return tuple(sorted(told, key=lambda place: len(place.violations)))


def _answers(request: WeekRequest, need: VisitNeed, start: datetime) -> bool:
    """Tell whether a stop then is a visit of the need, and not of another need of the place."""
    other = need_of_stop(request, Stop(need.hotspot, start, start, start))
    return other is None or other.id == need.id


def _late(
    plan: WeekPlan,
    need: VisitNeed,
    opened: OpenPlan,
    numbers: Sequence[int],
    before: Sequence[Term],
    taken: set[int],
    count: int,
) -> list[Place]:
    """Give places at the end of routes that then come home late, the least busy ones first."""
    spare = {r: opened.room_s(r) - opened.busy_s(r) for r in range(len(opened.rows)) if numbers[r] not in taken}
    places = []
    for r in sorted(spare, key=lambda r: -spare[r])[: max(count, 0)]:
        row, route = opened.rows[r], plan.routes[numbers[r]]
        last = Call(need.hotspot, need.minutes * 60, max(row.after + opened.week.origin, 0))
        made = forced_route(opened.request, row.crew, [last], after=route, kept=len(route.stops))
        after = plan_with_routes(plan, {numbers[r]: made}, [row.crew for row in opened.rows])
        stop, way = made.stops[-1], sum(leg.seconds for leg in made.legs) - sum(leg.seconds for leg in route.legs)
        places.append(
            Place(
                numbers[r],
                route.pair,
                shift_id(plan.request, row.crew.shift.id),
                len(route.stops),
                stop.start,
                round(way / 60, 1),
                round((stop.start - stop.arrive).total_seconds() / 60, 1),
                round(after.score - before[0].amount, 3),
                0.0,
                after,
                terms=term_changes(before, plan_terms(after)),
            )
        )
    return places
