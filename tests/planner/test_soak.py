"""Long random runs: ``FALTPLAN_SOAK_SECONDS`` says how long (20 by default; ``make soak`` runs for longer)."""

import os
from random import Random
from time import monotonic

import pytest
from random_week import assert_sound, mutated, random_request

from planner.check import check
from planner.plan_week import plan_week

SECONDS = float(os.environ.get("FALTPLAN_SOAK_SECONDS", "20"))


@pytest.mark.soak
def test_no_random_request_breaks_the_planner_and_no_random_change_breaks_the_checker():
    begin, first = monotonic(), int(os.environ.get("FALTPLAN_SOAK_SEED", "0"))
    runs = 0
    while runs == 0 or monotonic() - begin < SECONDS:
        seed = first + runs
        random = Random(seed)
        try:
            plan = plan_week(random_request(random), seconds=random.choice([0.1, 0.3]), seed=seed)
            assert_sound(plan)
            for _ in range(20):
                for violation in check(mutated(random, plan)):
                    assert str(violation)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error
        runs += 1
    print(f"{runs} random weeks")
