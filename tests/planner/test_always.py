"""What holds always: no plan beats the exhaustive optimum, none of these the bound, and no sound plan breaks a rule."""

import os
from dataclasses import dataclass, replace
from random import Random
from time import monotonic

import pytest
from by_hand import plan_by_hand
from exhaustive import Exhaustive
from random_week import assert_sound, mutated, random_request
from rosters import as_plan, best_of_all, seats_of
from tiny_week import tiny_request

from planner.bound import week_bound
from planner.check import check
from planner.exact import exact_request
from planner.pin import Pin, PinnedStop
from planner.plan import WeekPlan
from planner.plan_week import plan_week
from planner.request import WeekRequest

ROUNDS = 150
CLOSE = 0.0011
"""Scores are told to three decimals."""
BATCHES, WEEKS = 3, 110
"""At least 300 small weeks, in parts that run side by side."""
HAND_BATCHES, HAND_WEEKS, PLANS = 6, 60, 7
"""At least 2,000 plans made by hand."""
SECONDS = float(os.environ.get("FALTPLAN_SOAK_SECONDS", "20"))


@dataclass(frozen=True, slots=True)
class Proved:
    """What one small week showed."""

    plan: WeekPlan
    best: float
    told: int

    @property
    def optimal(self) -> bool:
        """Whether the plan is the best that its pairs could do."""
        return self.plan.score >= self.best - CLOSE


def prove(seed: int, *, rounds: int = ROUNDS) -> Proved:
    """Plan one small week, and hold the plan and its bound to all that could be."""
    asked = tiny_request(Random(seed))
    exhaustive = Exhaustive(asked)
    told: list[WeekPlan] = []
    plan = plan_week(asked, rounds=rounds, seed=seed, report=lambda progress: told.append(progress.plan()))
    assert_sound(plan)
    assert not [str(violation) for each in told for violation in check(each)]
    best = exhaustive.best(seats_of(plan))
    reached = as_plan(plan, exhaustive, best)
    assert not [str(violation) for violation in check(reached)], "the optimum is no sound plan"
    assert reached.score == pytest.approx(best.value, abs=CLOSE)
    assert all(each.score <= best.value + CLOSE for each in (plan, *told[-1:])), "a plan beats the optimum of its pairs"
    of_all = best_of_all(exhaustive)
    assert best.value <= of_all + CLOSE, "a roster is better than every legal one"
    assert plan.bound is not None
    assert of_all <= plan.bound + CLOSE, "the bound is too low"
    assert of_all <= week_bound(exact_request(asked)) + CLOSE, "the first bound is too low"
    return Proved(plan, best.value, len(told))


def hold(seed: int, *, plans: int) -> int:
    """Make plans of one small week by hand, and give how many hold a visit."""
    random = Random(seed)
    exhaustive = Exhaustive(tiny_request(random))
    optimum: dict[tuple[object, ...], float] = {}
    visited = 0
    for _ in range(plans):
        plan = plan_by_hand(random, exhaustive)
        assert not [str(violation) for violation in check(plan)]
        seats = seats_of(plan)
        if seats not in optimum:
            optimum[seats] = exhaustive.best(seats).value
        assert plan.score <= optimum[seats] + CLOSE
        visited += any(route.stops for route in plan.routes)
    return visited


def pinned(random: Random, plan: WeekPlan) -> WeekRequest:
    """Pin some routes of a plan and some of their stops; a joint visit is pinned for all of its pairs or for none."""
    request = plan.request
    shifts = {(shift.start, shift.end, shift.base): shift.id for shift in request.shifts}
    joint = {need.hotspot for need in request.needs if need.pairs > 1}
    chosen = random.sample(plan.routes, random.randint(1, len(plan.routes)))
    left_out = {stop.start for route in plan.routes if route not in chosen for stop in route.stops}
    kept = random.random() < 0.5
    pins = []
    for route in chosen:
        stops = [
            stop
            for stop in route.stops
            if (kept and stop.start not in left_out if stop.hotspot in joint else random.random() < 0.7)
        ]
        pins.append(
            Pin(
                shifts[route.start, route.end, route.base],
                route.pair,
                route.workers,
                tuple(PinnedStop(stop.hotspot, stop.start) for stop in stops),
                closed=len(stops) == len(route.stops) and random.random() < 0.5,
            )
        )
    return replace(request, pins=tuple(pins))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_plan_beats_the_optimum_and_no_optimum_the_bound(batch: int):
    proved = [prove(seed) for seed in range(batch * WEEKS, (batch + 1) * WEEKS)]
    best = sum(one.optimal for one in proved)
    print(f"{best} of {WEEKS} plans are the best that their pairs could do")
    assert best >= 0.95 * WEEKS


@pytest.mark.parametrize("batch", range(HAND_BATCHES))
def test_no_plan_made_by_hand_breaks_a_rule_or_beats_the_optimum(batch: int):
    first = 5_000 + batch * HAND_WEEKS
    visited = sum(hold(seed, plans=PLANS) for seed in range(first, first + HAND_WEEKS))
    assert visited >= HAND_WEEKS * PLANS // 4


def test_what_is_pinned_of_a_sound_plan_stays():
    kept = 0
    for seed in range(8_000, 8_100):
        random = Random(seed)
        by_hand = plan_by_hand(random, Exhaustive(tiny_request(random)))
        if by_hand.routes:
            asked = pinned(random, by_hand)
            assert not check(replace(by_hand, request=asked))
            assert_sound(plan_week(asked, rounds=20, seed=seed))
            kept += 1
    assert kept >= 50


@pytest.mark.soak
def test_nothing_random_breaks_what_holds_always():
    begin, first = monotonic(), int(os.environ.get("FALTPLAN_SOAK_SEED", "0"))
    weeks = best = 0
    while weeks == 0 or monotonic() - begin < SECONDS:
        seed = first + 100_000 + weeks
        random = Random(seed)
        try:
            best += prove(seed, rounds=random.choice([1, 20, ROUNDS, 1000])).optimal
            hold(seed, plans=PLANS)
            plan = plan_week(random_request(random), seconds=random.choice([0.1, 0.3]), seed=seed)
            assert_sound(plan)
            for _ in range(20):
                for violation in check(mutated(random, plan)):
                    assert str(violation)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error
        weeks += 1
    print(f"{best} of {weeks} plans are the best that their pairs could do")
