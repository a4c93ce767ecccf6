from math import inf

import numpy as np
import pytest
from check_solution import can_drive, check_solution
from tiny_problem import all_routes, best_value, tiny_problem

from planner.search.column import Column
from planner.search.packing import pack
from planner.search.problem import Need, Option, Problem, ShiftKind, make_problem
from planner.search.proof import Proof


@pytest.fixture(autouse=True)
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.search.proof.LABELS", 50_000)


def town(*, needs: int = 14, routes: int = 2, seed: int = 1) -> Problem:
    """Make an orienteering problem of places at random, worth whole numbers."""
    random = np.random.default_rng(seed)
    places = random.uniform(0, 60, (needs + 1, 2))
    travel = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)).astype(np.int32)
    opens = random.integers(0, 150, needs)
    options = [Option(g, g + 1, 10, ((int(opens[g]), int(opens[g]) + 60),)) for g in range(needs)]
    worths = random.integers(1, 30, needs)
    kinds = [ShiftKind(0, 200, 0)]
    return make_problem(travel[None], kinds, [0] * routes, options, [Need((float(w),)) for w in worths])


@pytest.mark.parametrize("hundred", range(3))
def test_no_solution_of_a_tiny_problem_is_worth_more_than_the_bound(hundred):
    exact = 0
    for seed in range(100 * hundred, 100 * hundred + 100):
        problem = tiny_problem(seed)
        routes = [all_routes(problem, r, most=400) for r in range(len(problem.route_kind))]
        if any(own is None for own in routes) or np.prod([len(own) for own in routes]) > 30_000:
            continue
        best = best_value(problem, routes)
        proof = Proof(problem)
        assert proof.bound >= best - 1e-6, f"cheap bound, seed {seed}"
        before = proof.bound
        for _ in range(3):
            proof.improve(rounds=1)
            assert best - 1e-6 <= proof.bound <= before, f"seed {seed}"
            before = proof.bound
        proof.improve()
        assert best - 1e-6 <= proof.bound <= before, f"seed {seed}"
        exact += proof.bound <= best + 1e-6
        for column in proof.columns(-1.0, 1000):
            assert can_drive(problem, *column), f"seed {seed}: {column}"
    assert exact > 70


def test_a_bound_of_whole_worths_is_whole():
    proof = Proof(town())
    proof.improve()
    assert proof.bound == int(proof.bound) < town().worth.sum()


def test_it_comes_as_far_in_many_short_runs_as_in_a_long_one():
    problem = town(needs=20)
    at_once, in_steps = Proof(problem), Proof(problem)
    at_once.improve(rounds=8)
    for _ in range(8):
        in_steps.improve(rounds=1)
    assert at_once.bound == in_steps.bound
    assert at_once.columns(-1.0, 50) == in_steps.columns(-1.0, 50)


def test_it_stops_when_asked_and_keeps_a_bound():
    problem = town(needs=25)
    proof = Proof(problem)
    proof.improve(stop=lambda: True)
    assert proof.bound <= problem.worth.sum()
    assert not proof.finished


def test_it_returns_at_once_when_the_incumbent_is_proved():
    problem = town()
    proof = Proof(problem)
    proof.improve(incumbent=problem.worth.sum())
    assert not proof.finished


def test_with_a_good_incumbent_every_better_route_is_listed_and_the_optimum_proved():
    for seed in range(3):
        problem = town(needs=18, seed=seed)
        proof = Proof(problem)
        proof.improve()
        best = pack(problem, proof.columns(-inf, 5000), seconds=10)
        proof.improve(incumbent=best.value)
        final = pack(problem, proof.columns(best.value, 5000), seconds=10, incumbent=best)
        assert proof.bound == final.value
        assert check_solution(problem, final.routes, final.starts) == final.value


def test_routes_of_a_search_are_taken_in_and_given_back():
    problem = town()
    proof = Proof(problem)
    column = Column(0, (3,), (max(int(problem.travel[0, 0, 4]), int(problem.win_lo[3])),))
    proof.add([column])
    proof.improve(rounds=1)
    assert column in proof.columns(-1e9, 10_000)


def test_nothing_to_do_is_worth_nothing():
    problem = make_problem(np.zeros((1, 1, 1), dtype=np.int32), [ShiftKind(0, 10, 0)], [0], [], [])
    proof = Proof(problem)
    proof.improve()
    assert proof.bound == 0.0
    assert proof.columns(0.0, 10) == []
