"""How our location models compare with spopt's (PySAL) on the shipped city: the same optimum, and the time it takes.

Instances: a Tuesday evening; places by their visits a week, and neighbourhoods by count; posts at 95 places and 117
neighbourhoods. Maximal covering and set covering within 15, 20 and 30 minutes with 1 to 8 posts, the p-median with
three and six. Times are medians of three runs of building and solving, one thread each (CBC through PuLP on spopt's
side, CP-SAT on ours).

Run: ``python -m benchmarks.siting`` in an environment that has ``spopt`` (dependency group ``siting``).
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from statistics import median
from typing import Any

import numpy as np
import pulp
from spopt.locate import LSCP, MCLP, PMedian

from geo.reach import Start, period_at, reach_of
from geo.reference import city_folder
from planner.siting import NO_WAY_S, Sited, SitingCase, cover_all, cover_most, least_travel
from web.lead.reach_ground import ground_of_folder
from web.lead.reach_places import spots_of
from web.lead.reach_question import Question, SitingQuestion
from web.lead.reach_siting import candidates_of

RUNS = 3


@dataclass(frozen=True)
class Compared:
    """One instance: both values, both times in seconds, and whether ours was proven."""

    model: str
    instance: str
    ours: float
    spopt: float
    proven: bool
    ours_s: float
    spopt_s: float


def cases() -> dict[str, SitingCase]:
    """Give the shipped city's instances by name: candidates × places or neighbourhoods; nothing is kept."""
    ground = ground_of_folder(city_folder())
    when = datetime(2026, 12, 1, 22, tzinfo=ground.city.tz)
    spots = spots_of(ground, Question(when), frozenset({""}))
    period = period_at(ground.travel.periods, when, ground.city.calendar).id
    starts = [Start(spot.place) for spot in candidates_of(spots, SitingQuestion())]
    found = {}
    for name, wanted in (
        ("visits", [spot for spot in spots if spot.kind and spot.need.visits]),
        ("neighbourhoods", [spot for spot in spots if not spot.kind]),
    ):
        seconds = reach_of(ground.travel, starts, [spot.place for spot in wanted], period=period).seconds
        need = np.array([spot.need.visits if spot.kind else 1 for spot in wanted], dtype=np.int64)
        found[name] = SitingCase(seconds, need, np.full(len(wanted), np.inf))
    return found


def timed(solve: Callable[[], Any]) -> tuple[Any, float]:
    """Give an answer and the median time of some runs."""
    times, answer = [], None
    for _ in range(RUNS):
        began = time.perf_counter()
        answer = solve()
        times.append(time.perf_counter() - began)
    return answer, median(times)


def compare() -> Iterator[Compared]:
    """Solve every instance by both."""
    for name, case in cases().items():
        cost = np.minimum(case.seconds, NO_WAY_S).T  # spopt has demand first
        for minutes in (15, 20, 30):
            limit = minutes * 60
            for posts in (1, 2, 3, 5, 8):
                yield both(
                    "MCLP",
                    f"{name}, {minutes} min, {posts} posts",
                    partial(cover_most, case, posts=posts, within_s=limit),
                    partial(MCLP.from_cost_matrix, cost, case.need, limit, posts),
                )
            reachable = (cost <= limit).any(axis=1)
            yield both(
                "LSCP",
                f"{name}, {minutes} min",
                partial(cover_all, case, within_s=limit),
                partial(LSCP.from_cost_matrix, cost[reachable], limit),
            )
        whole = SitingCase(np.round(case.seconds), case.need, case.kept_s)
        for posts in (3, 6):
            yield both(
                "p-median",
                f"{name}, {posts} posts",
                partial(least_travel, whole, posts=posts, effort=30),
                partial(PMedian.from_cost_matrix, np.round(cost), case.need, posts),
            )


def both(model: str, instance: str, solve: Callable[[], Sited], build: Callable[[], Any]) -> Compared:
    """Solve one instance by us and by spopt, with its default solver on one thread."""
    ours, ours_s = timed(solve)
    theirs, spopt_s = timed(lambda: build().solve(pulp.PULP_CBC_CMD(msg=False, threads=1)))
    value = pulp.value(theirs.problem.objective)
    return Compared(model, instance, ours.value, value, ours.proven, ours_s, spopt_s)


def main() -> int:
    """Print every instance and the summary; 1 where an optimum differs."""
    rows = []
    for row in compare():
        rows.append(row)
        print(
            f"{row.model:9} {row.instance:32} {row.ours:>10.0f} {row.spopt:>10.0f}  {row.ours_s * 1000:8.1f} ms "
            f"{row.spopt_s * 1000:8.1f} ms  × {row.spopt_s / row.ours_s:.1f}{'' if row.proven else '  not proven'}"
        )
    for model in ("MCLP", "LSCP", "p-median"):
        some = [row for row in rows if row.model == model]
        ratio = median(row.spopt_s / row.ours_s for row in some)
        print(f"{model}: {len(some)} instances, spopt's time is {ratio:.1f} × ours (median)")
    differ = [row for row in rows if round(row.ours) != round(row.spopt)]
    print(json.dumps([asdict(row) for row in differ], indent=1) if differ else "every optimum is the same")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
