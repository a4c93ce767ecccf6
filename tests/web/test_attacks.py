"""What a hostile call or a damaged file may not do."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.reference import city_folder
from planner.plan import WeekPlan
from planner.plan_json import PlanFileError, write_plan
from web.cli import main
from web.plans import PlanFolder


def test_a_team_id_of_any_length_names_no_file(tmp_path: Path) -> None:
    assert PlanFolder(tmp_path).read("a" * 5000, "2026-W49") is None


def test_a_plan_of_another_team_is_told_as_no_plan(tmp_path: Path, plan: WeekPlan) -> None:
    write_plan(plan, tmp_path / "other" / "2026-W49.json")
    with pytest.raises(PlanFileError, match="holds the plan of"):
        PlanFolder(tmp_path).read("other", "2026-W49")


@pytest.mark.parametrize("name", ["../data/stockholm", "..", ".", "/etc", "stockholm/../stockholm", ""])
def test_a_city_is_named_by_its_own_name_alone(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        city_folder(name)


def test_an_endless_search_time_is_refused(tmp_path: Path) -> None:
    call = ["plan", "--team", "convictus", "--week", "2026-W49", "--seconds", "nan", "--out", str(tmp_path / "p.json")]
    assert CliRunner().invoke(main, call).exit_code == 2
    assert not (tmp_path / "p.json").exists()
