"""How fast a published week follows what happens: a sick call, and one more stop; run in a process by itself."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from statistics import median

from benchmarks.apart import Tell, Told
from benchmarks.toptw_run import warm
from benchmarks.week_run import shipped_request

NEEDS = 12
"""Needs for which a place for one more stop is asked."""
PUBLISH_S = 10.0
"""Seconds for the published plan."""


def prepare_changes(task: Told) -> Callable[[Tell], Told]:
    """Publish a shipped team's week and change it once off the clock; ``task`` holds ``team``, ``week``, ``seconds``.

    Who calls in sick is whoever has most stops from Wednesday on, on Wednesday before the first shift, until Sunday.
    Needs that ask for one more stop are spread over all needs of the week. The run tells the seconds of each, the
    changes next to the published plan, and what the checker finds.
    """
    from planner.amend.changes import sick  # noqa: PLC0415
    from planner.amend.insert import three_best_places  # noqa: PLC0415
    from planner.amend.replan import replan  # noqa: PLC0415
    from planner.check import check  # noqa: PLC0415
    from planner.plan_week import plan_week  # noqa: PLC0415

    request = shipped_request(task["team"], task["week"])
    warm()
    plan = plan_week(request, seconds=PUBLISH_S)
    wednesday = min(route.date for route in plan.routes if route.date.weekday() >= 2)
    later = [route for route in plan.routes if route.date >= wednesday]
    worker = Counter(w for route in later for _ in route.stops for w in route.workers[:2]).most_common(1)[0][0]
    now = min(route.start for route in later) - timedelta(hours=2)
    changed = sick(request, worker, wednesday, wednesday + timedelta(days=6 - wednesday.weekday()))
    step = max(len(request.needs) // NEEDS, 1)
    asked = [replace(need, most=need.most + 1) for need in request.needs[::step]]
    replan(plan, changed, now=now, seconds=task["seconds"])
    three_best_places(plan, asked[0])

    def run(_tell: Tell) -> Told:
        began = time.perf_counter()
        again = replan(plan, changed, now=now, seconds=task["seconds"])
        replan_s = time.perf_counter() - began
        inserts, free, broken = [], 0, 0
        for need in asked:
            began = time.perf_counter()
            places = three_best_places(plan, need)
            inserts.append(time.perf_counter() - began)
            free += any(place.free for place in places)
            broken += sum(1 for place in places if place.free and place.plan and check(place.plan))
        return {
            "replan_s": replan_s,
            "before": plan.score,
            "after": again.plan.score,
            "stops": sum(len(route.stops) for route in plan.routes),
            "changes": {str(kind): count for kind, count in again.changes.counts.items()},
            "insert_s": median(inserts),
            "slowest_insert_s": max(inserts),
            "asked": len(asked),
            "with_a_free_place": free,
            "faults": [str(violation) for violation in check(again.plan)] + ["a free place breaks a rule"] * broken,
        }

    return run
