"""Plans broken on purpose: the checker tells each breach, where it is and who it touches."""

import ast
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from small_week import (
    WEEK,
    at,
    busy,
    good_plan,
    leg,
    route,
    shift,
    with_hidden,
    with_more,
    with_route,
    with_stop,
    with_worker,
)

import planner.rules
from geo.travel.times import Mode
from planner.check import RULES, check
from planner.pin import Pin, PinnedStop
from planner.plan import Break, Reason, Stop, Suggestion, Unplanned, WeekPlan
from planner.rules.violation import Rule
from planner.worker import Absence

MO, TU, WE, TH, FR, SA, SU = (at(f"{day} 00:00").date() for day in ("mo", "tu", "we", "th", "fr", "sa", "su"))
RULE_FILES = sorted(Path(planner.rules.__file__).parent.glob("*.py"))


@dataclass(frozen=True)
class Broken:
    """One way to break the good plan, and what must be told of it; ``alone`` where nothing else is broken."""

    rule: Rule
    code: str
    breaks: Callable[[WeekPlan], WeekPlan]
    pair: str | None = None
    date: dt.date | None = None
    hotspot: str | None = None
    worker: str | None = None
    params: dict[str, object] = field(default_factory=dict)
    alone: bool = True


def _stop(plan: WeekPlan, number: int, stop: int, start: str, minutes: int = 0) -> WeekPlan:
    """Move one stop, its arrival with it; its length stays unless minutes are given."""
    old = plan.routes[number].stops[stop]
    begin = at(start)
    lasts = timedelta(minutes=minutes) if minutes else old.leave - old.start
    return with_stop(plan, number, stop, arrive=begin, start=begin, leave=begin + lasts)


def _leg(plan: WeekPlan, number: int, leg: int, **changes: object) -> WeekPlan:
    legs = list(plan.routes[number].legs)
    legs[leg] = replace(legs[leg], **changes)
    return with_route(plan, number, legs=tuple(legs))


def _add(plan: WeekPlan, shift_id: str, pair: str, workers: tuple[str, str], pause: str) -> WeekPlan:
    """Let two more go out, without a stop."""
    return with_more(plan, route(plan.request, shift_id, pair, workers, breaks=[pause]))


def _no_place_between(plan: WeekPlan) -> WeekPlan:
    """Come to the second stop five minutes after leaving the first, by a leg of ten."""
    return _stop(plan, 0, 1, "mo 17:15")


def _unplanned_of_nobody(plan: WeekPlan) -> WeekPlan:
    return replace(plan, unplanned=(Unplanned("nowhere", Reason.TOO_FAR, Suggestion.CLOSER_BASE),))


def _joint_apart(plan: WeekPlan) -> WeekPlan:
    """Let one of the two pairs come later to the joint visit."""
    return _stop(plan, 1, 0, "mo 17:30")


def _without_leg_home(plan: WeekPlan) -> WeekPlan:
    return with_route(plan, 2, legs=plan.routes[2].legs[:-1])


def _shift_of_all_week(plan: WeekPlan) -> WeekPlan:
    """Let a pair work every evening, so that no 36 hours in a row are free."""
    request = plan.request
    more = [("we-kvall", "we 16:00", "we 22:00"), ("th-kvall", "th 16:00", "th 22:00")]
    shifts = (*request.shifts, *(shift(*s) for s in more))
    plan = replace(plan, request=replace(request, shifts=shifts))
    others = (("we-kvall", "we 18:30"), ("th-kvall", "th 18:30"), ("sa-kvall", "sa 18:30"), ("su-kvall", "su 18:30"))
    for ident, pause in others:
        plan = _add(plan, ident, "Ek", ("larka", "mes"), pause)
    return plan


def _gap(plan: WeekPlan) -> WeekPlan:
    """Ask for a day between visits that are 23.5 hours apart."""
    return _needs(plan, "torget", gap_h=24)


def _two_evenings_in_one(plan: WeekPlan) -> WeekPlan:
    """Send one worker of Monday's pair out with the other pair too."""
    return with_route(plan, 1, workers=("larka", "siska"))


def _commitment(plan: WeekPlan) -> WeekPlan:
    return with_worker(plan, "mes", busy=(busy("tu 21:00", "tu 23:00"),))


def _short_hours(plan: WeekPlan) -> WeekPlan:
    """Three shifts of six hours less a break are 16.5 hours."""
    return with_worker(plan, "mes", weekly_hours=16.0)


