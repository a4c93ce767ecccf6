"""The benchmarks on weeks and cities: their instances, what their checkers refuse, and what is read off a search."""

from argparse import ArgumentTypeError

import pytest

from benchmarks import scale, scale_case, scale_check, week, week_case, week_check
from benchmarks.course import certified_gap, course_of
from planner.search.problem import Problem


@pytest.fixture(scope="module")
def case():
    return week_case.make_case(1, hotspots=30)


def one_stop(case, *, part):
    """Give a hotspot that is open in a part of the day."""
    return next(h for h in range(1, len(case.parts)) if part in case.parts[h] and case.visits[h] == 2)


def test_a_generated_week_is_the_same_for_a_seed():
    first, again, other = (week_case.make_case(seed) for seed in (1, 1, 2))
    assert (first.travel == again.travel).all()
    assert (first.travel != other.travel).any()
    assert set(first.visits[1:].tolist()) == {1, 2, 3}
    assert all(len(parts) == 2 for parts in first.parts[1:])
    assert (first.worth % 6 == 0).all()


def test_a_week_is_worth_the_first_visit_and_half_of_it_for_the_second(case):
    h = one_stop(case, part=0)
    assert week_check.checked_value(case, {(0, 0): [[h]], (2, 0): [[h]]}) == case.worth[h] + case.worth[h] // 2


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (lambda h: {(0, 0): [[h]], (1, 0): [[h]]}, "too soon"),
        (lambda h: {(0, 0): [[h], [h]]}, "too soon"),
        (lambda h: {(0, 0): [[h]], (2, 0): [[h]], (4, 0): [[h]]}, "too often"),
        (lambda h: {(0, 0): [[h], [], []]}, "more routes than pairs"),
        (lambda h: {(9, 0): [[h]]}, "day 9"),
    ],
)
def test_the_checker_of_weeks_refuses(case, plan, said):
    with pytest.raises(week_check.BrokenPlanError, match=said):
        week_check.checked_value(case, plan(one_stop(case, part=0)))


def test_the_checker_of_weeks_knows_the_hours(case):
    evening = next(h for h in range(1, 31) if case.parts[h] == (2, 3) or case.parts[h] == (1, 3))
    early = next(h for h in range(1, 31) if case.parts[h] == (0, 1))
    with pytest.raises(week_check.BrokenPlanError):
        week_check.checked_value(case, {(0, 1): [[early]]})
    assert week_check.checked_value(case, {(0, 1): [[evening]]}) == case.worth[evening]
    with pytest.raises(week_check.BrokenPlanError, match=r"closed|too late"):
        week_check.checked_value(case, {(0, 0): [[h for h in range(1, 31) if 0 in case.parts[h]][:9]]})


def test_days_apart_are_the_same_in_the_planner_s_arrays(case):
    problem = week_case.problem_of(case)
    assert isinstance(problem, Problem)
    assert len(problem.route_kind) == 28
    last_start, first_start = int(problem.win_hi.max()), int(problem.win_lo.min())
    day = week_case.FAR
    longest_next_day = last_start % day + day - first_start % day
    shortest_after_two = 2 * day + 480 - 1440
    assert longest_next_day < problem.gap[0] <= shortest_after_two


def test_routes_go_back_to_their_days_and_shifts(case):
    routes = [[number] if number in {0, 3, 27} else [] for number in range(28)]
    assert week_case.plan_of(case, routes) == {(0, 0): [[0]], (0, 1): [[3]], (6, 1): [[27]]}


def test_a_city_s_checker_refuses():
    city = scale_case.make_case(28, 40)
    day = next(v for v in range(1, 41) if city.windows[v, 0] == 480)
    routes = [[] for _ in city.shifts]
    assert scale_check.checked_value(city, [[day], *routes[1:]]) == city.worth[day]
    for broken in ([[day, day], *routes[1:]], [[day], [day], *routes[2:]], [*routes[:2], [day], *routes[3:]]):
        with pytest.raises(scale_check.BrokenRouteError):
            scale_check.checked_value(city, broken)
    with pytest.raises(ValueError, match="shorter"):
        scale_check.checked_value(city, routes[1:])


def test_a_city_has_fourteen_kinds_of_shift():
    problem = scale_case.problem_of(scale_case.make_case(30, 40))
    assert len(problem.kind_start) == 14
    assert problem.route_kind.tolist()[:3] == [0, 1, 2]
    assert len(problem.route_kind) == 30


def test_a_course_tells_when_the_first_plan_came_and_when_it_was_good_enough():
    course = course_of([[0.2, 50, None], [1.0, 90, 120], [2.0, 99, 120], [3.0, 99, 100]])
    assert (course.first_s, course.first_value, course.bound) == (0.2, 50, 100)
    assert course.within(0.02) == 3.0
    assert course.within(0.001) is None
    assert course_of([]).first_s is None
    assert course_of([[0.1, 0, 90], [0.3, 40, 90]]).first_s == 0.3
    assert certified_gap(99, 100) == pytest.approx(1 / 99)
    assert certified_gap(0, 100) is certified_gap(5, None) is None


def test_kinds_are_read():
    assert week.kinds_of("generated,changes") == ("generated", "changes")
    with pytest.raises(ArgumentTypeError, match="there are generated"):
        week.kinds_of("real")


def test_the_big_weeks_of_the_shipped_city_are_measured():
    found = week.shipped_weeks()
    assert len(found) >= 2
    for team, name in found:
        request = week.shipped_request(team, name)
        assert len(request.needs) >= 40
        assert sum(shift.pairs for shift in request.shifts) >= 12


def test_sizes_are_read():
    assert scale.sizes_of("200x1500,600x6000") == [(200, 1500), (600, 6000)]


def test_the_routing_library_manages_a_small_city():
    row, fault = scale.run((28, 40), "ortools", 1, 2.0)
    assert fault == ""
    assert row.value > 0
    assert row.first_s < 2
    assert not row.killed
