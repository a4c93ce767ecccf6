"""Worth and chance of a visit: what others cover, peak hours, and needs that are late."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_week import at, good_plan, need, request, with_stop

from geo.windows import WeekWindows
from planner.need_match import visits_by_need
from planner.openings import in_peak, openings, peak_openings
from planner.overdue import Overdue
from planner.request import Covered, WeekRequest
from planner.value import FADE, OFF_PEAK, OVERDUE_MOST, chance_of, need_value, need_worths, plan_score, visit_worth

TORGET = need("torget", "daily 17:00-23:00", least=2, target=3, most=5)


def asked(its, *, covered: int = 0, late: int = 0, week: str = "2026-W49") -> WeekRequest:
    others = tuple(Covered("torget", at("mo 18:00", week) + timedelta(hours=24 * i), "tall") for i in range(covered))
    return request([its], [], [], week=week, covered=others, overdue=(Overdue(its.id, late),) if late else ())


@given(
    st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.floats(0.1, 9), st.integers(0, 7), st.integers(0, 30)
)
def test_worths_of_a_plan_never_rise_and_end_where_no_more_may_be_made(
    least: int, more: int, extra: int, weight: float, covered: int, late: int
):
    its = replace(TORGET, least=least, target=least + more, most=least + more + extra, weight=weight)
    worths = need_worths(asked(its, covered=covered, late=late), its)
    assert len(worths) == max(its.most - covered, 0)
    assert all(worth > 0 for worth in worths)
    assert list(worths) == sorted(worths, reverse=True)


def test_where_nothing_is_covered_or_late_worths_are_those_of_the_need():
    assert need_worths(asked(TORGET), TORGET) == tuple(visit_worth(TORGET, n) for n in range(1, 6))


def test_a_place_that_others_see_fades_and_keeps_its_agreed_number():
    alone, seen = (need_worths(asked(TORGET, covered=c), TORGET) for c in (0, 2))
    assert seen == pytest.approx(tuple(worth * FADE**2 for worth in alone[:3]))
    wish = need("kajen", "daily 17:00-23:00")
    assert seen[0] > visit_worth(wish, 1), "an agreed visit comes before a wish, though others are there too"
    assert need_worths(asked(wish), wish)[0] > need_worths(asked(replace(TORGET, least=0), covered=2), TORGET)[2]


def test_a_late_need_counts_for_more_until_it_is_visited_once():
    plain, late = (need_worths(asked(TORGET, late=days), TORGET) for days in (0, 3))
    assert late[0] == pytest.approx(plain[0] * 1.3)
    assert late[1:] == plain[1:]
    assert need_worths(asked(TORGET, late=30), TORGET)[0] == pytest.approx(plain[0] * OVERDUE_MOST)


def test_a_visit_wholly_in_the_peak_has_its_full_worth():
    its = replace(TORGET, peak=WeekWindows.parse("daily 20:00-22:00"))
    for start, minutes, chance in (
        ("mo 20:00", 30, 1.0),
        ("mo 21:30", 30, 1.0),
        ("mo 19:59", 30, OFF_PEAK),
        ("mo 21:31", 30, OFF_PEAK),
        ("mo 17:00", 30, OFF_PEAK),
    ):
        begin = at(start)
        assert chance_of(asked(its), its, begin, begin + timedelta(minutes=minutes)) == chance, start
    assert chance_of(asked(TORGET), TORGET, at("mo 17:00"), at("mo 17:30")) == 1.0


def test_a_peak_past_midnight_belongs_to_the_evening_and_holidays_count_as_sundays():
    its = need("torget", "daily 20:00-04:00", peak=WeekWindows.parse("fr 23:00-02:00; su 22:00-23:00"))
    assert in_peak(asked(its), its, at("sa 01:00"), at("sa 02:00"))
    assert not in_peak(asked(its), its, at("su 01:00"), at("su 02:00"))
    epiphany = "2027-W01"  # Wednesday is a holiday
    assert in_peak(asked(its, week=epiphany), its, at("we 22:00", epiphany), at("we 23:00", epiphany))
    assert not in_peak(asked(its, week=epiphany), its, at("th 22:00", epiphany), at("th 23:00", epiphany))


@given(st.integers(0, 23), st.integers(1, 12), st.integers(0, 23), st.integers(1, 8), st.integers(0, 7 * 24 * 4))
def test_peak_openings_are_just_where_a_visit_has_its_full_chance(
    start: int, lasts: int, from_h: int, peak_h: int, quarter: int
):
    windows = WeekWindows.parse(f"daily {start:02d}:00-{(start + lasts) % 24:02d}:00")
    peak = WeekWindows.parse(f"daily {from_h:02d}:00-{(from_h + peak_h) % 24:02d}:00")
    if not windows.holds(peak):
        return
    its = need("torget", str(windows), peak=peak)
    week = asked(its)
    begin = at("mo 00:00") + timedelta(minutes=15 * quarter)
    end = begin + timedelta(minutes=30)
    inside = [any(o.start <= begin and end <= o.end for o in spans(week, its)) for spans in (openings, peak_openings)]
    assert inside[1] == (inside[0] and in_peak(week, its, begin, end))


def test_the_best_chances_count_at_the_first_worths():
    its = replace(TORGET, peak=WeekWindows.parse("daily 20:00-22:00"))
    worths = need_worths(asked(its), its)
    both = worths[0] * 1.0 + worths[1] * OFF_PEAK
    assert need_value(asked(its), its, [OFF_PEAK, 1.0]) == need_value(asked(its), its, [1.0, OFF_PEAK]) == both
    assert need_value(asked(its), its, []) == 0
    assert need_value(asked(its), its, [1.0] * 9) == pytest.approx(sum(worths)), (
        "more than may be made is worth nothing"
    )


def test_the_score_of_a_plan_knows_peaks_lateness_and_what_others_cover():
    plan, score = good_plan(), plan_score(good_plan())
    assert len(visits_by_need(plan)["torget-kvall"]) == 2

    def with_torget(**more):
        needs = tuple(replace(n, **more) if n.id == "torget-kvall" else n for n in plan.request.needs)
        return replace(plan, request=replace(plan.request, needs=needs))

    first, second = (visit_worth(plan.request.needs[0], nth) for nth in (1, 2))
    peaked = with_torget(peak=WeekWindows.parse("mo 17:00-19:00"))
    assert plan_score(peaked) == pytest.approx(score - (1 - OFF_PEAK) * second, abs=0.001)
    moved = with_stop(peaked, 2, 0, start=at("mo 17:30"), leave=at("mo 18:00"))
    assert plan_score(moved) == pytest.approx(score, abs=0.001)
    late = replace(plan, request=replace(plan.request, overdue=(Overdue("torget-kvall", 2),)))
    assert plan_score(late) == pytest.approx(score + 0.2 * first, abs=0.001)
    seen = replace(plan, request=replace(plan.request, covered=(Covered("torget", at("we 18:00"), "tall"),)))
    assert plan_score(seen) == pytest.approx(score - second - (1 - FADE) * first, abs=0.001)
