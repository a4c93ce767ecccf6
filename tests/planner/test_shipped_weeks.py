"""The shipped city and the tiny one: every team's plan of an ordinary week, a summer week and Midsommar is sound."""

import pytest
from random_week import assert_sound

from geo.reference import city_folder
from planner.plan import Reason
from planner.plan_week import plan_week

TEAMS = sorted(path.stem for path in (city_folder() / "teams").glob("*.toml"))
WEEKS = ["2026-W49", "2027-W27", "2027-W25"]


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("team", TEAMS)
def test_a_shipped_team_s_week_is_sound(team: str, week: str, request_of):
    request = request_of("stockholm", team, week)
    assert request.shifts
    plan = plan_week(request, seconds=1.5)
    assert_sound(plan)
    assert any(route.stops for route in plan.routes)
    assert sum(len(route.stops) for route in plan.routes) >= 2 * len(plan.routes)
    assert 0.3 * plan.bound <= plan.score <= plan.bound
    assert Reason.OUT_OF_SEASON not in {u.reason for u in plan.unplanned}
    assert len(plan.unplanned) <= len(request.needs) // 3


@pytest.mark.parametrize("week", [*WEEKS, "2026-W43", "2027-W12"])
@pytest.mark.parametrize("team", ["en", "tall"])
def test_the_tiny_city_s_weeks_are_sound(team: str, week: str, request_of):
    plan = plan_week(request_of("lilleby", team, week), seconds=0.5)
    assert_sound(plan)
    assert any(route.stops for route in plan.routes)


def test_a_real_plan_is_sound(real_plan):
    assert_sound(real_plan)


def test_there_are_seven_shipped_teams():
    assert len(TEAMS) >= 7
