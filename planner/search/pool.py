"""Pool: the routes that a search has seen in good solutions, each kept once, for putting together anew."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.search.compiled import inner
from planner.search.problem import Problem


class Pool(NamedTuple):
    """Routes by kind of shift and set of options; ``held[0]`` of them, and full is full."""

    stops: NDArray[np.int32]  # (M, L): options in order
    length: NDArray[np.int64]  # (M,)
    kind: NDArray[np.int64]  # (M,)
    slots: NDArray[np.uint64]  # (H,): hashes, H a power of two
    option_key: NDArray[np.uint64]  # (U,)
    kind_key: NDArray[np.uint64]  # (C,)
    held: NDArray[np.int64]  # (1,)


def empty_pool(problem: Problem, *, routes: int, longest: int) -> Pool:
    """Make a pool for so many routes of so many stops."""
    random = np.random.default_rng(7)
    slots = 1 << max(int(2 * routes - 1).bit_length(), 4)
    return Pool(
        stops=np.zeros((routes, longest), dtype=np.int32),
        length=np.zeros(routes, dtype=np.int64),
        kind=np.zeros(routes, dtype=np.int64),
        slots=np.zeros(slots, dtype=np.uint64),
        option_key=random.integers(1, 1 << 63, len(problem.need), dtype=np.uint64),
        kind_key=random.integers(1, 1 << 63, len(problem.kind_start), dtype=np.uint64),
        held=np.zeros(1, dtype=np.int64),
    )


@inner
def remember(p, s, w, pool):
    """Add the routes that were changed, where the pool does not hold them."""
    for r in range(len(p.route_kind)):
        n = s.n[r]
        if n == 0 or not w.touched[r] or pool.held[0] >= len(pool.length):
            continue
        key = pool.kind_key[p.route_kind[r]]
        for k in range(1, n + 1):
            key += pool.option_key[s.seq[r, k]]
        if key == np.uint64(0):
            key = np.uint64(1)
        slot = np.int64(key & np.uint64(len(pool.slots) - 1))
        while pool.slots[slot] != np.uint64(0) and pool.slots[slot] != key:
            slot = (slot + 1) & (len(pool.slots) - 1)
        if pool.slots[slot] == np.uint64(0):
            pool.slots[slot] = key
            i = pool.held[0]
            for k in range(1, n + 1):
                pool.stops[i, k - 1] = s.seq[r, k]
            pool.length[i] = n
            pool.kind[i] = p.route_kind[r]
            pool.held[0] = i + 1
