"""A whole city folder is read, wherever the city lies."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from geo.calendar import DayKind
from geo.city import read_city
from geo.faults import FaultCode, FileFaults
from geo.reference import city_folder, reference_folder
from planner.team_file import read_teams
from planner.validate import validate

LILLEBY = Path(__file__).resolve().parent.parent / "cities" / "lilleby"


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(LILLEBY, tmp_path / "lilleby"))


def faults_of(folder: Path) -> list[tuple[str, FaultCode]]:
    with pytest.raises(FileFaults) as caught:
        validate(folder, city_folder=LILLEBY)
    return [(fault.file, fault.code) for fault in caught.value.faults]


def test_lilleby_is_another_country_zone_and_system():
    city = read_city(LILLEBY)
    assert (city.country, city.timezone, city.metric_crs) == ("FI", "Europe/Helsinki", 3067)
    assert city.team_ids == ("en", "tall")
    assert len(city.network.landmasses) == 2
    assert len(city.network.bridges) == 1
    assert city.travel.headway_min("ferry", "A", "night") == 60
    assert city.travel.headway_min("ferry", "B", "night") is None


def test_lilleby_s_calendar_is_that_of_its_country():
    calendar = read_city(LILLEBY).calendar
    independence = calendar.day(date(2026, 12, 6))
    assert independence.kind is DayKind.HOLIDAY
    assert calendar.day(date(2026, 12, 2)).counts_as == 5
    assert calendar.day(date(2026, 12, 2)).seasons == {"ice"}
    assert calendar.day(date(2026, 6, 1)).seasons == {"open-water"}


def test_stockholm_as_shipped_has_no_fault():
    city = read_city(city_folder())
    assert len(city.hotspots) >= 100
    assert len(read_teams(city)) >= 7
    assert city.districts.at(18.0594, 59.3325, date(2026, 11, 30)) == "Norra innerstaden"


@pytest.mark.parametrize("city", ["stockholm", "lilleby"])
@pytest.mark.parametrize("monday", [date(2026, 11, 30), date(2027, 6, 21), date(2027, 7, 5)])
def test_every_team_s_week_can_be_laid_out(city, monday):
    city = read_city(LILLEBY if city == "lilleby" else city_folder())
    for team in read_teams(city):
        shifts = team.shifts_in(city.calendar.week(monday), city.tz)
        assert shifts
        assert len({shift.id for shift in shifts}) == len(shifts)
        assert all(monday <= shift.date < monday + timedelta(days=7) for shift in shifts)


def test_periods_cover_every_minute_of_the_week_once():
    for folder in (LILLEBY, city_folder()):
        held = [0] * 7 * 1440
        for period in read_city(folder).travel.periods:
            for window in period.when.windows:
                for minute in range(window.start_min, window.end_min):
                    held[(window.weekday * 1440 + minute) % len(held)] += 1
        assert set(held) == {1}


def test_a_city_needs_only_four_files(folder):
    for name in ("lines.csv", "landmasses.csv", "bridges.csv", "neighbourhoods.csv"):
        (folder / name).unlink()
    shutil.rmtree(folder / "teams")
    settings = (folder / "city.toml").read_text().partition("[travel.headways")[0]
    (folder / "city.toml").write_text(settings)
    text = (folder / "hotspots.geojson").read_text()
    for found in ('"landmass": "storlandet", ', '"landmass": "lillon", '):
        text = text.replace(found, "")
    (folder / "hotspots.geojson").write_text(text.replace('"teams": ["en"], ', "").replace('"named_teams"', '"teams"'))
    rows = (folder / "needs.csv").read_text().replace(",en,", ",,").replace(",tall,", ",,")
    (folder / "needs.csv").write_text(rows)
    assert read_city(folder).districts.names(date(2026, 1, 1)) == ()


def test_faults_of_all_files_come_together(folder):
    (folder / "city.toml").write_text((folder / "city.toml").read_text().replace("zoom = 13", "zoom = 99"))
    (folder / "calendar.toml").write_text("seasons = 3\n")
    (folder / "needs.csv").write_text("id,hotspot,windows,minutes\na,torgett,mo 10:00-12:00,0\n")
    (folder / "teams" / "tall.toml").write_text("name = 7\n")
    (folder / "bridges.csv").unlink()
    (folder / "neighbourhoods.csv").write_text("neighbourhood,district,lat\nA,B,60.1\n")
    found = faults_of(folder)
    assert sorted({file for file, _ in found}) == [
        "calendar.toml", "city.toml", "needs.csv", "neighbourhoods.csv", "teams/tall.toml",
    ]  # fmt: skip
    assert ("needs.csv", FaultCode.UNKNOWN_REFERENCE) in found


def test_what_refers_to_an_unreadable_file_is_not_a_fault(folder):
    (folder / "calendar.toml").write_text("seasons = 3\n")
    (folder / "hotspots.geojson").write_text("{")
    assert {file for file, _ in faults_of(folder)} == {"calendar.toml", "hotspots.geojson"}


def test_a_city_without_teams_is_told_when_it_is_validated(folder):
    shutil.rmtree(folder / "teams")
    assert ("teams/*.toml", FaultCode.NOT_FOUND) in faults_of(folder)


def test_lines_without_headways_are_told(folder):
    text = (folder / "city.toml").read_text().replace("headways.ferry]", "headways.tram]").replace("ferry A", "tram 1")
    (folder / "city.toml").write_text(text)
    assert faults_of(folder) == [
        ("city.toml", FaultCode.UNKNOWN_REFERENCE),
        ("city.toml", FaultCode.UNKNOWN_REFERENCE),
        ("city.toml", FaultCode.MISSING_KEY),
    ]


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    with pytest.raises(FileFaults, match="no such file"):
        read_city(tmp_path / "nowhere")


def test_the_shipped_data_is_found():
    assert (reference_folder() / "schema" / "city.schema.json").is_file()
    with pytest.raises(FileNotFoundError, match="stockholm"):
        city_folder("lilleby")
