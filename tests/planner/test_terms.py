"""The terms of a plan: each counted by hand, weighed as the lead wants, named in both languages."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_week import random_request
from small_week import at, good_plan, need, request, route, shift, with_more, with_worker

from planner.plan import WeekPlan
from planner.terms import continuity, fairness, steady, travel, unsocial, wishes
from planner.terms.plan_terms import SOFT, plan_terms, total_value
from planner.terms.term import TermName
from planner.value import plan_score
from planner.weights import Weights
from planner.worker import Absence, Experience, Wish, Worker

MO, TU, WE, FR, SA = (at(f"{day} 00:00").date() for day in ("mo", "tu", "we", "fr", "sa"))


def test_the_hard_core_is_the_score_and_stands_first():
    plan = good_plan()
    first, *soft = plan_terms(plan)
    assert (first.name, first.amount, first.weight) == (TermName.VISITS, plan_score(plan), 1.0)
    assert [term.name for term in soft] == list(SOFT)
    assert {term.name for term in plan_terms(plan)} == set(TermName)
    assert set(SOFT) == set(Weights().by_term())


def test_a_lead_weighs_each_soft_term_and_not_the_visits():
    plan = good_plan()
    shipped = plan_terms(plan)
    heavier = replace(plan, request=replace(plan.request, weights=Weights(travel=3.0, steady=0.0)))
    for before, after in zip(shipped, plan_terms(heavier), strict=True):
        factor = {TermName.TRAVEL: 3.0, TermName.STEADY: 0.0}.get(before.name, 1.0)
        assert (after.amount, after.weight) == (before.amount, before.weight * factor)
    assert total_value(shipped) == pytest.approx(sum(t.amount * t.weight for t in shipped))
    assert total_value(()) == 0


def test_soft_terms_are_small_beside_an_ordinary_visit():
    assert all(abs(weight) < 0.5 for _, weight in SOFT.values())


def test_continuity_counts_visits_of_a_place_by_a_pair_that_was_there():
    plan = good_plan()
    assert continuity.amount(plan) == 1, "Ek comes to the square twice"
    swapped = replace(
        plan, routes=(*plan.routes[:2], replace(plan.routes[2], workers=("mes", "larka")), *plan.routes[3:])
    )
    assert continuity.amount(swapped) == 1, "in whichever order the two are named"
    assert continuity.amount(replace(plan, routes=())) == 0


def test_travel_is_counted_in_minutes_and_pairs_by_who_goes():
    plan = good_plan()
    assert travel.amount(plan) == sum(leg.seconds for r in plan.routes for leg in r.legs) / 60 == 150
    assert steady.amount(plan) == 2
    more = route(plan.request, "sa-kvall", "Al", ("mes", "trast"))
    assert steady.amount(with_more(plan, more)) == 3


def in_districts(plan: WeekPlan, **districts: str) -> WeekPlan:
    places = tuple(replace(h, district=districts.get(h.id, "rest")) for h in plan.request.hotspots)
    return replace(plan, request=replace(plan.request, hotspots=places))


def test_fairness_counts_visits_that_are_in_the_wrong_district():
    needs = (need("torget", "daily 10:00-22:00", target=6), need("kajen", "daily 10:00-22:00", target=2))
    shifts = [shift(day, f"{day} 12:00", f"{day} 16:00") for day in ("mo", "tu", "we", "th")]
    asked = request(needs, shifts, good_plan().request.workers)
    routes = tuple(
        route(asked, day, "Ek", ("larka", "mes"), stops=[("torget", f"{day} 13:00", 30)])
        for day in ("mo", "tu", "we", "th")
    )
    plan = WeekPlan("smalaget", asked.week, asked, routes, (), 0.0, None)
    assert fairness.amount(in_districts(plan, torget="Norr", kajen="Syd")) == 1
    assert fairness.amount(in_districts(plan, torget="Norr", kajen="Norr")) == 0
    moved = replace(
        plan, routes=(*routes[:3], route(asked, "th", "Ek", ("larka", "mes"), stops=[("kajen", "th 13:00", 30)]))
    )
    assert fairness.amount(in_districts(moved, torget="Norr", kajen="Syd")) == 0, "half of what each wants"


def test_wishes_that_are_not_kept_are_counted_by_day():
    plan = good_plan()
    assert wishes.amount(plan) == 0
    for wish, broken in (
        (Wish(MO, WE, free=True), 2),
        (Wish(WE, WE, free=True), 0),
        (Wish(MO, TU, free=False), 0),
        (Wish(WE, SA, free=False), 3),
        (Wish(MO - timedelta(days=7), MO - timedelta(days=1), free=True), 0),
    ):
        assert wishes.amount(with_worker(plan, "larka", wishes=(wish,))) == broken, wish


def test_a_night_breaks_the_wish_to_be_free_on_both_its_days_and_a_day_without_shifts_asks_for_nothing():
    plan = good_plan()
    night = with_more(plan, route(plan.request, "we-natt", "Al", ("ripa", "sparv")))
    for day, broken in ((WE, 1), (WE + timedelta(days=1), 1), (FR, 0)):
        assert wishes.amount(with_worker(night, "ripa", wishes=(Wish(day, day, free=True),))) == broken
    quiet = replace(plan, request=replace(plan.request, shifts=tuple(s for s in plan.request.shifts if s.date != SA)))
    assert wishes.amount(with_worker(quiet, "larka", wishes=(Wish(SA, SA, free=False),))) == 0


def test_evenings_and_weekends_are_shared_by_hours_and_days_present():
    workers = (
        Worker("a", "A"),
        Worker("b", "B", weekly_hours=20),
        Worker("c", "C", absences=(Absence(MO, MO + timedelta(days=6)),)),
        Worker("d", "D", experience=Experience.OBSERVER),
    )
    shifts = [
        shift("mo", "mo 16:00", "mo 22:00"),
        shift("sa", "sa 10:00", "sa 16:00"),
        shift("tu", "tu 9:00", "tu 15:00"),
    ]
    asked = request([need("torget", "daily 10:00-22:00")], shifts, workers)
    shares = unsocial.fair_shares(asked)
    late = {worker: round(share, 3) for (kind, worker), share in shares.items() if kind is unsocial.Unsocial.LATE}
    assert late == {"a": 1.333, "b": 0.667, "c": 0}
    plan = WeekPlan("smalaget", asked.week, asked, (), (), 0.0, None)
    assert unsocial.amount(plan) == pytest.approx(2), "nobody has any: both kinds lack two"
    out = with_more(plan, route(asked, "mo", "Ek", ("a", "b")), route(asked, "sa", "Ek", ("a", "b")))
    assert unsocial.amount(out) == pytest.approx(2 / 3)
    assert unsocial.fair_shares(replace(asked, workers=workers[3:])) == {}


def test_a_holiday_is_like_a_sunday():
    asked = request([need("torget", "daily 10:00-22:00")], [], good_plan().request.workers, week="2027-W01")
    kinds = unsocial.kinds_of(asked, at("we 10:00", "2027-W01"), at("we 16:00", "2027-W01"))
    assert kinds == {unsocial.Unsocial.WEEKEND}


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_every_plan_has_finite_terms_and_an_empty_one_no_visits(seed: int):
    asked = random_request(Random(seed))
    empty = WeekPlan(asked.team, asked.week, asked, (), (), 0.0, None)
    terms = {term.name: term for term in plan_terms(empty)}
    assert all(abs(term.value) < 1e6 for term in terms.values())
    assert terms[TermName.VISITS].value == terms[TermName.TRAVEL].value == terms[TermName.CONTINUITY].value == 0
    assert terms[TermName.FAIRNESS].value == 0
