"""Neighbourhood: which routes of a big problem, and which visits that are still wanted, are near one route.

Near is what the route could do and is not far from its stops: so in space and in time alike.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from planner.search.layout import Layout
from planner.search.problem import Problem


class Neighbourhood:
    """Finds what is near in a layout that changes."""

    def __init__(self, problem: Problem, layout: Layout) -> None:
        self.problem, self.layout = problem, layout
        self._need: list[int] = problem.need.tolist()
        self._full: list[int] = (problem.most * problem.pairs).tolist()

    def around(
        self, seed: int, size: int, *, shut: NDArray[np.bool_], taken: Collection[int] = ()
    ) -> tuple[list[int], list[int]]:
        """Give up to ``size`` routes near route ``seed``, itself first, and the options near them still wanted.

        Parameters
        ----------
        shut
            (R,): routes that must not be among them.
        taken
            Needs whose options must not be among them.
        """
        problem, layout = self.problem, self.layout
        way = self._way(seed)
        mine = np.flatnonzero(problem.allowed[:, seed])
        found = {seed: None}
        for u in mine[np.argsort(way[mine], kind="stable")].tolist():
            for visit in layout.visits[self._need[u]]:
                if visit.option == u and not shut[visit.route] and len(found) < size:
                    found.setdefault(visit.route)
            if len(found) >= size:
                break
        else:
            kind = problem.route_kind[seed]
            empty = [r for r in np.flatnonzero((problem.route_kind == kind) & ~shut).tolist() if not layout.routes[r]]
            found |= dict.fromkeys(empty[: size - len(found)])
        routes = list(found)
        return routes, self._wanted(routes, way, taken)

    def _way(self, seed: int) -> NDArray[np.int32]:
        """Give how far each option is from the stops of a route, or from its base where it has none."""
        problem, kind = self.problem, self.problem.route_kind[seed]
        matrix = problem.travel[problem.period_matrix[problem.period_at[kind]]]
        stops = problem.place[list(self.layout.routes[seed])] if self.layout.routes[seed] else [problem.kind_base[kind]]
        way: NDArray[np.int32] = matrix[stops][:, problem.place].min(axis=0)
        return way

    def _wanted(self, routes: list[int], way: NDArray[np.int32], taken: Collection[int]) -> list[int]:
        """Give the nearest options still wanted that some of the routes can do: as many as they have stops."""
        most = max(sum(len(self.layout.routes[r]) for r in routes), 4 * len(routes))
        usable = np.flatnonzero(self.problem.allowed[:, routes].any(axis=1))
        found: list[int] = []
        for u in usable[np.argsort(way[usable], kind="stable")].tolist():
            g = self._need[u]
            if g not in taken and len(self.layout.visits[g]) < self._full[g]:
                found.append(u)
                if len(found) >= most:
                    break
        return found
