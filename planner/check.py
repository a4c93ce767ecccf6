"""An independent checker: every hard rule over any plan, solved or edited by hand.

It shares no code with the solver: it reads the plan and its request, and nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from planner.exact import exact_plan
from planner.plan import WeekPlan
from planner.rules import (
    absence,
    breaks,
    daily_rest,
    daylight,
    gap,
    most_per_week,
    newcomers,
    once_a_day,
    pairs_at_once,
    pins,
    references,
    reinforcement,
    season,
    service_time,
    shift_bounds,
    skills,
    travel,
    two_places,
    weekly_hours,
    weekly_rest,
    windows,
)
from planner.rules.violation import Rule, Violation

RULES: Mapping[Rule, Callable[[WeekPlan], Iterator[Violation]]] = MappingProxyType(
    {
        Rule.REFERENCES: references.violations,
        Rule.SHIFT_BOUNDS: shift_bounds.violations,
        Rule.TRAVEL: travel.violations,
        Rule.WINDOWS: windows.violations,
        Rule.SERVICE_TIME: service_time.violations,
        Rule.SEASON: season.violations,
        Rule.DAYLIGHT: daylight.violations,
        Rule.MOST_PER_WEEK: most_per_week.violations,
        Rule.ONCE_A_DAY: once_a_day.violations,
        Rule.GAP: gap.violations,
        Rule.SKILLS: skills.violations,
        Rule.PAIRS_AT_ONCE: pairs_at_once.violations,
        Rule.ABSENCE: absence.violations,
        Rule.TWO_PLACES: two_places.violations,
        Rule.DAILY_REST: daily_rest.violations,
        Rule.WEEKLY_REST: weekly_rest.violations,
        Rule.BREAK: breaks.violations,
        Rule.WEEKLY_HOURS: weekly_hours.violations,
        Rule.NEWCOMERS: newcomers.violations,
        Rule.PINS: pins.violations,
        Rule.REINFORCEMENT: reinforcement.violations,
    }
)


def check(plan: WeekPlan) -> tuple[Violation, ...]:
    """Give every violation of every hard rule; an empty tuple means that the plan may be used.

    Examples
    --------
    ``check(plan_week(request))`` is empty for every request, or the planner has a fault.
    """
    timed = exact_plan(plan)
    return tuple(violation for rule in RULES.values() for violation in rule(timed))
