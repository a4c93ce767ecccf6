"""The independent checker of generated weeks: it knows days, shifts and hours, and nothing of the planner's arrays."""

from itertools import pairwise

from benchmarks.week_case import DAYS, DAYS_APART, PARTS, SHIFTS, Plan, WeekCase


class BrokenPlanError(Exception):
    """A plan breaks a rule; says which."""


def checked_value(case: WeekCase, plan: Plan) -> int:
    """Give what a plan is worth.

    Raises
    ------
    BrokenPlanError
        The plan breaks a rule.
    """
    days: list[list[int]] = [[] for _ in case.worth]
    for (day, shift), routes in plan.items():
        if not 0 <= day < DAYS or len(routes) > case.pairs:
            raise BrokenPlanError(f"day {day} does not exist, or has more routes than pairs")
        for route in routes:
            for h in _visited(case, route, *SHIFTS[shift]):
                days[h].append(day)
    total = 0
    for h, on in enumerate(days):
        on.sort()
        if len(on) > case.visits[h] or any(b - a < DAYS_APART for a, b in pairwise(on)):
            raise BrokenPlanError(f"hotspot {h} is visited too often or too soon again: on days {on}")
        total += sum(int(case.worth[h]) // k for k in range(1, len(on) + 1))
    return total


def _visited(case: WeekCase, route: list[int], start: int, end: int) -> list[int]:
    now, here = start, 0
    for h in route:
        now += int(case.travel[here, h])
        begins = [max(now, PARTS[part][0]) for part in case.parts[h] if now <= PARTS[part][1]]
        if not begins:
            raise BrokenPlanError(f"hotspot {h} has closed by minute {now}")
        now, here = min(begins) + int(case.service[h]), h
    if now + int(case.travel[here, 0]) > end:
        raise BrokenPlanError(f"the route {route} is back too late")
    return route
