"""plan.json: the schema, there and back again, broken files, and writing whole or not at all."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from small_week import good_plan

from geo.reference import reference_folder
from planner.check import check
from planner.plan import WeekPlan
from planner.plan_json import PlanFileError, plan_from_dict, plan_to_dict, read_plan, write_plan
from planner.value import plan_score

SCHEMA = json.loads((reference_folder() / "schema" / "plan.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
GOOD = json.loads(json.dumps(plan_to_dict(good_plan())))


def test_a_real_plan_keeps_the_schema_and_comes_back_as_it_was(real_plan: WeekPlan, tmp_path: Path):
    path = tmp_path / "plan.json"
    write_plan(real_plan, path)
    data = json.loads(path.read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []
    again = read_plan(path)
    assert json.loads(json.dumps(plan_to_dict(again))) == data
    assert (again.routes, again.unplanned, again.score) == (real_plan.routes, real_plan.unplanned, real_plan.score)
    assert again.request.needs == real_plan.request.needs
    assert again.request.hotspots == real_plan.request.hotspots
    assert check(again) == ()
    assert plan_score(again) == again.score
    write_plan(again, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


def test_the_hand_made_plan_keeps_the_schema():
    VALIDATOR.validate(GOOD)
    assert list(GOOD) == ["team", "week", "request", "routes", "unplanned", "score", "bound"]
    assert list(GOOD["routes"][0]) == [
        "pair", "workers", "date", "start", "end", "base", "stops", "legs", "breaks",
    ]  # fmt: skip


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every key; of a list only the first entry."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key)
            yield from _paths(item, (*path, key))
    elif isinstance(value, list) and value:
        yield from _paths(value[0], (*path, 0))


def _parent(data: Any, path: tuple[str | int, ...]) -> Any:
    for key in path[:-1]:
        data = data[key]
    return data


WITH_UNPLANNED = {**GOOD, "unplanned": [{"hotspot": "bron", "reason": "too_far", "suggestion": "closer_base"}]}
PATHS = list(_paths(WITH_UNPLANNED))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_a_missing_key_is_told_by_schema_and_reader(path: tuple[str | int, ...]):
    data = copy.deepcopy(WITH_UNPLANNED)
    del _parent(data, path)[path[-1]]
    assert not VALIDATOR.is_valid(data)
    if "working_time" in path and path[-1] != "working_time":
        assert plan_from_dict(data)  # limits that are not given are those of the law
        return
    with pytest.raises(PlanFileError):
        plan_from_dict(data)


@pytest.mark.parametrize("path", [p for p in PATHS if "geometry" not in p], ids=lambda path: ".".join(map(str, path)))
def test_the_schema_refuses_keys_and_values_of_the_wrong_kind(path: tuple[str | int, ...]):
    data = copy.deepcopy(WITH_UNPLANNED)
    _parent(data, path)[path[-1]] = {"no": "such thing"}
    assert not VALIDATOR.is_valid(data)
    data = copy.deepcopy(WITH_UNPLANNED)
    parent = _parent(data, path)
    if isinstance(parent, dict):
        parent["extra"] = 1
        assert not VALIDATOR.is_valid(data)


WRONG: list[tuple[str, Any]] = [
    ("routes.0.start", "2026-11-30T16:00:00"),
    ("routes.0.start", "in the evening"),
    ("routes.0.start", 17),
    ("routes.0.date", "2026-13-01"),
    ("routes.0.legs.0.mode", "boat"),
    ("routes.0.legs.0.seconds", "soon"),
    ("routes.0.stops", None),
    ("routes", 3),
    ("routes", ["x"]),
    ("unplanned.0.reason", "bad_luck"),
    ("unplanned.0.suggestion", ""),
    ("score", "many"),
    ("score", None),
    ("bound", "x"),
    ("request", None),
    ("request", []),
    ("request.week", "2026-W54"),
    ("request.week", "2026-W50"),
    ("request.slack_share", 1.0),
    ("request.days", []),
    ("request.days.0.counts_as", "monday"),
    ("request.needs.0.windows", "always"),
    ("request.needs.0.hotspot", "nowhere"),
    ("request.needs.0.most", -1),
    ("request.shifts.0.end", "2026-11-30T15:00:00+01:00"),
    ("request.shifts.0.base", "nowhere"),
    ("request.workers.0.weekly_hours", 61),
    ("request.workers.0.experience", "wise"),
    ("request.working_time.break_min", 0),
    ("request.working_time", {"no_such_limit": 1}),
    ("request.hotspots.0.geometry", {"type": "Blob"}),
    ("request.hotspots.0.geometry", {"type": "Point", "coordinates": "here"}),
    ("request.hotspots.0.geometry", {"type": "Point", "coordinates": []}),
    ("request.hotspots.0.name", " "),
    ("request.timezone", "Mars/Base"),
    ("request.timezone", "../etc/passwd"),
    ("request.timezone", 1),
    ("request.travel.places", ["bas"]),
    ("request.travel.matrices.0.seconds", [[0, 1], [2]]),
    ("request.travel.matrices.0.seconds", [[2**40] * 9] * 9),
    ("request.travel.matrices.0.mode", "boat"),
    ("request.travel.periods.0.when", "whenever"),
]


@pytest.mark.parametrize(("path", "value"), WRONG, ids=lambda part: str(part)[:40])
def test_a_wrong_value_is_no_plan(path: str, value: Any):
    data = copy.deepcopy(WITH_UNPLANNED)
    keys = tuple(int(key) if key.isdigit() else key for key in path.split("."))
    _parent(data, keys)[keys[-1]] = value
    with pytest.raises(PlanFileError):
        plan_from_dict(data)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"3", b'"plan"', b"\xff\xfe\x00", b"[" * 100_000, b'{"team": "a"}']
)
def test_a_file_that_is_no_plan_is_told(content: bytes, tmp_path: Path):
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(PlanFileError):
        read_plan(path)


def test_a_missing_file_and_a_folder_are_told_by_name(tmp_path: Path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(PlanFileError, match=str(path)):
            read_plan(path)


def test_a_plan_that_can_not_be_written_leaves_the_old_file(tmp_path: Path):
    path = tmp_path / "plan.json"
    write_plan(good_plan(), path)
    before = path.read_bytes()
    for score in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="JSON compliant"):
            write_plan(replace(good_plan(), score=score), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["plan.json"]


def test_a_write_that_breaks_off_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "plan.json"
    write_plan(good_plan(), path)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("planner.plan_json.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_plan(replace(good_plan(), score=5.0), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["plan.json"]


def test_a_folder_that_is_a_file_is_an_error(tmp_path: Path):
    (tmp_path / "file").write_text("here")
    with pytest.raises(OSError, match="file"):
        write_plan(good_plan(), tmp_path / "file" / "plan.json")
    assert (tmp_path / "file").read_text() == "here"


def test_times_carry_their_offset():
    data = copy.deepcopy(GOOD)
    assert data["routes"][0]["start"] == "2026-11-30T16:00:00+01:00"
    assert date.fromisoformat(data["routes"][0]["date"]) == datetime.fromisoformat(data["routes"][0]["start"]).date()
