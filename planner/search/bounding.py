"""Bounding: the most that can still come after a start, so that labels that lead nowhere are dropped at once."""

import numpy as np
from numpy.typing import NDArray

from planner.search.compiled import kernel
from planner.search.pricing import DONE, DROPPED, PAUSED, Side, Still, begin_at
from planner.search.problem import NEVER


@kernel
def complete(
    side: Side,
    prize: NDArray[np.float64],
    next_at: NDArray[np.int64],
    next_of: NDArray[np.int32],
    still: Still,
    state: NDArray[np.int64],
    work: int,
) -> int:
    """Fill in the most that can still come after a start, by steps back through time; breaks are left out of account.

    Every bucket of time must be shorter than the shortest step from one start to the next. ``state`` is how many
    buckets are done, 0 at first; gives `DONE` or `PAUSED`.
    """
    nodes, times, uses = still.best.shape
    spent = 0
    for done in range(state[0], times):
        if spent > work:
            state[0] = done
            return PAUSED
        t = times - 1 - done
        soonest = (t * (side.horizon + 1) + times - 1) // times
        later = ((t + 1) * (side.horizon + 1) + times - 1) // times if t + 1 < times else NEVER
        for v in range(nodes):
            for u in range(uses):
                still.best[v, t, u], still.other[v, t, u], still.need[v, t, u] = 0.0, 0.0, -1
            if soonest > side.last[v]:
                continue
            opens = side.win_lo[side.win_at[v]]
            if later <= opens:  # as for the bucket after it
                for u in range(uses):
                    still.best[v, t, u], still.other[v, t, u] = still.best[v, t + 1, u], still.other[v, t + 1, u]
                    still.need[v, t, u] = still.need[v, t + 1, u]
                continue
            leave = max(soonest, opens) + side.service[v]
            spent += (next_at[v + 1] - next_at[v]) * uses
            for k in range(next_at[v], next_at[v + 1]):
                w = next_of[k]
                way = side.travel[0, v, w]
                if side.plain:
                    start = max(leave + way, side.win_lo[w])
                else:
                    arrival = NEVER
                    for q in range(len(side.leave_lo)):
                        takes = side.travel[q, v, w]
                        if side.backward:
                            there = max(leave + takes, side.leave_lo[q])
                            fits = there <= side.leave_hi[q]
                        else:
                            there = max(leave, side.leave_lo[q]) + takes
                            fits = there - takes <= side.leave_hi[q]
                        if fits:
                            arrival = min(arrival, there)
                            way = min(way, takes)
                    start = begin_at(side, w, arrival)
                if start > side.last[w]:
                    continue
                after = start * times // (side.horizon + 1)
                own, gain, g = side.need[v], prize[w], side.need[w]
                for u in range(uses):
                    place = 0
                    if uses > 1:
                        used = (u * (side.room + 1) + uses - 1) // uses + way + side.service[w]
                        if used > side.room:
                            break
                        place = used * uses // (side.room + 1)
                    more = (
                        still.other[w, after, place]
                        if still.need[w, after, place] == own
                        else still.best[w, after, place]
                    )
                    total = gain + more
                    if total > still.best[v, t, u]:
                        if still.need[v, t, u] != g:
                            still.other[v, t, u] = still.best[v, t, u]
                            still.need[v, t, u] = g
                        still.best[v, t, u] = total
                    elif total > still.other[v, t, u] and still.need[v, t, u] != g:
                        still.other[v, t, u] = total
    state[0] = times
    return DONE


@kernel
def most_before(
    side: Side,
    prize: NDArray[np.float64],
    labels: NDArray[np.void],
    first: NDArray[np.int32],
    best: NDArray[np.float64],
) -> None:
    """Fill ``best`` (n, times, uses) for the other side: the most that this side's labels add to a start there."""
    profit, time, used, follow = labels["profit"], labels["time"], labels["used"], labels["next"]
    nodes, times, uses = best.shape
    best[:] = DROPPED
    for v in range(nodes):
        i = first[v]
        while i >= 0:
            latest = side.horizon - time[i] - side.service[v]
            room = side.room - used[i] + side.service[v]
            if latest >= 0 and room >= 0:
                t = latest * times // (side.horizon + 1)
                u = min(uses - 1, room * uses // (side.room + 1)) if uses > 1 else 0
                best[v, t, u] = max(best[v, t, u], profit[i] - prize[v])
            i = follow[i]
        for t in range(times - 1, -1, -1):
            for u in range(uses - 1, -1, -1):
                if t + 1 < times:
                    best[v, t, u] = max(best[v, t, u], best[v, t + 1, u])
                if u + 1 < uses:
                    best[v, t, u] = max(best[v, t, u], best[v, t, u + 1])
