"""Follow-up: what is counted, what is not told, and that two tables never differ by a person."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.calendar import Calendar
from geo.city import read_city
from geo.reference import city_folder
from web.followup.figures import DayPart, Period, figures
from web.followup.follow_up_view import follow_up
from web.followup.protect import STEP, told
from web.lead.actions import load_city
from web.plan_turns import publish
from web.store.tables import VisitRow
from web.words import translator

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PERIOD = Period(date(2026, 11, 30), 1)
AFTER = datetime(2026, 12, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return read_city(city_folder()).calendar


@pytest.fixture
def application(make_app, plan, monkeypatch):
    app = make_app(plan)
    kept = app.config["FALTPLAN"]
    load_city(kept.store, city_folder())
    monkeypatch.setattr(kept.store, "clock", lambda: AFTER)
    with kept.store.write("account:1") as work:
        publish(work, plan.team, plan.week, expected=1)
    return app


@pytest.fixture
def parts(application):
    return application.config["FALTPLAN"]


def log(parts, *visits):
    with parts.store.write("account:1") as work:
        for number, values in enumerate(visits):
            given = {
                "id": f"v{number}", "team_id": "uppsokarteamet", "outcome": "done", "counts": {}, "links": {},
                "content_hash": "c" * 64, "place": None, "district": "Södermalm",
            }  # fmt: skip
            work.add(VisitRow(**(given | values)))
        work.note("visit.logged", "visit", "x")


def counted(parts, calendar, until=AFTER):
    with parts.store.read() as session:
        return figures(session, PERIOD, teams=["uppsokarteamet"], tz=STOCKHOLM, calendar=calendar, until=until)


def stops_of(plan):
    return sorted({(s.hotspot, s.start) for r in plan.routes for s in r.stops}, key=lambda s: s[1])


def test_a_visit_answers_the_stop_that_it_names_and_else_one_of_its_place_and_day(parts, plan, calendar):
    (place, start), (other, later), *_ = stops_of(plan)
    log(
        parts,
        {"hotspot_id": place, "at": start + timedelta(minutes=40), "planned": start, "counts": {"women_25_64": 2}},
        {"hotspot_id": other, "at": later + timedelta(hours=1)},
        {"hotspot_id": other, "at": later + timedelta(hours=2), "outcome": "nobody"},
        {"hotspot_id": place, "at": start, "outcome": "skipped"},
    )
    found = counted(parts, calendar)
    assert found.total.planned == len(stops_of(plan))
    same = 1 + (place == other)
    assert found.by_hotspot[other].kept >= 1
    assert found.total.kept + found.total.beside == 3
    assert (found.met["women_25_64"], found.outcomes["skipped"]) == (2, 1)
    assert found.by_hotspot[place].kept >= same - 1


def test_what_lies_ahead_is_neither_planned_nor_owed(parts, plan, calendar):
    found = counted(parts, calendar, until=min(start for _, start in stops_of(plan)))
    assert (found.total.planned, found.total.owed) == (1, 0)


def test_agreed_visits_that_were_not_made_are_owed_when_their_week_is_over(parts, calendar):
    before = counted(parts, calendar)
    spot, kept = max(before.by_hotspot.items(), key=lambda item: item[1].owed)
    assert kept.owed > 1
    log(parts, {"hotspot_id": spot, "at": datetime(2026, 12, 1, 18, tzinfo=UTC)})
    assert counted(parts, calendar).by_hotspot[spot].owed == kept.owed - 1


def test_every_table_adds_up_to_the_same(parts, plan, calendar):
    log(parts, *({"hotspot_id": h, "at": s, "planned": s} for h, s in stops_of(plan)[::2]))
    found = counted(parts, calendar)
    for table in (found.by_hotspot, found.by_district, found.by_part, found.by_week):
        assert sum(one.planned for one in table.values()) == found.total.planned
        assert sum(one.kept for one in table.values()) == found.total.kept == len(stops_of(plan)[::2])
    assert set(found.by_part) <= set(DayPart)


@given(st.integers(0, 10_000), st.integers(0, 4))
def test_two_periods_that_differ_by_a_few_people_never_tell_how_many(count, more):
    """Each told number stands for at least two true ones, so that a difference of tables is no count of people."""
    assert told(count) is None or (told(count) % STEP == 0 and abs(told(count) - count) <= STEP / 2)
    if told(count) is None:
        assert count < STEP
    else:
        assert (told(count + more) - told(count)) % STEP == 0


def test_no_small_number_of_people_is_on_the_page_or_in_the_file(application, parts, plan, sign_in):
    (place, start), *_ = stops_of(plan)
    log(
        parts, {"hotspot_id": place, "at": start, "counts": {"women_25_64": 3, "men_25_64": 17}, "links": {"health": 2}}
    )
    lead = sign_in(application, ("lead", "uppsokarteamet"))
    page = lead.get("/followup/team/uppsokarteamet?weeks=4&to=2026-W49").text
    assert "färre än 5" in page
    assert "cirka 15" in page
    assert ">17<" not in page
    assert ">3<" not in page.split("Vilka vi mötte")[1].split("</table>")[0]
    csv = lead.get("/followup/team/uppsokarteamet.csv?weeks=4&to=2026-W49").data.decode("utf-8-sig")
    assert '"17"' not in csv
    assert '"färre än 5"' in csv


def test_the_city_is_told_by_district_and_names_no_place_and_no_team(application, parts, plan, sign_in):
    log(parts, *({"hotspot_id": h, "at": s, "planned": s} for h, s in stops_of(plan)))
    district = sign_in(application, ("district", "Södermalm"), name="asp")
    assert district.get("/followup").location == "/followup/city"
    page = district.get("/followup/city?weeks=4&to=2026-W49").text
    for spot in plan.request.hotspots:
        assert spot.name not in page
    assert "Uppsökarteamet" not in page
    assert district.get("/followup/team/uppsokarteamet").status_code == 403


@pytest.mark.parametrize("wrong", ["weeks=5", "weeks=x", "to=2026-W60", "to=2026-49", "to=1999-W01", "to=%00"])
def test_a_period_that_cannot_be_is_not_there(application, sign_in, wrong):
    lead = sign_in(application, ("lead", "uppsokarteamet"))
    assert lead.get(f"/followup/team/uppsokarteamet?{wrong}").status_code in {400, 404}


def test_an_empty_period_says_what_comes_next(application, sign_in):
    lead = sign_in(application, ("lead", "uppsokarteamet"))
    assert "Publicera en vecka" in lead.get("/followup/team/uppsokarteamet?weeks=4&to=2020-W10").text


def test_words_exist_in_both_languages(parts, calendar):
    for lang in ("sv", "en"):
        view = follow_up(counted(parts, calendar), PERIOD, translator(lang), names={}, in_steps=True)
        assert view.districts
