"""Daily rest: eleven unbroken hours in every twenty-four.

Source: Arbetstidslagen (SFS 1982:673) section 13. Pieces of work with less than the daily rest between them make one
working day; from its beginning to its end there may be no more than 24 hours less the daily rest.
"""

from collections.abc import Iterator
from datetime import timedelta

from planner.plan import WeekPlan
from planner.rules.violation import Rule, Violation
from planner.rules.work import Piece, pieces


def violations(plan: WeekPlan) -> Iterator[Violation]:
    """Yield working days of this plan that leave too little rest."""
    rest = timedelta(hours=plan.request.working_time.daily_rest_h)
    longest = timedelta(hours=24) - rest
    for worker in plan.request.workers:
        for day in _working_days(pieces(plan, worker), rest):
            span = max(p.end for p in day) - day[0].start
            if span > longest and any(p.planned for p in day):
                first = next(p for p in day if p.planned)
                left = round((timedelta(hours=24) - span).total_seconds() / 3600, 1)
                params = {"hours": plan.request.working_time.daily_rest_h, "has": max(left, 0.0)}
                on = first.start.astimezone(plan.request.tz).date()
                yield Violation(Rule.DAILY_REST, "too_short", date=on, worker=worker.id, params=params)


def _working_days(work: list[Piece], rest: timedelta) -> Iterator[list[Piece]]:
    day: list[Piece] = []
    for piece in work:
        if day and piece.start - max(p.end for p in day) >= rest:
            yield day
            day = []
        day.append(piece)
    if day:
        yield day
