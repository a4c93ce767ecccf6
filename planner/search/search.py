"""Ruin and recreate, kept by simulated annealing: what is better in worth, soft goals and a little time."""

import numpy as np

from planner.search.compiled import inner, kernel
from planner.search.insertion import retime
from planner.search.pool import remember
from planner.search.recreate import recreate
from planner.search.ruin import ruin, settle
from planner.search.state import copy_state, need_value


@inner
def soft_worth(p, s, w):
    """Give what the soft goals add, as `planner.search.problem.Soft` tells them."""
    gained = 0.0
    if p.soft[0] != 0.0:
        w.known[:] = 0
        again = 0
        for r in range(len(p.route_kind)):
            for k in range(1, s.n[r] + 1):
                place = p.place[s.seq[r, k]]
                again += w.known[place, p.pair[r]] > 0
                w.known[place, p.pair[r]] += 1
        gained += p.soft[0] * again
    if p.soft[1] != 0.0:
        w.met[:] = 0
        w.want[:] = 0
        met, wanted = 0, 0
        for g in range(len(p.most)):
            got = min(s.visits[g] // p.pairs[g], p.wanted[g])
            w.met[p.district[g]] += got
            w.want[p.district[g]] += p.wanted[g]
            met += got
            wanted += p.wanted[g]
        off = 0.0
        for d in range(len(w.met)):
            off += abs(w.met[d] - w.want[d] * met / max(wanted, 1))
        gained += p.soft[1] * off / 2
    if p.soft[2] != 0.0:
        ridden = 0
        for r in range(len(p.route_kind)):
            if s.n[r]:
                ridden += w.busy[r]
                for k in range(1, s.n[r] + 1):
                    ridden -= p.service[s.seq[r, k]]
        gained += p.soft[2] * ridden
    return gained


@inner
def total(p, s, w, time_price):
    """Give what all visits are worth with the soft goals, less a small price on the time routes take; and the worth."""
    worth = 0.0
    for g in range(len(p.most)):
        if s.visits[g]:
            worth += need_value(p, s, g, -1.0, w.chances)
    value = worth + soft_worth(p, s, w)
    for r in range(len(p.route_kind)):
        if s.n[r]:
            value -= time_price * (w.busy[r] + 0.5 * (w.home[r] - p.kind_start[p.route_kind[r]]))
    return value, worth


@kernel
def improve(p, now, new, best, w, pool, near, away, heat, cold, rounds, price, keep, best_value, seed, fresh):
    """Ruin and recreate ``rounds`` times from ``now``; gives (whether it is better, the best total, its worth).

    Parameters
    ----------
    now, new, best
        States: where the search is (changed), a scratch one, and the best so far (written when bettered).
    heat, cold
        Temperature at the beginning and at the end of these rounds.
    keep
        Routes of results at least this share of the best go to the pool.
    fresh
        Begin by putting in what fits, everywhere.
    """
    np.random.seed(seed)
    for r in range(len(p.route_kind)):
        retime(p, now, r, w)
    if fresh:
        w.touched[:] = True
        w.need_touched[:] = True
        recreate(p, now, w, 1.0, 0.0, 0.0)
    value, worth = total(p, now, w, price)
    better, best_worth = value > best_value, worth
    if better:
        best_value = value
        copy_state(best, now)
    for i in range(rounds):
        temperature = heat * (cold / heat) ** (i / rounds)
        copy_state(new, now)
        w.touched[:] = False
        w.need_touched[:] = False
        ruin(p, new, w, near, away)
        settle(p, new, w)
        recreate(p, new, w, 0.7 + 1.6 * np.random.random(), 0.6 * np.random.random(), 0.02)
        found, worth = total(p, new, w, price)
        if found >= keep * best_value:
            remember(p, new, w, pool)
        if found > best_value:
            better, best_value, best_worth = True, found, worth
            copy_state(best, new)
        if found >= value or np.random.random() < np.exp((found - value) / temperature):
            value = found
            copy_state(now, new)
        else:
            for r in range(len(p.route_kind)):
                if w.touched[r]:
                    retime(p, now, r, w)
    return better, best_value, best_worth
