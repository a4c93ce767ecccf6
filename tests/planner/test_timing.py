"""From an order of calls to a timed route: in time, with breaks where the law wants them."""

from datetime import timedelta

import pytest
from small_week import BASE, at, crew, need, request, shift, time_route, travel, two_workers

from planner.check import check
from planner.plan import Route, WeekPlan
from planner.request import WeekRequest


def timed(needs, start: str = "mo 16:00", end: str = "mo 22:00", **fields) -> tuple[WeekRequest, Route | None]:
    """Time the needs in their order in one shift."""
    its = request(needs, [shift("s", start, end)], two_workers(), **fields)
    route = time_route(its, crew(its), needs)
    if route:
        assert check(WeekPlan(its.team, its.week, its, (route,), (), 0.0, None)) == ()
    return its, route


def test_a_pair_sets_out_in_time_rather_than_wait_outside():
    _, route = timed([need("torget", "mo 18:00-20:00")])
    (stop,) = route.stops
    assert (stop.arrive, stop.start, stop.leave) == (at("mo 18:00"), at("mo 18:00"), at("mo 18:30"))
    assert len(route.legs) == 2


def test_a_pair_waits_where_a_later_way_would_be_longer():
    _, route = timed([need("torget", "mo 22:05-23:00")], "mo 20:00", "tu 00:30")
    (stop,) = route.stops
    assert stop.start == at("mo 22:05")
    assert stop.start - timedelta(seconds=route.legs[0].seconds) < at("mo 22:00")


def test_a_leg_has_the_time_of_the_period_in_which_it_begins():
    _, route = timed([need("torget", "mo 21:00-23:30", 60)], "mo 21:00", "tu 00:00")
    assert [leg.seconds for leg in route.legs] == [600, 900]
    assert [leg.line for leg in route.legs] == ["metro 17", "metro 17"]


@pytest.mark.parametrize(
    ("start", "end", "breaks"),
    [("16:00", "21:00", 0), ("16:00", "21:01", 1), ("08:00", "18:30", 1), ("08:00", "18:31", 2)],
)
def test_breaks_are_as_many_as_the_law_wants(start: str, end: str, breaks: int):
    _, route = timed([need("torget", "mo 09:00-20:00")], f"mo {start}", f"mo {end}")
    assert len(route.breaks) == breaks


def test_a_shift_without_calls_has_its_break_too():
    _, route = timed([])
    assert (route.stops, route.legs, len(route.breaks)) == ((), (), 1)


def test_the_break_finds_room_between_two_fixed_visits():
    its, route = timed([need("torget", "mo 16:10-18:10", 120), need("kajen", "mo 19:00-21:40", 150)])
    (pause,) = route.breaks
    assert at("mo 18:10") <= pause.start
    assert pause.end <= at("mo 19:10")
    assert its.working_time.break_min == 30


def test_what_is_not_in_time_is_no_route():
    assert timed([need("torget", "mo 16:00-16:35")])[1] is None
    assert timed([need("torget", "mo 21:25-22:00")])[1] is None
    assert timed([need("torget", "mo 18:00-18:30"), need("kajen", "mo 18:30-19:05")])[1] is None


def test_no_room_for_a_break_is_no_route():
    assert timed([need("torget", "mo 16:00-22:00", 330)])[1] is None


def test_home_is_reached_before_a_late_break():
    """After the last visit the pair goes home at once; the break that the rest of the shift wants is taken there."""
    late = travel([BASE.id, "torget"], day_s=2400, night_s=600)
    _, route = timed([need("torget", "mo 12:00-14:00")], "mo 12:00", "mo 23:00", travel=late)
    assert [leg.seconds for leg in route.legs] == [2400, 2400]
    assert len(route.breaks) == 2
