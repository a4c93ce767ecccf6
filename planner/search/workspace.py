"""Workspace: what a search notes while it works, made once so that no round allocates."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.search.problem import Problem
from planner.search.state import State


class Workspace(NamedTuple):
    """Notes on R routes, U options and G needs."""

    a: NDArray[np.int64]  # (R, L, B + 1): earliest starts
    z: NDArray[np.int64]  # (R, L, B + 1): latest starts
    at: NDArray[np.int64]  # (R, L): places
    leave: NDArray[np.int64]  # (R, L): earliest departures, no break taken
    busy: NDArray[np.int64]  # (R,): travel and service
    home: NDArray[np.int64]  # (R,): back at the base
    known: NDArray[np.int32]  # (N, most pairs + 1): routes of each pair at each place
    met: NDArray[np.int64]  # (districts,)
    want: NDArray[np.int64]  # (districts,)
    touched: NDArray[np.bool_]  # (R,): changed in this round
    need_touched: NDArray[np.bool_]  # (G,)
    cost: NDArray[np.int32]  # (U, R): of one more visit
    spot: NDArray[np.int16]  # (U, R): its position, -1 for none
    weight: NDArray[np.float64]  # (U,)
    noise: NDArray[np.float64]  # (U,)
    rating: NDArray[np.float64]  # (U,)
    route: NDArray[np.int64]  # (U,)
    todo: NDArray[np.int64]  # (U,)
    ready: NDArray[np.int64]  # (B + 1,)
    out: NDArray[np.int64]  # (B + 1,)
    reach: NDArray[np.int64]  # (B + 1,)
    starts: NDArray[np.int64]  # (L,)
    pauses: NDArray[np.int64]  # (L, 2)
    others: NDArray[np.int64]  # (V,)
    chances: NDArray[np.float64]  # (V + 1,)
    joint_cost: NDArray[np.int64]  # (most pairs,)
    joint_route: NDArray[np.int64]  # (most pairs,)


def empty_workspace(problem: Problem, state: State) -> Workspace:
    """Make the notes for states of this shape."""
    routes, length = state.seq.shape
    options, needs = len(problem.need), len(problem.most)
    breaks = int(problem.break_count.max(initial=0)) + 1
    visits, pairs = state.visit_start.shape[1], int(problem.pairs.max(initial=1))
    return Workspace(
        a=np.zeros((routes, length, breaks), dtype=np.int64),
        z=np.zeros((routes, length, breaks), dtype=np.int64),
        at=np.zeros((routes, length), dtype=np.int64),
        leave=np.zeros((routes, length), dtype=np.int64),
        busy=np.zeros(routes, dtype=np.int64),
        home=np.zeros(routes, dtype=np.int64),
        known=np.zeros((problem.travel.shape[1], int(problem.pair.max(initial=0)) + 1), dtype=np.int32),
        met=np.zeros(int(problem.district.max(initial=0)) + 1, dtype=np.int64),
        want=np.zeros(int(problem.district.max(initial=0)) + 1, dtype=np.int64),
        touched=np.zeros(routes, dtype=np.bool_),
        need_touched=np.zeros(needs, dtype=np.bool_),
        cost=np.zeros((options, routes), dtype=np.int32),
        spot=np.full((options, routes), -1, dtype=np.int16),
        weight=np.zeros(options),
        noise=np.ones(options),
        rating=np.zeros(options),
        route=np.zeros(options, dtype=np.int64),
        todo=np.zeros(options, dtype=np.int64),
        ready=np.zeros(breaks, dtype=np.int64),
        out=np.zeros(breaks, dtype=np.int64),
        reach=np.zeros(breaks, dtype=np.int64),
        starts=np.zeros(length, dtype=np.int64),
        pauses=np.zeros((length, 2), dtype=np.int64),
        others=np.zeros(visits + 1, dtype=np.int64),
        chances=np.zeros(visits + 2),
        joint_cost=np.zeros(pairs, dtype=np.int64),
        joint_route=np.zeros(pairs, dtype=np.int64),
    )
