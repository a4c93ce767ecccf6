"""Weeks in which little or nothing can be done: each is a plan with reasons, never an exception."""

import json
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from random_week import assert_sound
from small_week import BASE, NEEDS, SHIFTS, WORKERS, at, need, request, shift, travel, two_workers

from geo.hotspot import HotspotKind, Sensitivity
from planner.explain import REMEDY
from planner.plan import Reason, WeekPlan
from planner.plan_json import plan_to_dict
from planner.plan_week import plan_week
from planner.request import WeekRequest
from planner.worker import Absence, Experience
from planner.working_time import WorkingTime

ROUNDS = 30
EVENING = shift("mo-kvall", "mo 16:00", "mo 22:00", pairs=2)
ALL_WEEK = (Absence(at("mo 00:00").date(), at("su 00:00").date()),)


@dataclass(frozen=True)
class Hard:
    """A week, and why each hotspot is left out; those that are planned are not told."""

    asked: WeekRequest
    reasons: dict[str, Reason] = field(default_factory=dict)


def _two_needs(**fields: object) -> WeekRequest:
    needs = [need("torget", "daily 16:00-22:00", least=1), need("kajen", "daily 17:00-21:00", 20)]
    return request(needs, [EVENING], two_workers(), **fields)


def _all(reason: Reason) -> dict[str, Reason]:
    return {"torget": reason, "kajen": reason}


def _removal() -> WeekRequest:
    """Ask for a settlement to be cleared at 08:00, with two pairs and a nurse, when everybody is off."""
    needs = [need("boplatsen", "we 08:00-09:30", 90, least=1, target=1, most=1, pairs=2, weight=9.0)]
    asked = request(needs, [EVENING], WORKERS[:4])
    hidden = {"kind": HotspotKind.SETTLEMENT, "sensitivity": Sensitivity.NAMED_TEAMS, "teams": (asked.team,)}
    return replace(asked, hotspots=tuple(replace(spot, **hidden) for spot in asked.hotspots))


def _unreachable_base() -> WeekRequest:
    asked = _two_needs()
    matrices = {}
    for key, matrix in asked.travel.matrices.items():
        seconds = matrix.seconds.copy()
        row = asked.travel.index[BASE.id]
        seconds[row, :] = seconds[:, row] = np.iinfo(np.int32).max
        seconds[row, row] = 0
        matrices[key] = replace(matrix, seconds=seconds)
    return replace(asked, travel=replace(asked.travel, matrices=matrices))


def _no_time_to_travel() -> WeekRequest:
    return _two_needs(travel=travel([BASE.id, "torget", "kajen"], day_s=0, night_s=0))


