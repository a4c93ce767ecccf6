"""From city, team and week to the request: who may know what, neighbouring weeks, districts and travel."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from geo.city import City
from geo.travel.times import Mode, TravelTimes
from geo.windows import WeekWindows
from planner.make_request import make_request
from planner.plan import Route, WeekPlan
from planner.plan_json import plan_to_dict
from planner.plan_week import plan_week
from planner.request import Covered
from planner.roster.limits import possible_shifts
from planner.team import FixedWork, ShiftTemplate, Team
from planner.team_file import read_team
from planner.worker import BusyKind

WEEK = "2026-W49"


@pytest.fixture(scope="session")
def en(lilleby: tuple[City, TravelTimes]) -> Team:
    return read_team(lilleby[0].team_path("en"), city=lilleby[0])


def ask(lilleby: tuple[City, TravelTimes], team: Team, week: str = WEEK, **more):
    city, travel = lilleby
    return make_request(city, team, week, travel=travel, **more)


def test_a_settlement_of_another_team_is_nowhere_in_the_request_or_plan(lilleby):
    secret = next(h for h in lilleby[0].hotspots if h.teams == ("en",))
    tall = read_team(lilleby[0].team_path("tall"), city=lilleby[0])
    for week in (WEEK, "2027-W25"):
        plan = plan_week(ask(lilleby, tall, week), seconds=0.5)
        text = json.dumps(plan_to_dict(plan), ensure_ascii=False)
        for word in (secret.id, secret.name, str(secret.point.x), str(secret.point.y)):
            assert word not in text
        assert secret.id not in plan.request.travel.places


def test_its_own_team_has_it(lilleby, en: Team):
    request = ask(lilleby, en)
    assert "skogsgarden" in request.hotspot
    assert {n.id for n in request.needs_at["skogsgarden"]} == {"skogsgarden-ljus", "skogsgarden-morker"}


def test_needs_of_other_teams_and_places_without_needs_are_left_out(lilleby, en: Team):
    request = ask(lilleby, en)
    assert not [n.id for n in request.needs if n.teams and "en" not in n.teams]
    assert set(request.hotspot) == {n.hotspot for n in request.needs}
    assert request.travel.places == (*(b.id for b in request.bases), *request.hotspot)


def test_travel_is_asked_for_the_modes_and_periods_of_the_week(lilleby, en: Team):
    request = ask(lilleby, en)
    assert {mode for mode, _ in request.travel.matrices} == {Mode.TRANSIT, Mode.WALK, Mode.CAR}
    assert {period for _, period in request.travel.matrices} == {p.id for p in request.travel.periods}
    assert request.travel.estimated


def test_every_place_has_a_district(lilleby, en: Team):
    assert all(hotspot.district for hotspot in ask(lilleby, en).hotspots)


def test_the_local_holiday_counts_as_a_saturday(lilleby, en: Team):
    request = ask(lilleby, en)
    wednesday = request.days[2]
    assert (wednesday.name, wednesday.counts_as) == ("Lilledagen", 5)
    assert [s.mode for s in request.shifts if s.date == wednesday.date] == [Mode.CAR]


def test_commitments_and_visits_of_others_come_along(lilleby, en: Team):
    city = lilleby[0]
    others = (Covered("hamnen", datetime(2026, 12, 1, 12, tzinfo=city.tz), "tall"),)
    request = ask(lilleby, en, covered=others)
    assert request.covered == others
    assert [b.what for b in request.worker["tofsvipa"].busy] == ["Nätverksmöte"]
    assert [b.kind for b in request.worker["strandskata"].busy] == [BusyKind.SHIFT]


def neighbour(request, start: datetime, hours: float, workers: tuple[str, ...], week: str) -> WeekPlan:
    """Make a plan of another week with one route."""
    end = start + timedelta(hours=hours)
    route = Route("Ek", workers, start.date(), start, end, "bas-centrum")
    return WeekPlan("en", week, request, (route,), (), 0.0, None)


def test_a_sunday_night_of_the_week_before_forbids_monday_morning(lilleby, en: Team):
    city = lilleby[0]
    morning = ShiftTemplate("morgon", WeekWindows.parse("mo 09:00-14:00"), "bas-centrum")
    team = replace(en, templates=(*en.templates, morning))
    before = ask(lilleby, team)
    night = neighbour(before, datetime(2026, 11, 29, 20, tzinfo=city.tz), 6, ("tofsvipa", "tarna"), "2026-W48")
    after = ask(lilleby, team, neighbours=[night])
    assert before.shifts[0].id == "2026-11-30-morgon"
    for worker, free in (("tofsvipa", False), ("tarna", False), ("labb", True)):
        assert 0 in possible_shifts(before, before.worker[worker])
        assert (0 in possible_shifts(after, after.worker[worker])) is free
    assert [b.what for b in after.worker["tarna"].busy] == ["Ek", "Nätverksmöte"]


def test_the_week_after_counts_too_and_this_week_or_far_ones_do_not(lilleby, en: Team):
    city = lilleby[0]
    request = ask(lilleby, en)

    def busy(day: str) -> list[str]:
        plan = neighbour(
            request, datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=city.tz), 5, ("labb", "nobody"), "x"
        )
        return [b.what for b in ask(lilleby, en, neighbours=[plan]).worker["labb"].busy]

    assert busy("2026-12-07") == ["Ek"]
    assert busy("2026-12-03") == []
    assert busy("2026-12-14") == []
    assert busy("2026-11-20") == []


def test_work_in_the_hour_that_is_not_is_no_work(lilleby, en: Team):
    """In Finland the clock goes from 03:00 to 04:00 when summer time begins."""
    night = ShiftTemplate("timmen", WeekWindows.parse("su 03:00-04:00"), "bas-centrum")
    start = datetime(2027, 3, 28, 3, tzinfo=lilleby[0].tz)
    fixed = FixedWork(("labb",), start, start + timedelta(hours=1), BusyKind.COMMITMENT, "Ingen tid")
    request = ask(lilleby, replace(en, templates=(night,), commitments=(fixed,)), "2027-W12")
    assert [s.date.isoformat() for s in request.shifts] == ["2027-03-26"], "Good Friday counts as a Sunday"
    assert request.worker["labb"].busy == ()


def test_work_that_the_team_file_tells_already_is_not_counted_twice(lilleby, en: Team):
    city = lilleby[0]
    request = ask(lilleby, en)
    told = neighbour(request, datetime(2026, 11, 29, 15, tzinfo=city.tz), 6, ("strandskata",), "2026-W48")
    assert len(ask(lilleby, en, neighbours=[told]).worker["strandskata"].busy) == 1


@pytest.mark.parametrize("week", ["2026-W54", "2026-49", "2027-W53", "next", ""])
def test_a_week_that_is_none_is_told(lilleby, en: Team, week: str):
    with pytest.raises(ValueError, match=r"week|Week"):
        ask(lilleby, en, week)
