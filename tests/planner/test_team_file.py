"""A team file gives shifts and workers of any week."""

import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from geo.city import read_city
from geo.faults import FaultCode, FileFaults
from planner.team import TeamKind
from planner.team_file import read_team, read_teams
from planner.worker import BusyKind, Experience, Wish

LILLEBY = Path(__file__).resolve().parent.parent / "cities" / "lilleby"
CITY = read_city(LILLEBY)
HELSINKI = ZoneInfo("Europe/Helsinki")
MONDAY = date(2026, 11, 30)


def read(folder: Path, text: str):
    path = folder / "ett.toml"
    path.write_text(text)
    return read_team(path, city=CITY)


HEAD = """
name = "Ett"
kind = "city"
bases = [{ id = "bas", name = "Bas", lon = 22.0, lat = 60.1 }]
workers = [{ id = "sparv", name = "Sparv" }, { id = "kaja", name = "Kaja" }]
"""


def test_a_team_is_read_whole():
    en, tall = read_teams(CITY)
    assert (en.id, en.name, en.kind, len(en.workers)) == ("en", "Lilleby uppsökare", TeamKind.CITY, 4)
    assert [worker.experience for worker in en.workers].count(Experience.NEWCOMER) == 1
    assert (tall.slack_share, tall.working_time.longest_stretch_h, tall.working_time.daily_rest_h) == (0.1, 4.5, 11)


def test_shifts_follow_the_weekday_that_a_date_counts_as():
    en = read_teams(CITY)[0]
    shifts = en.shifts_in(CITY.calendar.week(MONDAY), HELSINKI)
    # Wednesday the second is kept as a Saturday in Lilleby; Sunday the sixth is Independence Day.
    assert [shift.id for shift in shifts] == [
        "2026-12-01-dag", "2026-12-02-skog", "2026-12-03-kvall", "2026-12-04-kvall", "2026-12-05-skog",
    ]  # fmt: skip
    assert shifts[0].start == datetime(2026, 12, 1, 9, 30, tzinfo=HELSINKI)


def test_shifts_out_of_season_are_left_out():
    en = read_teams(CITY)[0]
    summer = en.shifts_in(CITY.calendar.week(date(2027, 7, 5)), HELSINKI)
    night = next(shift for shift in summer if shift.id == "2027-07-09-sommarnatt")
    assert night.end == datetime(2027, 7, 10, 2, 0, tzinfo=HELSINKI)


def test_a_template_with_two_windows_a_day_numbers_its_shifts(tmp_path):
    shifts = 'shifts = [{ id = "dag", when = "mo 08:00-12:00, 13:00-16:00; tu 09:00-12:00", base = "bas" }]'
    team = read(tmp_path, HEAD + shifts)
    found = [shift.id for shift in team.shifts_in(CITY.calendar.week(MONDAY), HELSINKI)]
    assert found == ["2026-11-30-dag-1", "2026-11-30-dag-2", "2026-12-01-dag"]


def test_wishes_and_lent_shifts_are_read_and_come_into_the_week(tmp_path):
    more = """
    wishes = [
      { worker = "kaja", first = 2026-12-04, last = 2026-12-06, wish = "free" },
      { worker = "kaja", first = 2026-12-01, last = 2026-12-01, wish = "work" },
    ]
    shifts = [{ id = "lan", when = "mo 16:00-20:00", base = "bas", districts = ["Lilleby norra"] }]
    """
    team = read(tmp_path, HEAD + more)
    kaja = team.workers_for(MONDAY, HELSINKI)[1]
    assert kaja.wishes == (
        Wish(date(2026, 12, 4), date(2026, 12, 6), free=True),
        Wish(date(2026, 12, 1), date(2026, 12, 1), free=False),
    )
    (shift,) = team.shifts_in(CITY.calendar.week(MONDAY), HELSINKI)
    assert shift.districts == {"Lilleby norra"}


def test_workers_bring_their_fixed_work_of_three_weeks():
    en = read_teams(CITY)[0]
    workers = {worker.id: worker for worker in en.workers_for(MONDAY, HELSINKI)}
    assert [busy.kind for busy in workers["strandskata"].busy] == [BusyKind.SHIFT]
    assert [busy.what for busy in workers["tarna"].busy] == ["Nätverksmöte"]
    assert workers["labb"].absences[0].covers(date(2026, 12, 6))
    later = {worker.id: worker for worker in en.workers_for(date(2026, 12, 14), HELSINKI)}
    assert later["strandskata"].busy == ()
    assert later["labb"].absences


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        ("2026-11-22T12:00:00", "2026-11-22T20:00:00", False),
        ("2026-11-22T18:00:00", "2026-11-23T02:00:00", True),
        ("2026-11-23T09:00:00", "2026-11-23T17:00:00", True),
        ("2026-12-13T22:00:00", "2026-12-14T04:00:00", True),
        ("2026-12-14T00:00:00", "2026-12-14T08:00:00", False),
    ],
)
def test_fixed_work_counts_from_seven_days_before_to_seven_days_after(tmp_path, start, end, kept):
    team = read(tmp_path, HEAD + f'worked = [{{ worker = "sparv", start = {start}, end = {end} }}]')
    (sparv, _) = team.workers_for(MONDAY, HELSINKI)
    assert bool(sparv.busy) is kept


def test_an_observer_may_come_with_a_pair_but_makes_none(tmp_path):
    observer = HEAD.replace('name = "Kaja"', 'name = "Kaja", experience = "observer"')
    with pytest.raises(FileFaults) as caught:
        read(tmp_path, observer)
    assert [fault.code for fault in caught.value.faults] == [FaultCode.NO_PAIR]


def test_a_newcomer_goes_with_an_experienced_worker(tmp_path):
    assert read(tmp_path, HEAD.replace('name = "Kaja"', 'name = "Kaja", experience = "newcomer"'))


def test_faults_of_all_teams_come_together_with_their_files(tmp_path):
    folder = Path(shutil.copytree(LILLEBY, tmp_path / "lilleby"))
    for name in ("en", "tall"):
        (folder / "teams" / f"{name}.toml").write_text('name = "X"\n')
    with pytest.raises(FileFaults) as caught:
        read_teams(read_city(folder))
    assert {fault.file for fault in caught.value.faults} == {"teams/en.toml", "teams/tall.toml"}


def test_a_fault_in_an_inline_table_names_its_own_line(tmp_path):
    lines = 'absences = [\n  { worker = "sparv", first = 2026-12-01, last = 2026-12-02 },\n  { worker = "x",'
    with pytest.raises(FileFaults) as caught:
        read(tmp_path, HEAD + lines + " first = 2026-12-01, last = 2026-12-02 },\n]\n")
    assert [fault.row for fault in caught.value.faults] == [8]
