"""What visits are worth: a concave reward for the first, second, third … visit of the week, where people can be met.

The score of a plan is the sum over its needs of the worth of their visits, each times the chance that people are there.
Breadth comes before depth, because every further visit is worth less than the one before; the agreed least number comes
before everything. A need that is late when the week begins counts for more until it has been visited once.

What partners and other teams cover this week counts as visits that the place has had: the plan's own first visit then
stands where the place's second or third would, and fades as much, so that a place which nobody else sees comes before
one that somebody sees already. The agreed least and target stay the need's own, so that a place is not left to others
alone (`geo.hotspot.VisitNeed`). Where nothing is covered, late or peaked, worths are those of the need alone.
"""

from datetime import datetime

import numpy as np

from geo.hotspot import VisitNeed
from planner.need_match import covered_visits, visits_by_need
from planner.openings import in_peak
from planner.plan import WeekPlan
from planner.request import WeekRequest

LEAST_WORTH = 3.0
"""Worth of a visit up to the least number, for weight 1."""
TARGET_WORTH = 1.0
"""Worth of the first visit above the least, up to the target."""
EXTRA_WORTH = 0.25
"""Worth of the first visit above the target, up to the most."""
FADE = 0.85
"""Each visit is worth this share of the visit before it."""
OFF_PEAK = 0.7
"""Share of its worth that a visit has outside the hours when people are most likely met: about two steps of ``FADE``.
A first visit at a poor hour is then worth as much as a third at a good one, and an agreed visit more than any wish."""
OVERDUE_A_DAY = 0.1
"""What each day that a need is late adds to the worth of its first visit, as a share of it."""
OVERDUE_MOST = 1.5
"""The largest factor for being late, reached after five days: a late wish stays below an agreed visit."""


def visit_worth(need: VisitNeed, nth: int, *, covered: int = 0, late_days: int = 0) -> float:
    """Give the worth of the plan's nth visit of the week (1 for the first) at the need's weight; 0 above ``most``.

    A joint visit counts once for each pair it takes, since it takes their time.

    Parameters
    ----------
    covered
        Visits that others make there this week.
    late_days
        How many days late the need is when the week begins.

    Examples
    --------
    >>> from geo.windows import WeekWindows
    >>> need = VisitNeed("n", "h", WeekWindows.parse("daily 10:00-12:00"), 30, least=1, target=2, most=3)
    >>> [round(visit_worth(need, nth), 3) for nth in (1, 2, 3, 4)]
    [3.0, 0.85, 0.181, 0.0]
    >>> [round(visit_worth(need, nth, covered=1, late_days=2), 3) for nth in (1, 2, 3)]
    [3.06, 0.722, 0.0]
    """
    if nth + covered > need.most:
        return 0.0
    base = LEAST_WORTH if nth <= need.least else (TARGET_WORTH if nth <= need.target else EXTRA_WORTH)
    late = min(1 + OVERDUE_A_DAY * late_days, OVERDUE_MOST) if nth == 1 else 1.0
    return need.weight * need.pairs * base * FADE ** (nth + covered - 1) * late


def need_worths(request: WeekRequest, need: VisitNeed) -> tuple[float, ...]:
    """Give the worth of the first, second … visit that a plan can make of a need, never rising.

    As many as its most leaves beside what others cover; each is for a full chance of meeting people.
    """
    covered = covered_visits(request, need)
    late_days = request.overdue_days.get(need.id, 0)
    return tuple(
        visit_worth(need, nth, covered=covered, late_days=late_days) for nth in range(1, need.most - covered + 1)
    )


def chance_of(request: WeekRequest, need: VisitNeed, start: datetime, leave: datetime) -> float:
    """Give the share of its worth that a visit has at this time: 1 where it lies wholly in the need's peak hours."""
    return 1.0 if in_peak(request, need, start, leave) else OFF_PEAK


def need_value(request: WeekRequest, need: VisitNeed, chances: list[float]) -> float:
    """Give what visits with these chances are worth: the best counts at the worth of the first visit, and so on."""
    worths = need_worths(request, need)[: len(chances)]
    return float(np.dot(worths, sorted(chances, reverse=True)[: len(worths)]))


def plan_score(plan: WeekPlan) -> float:
    """Give the worth of all visits of a plan, to three decimals."""
    request, visits = plan.request, visits_by_need(plan)
    return round(
        sum(
            need_value(request, need, [chance_of(request, need, s.start, s.leave) for s in visits[need.id]])
            for need in request.needs
        ),
        3,
    )
