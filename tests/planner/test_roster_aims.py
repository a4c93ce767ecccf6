"""What a roster aims at beside what it must: pins, an earlier roster, wishes, even shares, steady partners, a bound."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_week import random_request
from small_week import NEEDS, SHIFTS, WORKERS, at, need, request, shift

from planner.check import check
from planner.exact import exact_request
from planner.pair import Crew, kept_names, name_pairs
from planner.pin import Pin
from planner.plan import Route, WeekPlan
from planner.request import WeekRequest
from planner.roster.greedy import Chosen, greedy_observers, greedy_roster
from planner.roster.most import most_crews
from planner.roster.roster import make_roster
from planner.roster.staff import staff_of
from planner.roster.tastes import Tastes
from planner.rules.violation import Rule
from planner.terms import steady, unsocial, wishes
from planner.weights import Weights
from planner.worker import Absence, Experience, Wish, Worker

FOUR = tuple(Worker(bird, bird.capitalize()) for bird in ("larka", "mes", "trast", "lom"))
EVENINGS = tuple(shift(day, f"{day} 16:00", f"{day} 20:00") for day in ("mo", "tu", "we", "th", "fr", "sa", "su"))
OF_CREWS = {
    Rule.ABSENCE, Rule.TWO_PLACES, Rule.DAILY_REST, Rule.WEEKLY_REST, Rule.NEWCOMERS, Rule.PINS, Rule.SHIFT_BOUNDS,
    Rule.WEEKLY_HOURS,
}  # fmt: skip
"""Rules that hang on who goes out."""


def asked(*shifts, workers=FOUR, **fields) -> WeekRequest:
    return exact_request(request([need("torget", "daily 08:00-23:00")], shifts, workers, **fields))


def plan_of(its: WeekRequest, crews: tuple[Crew, ...]) -> WeekPlan:
    """Make a plan without stops and breaks."""
    routes = [Route(c.pair, c.workers, c.shift.date, c.shift.start, c.shift.end, c.shift.base) for c in crews]
    return WeekPlan(its.team, its.week, its, tuple(routes), (), 0.0, None)


def places(crews: tuple[Crew, ...]) -> set[tuple[str, frozenset[str]]]:
    return {(crew.shift.id, frozenset(crew.workers[:2])) for crew in crews}


def greedy(its: WeekRequest) -> Chosen:
    staff = staff_of(its)
    return greedy_roster(staff, Tastes(staff))


def test_what_is_pinned_stands_in_the_roster_as_it_is():
    pins = (Pin("mo", "Rönn", ("lom", "larka")), Pin("we", "Rönn", ("lom", "larka")))
    crews = make_roster(asked(*EVENINGS, pins=pins), seconds=0.5)
    assert len(crews) == 7
    by_shift = {crew.shift.id: crew for crew in crews}
    for pin in pins:
        assert (by_shift[pin.shift].pair, by_shift[pin.shift].workers) == ("Rönn", ("lom", "larka"))
    names: dict[str, set[frozenset[str]]] = {}
    for crew in crews:
        names.setdefault(crew.pair, set()).add(frozenset(crew.workers[:2]))
    assert all(len(pairs) == 1 for pairs in names.values()), "one name, one pair"


def test_the_others_keep_the_law_around_what_is_pinned():
    """Whoever is pinned to Monday's night cannot work on Tuesday morning."""
    shifts = (shift("natt", "mo 16:00", "mo 23:00"), shift("morgon", "tu 08:00", "tu 12:00"))
    crews = make_roster(asked(*shifts, pins=(Pin("natt", "Ek", ("larka", "mes")),)), seconds=0.5)
    assert places(crews) == {("natt", frozenset({"larka", "mes"})), ("morgon", frozenset({"trast", "lom"}))}
    two = make_roster(asked(*shifts, workers=FOUR[:2], pins=(Pin("natt", "Ek", ("larka", "mes")),)), seconds=0.5)
    assert [crew.shift.id for crew in two] == ["natt"]


