"""One solver on one instance, in the process that `benchmarks.apart` starts: prepared off the clock, solved on it."""

import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np

from benchmarks.apart import Tell, Told, finite
from benchmarks.toptw_instance import Instance, read_instance
from planner.search.problem import Need, Option, Problem, ShiftKind, make_problem

Answer = tuple[list[list[int]], float | None]
"""Routes of places, and an upper bound on any answer's score where there is one."""

ADAPTERS = {
    "pyvrp": ("benchmarks.toptw_peers", "by_pyvrp"),
    "vroom": ("benchmarks.toptw_peers", "by_vroom"),
    "vrp-cli": ("benchmarks.toptw_peers", "by_vrp_cli"),
    "ortools": ("benchmarks.toptw_ortools", "by_routing"),
    "cp-sat": ("benchmarks.toptw_ortools", "by_cp_sat"),
    "faltplan": ("benchmarks.toptw_run", "by_faltplan"),
}
WARM_ROUNDS = 50


def prepare(task: Told) -> Callable[[Tell], Told]:
    """Read the instance and import the solver; ours also compiles what it needs on a small problem of its own.

    ``task`` holds ``path``, ``m``, ``solver``, ``module``, ``seconds`` and ``seed``.
    """
    instance = read_instance(Path(task["path"]))
    import_module(task["module"])
    module, name = ADAPTERS[task["solver"]]
    solve: Callable[[Instance, int, float, int], Answer] = getattr(import_module(module), name)
    if task["solver"] == "faltplan":
        warm()

    def run(_tell: Tell) -> Told:
        routes, bound = solve(instance, task["m"], task["seconds"], task["seed"])
        return {"routes": [[int(place) for place in route] for route in routes], "bound": finite(bound)}

    return run


def by_faltplan(instance: Instance, routes: int, seconds: float, seed: int) -> Answer:
    """Solve with the planner's own search."""
    from planner.search.solve import solve  # noqa: PLC0415

    began = time.perf_counter()
    problem = problem_of(instance, routes)
    solved = solve(problem, seconds=seconds - (time.perf_counter() - began), seed=seed)
    found = [[int(problem.place[option]) for option in route] for route in solved.solution.routes]
    return found, solved.bound


def problem_of(instance: Instance, routes: int) -> Problem:
    """Put an instance into the planner's arrays: one shift of so many routes, one option and one need a place."""
    places = range(1, len(instance.score))
    return make_problem(
        instance.travel[None].astype(np.int32),
        [ShiftKind(int(instance.opens[0]), int(instance.closes[0]), 0)],
        [0] * routes,
        [
            Option(
                place - 1,
                place,
                int(instance.service[place]),
                ((int(instance.opens[place]), int(instance.closes[place])),),
            )
            for place in places
        ],
        [Need((float(instance.score[place]),)) for place in places],
    )


def warm() -> None:
    """Solve a made-up problem by rounds, so that search, proof and packing are all called and compiled."""
    from planner.search.solve import solve  # noqa: PLC0415

    random = np.random.default_rng(1)
    xy = random.integers(0, 100, (41, 2))
    ways = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)).astype(np.int32)
    options = [Option(k - 1, k, 10, ((int(at), int(at) + 80),)) for k, at in enumerate(random.integers(0, 300, 40), 1)]
    needs = [Need((float(score),)) for score in random.integers(1, 50, 40)]
    solve(make_problem(ways[None], [ShiftKind(0, 400, 0)], [0, 0], options, needs), rounds=WARM_ROUNDS)
