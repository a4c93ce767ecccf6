"""Edits by hand: every edit gives a plan with what it breaks, and an edit taken back is as if it had not been."""

from dataclasses import replace
from random import Random

import pytest
from changed_week import planned
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_week import random_request
from small_week import at

from planner.amend.edit import add_stop, move_stop, remove_stop, swap_stops
from planner.amend.edit_pins import pin_route, pin_stop, unpin_route, unpin_stop
from planner.check import check
from planner.plan import WeekPlan
from planner.plan_week import plan_week
from planner.rules.violation import Rule
from planner.value import plan_score

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@pytest.fixture(scope="module")
def plan() -> WeekPlan:
    """Give a good plan."""
    return planned()


def _added_at(before: WeekPlan, after: WeekPlan, route: int) -> int:
    was, now = before.routes[route].stops, after.routes[route].stops
    names = [stop.hotspot for stop in was]
    fits = [n for n in range(len(now)) if [s.hotspot for m, s in enumerate(now) if m != n] == names]
    known = {(stop.hotspot, stop.start) for stop in was}
    return next((n for n in fits if (now[n].hotspot, now[n].start) not in known), fits[0])


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.randoms(use_true_random=False))
def test_a_stop_added_and_removed_leaves_the_plan_as_it_was(random: Random):
    before = plan_week(random_request(random), seconds=0.1)
    if not before.routes:
        return
    route = random.randrange(len(before.routes))
    added = add_stop(before, route, random.choice(before.request.hotspots).id)
    assert added.violations == check(added.plan)
    assert added.plan.score == plan_score(added.plan)
    back = remove_stop(added.plan, route, _added_at(before, added.plan, route)).plan
    assert [s.hotspot for s in back.routes[route].stops] == [s.hotspot for s in before.routes[route].stops]
    assert all(a.start <= b.start for a, b in zip(back.routes[route].stops, before.routes[route].stops, strict=True))
    assert back.routes[:route] == before.routes[:route]
    assert not check(back)


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.randoms(use_true_random=False))
def test_no_edit_is_refused_and_each_tells_what_it_breaks(random: Random):
    plan = plan_week(random_request(random), seconds=0.1)
    for _ in range(4):
        filled = [r for r, route in enumerate(plan.routes) if route.stops]
        if not filled:
            return
        route, to = random.choice(filled), random.randrange(len(plan.routes))
        stop = random.randrange(len(plan.routes[route].stops))
        other = random.choice(filled)
        edits = [
            lambda p=plan, r=route, s=stop: remove_stop(p, r, s),
            lambda p=plan, r=route, s=stop, t=to: move_stop(p, r, s, to=t),
            lambda p=plan, r=route, s=stop, t=to: move_stop(p, r, s, to=t, position=0),
            lambda p=plan, r=route, s=stop, o=other: swap_stops(p, (r, s), (o, 0)),
            lambda p=plan, t=to: add_stop(p, t, random.choice(p.request.hotspots).id, start=p.routes[t].start),
        ]
        edited = random.choice(edits)()
        assert edited.violations == check(edited.plan)
        assert sum(len(r.stops) for r in edited.plan.routes) - sum(len(r.stops) for r in plan.routes) in (-1, 0, 1)
        assert {v.rule for v in edited.violations} <= set(Rule)
        for route_ in edited.plan.routes:
            assert all(a.leave <= b.arrive for a, b in zip(route_.stops, route_.stops[1:], strict=False))
        plan = edited.plan


def test_a_stop_moved_there_and_back_is_where_it_was(plan):
    route = max(range(len(plan.routes)), key=lambda r: len(plan.routes[r].stops))
    stop = len(plan.routes[route].stops) - 1
    hotspot = plan.routes[route].stops[stop].hotspot
    to = next(r for r in range(len(plan.routes)) if r != route)
    moved = move_stop(plan, route, stop, to=to)
    place = _added_at(plan, moved.plan, to)
    assert moved.plan.routes[to].stops[place].hotspot == hotspot
    back = move_stop(moved.plan, to, place, to=route, position=stop)
    assert [[s.hotspot for s in r.stops] for r in back.plan.routes] == [
        [s.hotspot for s in r.stops] for r in plan.routes
    ]


def test_a_stop_at_a_given_time_begins_then(plan):
    route = next(r for r, its in enumerate(plan.routes) if its.date == plan.request.days[4].date)
    bare = plan
    while bare.routes[route].stops:
        bare = remove_stop(bare, route, 0).plan
    added = add_stop(bare, route, "bron", start=at("fr 18:30"))
    assert added.plan.routes[route].stops[0].start == at("fr 18:30")
    assert Rule.TRAVEL not in {v.rule for v in added.violations}


def test_swapping_twice_gives_the_same_order(plan):
    filled = [r for r, route in enumerate(plan.routes) if len(route.stops) > 1]
    one, other = (filled[0], 0), (filled[-1], 1)
    swapped = swap_stops(plan, one, other).plan
    assert swapped.routes[one[0]].stops[0].hotspot == plan.routes[other[0]].stops[1].hotspot
    back = swap_stops(swapped, one, other).plan
    assert [[s.hotspot for s in r.stops] for r in back.routes] == [[s.hotspot for s in r.stops] for r in plan.routes]


def test_what_is_pinned_stays_and_can_be_let_go(plan):
    route = max(range(len(plan.routes)), key=lambda r: len(plan.routes[r].stops))
    pinned = pin_stop(plan, route, 0)
    assert not pinned.violations
    (pin,) = pinned.plan.request.pins
    assert pin.stops[0].start == plan.routes[route].stops[0].start
    moved = remove_stop(pinned.plan, route, 0)
    assert Rule.PINS in {v.rule for v in moved.violations}
    assert unpin_stop(pinned.plan, route, 0).plan == plan
    closed = pin_route(plan, route)
    assert closed.plan.request.pins[0].closed
    assert not closed.violations
    assert unpin_route(closed.plan, route).plan == plan


def test_a_route_or_stop_that_is_not_there_is_told(plan):
    for bad in (
        lambda: remove_stop(plan, 99, 0),
        lambda: remove_stop(plan, 0, 99),
        lambda: add_stop(plan, 0, "nowhere"),
        lambda: move_stop(plan, 0, 0, to=99),
    ):
        with pytest.raises(ValueError, match="no"):
            bad()


def test_a_plan_that_breaks_rules_can_be_edited(plan):
    strange = replace(
        plan.routes[0], start=at("su 01:00"), end=at("su 09:00"), date=plan.request.days[6].date, stops=()
    )
    broken = replace(plan, routes=(replace(strange, legs=()), *plan.routes[1:]))
    edited = add_stop(broken, 0, "torget")
    assert edited.plan.routes[0].stops
    assert edited.violations == check(edited.plan)
