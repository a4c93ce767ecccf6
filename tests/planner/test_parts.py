"""What parts of a big problem come to fits together again, is never worse, and always the same."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from big_week import a_week
from check_solution import check_solution

from planner.search.cutting import cut_out
from planner.search.layout import Layout
from planner.search.part import Task, improve_part
from planner.search.parts import Parts, make_search
from planner.search.problem import Problem
from planner.search.solution import worth_of
from planner.search.solve import solve


def filled(problem: Problem, *, seed: int = 0) -> Parts:
    parts = Parts(problem, seed=seed)
    parts.run(rounds=1)
    return parts


@pytest.mark.parametrize("seed", range(12))
def test_what_comes_of_parts_is_sound_and_never_worse(seed):
    problem = a_week(seed)
    parts, told = Parts(problem, seed=seed), []
    parts.run(rounds=15_000, report=lambda: told.append((parts.total, parts.solution())))
    assert len(told) > 1
    totals = [total for total, _ in told]
    assert totals == sorted(totals)
    for _, found in told:
        assert check_solution(problem, found.routes, found.starts) == pytest.approx(found.value)
    last = told[-1][1]
    assert worth_of(problem, last.routes, last.starts) == pytest.approx(last.value)


@pytest.mark.parametrize("seed", range(6))
def test_parts_that_are_searched_at_once_fit_together(seed):
    problem = a_week(seed, routes=18)
    layout = filled(problem).layout
    order = np.random.default_rng(seed).permutation(18).tolist()
    options = list(range(len(problem.need)))
    jobs, taken = [], set()
    for group in (order[:5], order[5:11], order[11:]):
        part = cut_out(layout, group, options, taken=taken)
        taken.update(part.needs)
        jobs.append(part)
    for part in jobs:
        solved = improve_part(Task(part.problem, part.begun, part.locked, 1500, 0.4, seed))
        for r, own, starts in zip(part.routes, solved.routes, solved.starts, strict=True):
            layout.put(r, [part.options[u] for u in own], starts)
    check_solution(problem, layout.routes, layout.starts)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_locked_stays_and_what_is_closed_takes_nothing_more(seed):
    problem = a_week(seed)
    begun = filled(problem).solution()
    random = np.random.default_rng(seed)
    locked = [[bool(random.random() < 0.4) for _ in own] for own in begun.routes]
    closed = [bool(random.random() < 0.3) for _ in begun.routes]
    parts = Parts(problem, seed=seed)
    parts.load(begun, locked=locked, closed=closed)
    parts.run(rounds=10_000)
    found = parts.solution()
    check_solution(problem, found.routes, found.starts)
    for r, (own, starts) in enumerate(zip(begun.routes, begun.starts, strict=True)):
        now = set(zip(found.routes[r], found.starts[r], strict=True))
        assert all(stop in now for stop, held in zip(zip(own, starts, strict=True), locked[r], strict=True) if held)
        if closed[r]:
            assert set(found.routes[r]) == set(own)


def test_the_same_seed_and_rounds_give_the_same_on_any_executor():
    problem = a_week(3)
    alone, threads, one = (Parts(problem, seed=5) for _ in range(3))
    alone.run(rounds=10_000)
    with ThreadPoolExecutor(3) as executor:
        threads.executor = executor
        threads.run(rounds=10_000)
    with ThreadPoolExecutor(1) as executor:
        one.executor = executor
        one.run(rounds=10_000)
    assert alone.solution() == threads.solution() == one.solution()
    other = Parts(problem, seed=6)
    other.run(rounds=10_000)
    assert other.solution() != alone.solution()


def test_it_stops_when_it_is_told_to():
    problem = a_week(1)
    parts = Parts(problem)
    parts.run(seconds=60.0, stop=lambda: parts.rounds > 10_000)
    assert parts.rounds < 80_000
    assert parts.value > 0


def test_a_layout_tells_what_it_is_worth():
    problem = a_week(2)
    parts = filled(problem)
    found = parts.solution()
    layout = Layout(problem)
    for r, (own, starts) in enumerate(zip(found.routes, found.starts, strict=True)):
        layout.put(r, own, starts)
    assert layout.worth(range(len(problem.most))) == pytest.approx(worth_of(problem, found.routes, found.starts))
    for r in range(len(found.routes)):
        layout.put(r, (), ())
    assert layout.worth(range(len(problem.most))) == layout.soft() == 0.0
    assert not any(layout.visits)


def test_a_big_problem_is_solved_in_parts_within_its_bound():
    problem = a_week(4, routes=64, needs=90)
    assert isinstance(make_search(problem), Parts)
    assert not isinstance(make_search(a_week(4)), Parts)
    told = []
    with ThreadPoolExecutor(1) as executor:
        solved = solve(problem, seconds=2.0, seed=1, report=told.append, executor=executor)
    found = solved.solution
    assert check_solution(problem, found.routes, found.starts) == pytest.approx(found.value)
    assert found.value <= solved.bound < float("inf")
    assert told[-1].value == pytest.approx(found.value)
    assert told[0].value > 0
    first, again = (solve(problem, rounds=4000, seed=1) for _ in range(2))
    assert first == again
    assert first.solution.value <= first.bound < float("inf")
