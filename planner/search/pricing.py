"""Pricing: labels, the ways to be at a stop of a route, made in order of time; a route comes back only to what it forgot.

Labelling over the ng-route relaxation, forwards or backwards in time. Source: Baldacci, Mingozzi & Roberti (2011), Operations Research 59(5); Righini & Salani
(2006), Discrete Optimization 3(3).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.search.compiled import kernel, within
from planner.search.problem import NEVER

LABEL = np.dtype(
    [
        ("profit", "f8"),
        ("memory", "u8"),
        ("time", "i4"),
        ("used", "i4"),
        ("parent", "i4"),
        ("next", "i4"),
        ("node", "i4"),
        ("breaks", "i4"),
    ]
)
"""One way to be at a node: its prizes so far, the needs it remembers, start of service, travel and service so far."""
DROPPED = -1e30
"""Profit of a label that another one makes superfluous."""
DONE, PAUSED, FULL = 0, 1, 2
WAYS = 256
_BITS = np.zeros(64, dtype=np.int64)
_MAGIC = np.uint64(0x03F79D71B4CB0A89)
for _bit in range(64):
    _BITS[((0x03F79D71B4CB0A89 << _bit) & (2**64 - 1)) >> 58] = _bit


class Side(NamedTuple):
    """A shift seen in one direction, backwards with time reversed; n nodes, and the base as node n.

    ``windows`` of node v are ``win_lo[i], win_hi[i]`` for i from ``win_at[v]`` to the next. A way in period q leaves
    (backwards: arrives) between ``leave_lo[q]`` and ``leave_hi[q]``.
    """

    backward: bool
    plain: bool  # one period, one window a node, no break, room for everything
    tight: bool  # the room can run out
    horizon: int
    room: int
    travel: NDArray[np.int32]  # (Q, n + 1, n + 1)
    least: NDArray[np.int64]  # (n + 1, n + 1): over all periods
    leave_lo: NDArray[np.int64]
    leave_hi: NDArray[np.int64]
    service: NDArray[np.int64]  # (n + 1,)
    win_at: NDArray[np.int64]  # (n + 1,)
    win_lo: NDArray[np.int64]
    win_hi: NDArray[np.int64]
    last: NDArray[np.int64]  # (n,): latest start from which the base can still be reached
    break_lo: NDArray[np.int64]
    break_hi: NDArray[np.int64]
    break_len: NDArray[np.int64]
    need: NDArray[np.int64]  # (n,)
    reach: NDArray[np.int64]  # (n, needs): latest start at the node from which the need can still be reached


class Memory(NamedTuple):
    """Which needs each node remembers: bit ``bit[v, g]`` for need ``needs[v, bit]``; -1 where forgotten."""

    needs: NDArray[np.int32]  # (n, 64)
    bit: NDArray[np.int8]  # (n, needs)


class Still(NamedTuple):
    """Most that can still come after a start at each node, by buckets of time and of use: (n, times, uses).

    ``best`` over all, by way of ``need`` first (-1: nothing more); ``other`` by way of another need.
    """

    best: NDArray[np.float64]
    other: NDArray[np.float64]
    need: NDArray[np.int32]


@within
def rest_at(side: Side, b: int, ready: int) -> int:
    """Give the end of break b for who is ready to take it; `NEVER` where it is too late for it."""
    start = max(ready, side.break_lo[b])
    return start + side.break_len[b] if start <= side.break_hi[b] else NEVER


@within
def begin_at(side: Side, w: int, ready: int) -> int:
    """Give the earliest start of the service at node w for who is ready; `NEVER` for none."""
    for i in range(side.win_at[w], side.win_at[w + 1]):
        if ready <= side.win_hi[i]:
            return max(ready, side.win_lo[i])
    return NEVER


@kernel
def ways(side: Side, v: int, w: int, ready: int, used: int, taken: int, out: NDArray[np.int64]) -> int:
    """Write the ways from v, after ``ready``, to a start at w into ``out`` (start, used, breaks); give how many."""
    count, breaks = 0, len(side.break_lo)
    before = ready
    for m in range(taken, breaks + 1):
        if m > taken:
            before = rest_at(side, m - 1, before)
            if before >= NEVER:
                break
        for q in range(len(side.leave_lo)):
            way = side.travel[q, v, w]
            spent = used + way + side.service[w] if side.tight else 0
            if spent > side.room:
                continue
            if side.backward:
                after = max(before + way, side.leave_lo[q])
                if after > side.leave_hi[q]:
                    continue
            else:
                after = max(before, side.leave_lo[q])
                if after > side.leave_hi[q]:
                    continue
                after += way
            for j in range(m, breaks + 1):
                if j > m:
                    after = rest_at(side, j - 1, after)
                    if after >= NEVER:
                        break
                start = begin_at(side, w, after)
                if start > side.last[w]:
                    break
                if j < breaks and start + side.service[w] > side.break_hi[j]:
                    continue
                worse = False
                for i in range(count):
                    if out[i, 0] <= start and out[i, 1] <= spent and out[i, 2] >= j:
                        worse = True
                        break
                if not worse and count < WAYS:
                    out[count, 0], out[count, 1], out[count, 2] = start, spent, j
                    count += 1
    return count


@within
def remember(side: Side, memory: Memory, v: int, w: int, mask: np.uint64, start: int) -> np.uint64:
    """Give what is remembered at w, from ``start`` on, of a ``mask`` at v: what w knows and can still be reached."""
    one = np.uint64(1)
    kept = one << np.uint64(memory.bit[w, side.need[w]])
    while mask != np.uint64(0):
        lowest = mask & (~mask + one)
        g = memory.needs[v, _BITS[(lowest * _MAGIC) >> np.uint64(58)]]
        mask ^= lowest
        bit = memory.bit[w, g]
        if bit >= 0 and start <= side.reach[w, g]:
            kept |= one << np.uint64(bit)
    return kept


@kernel
def run(
    side: Side,
    memory: Memory,
    prize: NDArray[np.float64],
    next_at: NDArray[np.int64],
    next_of: NDArray[np.int32],
    still: Still,
    threshold: float,
    half: int,
    beam: int,
    labels: NDArray[np.void],
    head: NDArray[np.int32],
    first: NDArray[np.int32],
    state: NDArray[np.int64],
    out: NDArray[np.int64],
    work: int,
) -> int:
    """Make the labels of one side, in the order of time, and keep those that no other label makes superfluous.

    Parameters
    ----------
    next_at, next_of
        The nodes that may come after node v (n: the base): ``next_of[next_at[v]:next_at[v + 1]]``.
    still
        Most that can still come; a label that cannot beat ``threshold`` is dropped.
    half
        Labels with a start after it are kept, but go no further.
    beam
        Above 0: a node drops a label when so many others have more profit. No proof any more.
    labels, head, first
        Room for the labels (`LABEL`), queues by time, and the kept labels of each node, best first by ``next``.
    state
        How far it came (labels, time, begun, steps done, labels from the base): zeros at first.
    out
        (`WAYS`, 3): scratch.

    Returns
    -------
    int
        `DONE`, `PAUSED` after about ``work`` steps (call again to go on), or `FULL` when there is no room for labels.
    """
    profit, mask, time = labels["profit"], labels["memory"], labels["time"]
    used, parent, follow = labels["used"], labels["parent"], labels["next"]
    node, breaks = labels["node"], labels["breaks"]
    one, nodes, cap = np.uint64(1), len(first), len(labels)
    grain = side.horizon // (len(head) - 1) + 1
    times, uses = still.best.shape[1], still.best.shape[2]
    none = np.uint64(0)
    count, spent = state[0], 0
    if state[2] == 0:
        head[:] = -1
        first[:] = -1
    for t in range(state[1], len(head)):
        while True:
            if state[2] == 0:
                i, v, ready, so_far, gain, taken, known = -1, nodes, 0, 0, 0.0, 0, none
                state[2] = 1
            else:
                i = head[t]
                if i < 0:
                    break
                if spent > work:
                    state[0], state[1] = count, t
                    state[3] += spent
                    return PAUSED
                head[t] = follow[i]
                v, gain, known, so_far, taken = node[i], profit[i], mask[i], used[i], breaks[i]
                begun = time[i]
                before, j, better, superfluous = -1, first[v], 0, False
                while j >= 0 and profit[j] >= gain - 1e-9:
                    if (mask[j] & known) == mask[j] and used[j] <= so_far and breaks[j] >= taken and time[j] <= begun:
                        superfluous = True
                        break
                    better += 1
                    before = j
                    j = follow[j]
                spent += better + 1
                if superfluous or (beam > 0 and better >= beam):
                    profit[i] = DROPPED
                    continue
                follow[i] = j
                if before < 0:
                    first[v] = i
                else:
                    follow[before] = i
                if begun > half:
                    continue
                ready = begun + side.service[v]
            spent += next_at[v + 1] - next_at[v]
            for k in range(next_at[v], next_at[v + 1]):
                w = next_of[k]
                if v < nodes:
                    bit = memory.bit[v, side.need[w]]
                    if bit >= 0 and (known >> np.uint64(bit)) & one:
                        continue
                total = gain + prize[w]
                if side.plain:
                    start = max(ready + side.travel[0, v, w], side.win_lo[w])
                    if start > side.last[w]:
                        continue
                    out[0, 0], out[0, 1], out[0, 2] = start, 0, 0
                    found = 1
                else:
                    start = max(ready + side.least[v, w], side.win_lo[side.win_at[w]])
                    place = (so_far + side.least[v, w] + side.service[w]) * uses // (side.room + 1) if uses > 1 else 0
                    if start > side.last[w] or place >= uses:
                        continue
                    if total + still.best[w, start * times // (side.horizon + 1), place] <= threshold:
                        continue
                    found = ways(side, v, w, ready, so_far, taken, out)
                for f in range(found):
                    start, uses_up, done = out[f, 0], out[f, 1], out[f, 2]
                    place = uses_up * uses // (side.room + 1) if uses > 1 else 0
                    bucket = start * times // (side.horizon + 1)
                    if total + still.best[w, bucket, place] <= threshold:
                        continue
                    if v < nodes and still.need[w, bucket, place] == side.need[v]:
                        if total + still.other[w, bucket, place] <= threshold:
                            continue
                    if count >= cap:
                        state[0] = count
                        return FULL
                    profit[count] = total
                    if v < nodes:
                        mask[count] = remember(side, memory, v, w, known, start)
                    else:
                        mask[count] = one << np.uint64(memory.bit[w, side.need[w]])
                    time[count], used[count], breaks[count] = start, uses_up, done
                    node[count], parent[count] = w, i
                    follow[count] = head[start // grain]
                    head[start // grain] = count
                    count += 1
            if v == nodes:
                state[4] = count
    state[0], state[1] = count, len(head)
    state[3] += spent
    return DONE