def _rest_before(plan: WeekPlan) -> WeekPlan:
    """A meeting on the morning after an evening shift: ten hours of rest, and again an evening."""
    return with_worker(plan, "mes", busy=(busy("tu 08:00", "tu 09:00"),))


def _pause(plan: WeekPlan, number: int, *spans: tuple[str, str]) -> WeekPlan:
    return with_route(plan, number, breaks=tuple(Break(at(a), at(b)) for a, b in spans))


def _torget(plan: WeekPlan) -> WeekPlan:
    """A third visit to the square, two being the most."""
    stop = Stop("torget", at("fr 20:00"), at("fr 20:00"), at("fr 20:30"))
    way = leg(plan.request, plan.request.shifts[4].mode, "stationen", "torget", at("fr 19:50"))
    friday = plan.routes[4]
    return with_route(plan, 4, stops=(*friday.stops, stop), legs=(friday.legs[0], way, friday.legs[1]))


def _twice_a_day(plan: WeekPlan) -> WeekPlan:
    """Come back on Friday to where the pair has been."""
    stop = Stop("stationen", at("fr 20:00"), at("fr 20:00"), at("fr 20:20"))
    friday = plan.routes[4]
    stay = replace(friday.legs[0], mode=Mode.WALK, seconds=0, metres=0, line=None)
    return with_route(plan, 4, stops=(*friday.stops, stop), legs=(friday.legs[0], stay, friday.legs[1]))


def _season(plan: WeekPlan) -> WeekPlan:
    """Visit in December what is a place of the summer only."""
    return with_stop(plan, 4, 0, hotspot="berget", leave=at("fr 17:30"))


def _needs(plan: WeekPlan, place: str, **changes: object) -> WeekPlan:
    needs = tuple(replace(n, **changes) if n.hotspot == place else n for n in plan.request.needs)
    return replace(plan, request=replace(plan.request, needs=needs))


def _joint_skill(plan: WeekPlan) -> WeekPlan:
    """Let the joint visit ask for what neither of its pairs can."""
    return _needs(plan, "hamnen", skills=frozenset({"arabic"}))


def _pinned(plan: WeekPlan, *pins: Pin) -> WeekPlan:
    return replace(plan, request=replace(plan.request, pins=pins))


def _tuesday(*stops: tuple[str, str], closed: bool = False) -> Pin:
    pinned = tuple(PinnedStop(place, at(start)) for place, start in stops)
    return Pin("tu-kvall", "Ek", ("larka", "mes"), pinned, closed)


def _lent(plan: WeekPlan, ident: str, *districts: str, pairs: int = 1) -> WeekPlan:
    """Lend one shift to districts; every place but the square lies in Norr."""
    shifts = tuple(
        replace(s, districts=frozenset(districts), pairs=pairs) if s.id == ident else s for s in plan.request.shifts
    )
    places = tuple(replace(h, district="Syd" if h.id == "torget" else "Norr") for h in plan.request.hotspots)
    return replace(plan, request=replace(plan.request, shifts=shifts, hotspots=places))


