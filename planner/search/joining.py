"""Joining: whole routes from the labels of both directions."""

import numpy as np
from numpy.typing import NDArray

from planner.search.compiled import kernel
from planner.search.pricing import DONE, DROPPED, PAUSED, Side


@kernel
def join(
    side: Side,
    prize: NDArray[np.float64],
    half: int,
    threshold: float,
    fore: NDArray[np.void],
    fore_first: NDArray[np.int32],
    back: NDArray[np.void],
    back_first: NDArray[np.int32],
    ends: int,
    each: int,
    out: NDArray[np.int32],
    worth: NDArray[np.float64],
    state: NDArray[np.int64],
    best: NDArray[np.float64],
    chain: NDArray[np.int64],
    work: int,
) -> int:
    """Join forward labels to backward ones at one node; the first ``ends`` backward labels come straight from the base.

    Writes up to ``each`` pairs a node that are worth more than ``threshold`` into ``out`` and ``worth``, and the best
    worth of all into ``best[0]``. ``state`` (node, pairs written) is zeros at first; ``chain`` has room for nodes
    and ends. Gives `DONE` or `PAUSED`.
    """
    gain, mask, time, used = fore["profit"], fore["memory"], fore["time"], fore["used"]
    follow, breaks = fore["next"], fore["breaks"]
    gain_b, mask_b, time_b, used_b = back["profit"], back["memory"], back["time"], back["used"]
    follow_b, breaks_b, node_b = back["next"], back["breaks"], back["node"]
    nodes, all_breaks, one = len(fore_first), len(side.break_lo), np.uint64(1)
    spent = 0
    end_of, end_next = chain[:nodes], chain[nodes:]
    end_of[:] = -1
    for e in range(ends):
        end_next[e] = end_of[node_b[e]]
        end_of[node_b[e]] = e
    for v in range(state[0], nodes):
        if spent > work:
            state[0] = v
            return PAUSED
        i = fore_first[v]
        written, goal = 0, threshold
        top = gain_b[back_first[v]] if back_first[v] >= 0 else DROPPED
        top = max(top, prize[v])
        while i >= 0:
            if gain[i] + top - prize[v] <= min(goal, max(best[0], threshold)):
                break
            late = time[i] > half
            j = back_first[v] if late else end_of[v]
            while j >= 0:
                spent += 1
                value = gain[i] + (gain_b[j] if late else prize[v]) - prize[v]
                if value <= min(goal, max(best[0], threshold)):
                    break
                shared = mask[i] & mask_b[j]
                if (
                    (shared & (shared - one)) == np.uint64(0)
                    and time[i] + side.service[v] + time_b[j] <= side.horizon
                    and used[i] + used_b[j] - side.service[v] <= side.room
                    and breaks[i] + breaks_b[j] >= all_breaks
                ):
                    best[0] = max(best[0], value)
                    if written < each and state[1] < len(worth):
                        at = state[1]
                        out[at, 0], out[at, 1], worth[at] = i, j, value
                        state[1] += 1
                        written += 1
                        if written >= each:
                            goal = -DROPPED
                    break
                j = follow_b[j] if late else end_next[j]
            i = follow[i]
    state[0] = nodes
    return DONE
