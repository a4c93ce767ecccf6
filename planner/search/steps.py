"""Single steps in time: from one stop to the next, forwards as early and backwards as late as can be.

Travel times change with the period in which a way begins; since a pair may wait for the next period, setting out later
never means being there earlier (the FIFO property), and earliest and latest times tell exactly what is possible.
"""

from planner.search.compiled import within
from planner.search.problem import NEVER, Problem


@within
def arrive(p: Problem, c: int, a: int, b: int, ready: int) -> int:
    """Give the earliest arrival at place b for who is ready at place a, in a shift of kind c."""
    first, last = p.period_at[c], p.period_at[c + 1]
    if last - first == 1:
        return ready + p.travel[p.period_matrix[first], a, b]
    best, leave = NEVER, ready
    for i in range(first, last):
        if leave >= best:
            break
        if leave < p.period_until[i]:
            there = leave + p.travel[p.period_matrix[i], a, b]
            best = min(best, there)
            leave = p.period_until[i]
    return best


@within
def set_out(p: Problem, c: int, a: int, b: int, due: int) -> int:
    """Give the latest departure from place a that is at place b by ``due``; below 0 by `NEVER` where there is none."""
    first, last = p.period_at[c], p.period_at[c + 1]
    if last - first == 1:
        return due - p.travel[p.period_matrix[first], a, b]
    for i in range(last - 1, first - 1, -1):
        leave = min(due - p.travel[p.period_matrix[i], a, b], p.period_until[i] - 1)
        if i == first or leave >= p.period_until[i - 1]:
            return leave
    return -NEVER


@within
def begin(p: Problem, c: int, u: int, ready: int) -> int:
    """Give the earliest start of option u's service in a shift of kind c for who is ready; `NEVER` for none."""
    at = u * len(p.kind_start) + c
    for i in range(p.win_at[at], p.win_at[at + 1]):
        if ready <= p.win_hi[i]:
            return max(ready, p.win_lo[i])
    return NEVER


@within
def begin_late(p: Problem, c: int, u: int, due: int) -> int:
    """Give the latest start of option u's service in a shift of kind c that is not after ``due``; -`NEVER` for none."""
    at = u * len(p.kind_start) + c
    for i in range(p.win_at[at + 1] - 1, p.win_at[at] - 1, -1):
        if due >= p.win_lo[i]:
            return min(due, p.win_hi[i])
    return -NEVER


@within
def rest(p: Problem, c: int, b: int, ready: int) -> int:
    """Give the end of break b for who is ready to take it; `NEVER` where it is too late for it."""
    start = max(ready, p.break_lo[c, b])
    return start + p.break_len[c, b] if start <= p.break_hi[c, b] else NEVER


@within
def rest_late(p: Problem, c: int, b: int, due: int) -> int:
    """Give the latest start of break b that ends by ``due``; -`NEVER` where that is too early for it."""
    start = min(due - p.break_len[c, b], p.break_hi[c, b])
    return start if start >= p.break_lo[c, b] else -NEVER
