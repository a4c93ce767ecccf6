"""What a hostile call or a damaged file may not do."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from geo.reference import city_folder
from planner.plan import WeekPlan
from planner.plan_json import PlanFileError
from web.cli import main
from web.plans import StoredPlans
from web.store.store import Store
from web.store.tables.plans import PlanVersion, WeekPlanRow


def test_a_team_id_of_any_length_names_no_plan(store: Store) -> None:
    assert StoredPlans(store).read("a" * 5000, "2026-W49") is None


def test_a_plan_of_another_team_is_told_as_no_plan(store: Store, plan: WeekPlan) -> None:
    StoredPlans(store).write(plan)
    with store.housekeeping() as session:
        session.execute(update(WeekPlanRow).values(team_id="other"))
    with pytest.raises(PlanFileError, match="holds the plan of"):
        StoredPlans(store).read("other", plan.week)


def test_a_plan_whose_text_was_changed_in_the_database_is_told(store: Store, plan: WeekPlan) -> None:
    StoredPlans(store).write(plan)
    with store.housekeeping() as session:
        session.execute(update(PlanVersion).values(document=PlanVersion.document + " "))
    with pytest.raises(PlanFileError, match="was changed"):
        StoredPlans(store).read(plan.team, plan.week)


@pytest.mark.parametrize("name", ["../data/stockholm", "..", ".", "/etc", "stockholm/../stockholm", ""])
def test_a_city_is_named_by_its_own_name_alone(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        city_folder(name)


def test_an_endless_search_time_is_refused(tmp_path: Path) -> None:
    call = ["plan", "--team", "convictus", "--week", "2026-W49", "--seconds", "nan", "--out", str(tmp_path / "p.json")]
    assert CliRunner().invoke(main, call).exit_code == 2
    assert not (tmp_path / "p.json").exists()
