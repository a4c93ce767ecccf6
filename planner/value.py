"""What visits are worth: a concave reward for the first, second, third … visit of the week.

The score of a plan is the sum over its needs of the worth of their visits. Breadth comes before depth, because every
further visit is worth less than the one before; the agreed least number comes before everything.
"""

from geo.hotspot import VisitNeed
from planner.need_match import visits_by_need
from planner.plan import WeekPlan

LEAST_WORTH = 3.0
"""Worth of a visit up to the least number, for weight 1."""
TARGET_WORTH = 1.0
"""Worth of the first visit above the least, up to the target."""
EXTRA_WORTH = 0.25
"""Worth of the first visit above the target, up to the most."""
FADE = 0.85
"""Each visit is worth this share of the visit before it."""


def visit_worth(need: VisitNeed, nth: int) -> float:
    """Give the worth of the nth visit of the week (1 for the first) at the need's weight; 0 above ``most``.

    A joint visit counts once for each pair it takes, since it takes their time.

    Examples
    --------
    >>> from geo.windows import WeekWindows
    >>> need = VisitNeed("n", "h", WeekWindows.parse("daily 10:00-12:00"), 30, least=1, target=2, most=3)
    >>> [round(visit_worth(need, nth), 3) for nth in (1, 2, 3, 4)]
    [3.0, 0.85, 0.181, 0.0]
    """
    if nth > need.most:
        return 0.0
    base = LEAST_WORTH if nth <= need.least else (TARGET_WORTH if nth <= need.target else EXTRA_WORTH)
    return need.weight * need.pairs * base * FADE ** (nth - 1)


def visits_worth(need: VisitNeed, visits: int) -> float:
    """Give the worth of that many visits in the week."""
    return sum(visit_worth(need, nth) for nth in range(1, visits + 1))


def plan_score(plan: WeekPlan) -> float:
    """Give the worth of all visits of a plan, to three decimals."""
    visits = visits_by_need(plan)
    return round(sum(visits_worth(need, len(visits[need.id])) for need in plan.request.needs), 3)
