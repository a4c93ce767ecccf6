"""Visits: kept once however often they are sent, never over another's correction, never with personal data."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from web.field.actions import log_visit, visits_of
from web.field.places import place_names
from web.field.visit import Group, Link, VisitError, visit_from_json
from web.security.personal_data import personal_data
from web.store.audit import verify
from web.store.faults import NotThereError, StaleEditError
from web.store.place_rows import metric_point
from web.store.tables.audit import AuditEntry
from web.store.tables.places import HotspotRow
from web.store.tables.visits import VisitRow

AT = datetime(2026, 12, 3, 21, 40, tzinfo=UTC)
TEAM = "uppsokarteamet"


def hotspot(ident="sergels-torg", **values):
    given_values = {
        "name": "Sergels torg",
        "kind": "square",
        "shape": {"type": "Point", "coordinates": [18.064631, 59.334454]},
        "point": metric_point(18.064631, 59.334454),
        "district": "Norra innerstaden",
        "sensitivity": "teams",
        "teams": [],
        "position": "verified",
    }
    return HotspotRow(id=ident, **(given_values | values))


@pytest.fixture
def places(store):
    with store.write("system") as work:
        work.add(hotspot())
        work.add(hotspot("boplatsen", sensitivity="named_teams", teams=["eu-teamet"]))
        work.note("city.loaded", "city", "test")
    return store


def report(ident=None, team=TEAM, **values):
    told = {"hotspot": "sergels-torg", "at": AT.isoformat(), "outcome": "done", "counts": {"men_25_64": 3}}
    return visit_from_json(ident or str(uuid4()), team, told | values)


def test_a_place_that_the_team_may_see_is_no_person_in_a_note(places):
    with places.write("system") as work:
        work.add(hotspot("olles", name="Olles (T-bana)"))
        work.add(hotspot("lasses", name="Lasses", sensitivity="named_teams", teams=["eu-teamet"]))
        work.note("city.loaded", "city", "test")
    with places.read() as session:
        names = place_names(session, TEAM)
    assert names == {"Sergels torg", "Olles (T-bana)"}
    told = {"hotspot": "olles", "at": AT.isoformat(), "outcome": "done", "note": "Utanför Olles, tre män"}
    assert visit_from_json(str(uuid4()), TEAM, told, places=names).note == told["note"]
    with pytest.raises(VisitError, match="personal_data"):
        visit_from_json(str(uuid4()), TEAM, told | {"note": "Utanför Lasses, tre män"}, places=names)


def rows(store):
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(VisitRow))


def test_a_visit_is_kept_with_its_place_district_and_counts(places):
    told = report(links={"shelter": 1, "health": 0}, note=" Kallt. ")
    logged = log_visit(places, "account:7", told)
    assert (logged.new, logged.version) == (True, 1)
    (row,) = visits_of(places, TEAM, first=AT, end=AT + timedelta(minutes=1))
    assert (row.district, row.counts, row.links, row.note) == (
        "Norra innerstaden",
        {Group.MEN_ADULT: 3},
        {Link.SHELTER: 1},
        "Kallt.",
    )
    assert row.place.equals(metric_point(18.064631, 59.334454))
    assert row.changed_by == "account:7"
    with places.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "visit.logged")).one()
    assert (entry.object_id, entry.team, entry.detail) == (told.id, TEAM, '{"outcome":"done"}')


def test_sending_the_same_again_changes_nothing(places):
    told = report()
    first, again = log_visit(places, "account:7", told), log_visit(places, "account:7", told)
    assert (first.new, again.new, again.version) == (True, False, 1)
    assert rows(places) == 1


def test_the_same_sent_from_many_places_at_once_is_kept_once(places, make_store):
    told = report()
    stores = [make_store() for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        logged = list(pool.map(lambda n: log_visit(stores[n % 4], "account:7", told), range(16)))
    assert sum(one.new for one in logged) == 1
    assert rows(places) == 1
    with places.read() as session:
        assert list(verify(session, places.audit_key)) == []


def test_a_correction_needs_the_version_that_it_corrects(places):
    told = report()
    log_visit(places, "account:7", told)
    changed = report(told.id, counts={"men_25_64": 4})
    with pytest.raises(StaleEditError):
        log_visit(places, "account:8", changed)
    assert log_visit(places, "account:8", changed, expected=1).version == 2
    with pytest.raises(StaleEditError):
        log_visit(places, "account:7", report(told.id, counts={"men_25_64": 9}), expected=1)


@pytest.mark.parametrize("place", ["nowhere", "boplatsen"])
def test_a_place_that_the_team_may_not_see_is_not_there(places, place):
    with pytest.raises(NotThereError):
        log_visit(places, "account:7", report(hotspot=place))
    assert log_visit(places, "account:7", report(team="eu-teamet", hotspot="boplatsen")).new


def test_another_teams_visit_is_not_there(places):
    told = report()
    log_visit(places, "account:7", told)
    with pytest.raises(NotThereError):
        log_visit(places, "account:9", report(told.id, team="eu-teamet"), expected=1)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"hotspot": None}, "hotspot", "missing"),
        ({"at": "i går"}, "at", "no_time"),
        ({"at": "2026-12-03T21:40"}, "at", "no_zone"),
        ({"outcome": "arrested"}, "outcome", "unknown_code"),
        ({"counts": {"men_25_64": -1}}, "counts", "out_of_range"),
        ({"counts": {"men_25_64": 10**6}}, "counts", "out_of_range"),
        ({"counts": {"men_25_64": True}}, "counts", "no_counts"),
        ({"counts": {"name": 1}}, "counts", "unknown_code"),
        ({"outcome": "nobody"}, "counts", "nobody_was_met"),
        ({"note": "x" * 301}, "note", "too_long"),
        ({"note": 5}, "note", "no_text"),
        ({"note": "a\0b"}, "note", "no_text"),
        ({"note": "\ud800"}, "note", "no_text"),
        ({"hotspot": "a\0b"}, "hotspot", "missing"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "at", "no_time"),
        ({"note": "Ring 070-123 45 67"}, "note", "personal_data"),
        ({"person": "x"}, "person", "unknown_field"),
    ],
)
def test_what_is_wrong_is_named(values, field, code):
    with pytest.raises(VisitError) as told:
        report(**values)
    assert (told.value.field, told.value.code) == (field, code)


def test_an_id_that_is_no_uuid_is_refused():
    with pytest.raises(VisitError):
        report("1")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Född 19121212-1212 tror vi", ["personal_number"]),
        ("121212-1212", ["personal_number"]),
        ("nr 1212721219 (samordningsnummer)", ["personal_number"]),
        ("+46 70 123 45 67", ["phone"]),
        ("08-123 456 78", ["phone"]),
        ("n.n@example.org", ["email"]),
        ("Tre tält vid bron, kl 21.30, 12 personer, hus 1412", []),
        ("2026-12-03 kl 21.40", []),
        ("4 av 5 platser, 10-12 personer", []),
    ],
)
def test_personal_data_is_found_by_its_form(text, kinds):
    assert [found.kind for found in personal_data(text)] == kinds


@given(st.text(max_size=200))
def test_any_text_is_searched_without_failing(text):
    for found in personal_data(text):
        assert found.of(text) in text
