"""The pre-flight: what it names, and that no plan ever does what it says cannot be done."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_week import random_request
from small_week import NEEDS, SHIFTS, WORKERS, at, busy, need, request, shift, two_workers

from planner.need_match import visits_by_need
from planner.pin import Pin
from planner.plan import Reason
from planner.plan_week import plan_week
from planner.preflight import TroubleKind, preflight
from planner.request import Covered
from planner.worker import Absence, Experience, Worker

MONDAY = at("mo 00:00").date()


def named(asked, **options):
    return {
        (t.kind, t.need or t.worker or ",".join(t.shifts)): t
        for t in preflight(asked, **options)
        if t.kind is not TroubleKind.TRAVEL_ESTIMATED
    }


def test_a_week_in_which_all_can_be_done_has_no_trouble_but_that_its_journeys_are_estimated():
    asked = request([need("torget-kvall", "daily 16:00-22:00")], [shift("mo", "mo 16:00", "mo 22:00")], two_workers())
    assert [t.kind for t in preflight(asked)] == [TroubleKind.TRAVEL_ESTIMATED]
    assert not any(t.serious for t in preflight(asked))
    assert preflight(replace(asked, travel=replace(asked.travel, estimated=False))) == ()


def test_a_shift_without_people_says_who_is_away_who_rests_and_who_is_taken():
    workers = (
        *two_workers(),
        Worker("trast", "Trast", absences=(Absence(MONDAY, MONDAY),)),
        Worker("ripa", "Ripa", busy=(busy("mo 18:00", "mo 20:00"),)),
        Worker("siska", "Siska", busy=(busy("mo 06:00", "mo 08:00"),)),
    )
    asked = request([], [shift("mo", "mo 15:30", "mo 22:30", pairs=2)], workers)
    trouble = named(asked)[TroubleKind.SHIFT_SHORT, "mo"]
    assert (trouble.wanted, trouble.most) == (2, 1)
    assert (trouble.absent, trouble.busy, trouble.resting) == (("trast",), ("ripa",), ("siska",))


def test_two_newcomers_make_no_pair_and_an_observer_makes_none():
    for kind in (Experience.NEWCOMER, Experience.OBSERVER):
        asked = request([], [shift("mo", "mo 16:00", "mo 22:00")], two_workers(experience=kind))
        assert named(asked)[TroubleKind.SHIFT_SHORT, "mo"].most == 0


def test_shifts_at_the_same_time_that_each_could_be_staffed_are_named_together():
    shifts = [shift("a", "mo 16:00", "mo 22:00"), shift("b", "mo 18:00", "mo 23:00")]
    found = named(request([], shifts, two_workers()))
    assert found.keys() == {(TroubleKind.SHIFTS_TOGETHER, "a,b")}
    assert found[TroubleKind.SHIFTS_TOGETHER, "a,b"].most == 1


def test_a_week_with_more_hours_than_the_contracts_hold_is_told():
    shifts = [shift(day, f"{day} 16:00", f"{day} 22:00") for day in ("mo", "tu", "we", "th")]
    found = named(request([], shifts, two_workers(weekly_hours=20.0)))
    assert found[TroubleKind.HOURS_SHORT, ""].wanted > found[TroubleKind.HOURS_SHORT, ""].most == 40


def test_pins_of_somebody_who_is_away_or_of_a_shift_that_is_gone_are_told():
    away = Worker("larka", "Lärka", absences=(Absence(MONDAY, MONDAY),))
    asked = request([], [shift("mo", "mo 16:00", "mo 22:00")], [away, two_workers()[1]])
    pins = [Pin("mo", "Ek", ("larka", "mes")), Pin("tu", "Al", ("larka", "mes"))]
    dropped = [t for t in preflight(asked, pins=pins) if t.kind is TroubleKind.PIN_DROPPED]
    assert [(t.pin.pair, t.absent) for t in dropped] == [("Ek", ("larka",)), ("Al", ())]


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (need("torget-natt", "daily 02:00-05:00"), Reason.NO_SHIFT_IN_WINDOW),
        (need("torget-sprak", "daily 16:00-22:00", skills=frozenset({"polish"})), Reason.MISSING_SKILL),
        (need("torget-par", "daily 16:00-22:00", pairs=3), Reason.TOO_FEW_PAIRS_AT_ONCE),
        (need("torget-lang", "daily 21:30-23:30", minutes=60), Reason.WINDOW_TOO_SHORT),
    ],
)
def test_a_need_that_cannot_be_met_says_why(wanted, reason):
    asked = request([wanted], SHIFTS[:1], WORKERS)
    assert named(asked)[TroubleKind.NEED_LEFT_OUT, wanted.id].reason is reason


def test_what_other_teams_have_covered_and_too_few_days_are_told():
    wanted = need("torget-kvall", "daily 16:00-22:00", least=3, target=3, most=3)
    asked = request([wanted], SHIFTS[:2], WORKERS)
    few = named(asked)[TroubleKind.NEED_SHORT, wanted.id]
    assert (few.wanted, few.most, few.reason) == (3, 2, Reason.NO_PAIR_IN_WINDOW)
    covered = tuple(Covered("torget", at(f"{day} 18:00"), "andra") for day in ("we", "th", "fr"))
    assert named(replace(asked, covered=covered))[TroubleKind.NEED_LEFT_OUT, wanted.id].reason is Reason.CEILING_REACHED


def test_a_need_out_of_season_is_no_trouble():
    assert not any(key[1] == "berget-sommar" for key in named(request(NEEDS, SHIFTS, WORKERS)))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_plan_ever_does_what_was_said_to_be_impossible(seed):
    asked = random_request(Random(seed))
    troubles = preflight(asked)
    plan = plan_week(asked, rounds=40)
    visits = visits_by_need(plan)
    key = {s.id: (s.start.timestamp(), s.end.timestamp(), s.base) for s in asked.shifts}
    out = Counter((route.start.timestamp(), route.end.timestamp(), route.base) for route in plan.routes)
    most = {shift.id: shift.pairs for shift in asked.shifts}
    for trouble in troubles:
        match trouble.kind:
            case TroubleKind.SHIFT_SHORT:
                most[trouble.shifts[0]] = trouble.most
            case TroubleKind.SHIFTS_TOGETHER:
                assert sum(out[one] for one in {key[s] for s in trouble.shifts}) <= trouble.most
            case TroubleKind.HOURS_SHORT:
                assert len(plan.routes) < sum(shift.pairs for shift in asked.shifts)
            case TroubleKind.NO_WEEKLY_REST:
                assert not any(trouble.worker in route.workers for route in plan.routes)
            case TroubleKind.NEED_LEFT_OUT:
                assert visits[trouble.need] == []
            case TroubleKind.NEED_SHORT:
                assert len(visits[trouble.need]) <= trouble.most < trouble.wanted
    for one, count in out.items():
        assert count <= sum(most[s] for s in key if key[s] == one)
