"""Why a stop is planned: every reason that speaks for it, with its figures."""

from dataclasses import replace

import pytest
from small_week import at, crew, good_plan, need, request, shift, time_route, two_workers

from geo.windows import WeekWindows
from planner.overdue import Overdue
from planner.pin import Pin, PinnedStop
from planner.plan import WeekPlan
from planner.value import plan_score
from planner.why_stop import why_stop


def test_it_tells_which_visit_of_the_week_it_is_and_where_the_pair_comes_from():
    plan = good_plan()
    first, again = why_stop(plan, 0, 1), why_stop(plan, 2, 0)
    assert (first.nth, again.nth) == (1, 2)
    assert (first.least, first.target, first.agreed, again.agreed) == (1, 2, True, False)
    assert first.also_days == (plan.routes[2].date,)
    assert (first.way_s, first.from_base) == (600, False)
    assert again.from_base
    assert first.worth == again.worth == 0.85  # without either of them the plan would lose a second visit


def test_it_tells_who_else_is_there():
    plan = good_plan()
    assert why_stop(plan, 0, 0).joint_with == ("Björk",)
    assert why_stop(plan, 1, 0).joint_with == ("Ek",)


def test_it_tells_when_nothing_else_could_make_the_visit():
    plan = good_plan()
    only = why_stop(plan, 3, 1)  # the bridge, by day: the only shift by day
    assert only.only_pair
    assert only.only_day
    free = why_stop(plan, 4, 0)
    assert not free.only_pair
    assert not free.only_day


def test_it_tells_of_people_lateness_and_pins():
    its = replace(need("torget-kvall", "daily 16:00-22:00"), peak=WeekWindows.parse("daily 18:00-20:00"))
    asked = request([its], [shift("s", "mo 16:00", "mo 22:00")], two_workers())
    made = time_route(asked, crew(asked), [its])
    stop = made.stops[0]
    late = replace(
        asked,
        overdue=(Overdue("torget-kvall", 3),),
        pins=(Pin("s", "Ek", made.workers, (PinnedStop("torget", stop.start),)),),
    )
    plan = WeekPlan(late.team, late.week, late, (made,), (), 0.0, None)
    told = why_stop(replace(plan, score=plan_score(plan)), 0, 0)
    assert told.overdue_days == 3
    assert told.people == (at("mo 18:00"), at("mo 20:00"))
    assert told.pinned
    assert not told.off_peak
    poor = replace(late, needs=(replace(its, peak=WeekWindows.parse("daily 20:30-22:00")),))
    off = why_stop(replace(plan, request=poor), 0, 0)
    assert (off.people, off.off_peak) == (None, True)


def test_a_stop_that_nobody_asks_for_has_no_reasons_and_one_that_is_not_there_is_an_error():
    plan = good_plan()
    assert why_stop(replace(plan, request=replace(plan.request, needs=())), 0, 0) is None
    with pytest.raises(IndexError):
        why_stop(plan, 0, 9)
