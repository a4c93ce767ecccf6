"""The difference between two plans: each change once, with where it was, where it is, and why."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from changed_week import happens
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_week import random_request
from small_week import at, good_plan, need, route, with_route, with_stop, with_worker

from planner.amend.change import ChangeKind, ChangeReason
from planner.amend.changes import sick, with_urgent_need, without_need, without_shift
from planner.amend.diff import diff
from planner.plan_week import plan_week
from planner.request import Covered
from planner.worker import Absence

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def test_a_plan_does_not_differ_from_itself():
    assert diff(good_plan(), good_plan()).changes == ()


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
@given(st.randoms(use_true_random=False))
def test_stops_before_and_after_add_up(random: Random):
    asked = random_request(random)
    before = plan_week(asked, seconds=0.1)
    after = plan_week(happens(random, asked), seconds=0.1)
    told = diff(before, after)
    counts = told.counts
    stops = [sum(len(r.stops) for r in plan.routes) for plan in (before, after)]
    assert stops[1] - stops[0] == counts[ChangeKind.STOP_ADDED] - counts[ChangeKind.STOP_DROPPED]
    shifts = counts[ChangeKind.SHIFT_NEW] - counts[ChangeKind.SHIFT_CANCELLED]
    assert len(after.routes) - len(before.routes) == shifts
    back = Counter(change.kind for change in diff(after, before).changes)
    assert back[ChangeKind.STOP_ADDED] == counts[ChangeKind.STOP_DROPPED]
    for change in told.changes:
        assert (change.before is None) == (change.kind in (ChangeKind.STOP_ADDED, ChangeKind.SHIFT_NEW))
        assert (change.after is None) == (change.kind in (ChangeKind.STOP_DROPPED, ChangeKind.SHIFT_CANCELLED))
        assert all(change in told.for_worker(worker) for worker in (change.before or change.after).workers)
    assert not after.routes or set(told.for_route(after.routes[0])) <= set(told.changes)


def test_a_stop_that_goes_to_another_pair_is_moved_and_one_at_another_time_is_retimed():
    before = good_plan()
    later = with_stop(before, 2, 0, start=at("tu 17:45"), leave=at("tu 18:15"))
    (change,) = diff(before, later).changes
    assert (change.kind, change.reason) == (ChangeKind.STOP_RETIMED, ChangeReason.CHOSEN)
    assert (change.before.start, change.after.start) == (at("tu 17:30"), at("tu 17:45"))
    stop = before.routes[1].stops[1]
    moved = with_route(with_route(before, 1, stops=before.routes[1].stops[:1]), 2, stops=(stop,))
    kinds = Counter(change.kind for change in diff(before, moved).changes)
    assert kinds[ChangeKind.STOP_MOVED] == 1


def test_a_sick_worker_is_the_reason_for_all_that_follows():
    before = good_plan()
    tuesday = before.routes[2]
    asked = sick(before.request, "mes", tuesday.date, tuesday.date)
    after = replace(before, request=asked, routes=(*before.routes[:2], *before.routes[3:]))
    told = diff(before, after)
    assert {c.kind for c in told.changes} == {ChangeKind.SHIFT_CANCELLED, ChangeKind.STOP_DROPPED}
    assert {c.reason for c in told.changes} == {ChangeReason.WORKER_ABSENT}
    assert set(told.workers) == {"larka", "mes"}
    other = with_route(replace(before, request=asked), 2, workers=("larka", "trast"))
    (crew,) = [c for c in diff(before, other).changes if c.kind is ChangeKind.CREW_CHANGED]
    assert crew.reason is ChangeReason.WORKER_ABSENT


def test_reasons_come_from_what_has_changed_in_the_week():
    before = good_plan()
    gone = replace(before, request=without_shift(before.request, "fr-kvall"), routes=before.routes[:4])
    assert {c.reason for c in diff(before, gone).changes} == {ChangeReason.SHIFT_GONE}
    without = replace(before, request=without_need(before.request, "bron-dag"))
    less = with_route(without, 3, stops=before.routes[3].stops[:1])
    assert {c.reason for c in diff(before, less).changes} == {ChangeReason.NEED_GONE}
    urgent = replace(before, request=with_urgent_need(before.request, need("bron-tips", "mo-fr 16:00-22:00", 20)))
    more = route(
        before.request, "fr-kvall", "Ek", ("larka", "mes"),
        stops=[("stationen", "fr 17:00", 20), ("bron", "fr 19:30", 20)], breaks=["fr 18:30"],
    )  # fmt: skip
    (added,) = diff(before, replace(urgent, routes=(*before.routes[:4], more))).changes
    assert (added.kind, added.reason) == (ChangeKind.STOP_ADDED, ChangeReason.URGENT_NEED)


def test_time_that_becomes_free_is_told_as_such():
    before = good_plan()
    week = with_worker(before, "ripa", absences=(Absence(before.routes[0].date, before.routes[0].date),))
    more = route(
        before.request, "fr-kvall", "Ek", ("larka", "mes"),
        stops=[("stationen", "fr 17:00", 20), ("torget", "fr 19:30", 30)], breaks=["fr 18:30"],
    )  # fmt: skip
    (added,) = diff(before, replace(week, routes=(*before.routes[:4], more))).changes
    assert added.reason is ChangeReason.FREED_TIME


def test_a_shift_with_other_hours_is_the_same_shift():
    before = good_plan()
    shifts = tuple(
        replace(s, end=s.end - timedelta(hours=1)) if s.id == "tu-kvall" else s for s in before.request.shifts
    )
    after = with_route(replace(before, request=replace(before.request, shifts=shifts)), 2, end=at("tu 21:00"))
    (change,) = diff(before, after).changes
    assert (change.kind, change.reason) == (ChangeKind.SHIFT_HOURS, ChangeReason.SHIFT_CHANGED)


def test_plans_of_different_weeks_are_not_held_against_each_other():
    with pytest.raises(ValueError, match="not held"):
        diff(good_plan(), replace(good_plan(), week="2026-W50"))


def test_a_stop_that_is_dropped_since_another_team_comes_says_so():
    before = good_plan()
    route = before.routes[0]
    gone = next(stop for stop in route.stops if stop.hotspot == "torget")
    covered = (Covered("torget", gone.start, "andra"),)
    fewer = replace(route, stops=tuple(s for s in route.stops if s is not gone), legs=route.legs[1:])
    after = replace(before, routes=(fewer, *before.routes[1:]), request=replace(before.request, covered=covered))
    (change,) = diff(before, after).changes
    assert (change.kind, change.reason) == (ChangeKind.STOP_DROPPED, ChangeReason.OTHERS_VISIT)
