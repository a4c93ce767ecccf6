"""plan.json edited by hand in devious ways: each is told as a breach or refused as no plan, never a traceback."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from errno import ENOSPC
from pathlib import Path
from typing import Any

import pytest
from small_week import good_plan

from planner.check import check
from planner.plan import Break, Route, WeekPlan
from planner.plan_json import PlanFileError, plan_to_dict, read_plan, write_plan
from planner.request import week_monday

Edit = Callable[[dict[str, Any]], object]


def _route(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = max(data["routes"], key=lambda route: len(route["stops"]))
    return found


def _matrices(data: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data["request"]["travel"]["matrices"]
    return found


def _all(key: str, value: object) -> Edit:
    return lambda data: [m.update({key: [[value] * len(row) for row in m[key]]}) for m in _matrices(data)]


REFUSED: dict[str, Edit] = {
    "score is NaN": lambda data: data.update(score=float("nan")),
    "score is endless": lambda data: data.update(score=float("inf")),
    "score is text": lambda data: data.update(score="12"),
    "bound is true": lambda data: data.update(bound=True),
    "week is a number": lambda data: data.update(week=49),
    "routes are an object": lambda data: data.update(routes={}),
    "pair without a name": lambda data: _route(data).update(pair=" "),
    "pair is null": lambda data: _route(data).update(pair=None),
    "base is a list": lambda data: _route(data).update(base=["a"]),
    "workers are one text": lambda data: _route(data).update(workers="ab"),
    "workers are lists": lambda data: _route(data).update(workers=[["a"], ["b"]]),
    "stop at a list": lambda data: _route(data)["stops"][0].update(hotspot=["a"]),
    "stop without offset": lambda data: _route(data)["stops"][0].update(arrive="2026-12-01T10:00:00"),
    "stop in year 1": lambda data: _route(data)["stops"][0].update(start="0001-01-01T00:00:00+14:00"),
    "shift to year 9999": lambda data: _route(data).update(end="9999-12-31T23:59:59-14:00"),
    "negative leg": lambda data: _route(data)["legs"][0].update(seconds=-600),
    "leg of a part of a second": lambda data: _route(data)["legs"][0].update(seconds=600.9),
    "leg of text": lambda data: _route(data)["legs"][0].update(seconds="600"),
    "leg without end": lambda data: _route(data)["legs"][0].update(seconds=10**30),
    "negative metres": lambda data: _route(data)["legs"][0].update(metres=-5),
    "a line on foot": lambda data: _route(data)["legs"][0].update(mode="walk", line="Space line"),
    "transit without a line": lambda data: _route(data)["legs"][0].update(mode="transit", line=None),
    "unknown time zone": lambda data: data["request"].update(timezone="Mars/Base"),
    "time zone that is a path": lambda data: data["request"].update(timezone="../../etc/passwd"),
    "no matrices": lambda data: data["request"]["travel"].update(matrices=[]),
    "no departure periods": lambda data: data["request"]["travel"].update(periods=[]),
    "negative travel times": _all("seconds", -1),
    "travel times beyond measure": _all("seconds", 10**12),
    "unknown lines": _all("line", 9999),
    "a worker twice": lambda data: data["request"]["workers"].append(data["request"]["workers"][0]),
    "a place twice": lambda data: data["request"]["hotspots"].append(data["request"]["hotspots"][0]),
    "a need twice": lambda data: data["request"]["needs"].append(data["request"]["needs"][0]),
    "rest of NaN hours": lambda data: data["request"]["working_time"].update(daily_rest_h=float("nan")),
    "a week too few": lambda data: data["request"]["days"].pop(),
}


@pytest.mark.parametrize("edit", REFUSED.values(), ids=REFUSED)
def test_nonsense_is_refused_as_no_plan(edit: Edit, tmp_path: Path) -> None:
    data = plan_to_dict(good_plan())
    edit(data)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(PlanFileError):
        check(read_plan(file))


def _with_longest(plan: WeekPlan, change: Callable[[Route], Route]) -> WeekPlan:
    longest = max(plan.routes, key=lambda route: len(route.stops))
    return replace(plan, routes=tuple(change(r) if r is longest else r for r in plan.routes))


def test_a_break_before_the_way_home_makes_the_pair_late() -> None:
    def late(route: Route) -> Route:
        last = route.stops[-1].leave
        legs = (*route.legs[:-1], replace(route.legs[-1], seconds=600))
        pause = Break(last + timedelta(minutes=5), last + timedelta(minutes=35))
        return replace(route, end=last + timedelta(minutes=35), legs=legs, breaks=(*route.breaks, pause))

    assert "home_too_late" in {violation.code for violation in check(_with_longest(good_plan(), late))}


def test_the_same_break_many_times_frees_no_more_hours() -> None:
    plan = good_plan()
    first = plan.routes[0]
    pause = Break(first.start, first.start + timedelta(minutes=30))
    hours = (first.end - first.start).total_seconds() / 3600 - 1
    route = replace(first, breaks=(pause,) * 20)
    workers = tuple(
        replace(w, weekly_hours=hours, busy=()) if w.id in first.workers else w for w in plan.request.workers
    )
    cheated = replace(plan, request=replace(plan.request, workers=workers), routes=(route,))
    assert "weekly_hours/too_many" in {f"{violation.rule}/{violation.code}" for violation in check(cheated)}


@pytest.mark.parametrize("week", ["0000-W01", "0001-W01", "9999-W52", "1969-W52", "2026-W54"])
def test_weeks_of_another_age_are_refused(week: str) -> None:
    with pytest.raises(ValueError, match=r"week|year|age|ago"):
        week_monday(week)


def test_a_full_disk_names_the_file_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"plan\.json"):
        write_plan(good_plan(), tmp_path / "plan.json")
    assert not list(tmp_path.iterdir())