BROKEN = [
    Broken(Rule.REFERENCES, "other_week", lambda p: replace(p, week="2026-W50"), params={"week": WEEK}),
    Broken(Rule.REFERENCES, "other_week", lambda p: replace(p, team="andra"), params={"team": "smalaget"}),
    Broken(Rule.REFERENCES, "unknown_base", lambda p: with_route(p, 2, base="borta"), "Ek", TU, alone=False,
           params={"base": "borta"}),
    Broken(Rule.REFERENCES, "unknown_worker", lambda p: with_route(p, 2, workers=("larka", "ingen")), "Ek", TU,
           worker="ingen"),
    Broken(Rule.REFERENCES, "unknown_hotspot", lambda p: with_stop(p, 2, 0, hotspot="nowhere"), "Ek", TU, "nowhere"),
    Broken(Rule.REFERENCES, "unknown_hotspot", _unplanned_of_nobody, hotspot="nowhere"),
    Broken(Rule.REFERENCES, "not_this_team", lambda p: with_hidden(p, "kajen"), "Ek", TU, "kajen"),
    Broken(Rule.REFERENCES, "legs", _without_leg_home, "Ek", TU, params={"legs": 2, "expected": 3}),
    Broken(Rule.REFERENCES, "legs", lambda p: with_route(p, 2, stops=()), "Ek", TU, params={"legs": 3, "expected": 0}),
    Broken(Rule.SHIFT_BOUNDS, "no_such_shift", lambda p: with_route(p, 2, start=at("tu 15:00")), "Ek", TU,
           params={"start": "15:00", "end": "22:00"}),
    Broken(Rule.SHIFT_BOUNDS, "no_such_shift", lambda p: with_route(p, 2, date=WE), "Ek", WE),
    Broken(Rule.SHIFT_BOUNDS, "too_many_pairs",
           lambda p: _add(p, "tu-kvall", "Al", ("trast", "siska"), "tu 18:30"), "Al", TU, params={"pairs": 1}),
    Broken(Rule.SHIFT_BOUNDS, "too_early", lambda p: with_stop(p, 4, 0, arrive=at("fr 15:50")), "Ek", FR, "stationen",
           params={"time": "15:50"}, alone=False),
    Broken(Rule.SHIFT_BOUNDS, "too_late", lambda p: _stop(p, 4, 0, "fr 21:45"), "Ek", FR, "stationen",
           params={"time": "22:05"}, alone=False),
    Broken(Rule.SHIFT_BOUNDS, "home_too_late", lambda p: _stop(p, 4, 0, "fr 21:35"), "Ek", FR,
           params={"minutes": 5}),
    Broken(Rule.TRAVEL, "too_short", lambda p: _leg(p, 2, 1, seconds=599), "Ek", TU, "kajen",
           params={"minutes": 10, "has": 9}),
    Broken(Rule.TRAVEL, "too_short", lambda p: _leg(p, 2, 2, seconds=60), "Ek", TU),
    Broken(Rule.TRAVEL, "leaves_too_early", _no_place_between, "Ek", MO, "torget", params={"minutes": 5}),
    Broken(Rule.TRAVEL, "other_line", lambda p: _leg(p, 2, 0, line="metro 99"), "Ek", TU, "torget",
           params={"line": "metro 99", "expected": "metro 17"}),
    Broken(Rule.WINDOWS, "no_window", lambda p: _stop(p, 2, 0, "tu 16:20"), "Ek", TU, "torget",
           params={"time": "16:20"}),
    Broken(Rule.WINDOWS, "outlasts_window", lambda p: _stop(p, 2, 0, "tu 21:05", 30), "Ek", TU, "torget",
           params={"end": "21:30", "time": "21:35"}, alone=False),
    Broken(Rule.SERVICE_TIME, "before_arrival", lambda p: with_stop(p, 4, 0, arrive=at("fr 17:01")), "Ek", FR,
           "stationen", params={"time": "17:00"}),
    Broken(Rule.SERVICE_TIME, "too_short", lambda p: _stop(p, 2, 1, "tu 20:00", 29), "Ek", TU, "kajen",
           params={"minutes": 30, "has": 29}),
    Broken(Rule.SEASON, "out_of_season", _season, "Ek", FR, "berget", params={"season": "summer"}),
    Broken(Rule.DAYLIGHT, "in_the_dark", lambda p: _stop(p, 3, 0, "th 15:00"), "Björk", TH, "parken",
           params={"time": "15:40"}, alone=False),
    Broken(Rule.DAYLIGHT, "in_daylight", lambda p: with_stop(p, 3, 1, hotspot="kajen", leave=at("th 14:00")), "Björk",
           TH, "kajen", params={"time": "13:30"}),
    Broken(Rule.MOST_PER_WEEK, "too_many", _torget, hotspot="torget", params={"visits": 3, "most": 2}),
    Broken(Rule.ONCE_A_DAY, "again", _twice_a_day, "Ek", FR, "stationen", params={"time": "20:00", "first": "17:00"}),
    Broken(Rule.GAP, "too_soon", _gap, date=TU, hotspot="torget", params={"hours": 23.5, "gap": 24}),
    Broken(Rule.SKILLS, "shift", lambda p: with_route(p, 4, workers=("mes", "sparv")), "Ek", FR,
           params={"skills": "romanian"}),
    Broken(Rule.SKILLS, "need", lambda p: with_route(p, 0, workers=("mes", "sparv", "duva")), "Ek", MO, "lagret",
           params={"skills": "romanian"}),
    Broken(Rule.SKILLS, "need", _joint_skill, "Björk", MO, "hamnen", params={"skills": "arabic"}, alone=False),
    Broken(Rule.PAIRS_AT_ONCE, "other_number", _joint_apart, "Björk", MO, "hamnen",
           params={"pairs": 2, "has": 1, "time": "17:30"}, alone=False),
    Broken(Rule.ABSENCE, "absent", lambda p: _add(p, "su-kvall", "Al", ("trast", "sparv"), "su 18:30"), "Al", SU,
           worker="sparv"),
    Broken(Rule.ABSENCE, "absent", lambda p: with_worker(
        _add(p, "we-natt", "Al", ("mes", "sparv"), "th 01:00"), "sparv", absences=(Absence(TH, TH),)),
        "Al", WE, worker="sparv"),
    Broken(Rule.TWO_PLACES, "stops_overlap", lambda p: _stop(p, 0, 1, "mo 17:05"), "Ek", MO, "torget", alone=False,
           params={"time": "17:05"}),
    Broken(Rule.TWO_PLACES, "twice_in_pair", lambda p: with_route(p, 2, workers=("mes", "mes")), "Ek", TU,
           alone=False),
    Broken(Rule.TWO_PLACES, "two_routes", _two_evenings_in_one, "Björk", MO, worker="larka", alone=False),
    Broken(Rule.TWO_PLACES, "commitment", _commitment, "Ek", TU, worker="mes",
           params={"what": "Nätverksmöte", "time": "21:00"}),
    Broken(Rule.DAILY_REST, "too_short", _rest_before, date=MO, worker="mes", alone=False, params={"hours": 11.0}),
    Broken(Rule.DAILY_REST, "too_short", lambda p: _add(p, "we-natt", "Al", ("trast", "mes"), "th 01:00"),
           date=WE, worker="trast", alone=False),
    Broken(Rule.WEEKLY_REST, "too_short", _shift_of_all_week, worker="larka", params={"hours": 36.0, "has": 18.0},
           alone=False),
    Broken(Rule.BREAK, "outside_shift", lambda p: _pause(p, 2, ("tu 18:30", "tu 19:00"), ("tu 22:00", "tu 22:30")),
           "Ek", TU, params={"time": "22:00"}),
    Broken(Rule.BREAK, "too_short", lambda p: _pause(p, 2, ("tu 18:30", "tu 18:59")), "Ek", TU, alone=False,
           params={"minutes": 30, "time": "18:30"}),
    Broken(Rule.BREAK, "not_free", lambda p: _pause(p, 2, ("tu 17:45", "tu 18:15")), "Ek", TU,
           params={"time": "17:45"}),
    Broken(Rule.BREAK, "not_free", lambda p: _pause(p, 2, ("tu 19:25", "tu 19:55")), "Ek", TU),
    Broken(Rule.BREAK, "none_in_time", lambda p: with_route(p, 2, breaks=()), "Ek", TU,
           params={"minutes": 360, "longest": 300, "time": "16:00"}),
    Broken(Rule.WEEKLY_HOURS, "too_many", _short_hours, worker="mes", params={"hours": 16.5, "contract": 16.0}),
    Broken(Rule.NEWCOMERS, "not_a_pair", lambda p: with_route(p, 2, workers=("larka",)), "Ek", TU,
           params={"workers": 1}),
    Broken(Rule.NEWCOMERS, "not_a_pair", lambda p: with_route(p, 2, workers=("larka", "mes", "duva", "sparv")), "Ek",
           TU, alone=False, params={"workers": 4}),
    Broken(Rule.NEWCOMERS, "two_newcomers", lambda p: with_route(p, 3, workers=("siska", "ripa")), "Björk", TH),
    Broken(Rule.NEWCOMERS, "observer_in_pair", lambda p: with_route(p, 2, workers=("larka", "duva")), "Ek", TU),
    Broken(Rule.NEWCOMERS, "third_is_no_observer", lambda p: with_route(p, 2, workers=("larka", "mes", "sparv")), "Ek",
           TU),
    Broken(Rule.PINS, "not_out", lambda p: _pinned(p, Pin("sa-kvall", "Ek", ("larka", "mes"))), "Ek", SA,
           params={"start": "16:00", "end": "22:00"}),
    Broken(Rule.PINS, "not_out", lambda p: _pinned(p, Pin("tu-kvall", "Al", ("larka", "mes"))), "Al", TU),
    Broken(Rule.PINS, "other_workers", lambda p: _pinned(p, Pin("tu-kvall", "Ek", ("larka", "mes", "duva"))), "Ek", TU,
           params={"workers": "Lärka, Mes, Duva"}),
    Broken(Rule.PINS, "stop_missing", lambda p: _pinned(p, _tuesday(("torget", "tu 17:45"))), "Ek", TU, "torget",
           params={"time": "17:45"}),
    Broken(Rule.PINS, "stop_added", lambda p: _pinned(p, _tuesday(("torget", "tu 17:30"), closed=True)), "Ek", TU,
           "kajen", params={"time": "20:00"}),
    Broken(Rule.REINFORCEMENT, "outside", lambda p: _lent(p, "tu-kvall", "Norr"), "Ek", TU, "torget",
           params={"districts": "Norr"}),
]  # fmt: skip


