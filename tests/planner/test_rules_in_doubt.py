"""Where a rule must look twice: shifts of the same hours, a way home that waits, several pairs in one visit."""

from dataclasses import replace
from datetime import timedelta

from small_week import BASE, at, good_plan, need, request, route, shift, travel, two_workers, with_route, with_stop

from geo.travel.times import Mode
from planner.check import check
from planner.plan import Break, WeekPlan
from planner.request import WeekRequest
from planner.rules.violation import Rule
from planner.shift import Shift


def told(plan: WeekPlan) -> set[str]:
    return {f"{violation.rule}/{violation.code}" for violation in check(plan)}


def _twins(second: Shift) -> tuple[WeekPlan, WeekPlan]:
    """Give Monday's two pairs in two shifts of one pair each, the second as given; and in one of two pairs."""
    plan = good_plan()
    first = replace(plan.request.shifts[0], pairs=1)
    shifts = (first, second, *plan.request.shifts[1:])
    return replace(plan, request=replace(plan.request, shifts=shifts)), plan


def test_two_pairs_do_not_both_go_by_the_mode_of_one_shift():
    by_car = replace(good_plan().request.shifts[0], id="mo-bil", mode=Mode.CAR, pairs=1)
    twins, plan = _twins(by_car)
    assert told(plan) == set()
    assert told(twins) == {"travel/other_line"}


def test_two_pairs_do_not_both_take_the_shift_that_asks_for_nothing():
    for skill, breaches in (("arabic", {"skills/shift"}), ("romanian", set())):
        plan, _ = _twins(replace(good_plan().request.shifts[0], id="mo-sprak", skills=frozenset({skill}), pairs=1))
        assert told(plan) == breaches


def test_a_shift_that_fits_in_one_way_only_is_none_that_fits():
    """The one shift has the right mode and the wrong district, the other the right district and the wrong mode."""
    plan = good_plan()
    lent = replace(plan.request.shifts[4], districts=frozenset({"elsewhere"}))
    by_car = replace(plan.request.shifts[4], id="fr-bil", mode=Mode.CAR)
    shifts = (*plan.request.shifts[:4], lent, by_car, *plan.request.shifts[5:])
    assert told(replace(plan, request=replace(plan.request, shifts=shifts)))


def _late(end: str) -> tuple[WeekRequest, WeekPlan]:
    """Make an evening in which every way takes two hours by day and ten minutes by night, from 22:00."""
    its = shift("mo", "mo 19:00", end)
    times = travel([BASE.id, "torget"], day_s=7200, night_s=600)
    asked = request([need("torget", "mo 21:00-21:30")], [its], two_workers(), travel=times)
    made = route(asked, "mo", "Ek", ("larka", "mes"), stops=[("torget", "mo 21:00", 30)])
    home = replace(made.legs[1], seconds=600, metres=1200)
    made = replace(made, legs=(replace(made.legs[0], seconds=7200), home))
    return asked, WeekPlan(asked.team, asked.week, asked, (made,), (), 0.0, None)


def test_a_pair_may_wait_before_the_way_home_until_it_is_short():
    assert told(_late("mo 22:10")[1]) == set()
    assert told(_late("mo 22:09")[1]) == {"shift_bounds/home_too_late"}
    assert told(_late("mo 22:00")[1]) == {"travel/too_short"}, "the short way begins when the shift ends"


def test_a_break_while_the_pair_waits_to_go_home_is_free():
    _, plan = _late("mo 22:40")
    pause = Break(at("mo 21:55"), at("mo 22:25"))
    assert told(with_route(plan, 0, breaks=(pause,))) == set()
    assert told(with_route(plan, 0, breaks=(replace(pause, end=at("mo 22:31")),))) == {"shift_bounds/home_too_late"}


def test_a_gap_begins_when_the_last_pair_of_a_joint_visit_leaves():
    plan = good_plan()
    needs = tuple(replace(n, gap_h=24, target=2, pairs=2) if n.hotspot == "hamnen" else n for n in plan.request.needs)
    monday, tuesday, *others = plan.request.shifts
    asked = replace(plan.request, needs=needs, shifts=(monday, replace(tuesday, pairs=2), *others))
    again = [
        route(asked, "tu-kvall", pair, crew, stops=[("hamnen", "tu 17:10", 40)], breaks=["tu 18:30"])
        for pair, crew in (("Ek", ("larka", "mes")), ("Björk", ("trast", "siska")))
    ]
    plan = replace(plan, request=asked, routes=(*plan.routes[:2], *again, *plan.routes[4:]))
    assert told(plan) == set()
    stays = with_stop(plan, 1, 0, leave=plan.routes[1].stops[0].leave + timedelta(seconds=1))
    assert told(stays) == {"gap/too_soon"}


def test_a_joint_visit_is_one_visit_of_its_day_and_a_night_belongs_to_the_date_it_begins():
    assert Rule.ONCE_A_DAY not in {violation.rule for violation in check(good_plan())}
    needs = [need("torget", "daily 20:00-04:00", gap_h=1, most=4)]
    shifts = [shift("mo", "mo 20:00", "tu 00:30"), shift("mo-natt", "mo 22:00", "tu 02:30"),
              shift("tu", "tu 00:00", "tu 04:00")]  # fmt: skip
    asked = request(needs, shifts, two_workers(), working_time=replace(good_plan().request.working_time,
                                                                       daily_rest_h=1))  # fmt: skip
    stops = {"mo": "mo 21:00", "mo-natt": "tu 01:00", "tu": "tu 03:00"}
    made = {ident: route(asked, ident, "Ek", ("larka", "mes"), stops=[("torget", start, 30)])
            for ident, start in stops.items()}  # fmt: skip
    plan = WeekPlan(asked.team, asked.week, asked, (made["mo"], made["tu"]), (), 0.0, None)
    rules = {f"{v.rule}/{v.code}" for v in check(plan)}
    assert "once_a_day/again" not in rules
    same = replace(plan, routes=(made["mo"], made["mo-natt"]))
    assert "once_a_day/again" in told(same), "the visit after midnight belongs to Monday's shift"
