"""Joint visits: several routes at one place at one time, sought at random times in all routes."""

import numpy as np

from planner.search.compiled import inner
from planner.search.insertion import best_place, retime, try_in
from planner.search.problem import NEVER
from planner.search.route_times import place_at
from planner.search.state import free_that_day, take_out
from planner.search.steps import arrive

JOINT_TRIES = 10
"""Times at which a joint visit is tried, each time one is sought."""


@inner
def try_joint(p, s, w, g):
    """Put a joint visit in: as many routes as it takes, at one of some random times; gives whether it is in."""
    width = p.pairs[g]
    first, last = p.option_at[g], p.option_at[g + 1]
    kinds = len(p.kind_start)
    best_cost, best_u, best_start = NEVER, -1, 0
    for i in range(s.visits[g]):  # one that is pinned for some of its pairs wants the others
        together = 0
        for j in range(s.visits[g]):
            together += s.visit_start[g, j] == s.visit_start[g, i]
        if together < p.pairs[g]:
            best_u, best_start, width = s.visit_option[g, i], s.visit_start[g, i], p.pairs[g] - together
            break
    for _ in range(JOINT_TRIES if last > first and best_u < 0 else 0):
        u = p.option_of[first + np.random.randint(last - first)]
        r = np.random.randint(len(p.route_kind))
        c = p.route_kind[r]
        at = u * kinds + c
        if not p.allowed[u, r] or s.closed[r] or not free_that_day(p, s, g, r):
            continue
        i = p.win_at[at] + np.random.randint(p.win_at[at + 1] - p.win_at[at])
        start = p.win_lo[i] + np.random.randint(p.win_hi[i] - p.win_lo[i] + 1)
        if np.random.random() < 0.5:  # where the route would be there by itself
            k = 1 + np.random.randint(s.n[r] + 1)
            before = w.a[r, k - 1, 0] if w.a[r, k - 1, 0] < NEVER else w.a[r, k - 1, p.break_count[c]]
            if k > 1:
                before += p.service[s.seq[r, k - 1]]
            come = arrive(p, c, place_at(p, c, s.seq[r], k - 1), p.place[u], before)
            start = min(max(come, p.win_lo[i]), p.win_hi[i])
        cost = joint_cost(p, s, w, u, start, width)
        if cost < best_cost:
            best_cost, best_u, best_start = cost, u, start
    if best_u < 0:
        return False
    joint_cost(p, s, w, best_u, best_start, width)
    for i in range(width):
        r = w.joint_route[i]
        _, k, _waits = spot_in_joint(p, s, w, best_u, r, best_start)
        if k < 0 or not try_in(p, s, w, best_u, r, k, best_start, best_start, False):
            for j in range(i):
                drop_from(p, s, w, g, w.joint_route[j], best_start)
            return False
    return True


@inner
def spot_in_joint(p, s, w, u, r, start):
    """Find the best place of option u in route r at one time, whatever other routes do there then."""
    g = p.need[u]
    c = p.route_kind[r]
    if s.closed[r] or s.n[r] + 2 >= s.seq.shape[1]:
        return NEVER, -1, False
    day = p.kind_day[c]
    for i in range(s.visits[g]):
        if s.visit_route[g, i] == r:
            return NEVER, -1, False
        if s.visit_start[g, i] == start:
            continue
        if p.kind_day[p.route_kind[s.visit_route[g, i]]] == day:
            return NEVER, -1, False
        if abs(s.visit_start[g, i] - start) < p.gap[g] + p.service[u]:
            return NEVER, -1, False
    return best_place(
        p, c, u, start, start, s.seq[r], s.n[r], w.at[r], w.leave[r], w.a[r], w.z[r], p.kind_room[c] - w.busy[r],
        0, w.others, 0, w.ready, w.out, w.reach,
    )  # fmt: skip


@inner
def joint_cost(p, s, w, u, start, width):
    """Choose the routes that a joint visit at one time costs least, and give what it costs them together."""
    for i in range(width):
        w.joint_cost[i] = NEVER
    for r in range(len(p.route_kind)):
        if not p.allowed[u, r]:
            continue
        cost, k, _waits = spot_in_joint(p, s, w, u, r, start)
        if k < 0:
            continue
        i = width - 1
        if cost >= w.joint_cost[i]:
            continue
        while i > 0 and w.joint_cost[i - 1] > cost:
            w.joint_cost[i], w.joint_route[i] = w.joint_cost[i - 1], w.joint_route[i - 1]
            i -= 1
        w.joint_cost[i], w.joint_route[i] = cost, r
    total = 0
    for i in range(width):
        total = min(total + w.joint_cost[i], NEVER)
    return total


@inner
def drop_from(p, s, w, g, r, start):
    """Take the need's stop out of route r where it begins at that time."""
    for k in range(1, s.n[r] + 1):
        if p.need[s.seq[r, k]] == g and s.lo[r, k] == start:
            take_out(p, s, r, k)
            break
    retime(p, s, r, w)


@inner
def add_joint(p, s, w):
    """Seek one more joint visit of each need that wants one."""
    for g in range(len(p.most)):
        if p.pairs[g] > 1 and s.visits[g] < p.most[g] * p.pairs[g]:
            try_joint(p, s, w, g)
