"""Fairness between districts: what is wanted is met alike everywhere."""

from collections import defaultdict

from planner.need_match import visits_by_need
from planner.plan import WeekPlan

WEIGHT = -0.1
"""Worth of one visit that is in the wrong district: it moves where that costs a tenth of an ordinary visit at most."""


def amount(plan: WeekPlan) -> float:
    """Count the visits that would have to be in another district for all to have the same share of what they want.

    Half the sum over districts of the deviation of what is met from the share that is met in all, times what is wanted.
    A need wants its target, in season; what it gets above that does not count. Places of no known district are one.

    Examples
    --------
    With 6 and 2 visits wanted, and 4 and 0 made, half of all is met: 3 and 1 would be fair, and one visit is off.
    """
    visits = visits_by_need(plan)
    wanted: dict[str | None, int] = defaultdict(int)
    met: dict[str | None, int] = defaultdict(int)
    seasons = {"all"}.union(*(day.seasons for day in plan.request.days))
    for need in plan.request.needs:
        if need.season in seasons:
            district = plan.request.hotspot[need.hotspot].district
            wanted[district] += need.target
            met[district] += min(len(visits[need.id]), need.target)
    share = sum(met.values()) / max(sum(wanted.values()), 1)
    return sum(abs(met[district] - share * wanted[district]) for district in wanted) / 2
