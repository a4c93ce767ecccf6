"""What would make an unplanned need possible: every suggestion has been tried, and works."""

from dataclasses import replace
from random import Random

import pytest
from changed_week import happens
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_week import random_request
from small_week import need, request, shift, two_workers

from planner.amend.remedies import remedies
from planner.amend.remedy import RemedyKind
from planner.amend.week_figures import week_figures
from planner.check import check
from planner.need_match import visits_by_need
from planner.plan import WeekPlan
from planner.plan_week import plan_week
from planner.request import Covered, WeekRequest
from planner.worker import Worker

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
EVENINGS = (shift("mo", "mo 16:00", "mo 22:00"), shift("tu", "tu 16:00", "tu 22:00"))


def _plan(asked: WeekRequest) -> WeekPlan:
    return plan_week(asked, seconds=0.15)


def _kinds(asked: WeekRequest, ident: str) -> dict[RemedyKind, object]:
    plan = _plan(asked)
    found = remedies(plan, ident)
    for remedy in found:
        assert remedy.plan is not None
        assert not check(remedy.plan)
        assert len(visits_by_need(remedy.plan)[ident]) > len(visits_by_need(plan)[ident])
    return {remedy.kind: remedy for remedy in reversed(found)}


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(st.randoms(use_true_random=False))
def test_every_suggestion_works_when_it_is_done(random: Random):
    asked = random_request(random)
    plan = _plan(happens(random, asked) if random.random() < 0.3 else asked)
    for ident in week_figures(plan).unmet[:2]:
        had = len(visits_by_need(plan)[ident])
        for remedy in remedies(plan, ident, seconds=2):
            assert not check(remedy.plan)
            assert len(visits_by_need(remedy.plan)[ident]) == had + 1
            route = next(r for r in remedy.plan.routes if (r.pair, r.date) == (remedy.pair, remedy.date))
            assert remedy.start in [stop.start for stop in route.stops]
            assert route.workers == remedy.workers


def test_a_shift_that_nobody_staffs_is_staffed_by_two_who_are_free():
    birds = [Worker(name, name.capitalize()) for name in ("larka", "mes", "trast", "sparv")]
    asked = request([need("torget-kvall", "tu 17:00-20:00", least=1)], EVENINGS, birds)
    plan = _plan(asked)
    bare = replace(plan, routes=tuple(r for r in plan.routes if r.date.weekday() == 0))
    found = {remedy.kind: remedy for remedy in remedies(bare, "torget-kvall")}
    assert found[RemedyKind.STAFF_SHIFT].shift == "tu"
    assert not found[RemedyKind.STAFF_SHIFT].stand_ins


def test_a_need_at_hours_without_a_shift_gets_a_shift_or_other_hours():
    found = _kinds(request([need("torget-natt", "mo 23:00-24:00")], EVENINGS, two_workers()), "torget-natt")
    assert found[RemedyKind.ADD_SHIFT].stand_ins
    assert found[RemedyKind.WIDEN_WINDOW].windows.holds(need("torget-natt", "mo 23:00-24:00").windows)


def test_a_skill_is_brought_by_somebody_who_has_it():
    romanian = frozenset({"romanian"})
    asked = request(
        [need("torget-kvall", "mo 17:00-20:00", skills=romanian)],
        EVENINGS[:1],
        [*two_workers(), Worker("trast", "Trast", romanian)],
    )
    plan = _plan(asked)
    (route,) = plan.routes
    without = replace(route, workers=("larka", "mes"), stops=(), legs=())
    bare = plan if "trast" not in route.workers else replace(plan, routes=(without,))
    found = remedies(bare, "torget-kvall")
    assert "trast" in next(r for r in found if r.kind is RemedyKind.SWAP_WORKER).workers


def test_gaps_ceilings_and_joint_visits_can_be_agreed_otherwise():
    gap = need("torget-kvall", "mo-tu 17:00-21:00", least=2, target=2, gap_h=30)
    assert _kinds(request([gap], EVENINGS, two_workers()), gap.id)[RemedyKind.SHORTEN_GAP].gap_h == 22.5
    most = need("torget-kvall", "mo-tu 17:00-21:00", least=1, most=1)
    covered = (Covered("torget", EVENINGS[1].start.replace(hour=18), "andra"),)
    assert (
        _kinds(request([most], EVENINGS, two_workers(), covered=covered), most.id)[RemedyKind.RAISE_CEILING].most == 2
    )
    joint = need("torget-kvall", "mo-tu 17:00-21:00", pairs=2, least=1)
    assert _kinds(request([joint], EVENINGS, two_workers()), joint.id)[RemedyKind.FEWER_PAIRS].pairs == 1


def test_reserved_slack_is_told_where_it_is_used():
    asked = request([need("torget-kvall", "mo 17:00-21:00", 60)], EVENINGS[:1], two_workers(), slack_share=0.9)
    found = _kinds(asked, "torget-kvall")
    assert found[RemedyKind.USE_SLACK].slack_minutes > 30


def test_a_need_that_is_not_there_is_told_and_a_broken_plan_has_no_remedies():
    asked = request([need("torget-kvall", "mo 17:00-21:00")], EVENINGS, two_workers())
    plan = _plan(asked)
    with pytest.raises(ValueError, match="no need"):
        remedies(plan, "nothing")
    assert remedies(replace(plan, week="2026-W50"), "torget-kvall") == ()
