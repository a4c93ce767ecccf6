"""Every route: all routes that are worth more than a threshold, not only the best, where few enough are."""

import numpy as np
from numpy.typing import NDArray

from planner.search.compiled import kernel
from planner.search.pricing import DONE, DROPPED, FULL, PAUSED, Side, Still, ways


@kernel
def every_route(
    side: Side,
    prize: NDArray[np.float64],
    next_at: NDArray[np.int64],
    next_of: NDArray[np.int32],
    still: Still,
    threshold: float,
    keys: NDArray[np.uint64],
    labels: NDArray[np.void],
    sets: NDArray[np.uint64],
    table: NDArray[np.int32],
    head: NDArray[np.int32],
    state: NDArray[np.int64],
    out: NDArray[np.int64],
    work: int,
) -> int:
    """Make every label of a side that visits no need twice and can still be worth more than ``threshold``.

    Of those with the same options and last stop only the earliest is kept: for the prizes it is as good as the others.

    Parameters
    ----------
    keys
        (n,): random numbers, for hashes.
    sets
        (labels, words): the needs of each label, as bits.
    table
        Hash table of the kept labels, of a size that is a power of two.

    The others, and what it gives, are those of `planner.search.pricing.run`.
    """
    profit, key, time = labels["profit"], labels["memory"], labels["time"]
    used, parent, follow = labels["used"], labels["parent"], labels["next"]
    node, breaks = labels["node"], labels["breaks"]
    nodes, cap, one, mask = len(prize), len(sets), np.uint64(1), np.uint64(len(table) - 1)
    words = sets.shape[1]
    grain = side.horizon // (len(head) - 1) + 1
    times, uses = still.best.shape[1], still.best.shape[2]
    count, spent = state[0], 0
    if state[2] == 0:
        head[:] = -1
        table[:] = -1
    for t in range(state[1], len(head)):
        while True:
            if state[2] == 0:
                i, v, ready, so_far, gain, taken = -1, nodes, 0, 0, 0.0, 0
                state[2] = 1
            else:
                i = head[t]
                if i < 0:
                    break
                if spent > work:
                    state[0], state[1] = count, t
                    return PAUSED
                head[t] = follow[i]
                v, gain, so_far, taken = node[i], profit[i], used[i], breaks[i]
                slot = (key[i] + np.uint64(v) * np.uint64(0x9E3779B97F4A7C15)) & mask
                again = False
                while table[np.int64(slot)] >= 0 and not again:
                    j = table[np.int64(slot)]
                    if (
                        key[j] == key[i]
                        and node[j] == v
                        and used[j] <= so_far
                        and breaks[j] >= taken
                        and time[j] <= time[i]
                    ):
                        again = True
                        for k in range(words):
                            again = again and sets[j, k] == sets[i, k]
                    slot = (slot + one) & mask
                    spent += 1
                if again:
                    profit[i] = DROPPED
                    continue
                table[np.int64(slot)] = i
                ready = time[i] + side.service[v]
            spent += next_at[v + 1] - next_at[v]
            for k in range(next_at[v], next_at[v + 1]):
                w = next_of[k]
                word, bit = side.need[w] >> 6, one << np.uint64(side.need[w] & 63)
                if i >= 0 and sets[i, word] & bit:
                    continue
                total = gain + prize[w]
                found = ways(side, v, w, ready, so_far, taken, out)
                for f in range(found):
                    start, uses_up = out[f, 0], out[f, 1]
                    place = uses_up * uses // (side.room + 1) if uses > 1 else 0
                    if total + still.best[w, start * times // (side.horizon + 1), place] <= threshold:
                        continue
                    if count >= cap:
                        return FULL
                    for x in range(words):
                        sets[count, x] = sets[i, x] if i >= 0 else np.uint64(0)
                    sets[count, word] |= bit
                    profit[count], key[count] = total, (key[i] if i >= 0 else np.uint64(0)) + keys[w]
                    time[count], used[count], breaks[count] = start, uses_up, out[f, 2]
                    node[count], parent[count] = w, i
                    follow[count] = head[start // grain]
                    head[start // grain] = count
                    count += 1
    state[0], state[1] = count, len(head)
    return DONE