def told_in(path: Path) -> set[tuple[str, str]]:
    """Give every (rule, code) that a rule's file can tell."""
    found = set()
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("Violation", "at_route"):
            rule, code = call.args[:2]
            if isinstance(rule, ast.Attribute) and isinstance(code, ast.Constant):
                found.add((rule.attr, code.value))
    return found


def test_the_good_plan_keeps_every_rule():
    assert check(good_plan()) == ()


@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: f"{b.rule}-{b.code}")
def test_a_breach_is_told(broken: Broken):
    found = check(broken.breaks(good_plan()))
    told = [v for v in found if (v.rule, v.code) == (broken.rule, broken.code)]
    assert told, [str(v) for v in found]
    fits = [v for v in told if (v.pair, v.date, v.hotspot, v.worker) == _where(broken)]
    assert fits, [str(v) for v in told]
    assert any(broken.params.items() <= v.params.items() for v in fits), [v.params for v in fits]
    if broken.alone:
        assert {v.rule for v in found} == {broken.rule}, [str(v) for v in found]


def _where(broken: Broken) -> tuple[object, ...]:
    return broken.pair, broken.date, broken.hotspot, broken.worker


def test_every_rule_has_a_checker_and_a_broken_plan():
    assert set(RULES) == set(Rule) == {broken.rule for broken in BROKEN}


