"""The best places for one more stop: what each costs, moves and changes, and what it breaks where none is free."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_week import random_request
from small_week import at, need, request, shift, two_workers

from planner.amend.insert import three_best_places
from planner.check import check
from planner.plan_week import plan_week
from planner.rules.violation import Rule
from planner.terms.term import TermName
from planner.value import plan_score

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
EVENINGS = (shift("mo", "mo 16:00", "mo 22:00"), shift("tu", "tu 16:00", "tu 22:00"))


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.randoms(use_true_random=False))
def test_every_place_tells_what_its_plan_is(random: Random):
    asked = random_request(random)
    plan = plan_week(asked, seconds=0.1)
    places = three_best_places(plan, random.choice(asked.needs).id, count=3)
    assert len({place.route for place in places}) == len(places) <= 3
    for place in places:
        made = place.plan.routes[place.route].stops[place.position]
        assert made.start == place.start
        assert sorted(map(str, check(place.plan))) == sorted(map(str, place.violations))
        assert round(place.plan.score - plan.score, 3) == place.worth
        assert place.plan.score == plan_score(place.plan)
        for moved in place.moved:
            assert moved.minutes > 0
            assert moved.start in [stop.start for route in plan.routes for stop in route.stops]
        still = [n for n in range(len(plan.routes)) if n != place.route and not place.with_pairs]
        assert all(plan.routes[n] == place.plan.routes[n] for n in still)
    free = [place for place in places if place.free]
    assert not free or len(free) == len(places)


def test_a_new_tip_gets_a_place_each_day_and_may_use_the_reserved_slack():
    asked = request([need("torget-kvall", "daily 16:00-22:00", 60, target=2)], EVENINGS, two_workers(), slack_share=0.7)
    plan = plan_week(asked, seconds=0.2)
    places = three_best_places(plan, need("torget-tips", "daily 16:00-22:00", 90, least=1))
    assert {place.plan.routes[place.route].date.weekday() for place in places} == {0, 1}
    assert all(place.free and place.worth > 0 for place in places)
    assert max(place.slack_minutes for place in places) > 0
    assert any(change.name is TermName.TRAVEL for place in places for change in place.terms)


def test_a_joint_visit_names_who_else_comes():
    asked = request(
        [need("torget-tva", "mo 16:00-22:00", pairs=2)],
        [shift("mo", "mo 16:00", "mo 22:00", pairs=2)],
        [*two_workers(), *(replace(w, id=w.id + "2", name=w.name + "2") for w in two_workers())],
    )
    plan = plan_week(asked, seconds=0.2)
    bare = replace(plan, routes=tuple(replace(r, stops=(), legs=()) for r in plan.routes))
    place = three_best_places(bare, "torget-tva")[0]
    assert place.free
    assert {place.pair, *place.with_pairs} == {route.pair for route in plan.routes}


def test_where_nothing_is_free_the_best_that_breaks_something_is_told():
    asked = request([need("torget-kvall", "we 16:00-22:00")], EVENINGS, two_workers())
    places = three_best_places(plan_week(asked, seconds=0.1), "torget-kvall")
    assert places
    assert {v.rule for place in places for v in place.violations} == {Rule.WINDOWS}


def test_nothing_is_put_in_before_now():
    asked = request([need("torget-kvall", "daily 16:00-22:00", target=2)], EVENINGS, two_workers())
    plan = plan_week(asked, seconds=0.1)
    bare = replace(plan, routes=tuple(replace(r, stops=(), legs=()) for r in plan.routes))
    places = three_best_places(bare, "torget-kvall", now=at("mo 20:00"))
    assert min(place.start for place in places) >= at("mo 20:10")
    assert {place.plan.routes[place.route].date.weekday() for place in places} == {0, 1}


def test_a_need_or_place_that_is_not_there_is_told():
    asked = request([need("torget-kvall", "daily 16:00-22:00")], EVENINGS, two_workers())
    plan = plan_week(asked, seconds=0.1)
    with pytest.raises(ValueError, match="no need"):
        three_best_places(plan, "nothing")
    with pytest.raises(ValueError, match="does not hold"):
        three_best_places(plan, need("nowhere-tips", "daily 16:00-22:00"))
