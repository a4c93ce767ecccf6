"""One more stop in a route: where it costs least, and whether it holds once it is there."""

from planner.search.compiled import inner, within
from planner.search.problem import NEVER
from planner.search.route_times import fix_starts, onwards, time_route, under_way
from planner.search.state import free_that_day, gaps_hold, put_in, take_out, told
from planner.search.steps import arrive, begin


@within
def outside_gaps(p, c, u, start, apart, others, count):
    """Give the earliest start of option u from ``start`` on that keeps the gap to visits that begin at ``others``."""
    if count == 0:
        return start
    wide = apart + p.service[u]
    moved = True
    while moved and start < NEVER:
        moved = False
        for i in range(count):
            if start - others[i] < wide and others[i] - start < wide:
                start = begin(p, c, u, others[i] + wide)
                moved = True
    return start


@within
def note_stops(p, c, seq, n, a, at, leave):
    """Note the place of each position, and when it is left with no break taken."""
    at[0], leave[0] = p.kind_base[c], a[0, 0]
    for k in range(1, n + 1):
        at[k] = p.place[seq[k]]
        leave[k] = a[k, 0] + p.service[seq[k]]
    at[n + 1] = p.kind_base[c]


@within
def best_place(p, c, u, slo, shi, seq, n, at, leave, a, z, spare, apart, others, count, ready, out, starts):
    """Find where option u costs a route least: (cost, position, whether it had to wait for a gap); position -1: nowhere.

    The cost is the time it takes: ways, service and waiting. ``slo`` and ``shi`` bound its start, ``spare`` is the room
    that is left for travel and service; other visits of the need begin at ``others[:count]``.
    """
    breaks = p.break_count[c]
    spent, spot = p.service[u], p.place[u]
    best, where, waited = NEVER, -1, False
    window = u * len(p.kind_start) + c
    first, last = p.win_at[window], p.win_at[window + 1]
    if first == last:
        return best, where, waited
    opens, closes = max(p.win_lo[first], slo), min(p.win_hi[last - 1], shi)
    single = p.period_at[c + 1] - p.period_at[c] == 1
    ways = p.travel[p.period_matrix[p.period_at[c]]]
    for k in range(1, n + 2):
        if breaks == 0:
            if z[k, 0] < opens + spent:
                continue
            ready0 = leave[k - 1]
            if ready0 > closes:
                break
            here, there = at[k - 1], at[k]
            come = ready0 + ways[here, spot] if single else arrive(p, c, here, spot, ready0)
            start = begin(p, c, u, max(come, slo))
            if start > closes:
                break
            natural = start
            if count:
                start = outside_gaps(p, c, u, start, apart, others, count)
                if start > closes:
                    continue
            off = start + spent
            on = off + ways[spot, there] if single else arrive(p, c, spot, there, off)
            if on > z[k, 0]:
                continue
            if single:
                ride = ways[here, spot] + ways[spot, there] - ways[here, there]
            else:
                ride = (
                    under_way(p, c, here, spot, ready0)
                    + under_way(p, c, spot, there, off)
                    - under_way(p, c, here, there, ready0)
                )
            if ride + spent > spare:
                continue
            cost = ride + spent + (start - come)
            if cost < best:
                best, where, waited = cost, k, start > natural
            continue
        here, there = at[k - 1], at[k]
        done = 0 if k == 1 else p.service[seq[k - 1]]
        reach, soonest = False, NEVER
        for b in range(breaks + 1):
            ready[b] = a[k - 1, b] + done if a[k - 1, b] < NEVER else NEVER
            soonest = min(soonest, ready[b])
        if soonest > closes:
            break
        latest = -NEVER
        for b in range(breaks + 1):
            latest = max(latest, z[k, b])
        if latest < opens + spent:
            continue
        onwards(p, c, here, spot, ready, out)
        wait, late = NEVER, False
        for b in range(breaks + 1):
            starts[b] = NEVER
            if out[b] >= NEVER:
                continue
            start = begin(p, c, u, max(out[b], slo))
            natural = start
            if count and start < NEVER:
                start = outside_gaps(p, c, u, start, apart, others, count)
            if start <= closes:
                starts[b] = start + spent
                if start - out[b] < wait:
                    wait, late = start - out[b], start > natural
        onwards(p, c, spot, there, starts, out)
        for b in range(breaks + 1):
            if out[b] <= z[k, b]:
                reach = True
        if not reach:
            continue
        ride = (
            under_way(p, c, here, spot, soonest)
            + under_way(p, c, spot, there, soonest + spent)
            - under_way(p, c, here, there, soonest)
        )
        if ride + spent > spare:
            continue
        cost = ride + spent + wait
        if cost < best:
            best, where, waited = cost, k, late
    return best, where, waited


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
