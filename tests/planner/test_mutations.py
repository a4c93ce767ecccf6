"""Random sound plans broken in every way: the checker tells the rule that is broken, and no other."""

from collections.abc import Iterator
from functools import cache
from random import Random

import broken_people  # noqa: F401
import broken_routes  # noqa: F401
import broken_visits  # noqa: F401
import pytest
from by_hand import plan_by_hand
from exhaustive import Exhaustive
from mutations import MUTATIONS
from tiny_week import tiny_request

from planner.check import check
from planner.plan import WeekPlan
from planner.rules.violation import Rule

WAYS = {f"{rule}-{way.__name__}": (rule, way) for rule, ways in MUTATIONS.items() for way in ways}
PLANS = 30
"""Plans that each way must have broken."""


def sound_plans() -> Iterator[WeekPlan]:
    """Give random sound plans, made once a process."""
    for seed in range(2000):
        yield from _made(seed)


@cache
def _made(seed: int) -> tuple[WeekPlan, ...]:
    random = Random(10_000 + seed)
    exhaustive = Exhaustive(tiny_request(random))
    plans = [plan_by_hand(random, exhaustive) for _ in range(4)]
    return tuple(plan for plan in plans if plan.routes)


def test_every_rule_has_a_way_to_break_it_and_most_have_several():
    assert set(MUTATIONS) == set(Rule)
    assert {rule for rule, ways in MUTATIONS.items() if len(ways) < 2} == {Rule.ONCE_A_DAY, Rule.GAP}
    assert all(MUTATIONS.values())


@pytest.mark.parametrize("name", WAYS)
def test_what_is_broken_is_told_and_nothing_else(name: str):
    rule, way = WAYS[name]
    random, broken = Random(name), 0
    for plan in sound_plans():
        assert not check(plan)
        if broken >= PLANS:
            break
        changed = way(random, plan)
        if changed is not None:
            found = check(changed)
            assert {violation.rule for violation in found} == {rule}, [str(v) for v in found]
            broken += 1
    assert broken == PLANS, f"only {broken} plans could be broken"
