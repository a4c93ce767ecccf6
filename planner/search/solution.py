"""Solution: which options each route visits, in order and when, and what that is worth."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from planner.search.problem import Problem


@dataclass(frozen=True, slots=True)
class Solution:
    """Routes of a problem.

    Attributes
    ----------
    routes
        For each route of the problem the options that it visits, in order; a joint visit stands in several routes.
    starts
        When the service of each begins.
    value
        What all visits are worth (see `worth_of`).
    """

    routes: tuple[tuple[int, ...], ...]
    starts: tuple[tuple[int, ...], ...]
    value: float


def worth_of(problem: Problem, routes: tuple[tuple[int, ...], ...], starts: tuple[tuple[int, ...], ...]) -> float:
    """Give what visits are worth: of each need the best chance counts at the worth of its first visit, and so on.

    A joint visit counts once, when as many routes are there at one time as the need asks for.
    """
    chances: dict[int, list[float]] = defaultdict(list)
    together: dict[tuple[int, int], int] = defaultdict(int)
    for options, times in zip(routes, starts, strict=True):
        for u, start in zip(options, times, strict=True):
            need = int(problem.need[u])
            together[need, start] += 1
            if problem.pairs[need] == 1 or together[need, start] == problem.pairs[need]:
                chances[need].append(float(problem.chance[u]))
    return sum(
        float(np.dot(problem.worth[need][: len(got)], sorted(got, reverse=True)[: problem.worth.shape[1]]))
        for need, got in chances.items()
    )
