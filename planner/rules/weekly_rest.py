"""Weekly rest: thirty-six unbroken hours in every period of seven days.

Source: Arbetstidslagen (SFS 1982:673) section 14. The period runs from Monday 00:00 to Monday 00:00, and only the part
of a rest that lies inside it counts, which holds under any reading of the act.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation
from planner.rules.work import pieces


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield workers of this plan who lack their weekly rest."""
    request = plan.request
    monday = request.days[0].date
    begin = datetime.combine(monday, time(), request.tz)
    end = datetime.combine(monday + timedelta(days=7), time(), request.tz)
    for worker in request.workers:
        work = pieces(plan, worker)
        if not any(piece.planned for piece in work):
            continue
        longest, free_from = 0.0, begin
        for piece in work:
            if piece.end > begin and piece.start < end:
                longest = max(longest, piece.start.timestamp() - free_from.timestamp())
                free_from = max(free_from, piece.end)
        longest = max(longest, end.timestamp() - free_from.timestamp())
        if longest < request.working_time.weekly_rest_h * 3600:
            params = {"hours": request.working_time.weekly_rest_h, "has": round(longest / 3600, 1)}
            yield Violation(Rule.WEEKLY_REST, "too_short", worker=worker.id, params=params)
