"""Nobody works more hours in the week than the contract says; breaks are not working time."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation
from planner.rules.work import free_of_work_s


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield workers whose routes and commitments of the week are longer than their weekly hours."""
    request = plan.request
    monday = request.days[0].date
    begin = datetime.combine(monday, time(), request.tz)
    end = datetime.combine(monday + timedelta(days=7), time(), request.tz)
    for worker in request.workers:
        routes = [r for r in plan.routes if worker.id in r.workers]
        worked_s = sum((r.end.timestamp() - r.start.timestamp()) for r in routes)
        worked_s -= sum(free_of_work_s(r) for r in routes)
        # Work belongs to the week in which it starts.
        worked_s += sum(b.end.timestamp() - b.start.timestamp() for b in worker.busy if begin <= b.start < end)
        if routes and worked_s > worker.weekly_hours * 3600 + 1:
            params = {"hours": round(worked_s / 3600, 1), "contract": worker.weekly_hours}
            yield Violation(Rule.WEEKLY_HOURS, "too_many", worker=worker.id, params=params)
