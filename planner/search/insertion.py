"""One more stop in a route: where it costs least, and whether it holds once it is there."""

from planner.search.compiled import inner, within
from planner.search.problem import NEVER
from planner.search.route_times import best_place, fix_starts, note_stops, time_route
from planner.search.state import free_that_day, gaps_hold, put_in, take_out, told


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