def test_a_pin_that_breaks_the_law_stays_for_the_rules_to_tell():
    day = at("mo 00:00").date()
    away = (replace(FOUR[0], absences=(Absence(day, day),)), *FOUR[1:])
    its = asked(*EVENINGS, workers=away, pins=(Pin("mo", "Ek", ("larka", "mes")),))
    crews = make_roster(its, seconds=0.3)
    assert ("mo", frozenset({"larka", "mes"})) in places(crews)
    assert [v.rule for v in check(plan_of(its, crews))] == [Rule.ABSENCE]


def test_an_observer_is_not_put_beside_a_pinned_pair():
    workers = (*FOUR[:2], Worker("duva", "Duva", experience=Experience.OBSERVER))
    crews = make_roster(asked(EVENINGS[0], workers=workers, pins=(Pin("mo", "Ek", ("larka", "mes")),)), seconds=0.3)
    assert [crew.workers for crew in crews] == [("larka", "mes")]
    assert make_roster(asked(EVENINGS[0], workers=workers), seconds=0.3)[0].workers[2:] == ("duva",)


def test_an_earlier_roster_stays_but_for_what_must_change():
    its = asked(*EVENINGS)
    first = make_roster(its, seconds=0.5, seed=1)
    assert places(make_roster(its, seconds=0.5, seed=2, near=first)) == places(first)
    sick = first[0].workers[0]
    away = tuple(
        replace(w, absences=(Absence(its.days[0].date, its.days[0].date),)) if w.id == sick else w for w in its.workers
    )
    after = make_roster(replace(its, workers=away), seconds=0.5, near=first)
    assert len(after) == 7
    assert len(places(first) - places(after)) == 1
    was = {frozenset(crew.workers[:2]): crew.pair for crew in first}
    assert all(was.get(frozenset(crew.workers[:2]), crew.pair) == crew.pair for crew in after), "names stay"


def test_wishes_are_kept_where_somebody_else_can_go():
    friday, monday = at("fr 00:00").date(), at("mo 00:00").date()
    wishing = (
        replace(FOUR[0], wishes=(Wish(friday, friday, free=True), Wish(monday, monday, free=False))),
        replace(FOUR[1], wishes=(Wish(friday, friday, free=True),)),
        *FOUR[2:],
    )
    its = asked(*EVENINGS, workers=wishing)
    crews = make_roster(its, seconds=0.6)
    assert len(crews) == 7
    assert wishes.amount(plan_of(its, crews)) == 0
    alone = asked(EVENINGS[4], workers=wishing[:2])
    assert len(make_roster(alone, seconds=0.3)) == 1, "who can come at all comes first"


def test_a_lead_who_wants_steady_pairs_gets_them_and_one_who_does_not_may_lose_them():
    week = (*EVENINGS, *(replace(s, id=f"{s.id}-2") for s in EVENINGS))
    for weights, most in ((Weights(steady=20.0, unsocial=0.0), 2), (Weights(steady=0.0, unsocial=20.0), 6)):
        its = asked(*week, weights=weights)
        plan = plan_of(its, make_roster(its, seconds=1.0))
        assert steady.amount(plan) <= most
        if weights.unsocial:
            assert unsocial.amount(plan) <= 2


def test_weekends_are_shared_apart_from_evenings():
    weekend = [shift(f"{d}-{n}", f"{d} {n}:00", f"{d} {n + 4}:00") for d in ("sa", "su") for n in (9, 14)]
    its = asked(*weekend, *EVENINGS[:4], weights=Weights(unsocial=10.0, steady=0.0))
    crews = make_roster(its, seconds=1.0)
    had = Counter(w for crew in crews for w in crew.workers if crew.shift.date.weekday() >= 5)
    assert sum(had.values()) == 8
    assert set(had.values()) == {2}


