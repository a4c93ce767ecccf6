"""What visits are worth, the bound above every plan, and which need a stop answers."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_week import (
    BASE,
    NEEDS,
    SHIFTS,
    WORKERS,
    at,
    crew,
    good_plan,
    need,
    request,
    shift,
    time_route,
    travel,
    two_workers,
)

from planner.bound import week_bound
from planner.need_match import covered_visits, need_of_stop, visits_by_need, window_around
from planner.plan import Stop
from planner.plan_week import plan_week
from planner.request import Covered, WeekRequest
from planner.value import plan_score, visit_worth

COUNTS = st.integers(0, 5)


@given(COUNTS, COUNTS, COUNTS, st.floats(0.1, 9), st.integers(1, 3))
def test_every_visit_is_worth_less_than_the_one_before(least: int, more: int, extra: int, weight: float, pairs: int):
    its = need("torget", "daily 10:00-12:00", least=least, target=least + more, most=least + more + extra,
               weight=weight, pairs=pairs)  # fmt: skip
    worths = [visit_worth(its, nth) for nth in range(1, its.most + 2)]
    assert worths == sorted(worths, reverse=True)
    assert all(worth > 0 for worth in worths[:-1])
    assert worths[-1] == 0


def test_a_least_visit_is_worth_more_than_any_wish():
    first, wish = need("torget", "mo 10:00-12:00", least=1), need("kajen", "mo 10:00-12:00")
    assert visit_worth(first, 1) > 2 * visit_worth(wish, 1)


def test_the_score_counts_a_joint_visit_once_at_the_worth_of_its_pairs():
    plan = good_plan()
    counts = {ident: len(visits) for ident, visits in visits_by_need(plan).items()}
    assert counts["hamnen-gemensam"] == 1
    assert counts["torget-kvall"] == counts["stationen-alltid"] == 2
    assert plan_score(plan) == round(
        sum(visit_worth(n, nth) for n in plan.request.needs for nth in range(1, counts[n.id] + 1)), 3
    )
    assert plan_score(replace(plan, routes=())) == 0


def tiny(random: Random) -> WeekRequest:
    """Make one shift of four hours and three needs."""
    needs = []
    for place in ("torget", "kajen", "bron"):
        hour = random.randint(15, 19)
        needs.append(
            need(place, f"mo {hour}:00-{hour + random.randint(1, 3)}:00", random.choice([30, 45, 60]),
                 least=random.choice([0, 1]), weight=random.choice([0.5, 1, 2]))
        )  # fmt: skip
    times = travel([BASE.id, "torget", "kajen", "bron"], day_s=random.choice([300, 1200, 2400]))
    return request(needs, [shift("s", "mo 16:00", "mo 20:00")], two_workers(), travel=times)


def best_by_trying(its: WeekRequest) -> float:
    """Give the best score of one shift by trying every order of every choice."""
    own = crew(its)
    orders = [order for count in range(len(its.needs) + 1) for order in permutations(its.needs, count)]
    return max(sum(visit_worth(n, 1) for n in order) for order in orders if time_route(its, own, order))


@pytest.mark.parametrize("seed", range(12))
def test_the_bound_stands_above_the_best_and_the_planner_finds_it(seed: int):
    its = tiny(Random(seed))
    best = best_by_trying(its)
    assert best <= week_bound(its) + 1e-9
    assert plan_week(its, seconds=0.3).score == pytest.approx(best, abs=0.001)


def test_the_bound_counts_the_real_hours_of_the_odd_nights():
    for week, hours in (("2026-W43", 9), ("2027-W12", 7)):
        needs = [need(f"p{i}", "sa 21:00-05:00", 60, weight=1) for i in range(20)]
        times = travel([BASE.id, *(n.hotspot for n in needs)], day_s=0, night_s=0)
        its = request(needs, [shift("s", "sa 21:00", "su 05:00", week)], two_workers(), week=week, travel=times)
        assert week_bound(its) == pytest.approx(hours - 0.5, abs=0.002)


def test_without_shifts_or_needs_the_bound_is_nothing():
    assert week_bound(request(NEEDS, (), WORKERS)) <= 0.001
    assert week_bound(request((), SHIFTS, WORKERS)) <= 0.001


def stop(place: str, start: str) -> Stop:
    return Stop(place, at(start), at(start), at(start) + timedelta(minutes=30))


def test_a_stop_answers_the_need_whose_window_holds_its_start():
    day, night = need("torget-dag", "daily 10:00-14:00"), need("torget-natt", "su 22:00-02:00; mo-fr 22:00-02:00")
    its = request([day, night], [], [])
    assert need_of_stop(its, stop("torget", "mo 10:00")) is day
    assert need_of_stop(its, stop("torget", "mo 14:00")) is None
    assert need_of_stop(its, stop("torget", "sa 01:59")) is night
    assert need_of_stop(its, stop("torget", "su 01:00")) is None
    assert need_of_stop(its, stop("torget", "mo 01:00")) is night, "the night of the Sunday before the week"
    assert need_of_stop(its, stop("nowhere", "mo 10:00")) is None
    assert window_around(its, night, at("tu 00:30")) == (at("mo 22:00"), at("tu 02:00"))


def test_the_need_in_season_wins():
    summer, winter = (need(f"torget-{s}", "daily 10:00-14:00", season=s) for s in ("summer", "winter"))
    assert need_of_stop(request([summer, winter], [], []), stop("torget", "mo 10:00")) is winter
    july = request([summer, winter], [], [], week="2027-W27")
    assert need_of_stop(july, replace(stop("torget", "mo 10:00"), start=at("mo 10:00", "2027-W27"))) is summer
    assert need_of_stop(request([summer], [], []), stop("torget", "mo 10:00")) is summer, "so that the checker tells it"


def test_visits_of_others_are_counted_within_the_windows():
    its = need("torget", "daily 10:00-14:00")
    others = (
        Covered("torget", at("mo 11:00"), "x"),
        Covered("torget", at("mo 15:00"), "x"),
        Covered("bas", at("mo 11:00"), "x"),
    )
    assert covered_visits(request([its], [], [], covered=others), its) == 1
