"""Tiny random problems with everything a week may have, and their best solution by trying all."""

import numpy as np
from check_solution import check_visits, leg

from planner.search.problem import NEVER, Need, Option, Problem, ShiftKind, make_problem


def tiny_problem(seed: int) -> Problem:
    """Make a problem of up to three routes and four needs; travel is anything, so that short cuts exist."""
    random = np.random.default_rng(seed)
    places = int(random.integers(2, 5))
    matrices = int(random.integers(1, 3))
    travel = random.integers(0 if random.random() < 0.3 else 1, 5, (matrices, places, places))
    if random.random() < 0.5:
        for q in range(matrices):
            for via in range(places):
                travel[q] = np.minimum(travel[q], travel[q][:, via, None] + travel[q][None, via, :])
    for q in range(matrices):
        np.fill_diagonal(travel[q], 0)
    kinds = []
    for c in range(int(random.integers(1, 3))):
        start = 14 * c + int(random.integers(0, 3))
        end = start + int(random.integers(7, 12))
        middle = start + int(random.integers(2, 6))
        periods = ((middle, 0), (NEVER, 1)) if matrices == 2 and random.random() < 0.6 else ((NEVER, 0),)
        lo = start + int(random.integers(0, 5))
        breaks = ((lo, lo + int(random.integers(0, 4)), int(random.integers(1, 3))),) if random.random() < 0.5 else ()
        room = NEVER if random.random() < 0.5 else int(random.integers(4, 9))
        day = c if random.random() < 0.7 else 0
        kinds.append(ShiftKind(start, end, int(random.integers(places)), day, room, periods, breaks))
    route_kind = sorted(int(k) for k in random.integers(0, len(kinds), int(random.integers(1, 4))))
    needs, options = [], []
    for g in range(int(random.integers(2, 5))):
        most = int(random.integers(1, 3))
        worth = sorted(random.integers(1, 10, most).tolist(), reverse=True)
        pairs = 2 if random.random() < 0.2 else 1
        needs.append(Need(tuple(float(w) for w in worth), int(random.choice([0, 0, 3, 8, 14])), pairs))
        place, service = int(random.integers(places)), int(random.integers(0 if random.random() < 0.1 else 1, 4))
        for chance in (1.0, 0.5)[: int(random.integers(1, 3))]:
            spans = []
            for lo in sorted(random.choice(26, int(random.integers(1, 4)), replace=False).tolist()):
                if not spans or lo > spans[-1][1] + 1:
                    spans.append((lo, lo + int(random.integers(0, 6))))
            options.append(Option(g, place, service, tuple(spans), chance))
    may = random.random((len(options), len(route_kind))) < 0.85
    return make_problem(travel.astype(np.int32), kinds, route_kind, options, needs, may=may)


def all_routes(problem: Problem, r: int, *, most: int = 2000) -> list[tuple[tuple[int, ...], tuple[int, ...]]] | None:
    """Give every way to drive route r, at every whole time; None where there are more than ``most``."""
    kind = int(problem.route_kind[r])
    base, end = int(problem.kind_base[kind]), int(problem.kind_end[kind])
    room, breaks = int(problem.kind_room[kind]), int(problem.break_count[kind])
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []

    def go_on(options, times, states, here, ready) -> bool:
        home = leg(problem, kind, states, here, base, ready, end)
        if home.get(breaks, room + 1) <= room:
            found.append((options, times))
        if len(found) > most:
            return False
        for u in np.flatnonzero(problem.allowed[:, r]).tolist():
            if any(problem.need[u] == problem.need[v] for v in options):
                continue
            at, spent = u * len(problem.kind_start) + kind, int(problem.service[u])
            for i in range(problem.win_at[at], problem.win_at[at + 1]):
                for start in range(max(ready, int(problem.win_lo[i])), int(problem.win_hi[i]) + 1):
                    on = leg(problem, kind, states, here, int(problem.place[u]), ready, start)
                    on = {b: used + spent for b, used in on.items() if used + spent <= room}
                    if on and not go_on((*options, u), (*times, start), on, int(problem.place[u]), start + spent):
                        return False
        return True

    return found if go_on((), (), {0: 0}, base, int(problem.kind_start[kind])) else None


def best_value(problem: Problem, routes) -> float:
    """Give the worth of the best combination of one way to drive each route."""
    kinds = problem.route_kind.tolist()
    share = [
        [
            sum(problem.worth[problem.need[u], 0] * problem.chance[u] / problem.pairs[problem.need[u]] for u in o)
            for o, _ in own
        ]
        for own in routes
    ]
    order = [sorted(range(len(own)), key=lambda k, s=s: -s[k]) for own, s in zip(routes, share, strict=True)]
    rest = [sum(max(s, default=0.0) for s in share[r:]) for r in range(len(routes) + 1)]
    best = 0.0

    def choose(r, chosen, hoped):
        nonlocal best
        if r == len(routes):
            try:
                best = max(best, check_visits(problem, kinds, [o for o, _ in chosen], [s for _, s in chosen]))
            except AssertionError:
                return
            return
        for k in order[r]:
            if hoped + share[r][k] + rest[r + 1] <= best + 1e-9:
                break
            choose(r + 1, [*chosen, routes[r][k]], hoped + share[r][k])

    choose(0, [], 0.0)
    return best
