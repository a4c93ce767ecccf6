"""Plans of random small weeks: no rule is broken, the score is right, and what is left out is told."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_week import assert_sound, mutated, random_request
from small_week import NEEDS, SHIFTS, WORKERS, good_plan, need, request, shift, two_workers

from planner.check import check
from planner.crews import crews_of
from planner.exact import exact_request
from planner.plan import WeekPlan
from planner.plan_json import plan_from_dict, plan_to_dict
from planner.plan_week import Progress, plan_week
from planner.terms.plan_terms import plan_terms, total_value
from planner.value import plan_score

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
@given(st.randoms(use_true_random=False))
def test_a_plan_of_any_small_week_is_sound(random: Random):
    assert_sound(plan_week(random_request(random), seconds=0.3))


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(st.randoms(use_true_random=False))
def test_the_checker_bears_any_change_of_a_plan(random: Random):
    for violation in check(mutated(random, good_plan())):
        assert str(violation).startswith(f"{violation.rule}/{violation.code}")


@settings(max_examples=10, deadline=None, suppress_health_check=SLOW)
@given(st.randoms(use_true_random=False))
def test_every_best_so_far_is_sound_and_a_search_from_it_is_never_worse(random: Random):
    asked = random_request(random)
    told: list[WeekPlan] = []

    def take(progress: Progress) -> None:
        told.append(progress.plan())
        assert told[-1].score == round(progress.score, 3) <= progress.bound

    last = plan_week(asked, seconds=0.3, report=take)
    for plan in (*told, last):
        assert_sound(plan)
    for kept in (told[0], random.choice(told), last) if told else (last,):
        start = plan_from_dict(plan_to_dict(kept))  # as it comes back from where it was kept
        resumed: list[WeekPlan] = []
        again = plan_week(asked, seconds=0.2, start=start, report=lambda p, to=resumed: to.append(p.plan()))
        for plan in (*resumed, again):
            assert_sound(plan)
            assert total_value(plan_terms(plan)) >= total_value(plan_terms(start)) - 1e-9


@pytest.mark.parametrize("week", ["2026-W43", "2027-W12"])
def test_a_search_keeps_the_pairs_of_its_start_over_the_odd_nights(week: str):
    night = shift("sa-natt", "sa 21:00", "su 05:00", week)
    asked = request([need("torget-natt", "sa 21:00-06:00", 45)], [night], two_workers(), week=week)
    start = plan_week(asked, seconds=0.3)
    assert crews_of(exact_request(asked), start)
    again = plan_week(asked, seconds=0.3, start=start)
    assert_sound(again)
    assert [r.pair for r in again.routes] == [r.pair for r in start.routes]


def test_a_start_that_breaks_a_rule_or_is_of_another_week_is_refused():
    asked = request(NEEDS, SHIFTS, WORKERS)
    plan = good_plan()
    (first, *rest) = plan.routes
    alone = replace(plan, routes=(replace(first, workers=first.workers[:1]), *rest))
    for wrong in (alone, replace(plan, week="2026-W50")):
        with pytest.raises(ValueError, match="no sound plan"):
            plan_week(asked, seconds=0.2, start=wrong)


def test_the_hand_made_week_is_planned_whole():
    plan = plan_week(request(NEEDS, SHIFTS, WORKERS), seconds=1)
    assert_sound(plan)
    assert plan.score >= plan_score(good_plan())
    seen = {stop.hotspot for route in plan.routes for stop in route.stops}
    assert seen >= {"torget", "stationen", "hamnen", "parken"}


def test_the_total_never_falls_and_ends_with_the_plan():
    told: list[Progress] = []
    plan = plan_week(request(NEEDS, SHIFTS, WORKERS), seconds=1, report=told.append)
    assert told
    assert all(0 <= p.seconds <= p.budget_s == 1 for p in told)
    assert [p.total for p in told] == sorted(p.total for p in told)
    assert [p.bound for p in told] == sorted((p.bound for p in told), reverse=True)
    assert all(p.gap == pytest.approx(p.bound / p.score - 1) for p in told)
    assert round(told[-1].score, 3) == plan.score


def test_the_same_request_seed_and_rounds_give_the_same_plan():
    asked = request(NEEDS, SHIFTS, WORKERS)
    first, second = (plan_week(asked, rounds=300, seed=3) for _ in range(2))
    assert (first.routes, first.score, first.bound) == (second.routes, second.score, second.bound)


@pytest.mark.parametrize("seconds", [0, -1])
def test_no_time_is_no_budget(seconds: float):
    with pytest.raises(ValueError, match="not above 0"):
        plan_week(request(NEEDS, SHIFTS, WORKERS), seconds=seconds)


@pytest.mark.parametrize(
    ("needs", "shifts", "workers"),
    [((), SHIFTS, WORKERS), (NEEDS, (), WORKERS), (NEEDS, SHIFTS, ()), (NEEDS, SHIFTS, WORKERS[:1]), ((), (), ())],
    ids=["no needs", "no shifts", "nobody", "one alone", "nothing"],
)
def test_a_week_in_which_little_can_be_done_is_a_plan_all_the_same(needs, shifts, workers):
    plan = plan_week(request(needs, shifts, workers), seconds=0.2)
    assert_sound(plan)
    assert json.dumps(plan_to_dict(plan))
    if not needs or not shifts or len(workers) < 2:
        assert plan.score == 0


@pytest.mark.parametrize(("week", "hours"), [("2026-W43", 9), ("2027-W12", 7)])
def test_the_two_odd_nights_have_their_real_hours(week: str, hours: int):
    night = shift("sa-natt", "sa 21:00", "su 05:00", week)
    assert night.seconds == hours * 3600
    asked = request([need("torget-natt", "sa 21:00-06:00", 45)], [night], two_workers(), week=week)
    plan = plan_week(asked, seconds=1)
    assert_sound(plan)
    (route,) = plan.routes
    assert len(route.stops) == 1
    assert route.end.isoformat()[11:] == "05:00:00" + ("+01:00" if hours == 9 else "+02:00")
    worked_s = route.end.timestamp() - route.start.timestamp()
    assert worked_s == hours * 3600
    assert all(stop.leave.utcoffset() == stop.leave.astimezone(asked.tz).utcoffset() for stop in route.stops)
