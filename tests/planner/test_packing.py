import numpy as np
import pytest
from check_solution import check_solution
from tiny_problem import all_routes, best_value, tiny_problem

from planner.search.column import Column
from planner.search.packing import pack
from planner.search.problem import Need, Option, ShiftKind, make_problem
from planner.search.solution import Solution

WAYS = np.array([[[0, 5, 5], [5, 0, 5], [5, 5, 0]]], dtype=np.int32)


@pytest.mark.parametrize("fifty", range(3))
def test_with_every_route_it_finds_the_best_solution(fifty):
    for seed in range(1000 + 50 * fifty, 1050 + 50 * fifty):
        problem = tiny_problem(seed)
        routes = [all_routes(problem, r, most=400) for r in range(len(problem.route_kind))]
        if any(own is None for own in routes) or np.prod([len(own) for own in routes]) > 30_000:
            continue
        columns = [
            Column(int(problem.route_kind[r]), *route) for r, own in enumerate(routes) for route in own if route[0]
        ]
        found = pack(problem, columns, seconds=10)
        value = check_solution(problem, found.routes, found.starts) if found else 0.0
        assert value == pytest.approx(best_value(problem, routes)), f"seed {seed}"
        assert found is None or found.value == pytest.approx(value), f"seed {seed}"


def test_a_stop_too_many_is_left_out_of_a_route():
    problem = make_problem(
        WAYS, [ShiftKind(0, 100, 0)], [0, 0],
        [Option(0, 1, 10, ((0, 90),)), Option(1, 2, 10, ((0, 90),)), Option(2, 2, 10, ((0, 90),))],
        [Need((3.0,)), Need((2.0,)), Need((2.0,))],
    )  # fmt: skip
    found = pack(problem, [Column(0, (0, 1), (5, 20)), Column(0, (0, 2), (5, 20))], seconds=5)
    assert found.value == 7.0
    assert check_solution(problem, found.routes, found.starts) == 7.0
    assert sorted(len(route) for route in found.routes) == [1, 2]


def test_only_who_may_goes():
    problem = make_problem(
        WAYS, [ShiftKind(0, 100, 0)], [0, 0], [Option(0, 1, 10, ((0, 90),)), Option(1, 2, 10, ((0, 90),))],
        [Need((3.0,)), Need((2.0,))], may=np.array([[True, False], [True, False]]),
    )  # fmt: skip
    found = pack(problem, [Column(0, (0,), (5,)), Column(0, (1,), (5,))], seconds=5)
    assert found.routes == ((0,), ())


def test_it_gives_back_the_incumbent_where_nothing_is_better_or_no_time_is_left():
    problem = make_problem(WAYS, [ShiftKind(0, 100, 0)], [0], [Option(0, 1, 10, ((0, 90),))], [Need((3.0,))])
    incumbent = Solution(((0,),), ((5,),), 3.0)
    assert pack(problem, [], seconds=1, incumbent=incumbent) == incumbent
    assert pack(problem, [Column(0, (0,), (6,))], seconds=0, incumbent=incumbent) == incumbent
    assert pack(problem, [Column(0, (0,), (6,))], seconds=5, incumbent=incumbent, stop=lambda: True) == incumbent
    assert pack(problem, [], seconds=1) is None


def test_a_joint_visit_takes_both_routes_to_the_second():
    kinds = [ShiftKind(0, 100, 0), ShiftKind(0, 101, 0)]
    problem = make_problem(WAYS, kinds, [0, 1], [Option(0, 1, 10, ((0, 90),))], [Need((3.0,), pairs=2)])
    one, other, later = Column(0, (0,), (5,)), Column(1, (0,), (5,)), Column(1, (0,), (6,))
    assert pack(problem, [one, later], seconds=5).value == 0.0
    assert pack(problem, [one, later, other], seconds=5).starts == ((5,), (5,))


def test_visits_keep_their_gap_and_their_day():
    kinds = [ShiftKind(0, 100, 0, day=0), ShiftKind(100, 200, 0, day=1), ShiftKind(150, 250, 0, day=1)]
    problem = make_problem(
        WAYS, kinds, [0, 1, 2], [Option(0, 1, 10, ((0, 300),))], [Need((3.0, 2.0, 1.0), gap=80)]
    )  # fmt: skip
    late, early, last = Column(0, (0,), (60,)), Column(1, (0,), (110,)), Column(2, (0,), (230,))
    assert pack(problem, [late, early], seconds=5).value == 3.0
    assert pack(problem, [late, early, last], seconds=5).value == 5.0
