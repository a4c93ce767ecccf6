"""Part: some routes of a big problem as a small problem of its own, and its search in any process."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from planner.search.problem import Problem
from planner.search.ruin_recreate import RuinRecreate
from planner.search.solution import Solution


class Part(NamedTuple):
    """A small problem, and what its routes, options and needs are in the big one.

    Attributes
    ----------
    begun
        The routes as they are, in the numbers of the part.
    locked
        Which of their stops stay where they are.
    routes, options
        Of each route and option of the part, its number in the big problem.
    needs
        Needs of the big problem whose visits the part may change. Those of the part's own problem beyond them are
        stops that are held.
    """

    problem: Problem
    begun: Solution
    locked: tuple[tuple[bool, ...], ...]
    routes: tuple[int, ...]
    options: tuple[int, ...]
    needs: tuple[int, ...]


class Task(NamedTuple):
    """What goes to another process: a part, the rounds to search it, the heat to begin with, and the seed.

    The heat is in worths of a visit, the average one of the part being 1.
    """

    problem: Problem
    begun: Solution
    locked: tuple[tuple[bool, ...], ...]
    rounds: int
    heat: float
    seed: int


def improve_part(task: Task, stop: Callable[[], bool] | None = None) -> Solution:
    """Search a part: the same task always gives the same solution, and never a worse one than it begins with."""
    # what comes from another process may be read-only, for which kernels would be compiled once more
    problem = Problem._make(np.require(array, requirements=["C", "W"]) for array in task.problem)
    search = RuinRecreate(problem, seed=task.seed, pool_routes=1)
    search.load(task.begun, locked=task.locked)
    search.run(rounds=task.rounds, heat=task.heat * search.unit, stop=stop)
    return search.solution()
