"""Ruin: take visits out of the routes, and mend what that leaves.

Strings of visits near each other are taken out (Christiaens & Vanden Berghe, *Slack induction by string removals*,
Transportation Science 54(2), 2020), or a piece of every route (Vansteenwegen et al., *Iterated local search for the
team orienteering problem with time windows*, Computers & Operations Research 36(12), 2009), a whole route, or visits at
random.
"""

import numpy as np

from planner.search.compiled import inner
from planner.search.insertion import retime
from planner.search.problem import NEVER
from planner.search.state import gaps_hold, take_out


@inner
def mark_out(p, s, w, r, k):
    """Take out a stop in a ruin: its need and its route are touched."""
    w.need_touched[p.need[s.seq[r, k]]] = True
    w.touched[r] = True
    take_out(p, s, r, k)


@inner
def cut(p, s, w, r, first, last):
    """Take the stops of route r from position ``first`` to ``last`` out, but for locked ones; gives how many."""
    done = 0
    for k in range(last, first - 1, -1):
        if not s.locked[r, k]:
            mark_out(p, s, w, r, k)
            done += 1
    return done


@inner
def ruin(p, s, w, near, away):
    """Take visits out of the routes; ``near[u]`` are options in the order of their distance to option u."""
    routes = len(p.route_kind)
    mode = np.random.randint(10)
    if mode < 6 or routes > 12:
        wanted = 1 + np.random.randint(2 * away)
        done = 0
        seed = np.random.randint(len(p.need))
        for idx in range(near.shape[1]):
            if done >= wanted:
                break
            u = near[seed, idx]
            g = p.need[u]
            for i in range(s.visits[g]):
                if i >= s.visits[g] or s.visit_option[g, i] != u:
                    continue
                r = s.visit_route[g, i]
                if w.touched[r] or s.n[r] == 0 or s.closed[r]:
                    continue
                if s.visits[g] > 1 and np.random.random() < 0.5:
                    continue  # not every day of the week at once
                at = 0
                for k in range(1, s.n[r] + 1):
                    if s.seq[r, k] == u:
                        at = k
                        break
                w.touched[r] = True
                length = 1 + np.random.randint(max(1, min(s.n[r], wanted - done)))
                start = max(1, at - np.random.randint(length))
                done += cut(p, s, w, r, start, min(s.n[r], start + length - 1))
                break
    elif mode < 8:
        for r in range(routes):
            if s.n[r] and not s.closed[r]:
                length = 1 + np.random.randint(max(1, s.n[r] // 2))
                start = 1 + np.random.randint(s.n[r])
                cut(p, s, w, r, start, min(s.n[r], start + length - 1))
    elif mode == 8 and routes > 1:
        r = np.random.randint(routes)
        if not s.closed[r]:
            cut(p, s, w, r, 1, s.n[r])
    else:
        share = 0.05 + 0.25 * np.random.random()
        for r in range(routes):
            if not s.closed[r]:
                for k in range(s.n[r], 0, -1):
                    if not s.locked[r, k] and np.random.random() < share:
                        mark_out(p, s, w, r, k)


@inner
def in_time_again(p, s, w, r):
    """Time a route that stops were taken out of; where a detour was quicker than the way itself, more of them go.

    Gives whether any did.
    """
    more = False
    while not retime(p, s, r, w):
        k = s.n[r]
        while k > 0 and s.locked[r, k]:
            k -= 1
        if k == 0:
            break
        mark_out(p, s, w, r, k)
        more = True
    return more


@inner
def part(p, s, w, g):
    """Take out what is left of joint visits that are no longer joint."""
    i = 0
    while i < s.visits[g]:
        together = 0
        for j in range(s.visits[g]):
            together += s.visit_start[g, j] == s.visit_start[g, i]
        if together == p.pairs[g]:
            i += 1
            continue
        r, start = s.visit_route[g, i], s.visit_start[g, i]
        for k in range(1, s.n[r] + 1):
            if p.need[s.seq[r, k]] == g and s.lo[r, k] == start and not s.locked[r, k]:
                w.touched[r] = True
                take_out(p, s, r, k)
                i = -1
                break
        i += 1


@inner
def forget_waits(p, s, w, g):
    """Let a need's visits begin as early as can be: the visit that they waited for may be gone."""
    for i in range(s.visits[g]):
        r = s.visit_route[g, i]
        for k in range(1, s.n[r] + 1):
            if p.need[s.seq[r, k]] == g and not s.locked[r, k] and s.lo[r, k] > -NEVER:
                s.lo[r, k] = -NEVER
                w.touched[r] = True


@inner
def take_last(p, s, w, g):
    """Take one visit of a need out, and what is late then; gives whether there was one."""
    for i in range(s.visits[g] - 1, -1, -1):
        r = s.visit_route[g, i]
        for k in range(1, s.n[r] + 1):
            if p.need[s.seq[r, k]] == g and not s.locked[r, k]:
                mark_out(p, s, w, r, k)
                in_time_again(p, s, w, r)
                return True
    return False


@inner
def settle(p, s, w):
    """Mend what a ruin left: joint visits that are no longer joint, starts that no longer need to wait, gaps."""
    again = True
    while again:
        again = False
        for g in range(len(p.most)):
            if w.need_touched[g]:
                if p.pairs[g] > 1:
                    part(p, s, w, g)
                elif p.gap[g] > 0:
                    forget_waits(p, s, w, g)
        for r in range(len(p.route_kind)):
            if w.touched[r] and in_time_again(p, s, w, r):
                again = True
        for g in range(len(p.most)):
            while w.need_touched[g] and not gaps_hold(p, s, g) and take_last(p, s, w, g):
                again = True
