"""Recreate: put visits in, the best by worth^alpha / time with noise first, until none fits."""

import numpy as np

from planner.search.compiled import inner, within
from planner.search.insertion import spot_in, try_in
from planner.search.joint import add_joint
from planner.search.problem import NEVER
from planner.search.state import need_value


@within
def rate(p, w, u):
    """Choose the best route of option u from what each would cost; gives its rating, 0 where none takes it."""
    w.rating[u] = 0.0
    for r in range(len(p.route_kind)):
        if w.spot[u, r] >= 0:
            rating = w.weight[u] / (w.cost[u, r] + 1.0)
            if rating > w.rating[u]:
                w.rating[u] = rating
                w.route[u] = r
    return w.rating[u]


@within
def weigh(p, s, w, u, alpha):
    """Give what one more visit of option u is worth now, raised to alpha."""
    g = p.need[u]
    if s.visits[g] >= p.most[g] * p.pairs[g]:
        return 0.0
    gain = need_value(p, s, g, p.chance[u], w.chances) - need_value(p, s, g, -1.0, w.chances)
    return gain**alpha if gain > 0.0 else 0.0


@inner
def gather(p, s, w, alpha, noise, skip):
    """List the options that fit somewhere, with what they cost in each route; gives how many there are."""
    count = 0
    for u in range(len(p.need)):
        g = p.need[u]
        if p.pairs[g] > 1 or np.random.random() < skip:
            continue
        value = weigh(p, s, w, u, alpha)
        if value <= 0.0:
            continue
        w.noise[u] = 1.0 + noise * np.random.random()
        w.weight[u] = value * w.noise[u]
        anywhere = w.need_touched[g]  # untouched routes had no place for other options before, and have none now
        for r in range(len(p.route_kind)):
            w.spot[u, r] = -1
            if p.allowed[u, r] and (anywhere or w.touched[r]):
                cost, k, _waits = spot_in(p, s, w, u, r, -NEVER, NEVER)
                w.spot[u, r], w.cost[u, r] = k, min(cost, 1 << 30)
        if rate(p, w, u) > 0.0:
            w.todo[count] = u
            count += 1
    return count


@inner
def gather_again(p, s, w, count, r, g, alpha):
    """Look again at what still waits, after a visit of need g was put into route r; gives how many are left."""
    i = 0
    while i < count:
        u = w.todo[i]
        same = p.need[u] == g
        if same:
            w.weight[u] = weigh(p, s, w, u, alpha) * w.noise[u]
        if w.weight[u] > 0.0 and (same or w.spot[u, r] >= 0):
            for q in range(0 if same else r, len(p.route_kind) if same else r + 1):
                if w.spot[u, q] >= 0:
                    cost, k, _waits = spot_in(p, s, w, u, q, -NEVER, NEVER)
                    w.spot[u, q], w.cost[u, q] = k, min(cost, 1 << 30)
            if same or w.route[u] == r or (w.spot[u, r] >= 0 and w.weight[u] / (w.cost[u, r] + 1.0) > w.rating[u]):
                rate(p, w, u)
        if w.weight[u] <= 0.0 or w.rating[u] <= 0.0:
            count -= 1
            w.todo[i] = w.todo[count]
        else:
            i += 1
    return count


@inner
def waits_in(p, s, w, u, r):
    """Tell whether option u would have to wait in route r for the gap to another visit."""
    _cost, _k, waits = spot_in(p, s, w, u, r, -NEVER, NEVER)
    return waits


@inner
def recreate(p, s, w, alpha, noise, skip):
    """Put visits in, the best rated first, until none fits; joint ones before or after the others."""
    joint_first = np.random.random() < 0.6
    if joint_first:
        add_joint(p, s, w)
    count = gather(p, s, w, alpha, noise, skip)
    while count > 0:
        best = 0
        for i in range(1, count):
            if w.rating[w.todo[i]] > w.rating[w.todo[best]]:
                best = i
        u = w.todo[best]
        r = w.route[u]
        g = p.need[u]
        waits = p.gap[g] > 0 and s.visits[g] > 0 and waits_in(p, s, w, u, r)
        if try_in(p, s, w, u, r, w.spot[u, r], -NEVER, NEVER, waits):
            w.touched[r] = True
            count = gather_again(p, s, w, count, r, g, alpha)
        else:
            w.spot[u, r] = -1
            if rate(p, w, u) <= 0.0:
                count -= 1
                w.todo[best] = w.todo[count]
    if not joint_first:
        add_joint(p, s, w)
