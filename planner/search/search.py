"""Ruin and recreate: take some visits out of the routes, put the worthiest for their time back, keep what is better.

Strings of visits near each other are taken out (Christiaens & Vanden Berghe, *Slack induction by string removals*,
Transportation Science 54(2), 2020), or a piece of every route (Vansteenwegen et al., *Iterated local search for the
team orienteering problem with time windows*, Computers & Operations Research 36(12), 2009), a whole route, or visits at
random; they are put back greedily by worth^alpha / time with noise, and the result is kept by simulated annealing.
"""

import numpy as np

from planner.search.compiled import inner, kernel, within
from planner.search.pool import remember
from planner.search.problem import NEVER
from planner.search.route_times import best_place, fix_starts, note_stops, place_at, time_route
from planner.search.state import (
    copy_state,
    free_that_day,
    gaps_hold,
    need_value,
    put_in,
    take_out,
    told,
)
from planner.search.steps import arrive

JOINT_TRIES = 10
"""Times at which a joint visit is tried, each time one is sought."""


@inner
def retime(p, s, r, w):
    """Time route r anew; gives whether it is in time, has room, and tells its starts to the needs."""
    c = p.route_kind[r]
    n = s.n[r]
    time_route(p, c, s.seq[r], s.lo[r], s.hi[r], n, w.a[r], w.z[r], w.ready, w.out)
    busy = fix_starts(p, c, s.seq[r], s.lo[r], n, w.a[r], w.z[r], w.starts, w.pauses)
    if busy < 0 or busy > p.kind_room[c]:
        return False
    w.busy[r] = busy
    w.home[r] = w.starts[n + 1]
    note_stops(p, c, s.seq[r], n, w.a[r], w.at[r], w.leave[r])
    told(p, s, r, w.starts)
    return True


@within
def others_of(s, g, w):
    """Write when the need's visits begin; gives how many there are."""
    for i in range(s.visits[g]):
        w.others[i] = s.visit_start[g, i]
    return s.visits[g]


@within
def spot_in(p, s, w, u, r, slo, shi):
    """Find the best place of option u in route r: (cost, position, whether it waits for a gap)."""
    g = p.need[u]
    c = p.route_kind[r]
    if s.closed[r] or s.n[r] + 2 >= s.seq.shape[1] or not free_that_day(p, s, g, r):
        return NEVER, -1, False
    count = others_of(s, g, w) if p.gap[g] > 0 else 0
    return best_place(
        p, c, u, slo, shi, s.seq[r], s.n[r], w.at[r], w.leave[r], w.a[r], w.z[r], p.kind_room[c] - w.busy[r],
        p.gap[g], w.others, count, w.ready, w.out, w.reach,
    )  # fmt: skip


@inner
def try_in(p, s, w, u, r, k, slo, shi, waits):
    """Put option u at position k of route r; gives whether that holds, and leaves the route as it was if not."""
    g = p.need[u]
    put_in(p, s, r, k, u, slo, shi, slo)
    if waits:  # the gap to an earlier visit holds it back: find how long from where it would begin
        c = p.route_kind[r]
        s.visits[g] -= 1
        count = others_of(s, g, w)
        s.visits[g] += 1
        time_route(p, c, s.seq[r], s.lo[r], s.hi[r], s.n[r], w.a[r], w.z[r], w.ready, w.out)
        if fix_starts(p, c, s.seq[r], s.lo[r], s.n[r], w.a[r], w.z[r], w.starts, w.pauses) >= 0:
            start = w.starts[k]
            moved = True
            while moved:
                moved = False
                for i in range(count):
                    wide = p.gap[g] + p.service[u]
                    if start - w.others[i] < wide and w.others[i] - start < wide:
                        start = w.others[i] + wide
                        moved = True
            s.lo[r, k] = start
    holds = retime(p, s, r, w)
    if holds:
        for i in range(1, s.n[r] + 1):
            if not gaps_hold(p, s, p.need[s.seq[r, i]]):
                holds = False
                break
    if not holds:
        take_out(p, s, r, k)
        retime(p, s, r, w)
    return holds


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


@inner
def add_joint(p, s, w):
    """Seek one more joint visit of each need that wants one."""
    for g in range(len(p.most)):
        if p.pairs[g] > 1 and s.visits[g] < p.most[g] * p.pairs[g]:
            try_joint(p, s, w, g)


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
