"""What a visit tonight would do is said before it is asked for: who, when, and what moves; the plan is not touched."""

import importlib.util
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from web.triage.effect import effect_tonight
from web.triage.near import pairs_tonight, tonight


@pytest.fixture(scope="module")
def plan():
    spec = importlib.util.spec_from_file_location("example_plan", Path(__file__).parents[1] / "example_plan.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.example_plan()


def first_shift(plan):
    return min(route.start for route in plan.routes if route.stops)


def test_a_visit_beside_a_stop_says_who_can_come_and_what_moves(plan):
    start = first_shift(plan)
    route = next(r for r in tonight(plan, start) if r.stops)
    spot = plan.request.hotspot[route.stops[0].hotspot].point
    effect = effect_tonight(plan, spot.x + 0.002, spot.y, now=start)
    assert effect.pair in {r.pair for r in tonight(plan, start)}
    assert start <= effect.start < max(r.end for r in tonight(plan, start))
    stops = {(r.pair, s.hotspot): s.start for r in plan.routes for s in r.stops}
    assert all(moved.start > stops[moved.pair, moved.hotspot] for moved in effect.moved)


def test_nobody_is_out_when_the_week_is_over(plan):
    over = max(route.end for route in plan.routes) + timedelta(minutes=1)
    assert effect_tonight(plan, 18.05, 59.31, now=over) is None


def test_who_is_out_is_told_by_the_nearest_stop_that_is_still_to_come(plan):
    class Plans:
        def published(self, team, week):
            return plan if (team, week) == (plan.team, plan.week) else None

        def plan_of(self, info):
            return info

    now: datetime = first_shift(plan)
    found = pairs_tonight(Plans(), {plan.team}, None, now=now)
    assert {near.pair.name for near in found} == {route.pair for route in tonight(plan, now)}
    assert all(near.at >= now or near.place for near in found)


@pytest.mark.parametrize(("hour", "days"), [(18, {0}), (22, {0}), (3, {1}), (4, {1})])
def test_tonight_ends_before_the_morning_unless_nobody_is_out_before_it(plan, hour, days):
    monday = plan.routes[0].date
    evening, morning = (
        replace(plan.routes[0], date=day, start=at(plan, day, 14 if day == monday else 8), end=at(plan, day, 23))
        for day in (monday, monday + timedelta(days=1))
    )
    late = replace(plan, routes=(evening, morning))
    now = at(plan, monday if hour > 5 else monday + timedelta(days=1), hour)
    assert {(route.date - monday).days for route in tonight(late, now)} == days


def at(plan, day, hour):
    return datetime.combine(day, time(hour), plan.request.tz)
