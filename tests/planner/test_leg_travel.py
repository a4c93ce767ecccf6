"""The travel times that a leg was planned with."""

from dataclasses import replace
from datetime import timedelta

from small_week import BASE, good_plan

from geo.travel.times import Mode
from planner.leg_travel import leg_departure, leg_ends, leg_travel
from planner.plan import Break


def test_every_leg_of_a_plan_is_found_in_the_travel_times_of_its_shift_and_hour():
    plan = good_plan()
    for route in plan.routes:
        for index, leg in enumerate(route.legs):
            found = leg_travel(plan.request, route, index)
            assert found.matrix.seconds[found.start, found.end] == leg.seconds
            assert found.period == plan.request.period_at(leg_departure(plan.request, route, index))
            assert found.matrix is plan.request.travel_at(found.mode, leg_departure(plan.request, route, index))
            assert found.estimated is bool(found.matrix.estimated[found.start, found.end])


def test_a_leg_runs_from_the_base_over_the_stops_and_back():
    route = good_plan().routes[0]
    ends = [leg_ends(route, index) for index in range(len(route.legs))]
    assert ends[0][0] == ends[-1][1] == BASE.id
    assert [end for _, end in ends[:-1]] == [stop.hotspot for stop in route.stops]


def test_a_pair_departs_in_time_and_home_as_soon_as_breaks_allow():
    plan = good_plan()
    route = plan.routes[0]
    first, last = route.stops[0], route.stops[-1]
    assert leg_departure(plan.request, route, 0) == first.arrive - timedelta(seconds=route.legs[0].seconds)
    assert leg_departure(plan.request, replace(route, breaks=()), len(route.stops)) == last.leave
    pause = Break(last.leave, last.leave + timedelta(minutes=30))
    assert leg_departure(plan.request, replace(route, breaks=(pause,)), len(route.stops)) == pause.end


def test_of_two_shifts_with_the_same_hours_that_mode_is_taken_whose_times_are_the_legs():
    plan = good_plan()
    route = plan.routes[0]
    shift = next(s for s in plan.request.shifts if s.start == route.start)
    other = replace(shift, id="by-car", mode=next(mode for mode in Mode if mode is not shift.mode))
    period = plan.request.period_at(leg_departure(plan.request, route, 0))
    matrices = dict(plan.request.travel.matrices)
    for mode in Mode:
        if mode is not other.mode:
            matrices[mode, period] = replace(matrices[mode, period], seconds=matrices[mode, period].seconds + 7)
    travel = replace(plan.request.travel, matrices=matrices)
    request = replace(plan.request, shifts=(*plan.request.shifts, other), travel=travel)
    assert leg_travel(request, route, 0).mode is other.mode


def test_a_place_without_travel_times_has_none():
    plan = good_plan()
    route = plan.routes[0]
    lost = replace(route, stops=(replace(route.stops[0], hotspot="nowhere"), *route.stops[1:]))
    assert leg_travel(plan.request, lost, 0) is None
