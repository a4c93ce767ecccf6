"""Nobody works while away."""

from collections.abc import Iterator
from datetime import timedelta

from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield workers whose route touches a day on which they are absent."""
    request = plan.request
    for route in plan.routes:
        first = route.start.astimezone(request.tz).date()
        last = (route.end - timedelta(seconds=1)).astimezone(request.tz).date()
        for name in route.workers:
            worker = request.worker.get(name)
            if worker and any(a.first <= last and first <= a.last for a in worker.absences):
                yield Violation(Rule.ABSENCE, "absent", route.pair, route.date, worker=name)
