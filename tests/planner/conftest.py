"""Cities, teams and plans that the planner's tests share; the modules of this folder can be imported by name."""

import sys
from functools import cache
from pathlib import Path

import pytest

from geo.city import City, read_city
from geo.reference import city_folder
from geo.travel.of_city import city_travel
from geo.travel.times import TravelTimes
from planner.make_request import make_request
from planner.plan import WeekPlan
from planner.plan_week import plan_week
from planner.request import WeekRequest
from planner.team_file import read_team

sys.path.insert(0, str(Path(__file__).parent))

LILLEBY = Path(__file__).resolve().parent.parent / "cities" / "lilleby"


@cache
def the_city(name: str) -> tuple[City, TravelTimes]:
    """Read a city once a process."""
    city = read_city(LILLEBY if name == "lilleby" else city_folder(name))
    return city, city_travel(city)


@cache
def the_request(name: str, team: str, week: str) -> WeekRequest:
    """Make one team's request once a process."""
    city, travel = the_city(name)
    return make_request(city, read_team(city.team_path(team), city=city), week, travel=travel)


@pytest.fixture(scope="session")
def lilleby() -> tuple[City, TravelTimes]:
    return the_city("lilleby")


@pytest.fixture(scope="session")
def request_of():
    """Give ``request_of(city, team, week)``."""
    return the_request


@pytest.fixture(scope="session", params=["stockholm/uppsokarteamet", "lilleby/en", "lilleby/tall"])
def real_plan(request: pytest.FixtureRequest) -> WeekPlan:
    """Give a real plan of the winter week: the shipped city's biggest team, and both teams of the tiny city."""
    city, team = request.param.split("/")
    return plan_week(the_request(city, team, "2026-W49"), seconds=3 if city == "stockholm" else 1)
