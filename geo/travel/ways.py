"""Ways over land: straight pieces times a detour factor inside a landmass, and bridges between landmasses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import floyd_warshall
from scipy.spatial.distance import cdist

Metres = NDArray[np.float64]


@dataclass(frozen=True)
class Points:
    """Points in metres, shape (n, 2), and the number of the landmass that each stands on, shape (n,)."""

    east_north: Metres
    land: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.land)

    def only(self, row: int) -> "Points":
        """Give one of the points."""
        return Points(self.east_north[row : row + 1], self.land[row : row + 1])


class Ways:
    """Shortest ways between points, over land and over the bridges given.

    Parameters
    ----------
    ends
        Bridge ends: rows 2k and 2k + 1 are the two ends of bridge k.
    lengths_m
        Length of each bridge; no detour factor is put on it.
    detour
        Factor from a straight line to a way over land.
    """

    def __init__(self, ends: Points, lengths_m: Sequence[float], *, detour: float) -> None:
        self.ends = ends
        self._detour = detour
        between = self._over_land(ends, ends)
        for k, length in enumerate(lengths_m):
            a, b = 2 * k, 2 * k + 1
            between[a, b] = between[b, a] = min(length, between[a, b])
        self._between, self._before = floyd_warshall(keep_zeros(between), return_predecessors=True)

    def metres(self, starts: Points, ends: Points) -> Metres:
        """Give the length of the shortest way from each start to each end, shape (n, m); inf for none."""
        best = self._over_land(starts, ends)
        to_bridge = self._over_land(starts, self.ends)
        from_bridge = self._over_land(self.ends, ends)
        return np.minimum(best, min_plus(min_plus(to_bridge, self._between), from_bridge))

    def bridge_ends(self, start: Points, end: Points) -> list[int]:
        """Give the rows of the bridge ends on the shortest way from one point to one other, in order."""
        to_bridge = self._over_land(start, self.ends)[0]
        from_bridge = self._over_land(self.ends, end)[:, 0]
        if not len(self.ends):
            return []
        total = to_bridge[:, None] + self._between + from_bridge[None, :]
        first, last = np.unravel_index(int(np.argmin(total)), total.shape)
        if self._over_land(start, end)[0, 0] <= total[first, last]:
            return []
        passed = [int(last)]
        while passed[-1] != first:
            passed.append(int(self._before[first, passed[-1]]))
        return passed[::-1]

    def _over_land(self, a: Points, b: Points) -> Metres:
        straight = cdist(a.east_north, b.east_north) * self._detour
        return np.where(a.land[:, None] == b.land[None, :], straight, np.inf)


def min_plus(a: Metres, b: Metres) -> Metres:
    """Give the smallest a[i, k] + b[k, j] over k, shape (n, m); inf where k has no values.

    Examples
    --------
    >>> min_plus(np.array([[1.0, 5.0]]), np.array([[7.0], [2.0]]))
    array([[7.]])
    """
    best = np.full((a.shape[0], b.shape[1]), np.inf)
    for column, row in zip(a.T, b, strict=True):
        np.minimum(best, column[:, None] + row[None, :], out=best)
    return best


def argmin_plus(a: Metres, b: Metres) -> tuple[Metres, NDArray[np.int64]]:
    """Give what `min_plus` gives, and the k that gives it (the first of several; 0 where nothing does)."""
    best = np.full((a.shape[0], b.shape[1]), np.inf)
    where = np.zeros(best.shape, dtype=np.int64)
    for k, (column, row) in enumerate(zip(a.T, b, strict=True)):
        total = column[:, None] + row[None, :]
        better = total < best
        best[better] = total[better]
        where[better] = k
    return best, where


def keep_zeros(between: Metres) -> Metres:
    """Lift zeros off the diagonal a little: a dense graph of scipy reads 0 as "no edge"."""
    lifted = np.where(between == 0, 1e-6, between)
    np.fill_diagonal(lifted, 0)
    return lifted
