"""The folder of plans: read, listed and written; no name leads outside it."""

import os

import pytest

from planner.plan_json import PlanFileError
from web.lead.choices import choices_of
from web.plans import PlanFolder, PlanKey


@pytest.fixture
def folder(tmp_path, plan):
    plans = PlanFolder(tmp_path / "plans")
    plans.write(plan)
    return plans


def test_what_is_written_is_read_and_listed(folder, plan):
    assert folder.list() == (PlanKey(plan.team, plan.week),)
    assert folder.read(plan.team, plan.week).routes == plan.routes
    assert folder.read(plan.team, plan.week) is folder.read(plan.team, plan.week)


def test_a_changed_file_is_read_again(folder, plan):
    first = folder.read(plan.team, plan.week)
    file = folder.write(plan)
    os.utime(file, (1, 1))
    assert folder.read(plan.team, plan.week) is not first


@pytest.mark.parametrize(
    ("team", "week"),
    [("..", "2026-W49"), ("a/../..", "2026-W49"), ("", "2026-W49"), ("a", "../../x"), ("a", "2026-W54"),
     ("a", "2026-W49\n"), ("A", "2026-W49"), ("a\x00", "2026-W49"), ("-a", "2026-W49")],
)  # fmt: skip
def test_no_name_leads_outside_the_folder(folder, team, week):
    assert folder.file(team, week) is None
    assert folder.read(team, week) is None


def test_other_files_are_not_listed(folder):
    (folder.path / "UPPER").mkdir()
    for name in ("UPPER/2026-W49.json", "uppsokarteamet/notes.json", "loose.json"):
        (folder.path / name).write_text("{}")
    assert len(folder.list()) == 1


def test_an_empty_or_missing_folder_has_no_plans(tmp_path):
    assert PlanFolder(tmp_path / "none").list() == ()


def test_a_file_that_is_no_plan_is_told(folder, plan):
    folder.file(plan.team, plan.week).write_text("[]")
    with pytest.raises(PlanFileError):
        folder.read(plan.team, plan.week)
    assert folder.team_name(PlanKey(plan.team, plan.week)) == plan.team


def test_the_choosers_offer_every_plan_and_what_was_asked_for(folder, plan):
    choices = choices_of(folder, team="eu-teamet", week="2027-W27")
    assert [(c.value, c.name, c.chosen) for c in choices.teams] == [
        ("uppsokarteamet", "Uppsökarteamet", False), ("eu-teamet", "eu-teamet", True),
    ]  # fmt: skip
    assert [c.value for c in choices.weeks] == ["2026-W49", "2027-W27"]