def test_every_code_in_the_rules_has_a_broken_plan():
    told = set().union(*(told_in(path) for path in RULE_FILES))
    assert told == {(broken.rule.name, broken.code) for broken in BROKEN}


def test_two_shifts_of_the_same_hours_need_only_one_of_their_skills():
    plan = good_plan()
    twin = replace(plan.request.shifts[4], id="fr-andra", skills=frozenset())
    plan = replace(plan, request=replace(plan.request, shifts=(*plan.request.shifts, twin)))
    assert check(with_route(plan, 4, workers=("mes", "sparv"))) == ()


def test_two_shifts_of_the_same_hours_may_differ_in_mode():
    plan = good_plan()
    twin = replace(plan.request.shifts[4], id="fr-bil", mode=Mode.CAR)
    plan = replace(plan, request=replace(plan.request, shifts=(twin, *plan.request.shifts)))
    assert check(plan) == ()
    assert [v.code for v in check(_leg(plan, 4, 0, line="metro 99"))] == ["other_line"]


def test_what_is_pinned_and_held_is_no_breach():
    plan = good_plan()
    pins = [
        Pin("mo-kvall", "Ek", ("mes", "larka", "duva"), (PinnedStop("torget", at("mo 17:30")),)),
        Pin("mo-kvall", "Björk", ("trast", "siska")),
        _tuesday(("torget", "tu 17:30"), ("kajen", "tu 20:00"), closed=True),
    ]
    assert check(_pinned(plan, *pins)) == ()


def test_lent_shifts_of_the_same_hours_share_their_pairs_out():
    plan = _lent(good_plan(), "mo-kvall", "Norr", "Syd", pairs=1)
    north = replace(plan.request.shifts[0], id="mo-norr", districts=frozenset({"Norr"}))
    asked = replace(plan.request, shifts=(north, *plan.request.shifts))
    assert check(replace(plan, request=asked)) == (), "Ek takes the shift for both, though it is looked at first"
    only_north = replace(asked.shifts[1], districts=frozenset({"Norr"}))
    asked = replace(asked, shifts=(north, only_north, *asked.shifts[2:]))
    assert [(v.pair, v.hotspot) for v in check(replace(plan, request=asked))] == [("Ek", "torget")]
    free = replace(only_north, id="mo-fri", districts=frozenset())
    assert check(replace(plan, request=replace(asked, shifts=(north, free, *asked.shifts[2:])))) == ()


def test_a_break_on_the_way_home_is_no_breach():
    plan = good_plan()
    assert check(_pause(plan, 4, ("fr 17:20", "fr 17:50"))) == ()
