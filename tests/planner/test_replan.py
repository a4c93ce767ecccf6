"""A week that has changed: what is past and what need not move stays as it was published."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from changed_week import asked, happens, moment, planned
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_week import assert_sound, random_request
from small_week import at, need

from planner.amend.change import ChangeKind, ChangeReason
from planner.amend.changes import closed_place, one_pair_less, one_pair_more, sick, with_urgent_need, without_shift
from planner.amend.replan import replan
from planner.check import check
from planner.need_match import visits_by_need
from planner.pin import Pin, PinnedStop
from planner.plan import WeekPlan
from planner.plan_week import plan_week

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
BEFORE = at("mo 08:00")


@pytest.fixture(scope="module")
def published() -> WeekPlan:
    """Give the plan that people have been told of."""
    return planned()


def _stops(plan: WeekPlan) -> set[tuple[date, str, object]]:
    return {(route.date, stop.hotspot, stop.start) for route in plan.routes for stop in route.stops}


def test_where_nothing_has_happened_nothing_changes(published):
    again = replan(published, published.request, now=BEFORE)
    assert again.plan.routes == published.routes
    assert again.plan.score == published.score
    assert again.changes.changes == ()


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.randoms(use_true_random=False))
def test_whatever_happens_the_plan_is_sound_and_the_past_is_kept(random: Random):
    asked_ = random_request(random)
    before = plan_week(asked_, seconds=0.15)
    changed = happens(random, asked_)
    now = moment(random, asked_)
    again = replan(before, changed, now=now, rounds=5)
    assert_sound(again.plan)
    still = {shift.id for shift in changed.shifts}
    for route in before.routes:
        kept = [
            r for r in again.plan.routes if (r.pair, r.start, r.workers) == (route.pair, route.start, route.workers)
        ]
        if route.start > now or not kept or len(still) < len(asked_.shifts):
            continue
        begun = [s for s in route.stops if s.start <= now and s.hotspot in {n.hotspot for n in changed.needs}]
        assert {(s.hotspot, s.start) for s in begun} <= {(s.hotspot, s.start) for s in kept[0].stops}
    added = [c.after.start for c in again.changes.changes if c.kind is ChangeKind.STOP_ADDED]
    assert all(start >= now for start in added)


def test_a_sick_worker_s_shifts_get_others_and_no_other_route_moves(published):
    first = published.request.days[1].date
    again = replan(published, sick(published.request, "lom", first, first + timedelta(days=6)), now=at("mo 23:00"))
    assert_sound(again.plan)
    assert all("lom" not in r.workers for r in again.plan.routes if r.date >= first)
    untouched = [r for r in published.routes if "lom" not in r.workers and r in again.plan.routes]
    assert len(untouched) >= sum("lom" not in r.workers for r in published.routes) - 1
    crews = [c for c in again.changes.changes if c.kind in (ChangeKind.CREW_CHANGED, ChangeKind.SHIFT_CANCELLED)]
    assert all(c.reason in (ChangeReason.WORKER_ABSENT, ChangeReason.ROSTER_ADAPTED) for c in crews)


def test_a_pair_that_breaks_up_at_work_leaves_its_visits_covered(published):
    route = max(published.routes, key=lambda r: len(r.stops))
    now = route.stops[0].leave
    again = replan(published, sick(published.request, route.workers[0], route.date, route.date), now=now)
    assert_sound(again.plan)
    assert (route.stops[0].hotspot, route.stops[0].start) in {(c.hotspot, c.start) for c in again.plan.request.covered}


def test_an_urgent_need_takes_its_place_and_the_rest_stays(published):
    tip = need("hamnen-tips", "we 16:30-19:00", 20)
    again = replan(published, with_urgent_need(published.request, tip), now=at("tu 12:00"))
    assert_sound(again.plan)
    assert len(visits_by_need(again.plan)["hamnen-tips"]) == 1
    reasons = {c.reason for c in again.changes.changes if c.kind is ChangeKind.STOP_ADDED}
    assert ChangeReason.URGENT_NEED in reasons


def test_a_closed_place_is_left_and_its_time_may_be_used(published):
    again = replan(published, closed_place(published.request, "torget"), now=BEFORE)
    assert_sound(again.plan)
    dropped = [c for c in again.changes.changes if c.hotspot == "torget"]
    assert dropped
    assert {c.reason for c in dropped} == {ChangeReason.NEED_GONE}
    kept = {stop for stop in _stops(published) if stop[1] != "torget"}
    assert len(kept & _stops(again.plan)) >= len(kept) - 1


def test_a_shift_that_is_gone_offers_its_visits_to_others(published):
    gone = published.routes[-1]
    its = next(s for s in published.request.shifts if (s.date, s.start) == (gone.date, gone.start))
    again = replan(published, without_shift(published.request, its.id), now=BEFORE)
    assert_sound(again.plan)
    assert {c.kind for c in again.changes.changes} & {ChangeKind.SHIFT_CANCELLED}
    others = [r for r in published.routes if r.start != gone.start]
    assert all(any(r.pair == o.pair and r.start == o.start for r in again.plan.routes) for o in others)


def test_a_shorter_shift_keeps_what_still_fits(published):
    shorter = tuple(
        replace(s, end=s.end - timedelta(hours=2)) if s.id == "we-kvall" else s for s in published.request.shifts
    )
    again = replan(published, replace(published.request, shifts=shorter), now=BEFORE)
    assert_sound(again.plan)
    assert {c.reason for c in again.changes.changes if c.kind is ChangeKind.SHIFT_HOURS} == {ChangeReason.SHIFT_CHANGED}


@pytest.mark.parametrize("change", [one_pair_less, one_pair_more])
def test_a_pair_more_or_less_leaves_the_other_shifts_alone(published, change):
    again = replan(published, change(published.request, "mo-kvall"), now=at("su 12:00") - timedelta(days=7))
    assert_sound(again.plan)
    monday = published.request.days[0].date
    assert {s for s in _stops(published) if s[0] != monday} <= _stops(again.plan)
    moved = [c for c in again.changes.changes if c.before and c.before.date != monday]
    assert not [c for c in moved if c.kind is not ChangeKind.CREW_CHANGED]


def test_what_the_lead_has_pinned_stays(published):
    route = published.routes[-1]
    its = next(s for s in published.request.shifts if (s.date, s.start) == (route.date, route.start))
    stop = route.stops[0]
    pin = Pin(its.id, route.pair, route.workers, (PinnedStop(stop.hotspot, stop.start),))
    changed = replace(closed_place(published.request, "bron"), pins=(pin,))
    if stop.hotspot != "bron":
        again = replan(published, changed, now=BEFORE)
        assert not check(again.plan)
        assert (stop.hotspot, stop.start) in {(s.hotspot, s.start) for r in again.plan.routes for s in r.stops}


def test_nobody_left_at_work_gives_a_plan_with_reasons(published):
    changed = published.request
    for worker in changed.workers:
        changed = sick(changed, worker.id, changed.days[0].date, changed.days[6].date)
    again = replan(published, changed, now=BEFORE)
    assert again.plan.routes == ()
    assert not check(again.plan)
    assert again.plan.unplanned


def test_the_plan_of_another_week_is_refused(published):
    with pytest.raises(ValueError, match="none of"):
        replan(replace(published, week="2026-W50"), asked(), now=BEFORE)
    with pytest.raises(ValueError, match="not above 0"):
        replan(published, asked(), now=BEFORE, seconds=0)


@pytest.mark.parametrize("team", ["uppsokarteamet", "ungdomsjouren"])
def test_a_sick_call_of_a_shipped_team_leaves_most_of_the_week_alone(team, request_of):
    asked_ = request_of("stockholm", team, "2026-W49")
    before = plan_week(asked_, seconds=1)
    worker = before.routes[-1].workers[0]
    tuesday = asked_.days[1].date
    again = replan(before, sick(asked_, worker, tuesday, tuesday + timedelta(days=2)), now=at("mo 23:30"))
    assert_sound(again.plan)
    own = [r for r in before.routes if worker in r.workers and tuesday <= r.date <= tuesday + timedelta(days=2)]
    assert sum(r in again.plan.routes for r in before.routes) >= len(before.routes) - 3 * len(own) - 1
    assert again.plan.score >= 0.9 * before.score