HARD: dict[str, Hard] = {
    "nobody in the team": Hard(replace(_two_needs(), workers=()), _all(Reason.NO_PAIR_IN_WINDOW)),
    "one alone": Hard(replace(_two_needs(), workers=two_workers()[:1]), _all(Reason.NO_PAIR_IN_WINDOW)),
    "everybody absent": Hard(
        replace(_two_needs(), workers=two_workers(absences=ALL_WEEK)), _all(Reason.NO_PAIR_IN_WINDOW)
    ),
    "newcomers only": Hard(
        replace(_two_needs(), workers=two_workers(experience=Experience.NEWCOMER)), _all(Reason.NO_PAIR_IN_WINDOW)
    ),
    "contracts used up": Hard(replace(_two_needs(), workers=two_workers(weekly_hours=1.0)),
                              _all(Reason.NO_PAIR_IN_WINDOW)),
    "no shifts": Hard(replace(_two_needs(), shifts=()), _all(Reason.NO_SHIFT_IN_WINDOW)),
    "all windows closed": Hard(
        request([need("torget", "tu-su 16:00-22:00"), need("kajen", "mo 08:00-12:00")], [EVENING], two_workers()),
        _all(Reason.NO_SHIFT_IN_WINDOW),
    ),
    "a weekday that a holiday takes away": Hard(
        request([need("torget", "fr 16:00-22:00")], [shift("fr-kvall", "fr 16:00", "fr 22:00", "2026-W53")],
                two_workers(), week="2026-W53"),
        {"torget": Reason.NO_SHIFT_IN_WINDOW},
    ),
    "a joint visit with one pair": Hard(
        request([need("torget", "mo 16:00-22:00", pairs=2, least=1)], [EVENING], two_workers()),
        {"torget": Reason.TOO_FEW_PAIRS_AT_ONCE},
    ),
    "a joint visit of three pairs where two are": Hard(
        request([need("torget", "mo 16:00-22:00", pairs=3, least=1)], [EVENING], WORKERS[:4]),
        {"torget": Reason.TOO_FEW_PAIRS_AT_ONCE},
    ),
    "a removal at 08:00 and nobody on duty": Hard(_removal(), {"boplatsen": Reason.NO_SHIFT_IN_WINDOW}),
    "no needs": Hard(request((), SHIFTS, WORKERS)),
    "no needs, shifts or workers": Hard(request((), (), ())),
    "breaks longer than the shift": Hard(_two_needs(working_time=WorkingTime(break_min=600)),
                                         _all(Reason.NO_PAIR_IN_WINDOW)),
    "a break every six minutes": Hard(_two_needs(working_time=WorkingTime(longest_stretch_h=0.1)),
                                      _all(Reason.NO_PAIR_IN_WINDOW)),
    "a shift of 26 hours": Hard(
        replace(_two_needs(), shifts=(shift("dygn", "mo 16:00", "tu 18:00"),)), _all(Reason.NO_PAIR_IN_WINDOW)
    ),
    "a shift of 20 hours that is allowed": Hard(
        replace(_two_needs(working_time=WorkingTime(daily_rest_h=3)), shifts=(shift("dygn", "mo 16:00", "tu 12:00"),))
    ),
    "a shift that needs more breaks than can be planned": Hard(
        replace(
            _two_needs(working_time=WorkingTime(daily_rest_h=0.1)), shifts=(shift("dygn", "mo 16:00", "tu 15:30"),)
        ),
        _all(Reason.NO_PAIR_IN_WINDOW),
    ),
    "a base that nothing can be reached from": Hard(_unreachable_base(), _all(Reason.TOO_FAR)),
    "no time to travel": Hard(_no_time_to_travel()),
    "a visit longer than every shift": Hard(
        request([need("torget", "daily 10:00-23:00", 400), need("kajen", "mo 16:00-22:00")], [EVENING], two_workers()),
        {"torget": Reason.WINDOW_TOO_SHORT},
    ),
    "a visit as long as the shift": Hard(
        request([need("torget", "daily 10:00-23:00", 360)], [EVENING], two_workers()), {"torget": Reason.TOO_FAR}
    ),
    "everything in reserve": Hard(_two_needs(slack_share=0.95), _all(Reason.NO_TIME_LEFT)),
    "out of season": Hard(request([need("torget", "daily 16:00-22:00", season="summer")], [EVENING], two_workers())),
    "light where it is dark": Hard(
        request([replace(NEEDS[2], hotspot="torget")], [EVENING], two_workers()), {"torget": Reason.NO_DAYLIGHT}
    ),
    "a skill that nobody has": Hard(
        request([need("torget", "mo 16:00-22:00", skills=frozenset({"arabic"}))], [EVENING], two_workers()),
        {"torget": Reason.MISSING_SKILL},
    ),
    "a shift that asks for what nobody can": Hard(
        replace(_two_needs(), shifts=(replace(EVENING, skills=frozenset({"arabic"})),)),
        _all(Reason.NO_PAIR_IN_WINDOW),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_a_hard_week_is_a_plan_with_reasons(name: str):
    hard = HARD[name]
    told: list[WeekPlan] = []
    plan = plan_week(hard.asked, rounds=ROUNDS, report=lambda progress: told.append(progress.plan()))
    for each in (*told, plan):
        assert_sound(each)
    assert json.dumps(plan_to_dict(plan))
    assert {left.hotspot: left.reason for left in plan.unplanned} == hard.reasons
    assert all(left.suggestion is REMEDY[left.reason] for left in plan.unplanned)
    assert plan.bound is not None
    assert plan.bound >= plan.score


@pytest.mark.parametrize("name", HARD)
def test_a_hard_week_is_planned_within_its_seconds_too(name: str):
    assert_sound(plan_week(HARD[name].asked, seconds=0.05))