def test_the_shift_with_least_to_do_stays_empty():
    busy, quiet = shift("a", "mo 16:00", "mo 22:00"), shift("b", "tu 08:30", "tu 14:30")
    needs = [need(f"p{i}", "mo 15:00-22:00") for i in range(5)]
    for shifts in ((busy, quiet), (quiet, busy)):
        its = exact_request(request(needs, shifts, FOUR[:2]))
        assert [crew.shift.id for crew in make_roster(its, seconds=0.3)] == ["a"]


def test_a_roster_at_once_has_every_pair_of_the_shipped_weeks(request_of):
    for team in ("uppsokarteamet", "ungdomsjouren"):
        its = exact_request(request_of("stockholm", team, "2026-W49"))
        wanted = sum(s.pairs for s in its.shifts)
        assert len(greedy(its)) == len(make_roster(its, seconds=0.05)) == most_crews(its) == wanted


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32))
def test_every_roster_keeps_the_rules_and_none_has_more_pairs_than_the_bound(seed: int):
    its = exact_request(random_request(Random(seed)))
    at_once = greedy(its)
    crews = make_roster(its, seconds=0.1, seed=seed % 7)
    assert len(at_once) <= len(crews) <= most_crews(its, seconds=0.2) <= sum(s.pairs for s in its.shifts)
    found = {v.rule for v in check(plan_of(its, crews))} & OF_CREWS - {Rule.WEEKLY_HOURS}
    assert not found


def test_the_bound_counts_what_the_law_allows_and_a_roster_does_not():
    """Two short shifts on one day are one working day of less than thirteen hours."""
    its = asked(shift("a", "mo 08:00", "mo 11:00"), shift("b", "mo 15:00", "mo 18:00"), workers=FOUR[:2])
    assert (len(make_roster(its, seconds=0.3)), most_crews(its)) == (1, 2)
    too_long = asked(shift("a", "mo 08:00", "mo 11:00"), shift("b", "mo 19:00", "mo 21:30"), workers=FOUR[:2])
    assert most_crews(too_long) == 1


def test_the_bound_counts_pins_and_is_nothing_without_workers():
    assert most_crews(asked(EVENINGS[0], workers=FOUR[:1])) == 0
    pinned = asked(EVENINGS[0], workers=FOUR[:2], pins=(Pin("mo", "Ek", ("larka", "mes")),))
    assert most_crews(pinned) == 1


def test_names_that_are_kept_are_given_to_nobody_else():
    its = request(NEEDS, SHIFTS, WORKERS)
    crews = [Crew(its.shifts[0], "Ek", ("a", "b"), frozenset()), Crew(its.shifts[1], "Ek", ("c", "d"), frozenset())]
    assert kept_names(crews) == {frozenset({"a", "b"}): "Ek"}
    assert name_pairs([("c", "d"), ("b", "a")], kept=kept_names(crews)) == {("c", "d"): "Björk", ("b", "a"): "Ek"}


@pytest.mark.parametrize("work", [0.05, 0.3])
def test_the_same_seed_and_work_give_the_same_roster(work: float):
    its = exact_request(request(NEEDS, SHIFTS, WORKERS))
    assert make_roster(its, seconds=30, work=work, seed=3) == make_roster(its, seconds=30, work=work, seed=3)


def test_an_observer_goes_along_in_a_roster_made_at_once(request_of):
    its = exact_request(request_of("stockholm", "ungdomsjouren", "2026-W49"))
    staff = staff_of(its)
    along = greedy_observers(staff, greedy(its))
    assert {worker for workers in along.values() for worker in workers} == {"kungsfagel"}
    crews = make_roster(its, seconds=0.001)
    assert any(len(crew.workers) == 3 for crew in crews)
    assert not {v.rule for v in check(plan_of(its, crews))} & OF_CREWS - {Rule.WEEKLY_HOURS}
