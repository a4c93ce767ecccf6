"""An independent judge of solutions: it shares no code with the search, the proof or the steps in time."""

from collections import defaultdict
from itertools import pairwise

from planner.search.problem import Problem


def check_solution(problem: Problem, routes, starts, *, fixed_routes: bool = True) -> float:
    """Give what the visits of a solution are worth, or raise AssertionError with what it breaks.

    ``routes[r]`` are the options of route r in order, ``starts[r]`` when their services begin.
    """
    if fixed_routes:
        assert len(routes) == len(starts) == len(problem.route_kind), "as many routes as the problem has"
    for r, (options, times) in enumerate(zip(routes, starts, strict=True)):
        assert len(options) == len(times), f"route {r}: a start for every stop"
        for u in options:
            assert problem.allowed[u, r], f"route {r} may not do option {u}"
        assert len({problem.need[u] for u in options}) == len(options), f"route {r} visits a need twice"
        assert can_drive(problem, int(problem.route_kind[r]), options, times), (
            f"route {r} cannot be driven: {options} {times}"
        )
    return check_visits(problem, [int(k) for k in problem.route_kind], routes, starts)


def check_visits(problem: Problem, kinds, routes, starts) -> float:
    """Judge the visits of routes that can each be driven; give their worth."""
    stops = defaultdict(lambda: defaultdict(list))
    for kind, options, times in zip(kinds, routes, starts, strict=True):
        for u, start in zip(options, times, strict=True):
            stops[int(problem.need[u])][int(start)].append((int(u), int(problem.kind_day[kind])))
    value = 0.0
    for g, by_start in stops.items():
        visits = []
        for start, there in sorted(by_start.items()):
            assert len(there) == problem.pairs[g], (
                f"need {g} at {start}: {len(there)} routes instead of {problem.pairs[g]}"
            )
            assert len(set(there)) == 1, f"need {g} at {start}: different options or days"
            ends = start + max(int(problem.service[u]) for u, _ in there)
            visits.append((start, ends, there[0][1], there))
        assert len(visits) <= problem.most[g], f"need {g}: {len(visits)} visits"
        assert len({v[2] for v in visits}) == len(visits), f"need {g}: twice a day"
        for (_, end, _, _), (start, _, _, _) in pairwise(visits):
            assert start - end >= problem.gap[g], f"need {g}: {start - end} between visits"
        chances = sorted((float(problem.chance[there[-1][0]]) for _, _, _, there in visits), reverse=True)
        value += sum(float(w) * c for w, c in zip(problem.worth[g], chances, strict=False))
    return value


def can_drive(problem: Problem, kind: int, options, times) -> bool:
    """Tell whether a route keeps windows, travel times, breaks, its end and its room with these starts."""
    states = {0: 0}
    here, ready = int(problem.kind_base[kind]), int(problem.kind_start[kind])
    for u, start in zip(options, times, strict=True):
        at = u * len(problem.kind_start) + kind
        spans = range(problem.win_at[at], problem.win_at[at + 1])
        if not any(problem.win_lo[i] <= start <= problem.win_hi[i] for i in spans):
            return False
        states = leg(problem, kind, states, here, int(problem.place[u]), ready, int(start))
        states = {b: used + int(problem.service[u]) for b, used in states.items()}
        here, ready = int(problem.place[u]), int(start + problem.service[u])
        if not states:
            return False
    states = leg(problem, kind, states, here, int(problem.kind_base[kind]), ready, int(problem.kind_end[kind]))
    return states.get(int(problem.break_count[kind]), problem.kind_room[kind] + 1) <= problem.kind_room[kind]


def leg(problem: Problem, kind: int, states, here: int, there: int, ready: int, due: int):
    """Go on from one stop to the next: least travel and service for each number of breaks taken by ``due``."""
    first, last = int(problem.period_at[kind]), int(problem.period_at[kind + 1])
    count = int(problem.break_count[kind])
    found = {}

    def pause(b, now):
        begun = max(now, int(problem.break_lo[kind, b]))
        return begun + int(problem.break_len[kind, b]) if begun <= problem.break_hi[kind, b] else None

    for taken, used in states.items():
        leave, before = ready, taken
        while leave is not None:
            opens = None
            for i in range(first, last):
                go = leave if opens is None else max(leave, opens)
                opens = int(problem.period_until[i])
                if go >= opens:
                    continue
                way = int(problem.travel[problem.period_matrix[i], here, there])
                now, after = go + way, before
                while now is not None and now <= due:
                    found[after] = min(found.get(after, used + way), used + way)
                    if after == count:
                        break
                    now, after = pause(after, now), after + 1
            if before == count:
                break
            leave, before = pause(before, leave), before + 1
    return found
