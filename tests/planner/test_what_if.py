"""What if: the week with one thing changed, beside the plan that there is."""

from dataclasses import replace

import pytest
from changed_week import asked, planned
from random_week import assert_sound

from planner.amend.changes import one_pair_less, one_pair_more, without_shift
from planner.amend.what_if import what_if
from planner.plan import WeekPlan
from planner.terms.term import TermName


@pytest.fixture(scope="module")
def plan() -> WeekPlan:
    """Give the plan that there is."""
    return planned()


def test_one_pair_less_is_never_worth_more_than_the_bound_of_before(plan):
    seen = what_if(plan, one_pair_less(plan.request, "mo-kvall"), seconds=0.6)
    assert_sound(seen.plan)
    assert seen.before.score == plan.score
    assert seen.after.score == seen.plan.score <= plan.bound
    assert seen.after.pairs == seen.before.pairs - 1
    assert seen.gain <= 0


def test_one_pair_more_is_never_worth_less(plan):
    seen = what_if(plan, one_pair_more(plan.request, "we-kvall"), seconds=0.6)
    assert_sound(seen.plan)
    assert seen.gain >= 0


def test_without_a_shift_hours_and_visits_fall(plan):
    seen = what_if(plan, without_shift(plan.request, "fr-kvall"), seconds=0.6)
    assert_sound(seen.plan)
    assert sum(seen.after.hours.values()) < sum(seen.before.hours.values())
    assert seen.after.visits <= seen.before.visits


def test_more_slack_leaves_less_for_visits(plan):
    seen = what_if(plan, replace(asked(), slack_share=0.6), seconds=0.6)
    assert_sound(seen.plan)
    assert seen.gain < 0
    assert [t.name for t in seen.after.terms] == list(TermName)
    assert {d.district for d in seen.after.districts} == {None}
    assert seen.after.districts[0].wanted == seen.before.districts[0].wanted


def test_the_same_week_is_worth_the_same_or_more_and_a_foreign_one_is_refused(plan):
    seen = what_if(plan, plan.request, seconds=0.4)
    assert seen.gain >= 0
    assert set(seen.after.unmet) <= set(seen.before.unmet)
    with pytest.raises(ValueError, match="none of"):
        what_if(plan, replace(plan.request, team="annat"))
