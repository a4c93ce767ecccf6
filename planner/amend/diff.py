"""The difference between two plans of one week: which stops and shifts are the same, and what became of the others."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from planner.amend.change import Change, ChangeKind, ChangeReason, PlanDiff, spot_of
from planner.amend.change_reasons import Facts
from planner.exact import exact
from planner.need_match import need_of_stop
from planner.plan import Route, Stop, WeekPlan


@dataclass(frozen=True, slots=True)
class _Made:
    """One stop of a plan: in which route, by its place in the plan."""

    route: int
    stop: Stop


def diff(before: WeekPlan, after: WeekPlan) -> PlanDiff:
    """Tell what has changed from one plan to another of the same team and week, and why.

    A stop is the same where it answers the same need; of several visits those of one pair's shift belong together,
    then those of one day, then those nearest in time. Reasons come from what differs between the two requests.

    Raises
    ------
    ValueError
        The plans are of different teams or weeks.
    """
    if (before.team, before.week) != (after.team, after.week):
        raise ValueError(f"a plan of {after.team} {after.week} is not held against one of {before.team} {before.week}")
    twins = _twins(before, after)
    facts = Facts(before, after, twins)
    routes = sorted(_route_changes(before, after, twins, facts), key=_when)
    stops = sorted(_stop_changes(before, after, twins, facts), key=_when)
    return PlanDiff((*routes, *stops))


def _when(change: Change) -> datetime:
    return next(spot.start for spot in (change.before, change.after) if spot)


def _twins(before: WeekPlan, after: WeekPlan) -> dict[int, int]:
    """Give for each route before the one after in its place: the same shift, and the same people as far as can be."""
    there: dict[str, list[int]] = defaultdict(list)
    for number, shift in enumerate(_shift_ids(after)):
        there[shift].append(number)
    here: dict[str, list[int]] = defaultdict(list)
    for number, shift in enumerate(_shift_ids(before)):
        here[shift].append(number)
    twins: dict[int, int] = {}
    for shift, numbers in here.items():
        likely = sorted((-_likeness(before.routes[a], after.routes[b]), a, b) for a in numbers for b in there[shift])
        for _, a, b in likely:
            if a not in twins and b not in twins.values():
                twins[a] = b
    return twins


def _likeness(before: Route, after: Route) -> float:
    both = {(s.hotspot, s.start) for s in before.stops} & {(s.hotspot, s.start) for s in after.stops}
    return 1000 * len(set(before.workers[:2]) & set(after.workers[:2])) + 100 * (before.pair == after.pair) + len(both)


def _shift_ids(plan: WeekPlan) -> list[str]:
    """Give the id of each route's shift; where there is none of its hours, its own hours stand for it."""
    left = {shift.id: shift.pairs for shift in plan.request.shifts}
    found = []
    for route in plan.routes:
        key = (exact(route.start), exact(route.end), route.base)
        fits = [s.id for s in plan.request.shifts if (exact(s.start), exact(s.end), s.base) == key]
        ident = next((i for i in fits if left[i] > 0), fits[0] if fits else f"{route.base} {route.start}")
        if ident in left:
            left[ident] -= 1
        found.append(ident)
    return found


def _route_changes(before: WeekPlan, after: WeekPlan, twins: dict[int, int], facts: Facts) -> Iterator[Change]:
    for number, route in enumerate(before.routes):
        twin = after.routes[twins[number]] if number in twins else None
        if twin is None:
            yield Change(ChangeKind.SHIFT_CANCELLED, facts.of_crew(number), spot_of(route), None)
        elif (route.pair, set(route.workers)) != (twin.pair, set(twin.workers)):
            yield Change(ChangeKind.CREW_CHANGED, facts.of_crew(number), spot_of(route), spot_of(twin))
        if twin and (exact(route.start), exact(route.end)) != (exact(twin.start), exact(twin.end)):
            yield Change(ChangeKind.SHIFT_HOURS, ChangeReason.SHIFT_CHANGED, spot_of(route), spot_of(twin))
    for number, route in enumerate(after.routes):
        if number not in twins.values():
            yield Change(ChangeKind.SHIFT_NEW, facts.of_new_route(route), None, spot_of(route))


def _stop_changes(before: WeekPlan, after: WeekPlan, twins: dict[int, int], facts: Facts) -> Iterator[Change]:
    there = _marks(after, {number: number for number in range(len(after.routes))})
    same = _marks(before, twins) & there
    was, now = _by_need(before, twins, same), _by_need(after, {n: n for n in range(len(after.routes))}, same)
    for key in [*was, *(key for key in now if key not in was)]:
        yield from _of_need(before, after, was.get(key, []), now.get(key, []), twins, facts)


def _marks(plan: WeekPlan, twins: dict[int, int]) -> set[tuple[int, str, datetime]]:
    """Give every stop as its route after, its place and its time."""
    return {(twins[n], s.hotspot, s.start) for n, route in enumerate(plan.routes) if n in twins for s in route.stops}


def _of_need(
    before: WeekPlan, after: WeekPlan, was: list[_Made], now: list[_Made], twins: dict[int, int], facts: Facts
) -> Iterator[Change]:
    pairs = sorted(
        ((_distance(before, after, a, b, twins), i, j) for i, a in enumerate(was) for j, b in enumerate(now)),
    )
    matched: dict[int, int] = {}
    for _, i, j in pairs:
        if i not in matched and j not in matched.values():
            matched[i] = j
    for i, a in enumerate(was):
        old = spot_of(before.routes[a.route], a.stop.start)
        if i not in matched:
            reason = facts.of_stop(a.stop, route=a.route, dropped=True)
            yield Change(ChangeKind.STOP_DROPPED, reason, old, None, a.stop.hotspot)
            continue
        b = now[matched[i]]
        new = spot_of(after.routes[b.route], b.stop.start)
        if twins.get(a.route) != b.route:
            yield Change(ChangeKind.STOP_MOVED, facts.of_stop(a.stop, route=a.route), old, new, a.stop.hotspot)
        elif exact(a.stop.start) != exact(b.stop.start):
            yield Change(ChangeKind.STOP_RETIMED, facts.of_time(a.stop, route=a.route), old, new, a.stop.hotspot)
    for j, b in enumerate(now):
        if j not in matched.values():
            new = spot_of(after.routes[b.route], b.stop.start)
            yield Change(ChangeKind.STOP_ADDED, facts.of_added(b.stop), None, new, b.stop.hotspot)


def _distance(before: WeekPlan, after: WeekPlan, a: _Made, b: _Made, twins: dict[int, int]) -> tuple[bool, bool, float]:
    same_day = before.routes[a.route].date == after.routes[b.route].date
    return twins.get(a.route) != b.route, not same_day, abs(a.stop.start.timestamp() - b.stop.start.timestamp())


def _by_need(plan: WeekPlan, twins: dict[int, int], same: set[tuple[int, str, datetime]]) -> dict[str, list[_Made]]:
    """Give the stops that have changed by the need that they answer."""
    found: dict[str, list[_Made]] = defaultdict(list)
    for number, route in enumerate(plan.routes):
        for stop in route.stops:
            if number in twins and (twins[number], stop.hotspot, stop.start) in same:
                continue
            need = need_of_stop(plan.request, stop)
            found[need.id if need else f"@{stop.hotspot}"].append(_Made(number, stop))
    return found
