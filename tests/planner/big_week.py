"""Random weeks of some dozens of routes with everything a week may have, to be searched in parts."""

import numpy as np

from planner.search.problem import NEVER, Need, Option, Problem, ShiftKind, Soft, make_problem


def a_week(seed: int, *, routes: int = 24, needs: int = 70) -> Problem:
    """Make a week with everything: breaks, periods, gaps, joint visits, two chances, skills, soft goals."""
    random = np.random.default_rng(seed)
    places = 40
    xy = random.uniform(0, 60, (places, 2))
    ways = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)).astype(np.int32) + 1
    for i in range(places):
        ways[i, i] = 0
    kinds = []
    for day in range(4):
        for start in (480, 900):
            begin = 1440 * day + start
            breaks = ((begin + 150, begin + 240, 30),) if random.random() < 0.5 else ()
            periods = ((begin + 200, 0), (NEVER, 1)) if random.random() < 0.5 else ((NEVER, 0),)
            room = int(random.choice([NEVER, 380]))
            kinds.append(ShiftKind(begin, begin + 480, int(random.integers(3)), day, room, periods, breaks))
    options, wants = [], []
    for g in range(needs):
        most = int(random.integers(1, 4))
        worth = tuple(float(w) for w in sorted(random.integers(5, 60, most).tolist(), reverse=True))
        wants.append(Need(worth, int(random.choice([0, 0, 600, 1500])), 2 if random.random() < 0.08 else 1))
        place, service = int(random.integers(places)), int(random.integers(20, 60))
        for chance in (1.0, 0.5)[: int(random.integers(1, 3))]:
            from_, to = (600, 1200) if chance < 1 else (int(random.integers(500, 1100)),) * 2
            spans = tuple((1440 * d + from_, 1440 * d + to + 120) for d in range(4) if random.random() < 0.9)
            if spans:
                options.append(Option(g, place, service, spans, chance))
    route_kind = [int(k) for k in random.integers(0, len(kinds), routes)]
    may = random.random((len(options), routes)) < 0.9
    goals = Soft(
        random.integers(0, 6, routes).tolist(), random.integers(0, 4, needs).tolist(), [1] * needs, 1.0, -2.0, -0.01
    )
    soft = goals if random.random() < 0.5 else None
    return make_problem(np.stack([ways, ways + 5]), kinds, route_kind, options, wants, may=may, soft=soft)
