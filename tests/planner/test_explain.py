"""Why a need is left out: each reason has its own small week."""

from dataclasses import replace

import pytest
from small_week import BASE, at, crew, good_plan, need, request, shift, travel, two_workers

from geo.hotspot import Daylight
from planner.explain import REMEDY, unplanned_needs, wanted_visits, why_unplanned
from planner.plan import Reason, Stop, Suggestion
from planner.request import Covered

EVENING = shift("s", "mo 16:00", "mo 22:00")
SUMMER = shift("s", "mo 10:00", "mo 16:00", "2027-W25")
ROMANIAN = frozenset({"romanian"})

CASES = {
    Reason.NO_SHIFT_IN_WINDOW: (need("torget", "mo 08:00-09:00"), {}),
    Reason.NO_PAIR_IN_WINDOW: (need("torget", "mo 18:00-20:00"), {"crews": 0}),
    Reason.OUT_OF_SEASON: (need("torget", "mo 18:00-20:00", season="summer"), {}),
    Reason.NO_DAYLIGHT: (need("torget", "mo 16:00-20:00", daylight=Daylight.DAY), {}),
    Reason.NO_DARKNESS: (need("torget", "mo 12:00-16:00", daylight=Daylight.DARK), {"week": "2027-W25", "own": SUMMER}),
    Reason.MISSING_SKILL: (need("torget", "mo 18:00-20:00", skills=ROMANIAN), {}),
    Reason.TOO_FEW_PAIRS_AT_ONCE: (need("torget", "mo 18:00-20:00", pairs=2), {}),
    Reason.WINDOW_TOO_SHORT: (need("torget", "mo 15:00-16:30", 60), {}),
    Reason.TOO_FAR: (need("torget", "mo 17:00-18:00"), {"travel": travel([BASE.id, "torget"], day_s=7200)}),
    Reason.GAP_TOO_SHORT: (
        need("torget", "mo 16:00-22:00", least=2, target=2, gap_h=48),
        {"visits": (Stop("torget", at("mo 18:00"), at("mo 18:00"), at("mo 18:30")),)},
    ),
    Reason.CEILING_REACHED: (
        need("torget", "mo 16:00-22:00", most=1),
        {"covered": (Covered("torget", at("mo 17:00"), "andra"),)},
    ),
    Reason.NO_TIME_LEFT: (need("torget", "mo 18:00-20:00"), {}),
}


def test_every_reason_has_a_case_and_a_remedy_of_its_own():
    assert set(CASES) == set(Reason) == set(REMEDY)
    assert sorted(REMEDY.values()) == sorted(Suggestion)


@pytest.mark.parametrize("reason", Reason)
def test_the_reason_is_told(reason: Reason):
    its, given = CASES[reason]
    given = dict(given)
    own, crews, visits = given.pop("own", EVENING), given.pop("crews", 1), given.pop("visits", ())
    asked = request([its], [own], two_workers(), **given)
    told = why_unplanned(asked, its, [crew(asked)] * crews, visits=visits)
    assert told is reason


def test_two_pairs_at_different_hours_are_not_enough_at_once():
    its = need("torget", "mo 16:00-22:00", pairs=2)
    shifts = [shift("a", "mo 12:00", "mo 18:00"), shift("b", "mo 18:00", "mo 23:00")]
    asked = request([its], shifts, two_workers())
    crews = [crew(asked, 0), crew(asked, 1, "Björk")]
    assert why_unplanned(asked, its, crews, visits=()) is Reason.TOO_FEW_PAIRS_AT_ONCE


def test_what_is_wanted_is_the_least_or_one_of_the_target():
    assert wanted_visits(need("torget", "mo 10:00-12:00", least=2, target=3)) == 2
    assert wanted_visits(need("torget", "mo 10:00-12:00", target=3)) == 1
    assert wanted_visits(need("torget", "mo 10:00-12:00", target=0)) == 0


def test_the_least_come_first_then_the_weightiest_and_none_out_of_season():
    plan = good_plan()
    needs = (
        need("torget-a", "mo 18:00-20:00", weight=2),
        need("kajen-b", "mo 18:00-20:00", weight=9, season="summer"),
        need("bron-c", "mo 18:00-20:00", weight=1, least=1),
        need("parken-d", "mo 18:00-20:00", weight=3),
        need("lagret-e", "mo 18:00-20:00", target=0),
    )
    empty = replace(plan, routes=(), request=replace(plan.request, needs=needs))
    assert [u.hotspot for u in unplanned_needs(empty, [])] == ["bron", "parken", "torget"]
    assert {u.reason for u in unplanned_needs(empty, [])} == {Reason.NO_PAIR_IN_WINDOW}
