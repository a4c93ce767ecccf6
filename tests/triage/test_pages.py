"""The pages of tips: decisions by forms that lose nothing, contacts by a press of their own, intake by telephone."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from web.store.tables.audit import AuditEntry
from web.store.tables.tips import ReporterContact, Tip

CITY, EU, SOUTH = "uppsokarteamet", "eu-teamet", "faltgrupp-sodermalm"


@pytest.fixture
def store(app):
    return app.config["FALTPLAN"].store


@pytest.fixture
def lead(sign_in):
    return sign_in(("lead", CITY))


def send(client, page, action, **typed):
    """Send a form as the page has it."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    version = re.search(r'name="version" value="(\d+)"', page.text)
    fields = {"csrf_token": token, "team": CITY} | ({"version": version[1]} if version else {})
    return client.post(action, data=fields | typed)


def tip(store, ident):
    with store.read() as session:
        return session.get(Tip, ident)


def test_the_inbox_is_sorted_by_when_to_answer_and_sifted(store, leave, lead):
    soon, late = leave(store), leave(store, ago=timedelta(days=2))
    police = leave(store, source="police", state="going")
    page = lead.get("/triage").text
    assert page.index(late) < page.index(soon)
    assert "Skulle ha svarats" in page
    assert "Svara senast" in page
    assert police in lead.get("/triage?source=police").text
    assert soon not in lead.get("/triage?source=police").text
    assert soon not in lead.get("/triage?state=closed&age=older&district=X").text
    assert "Inget tips är sådant" in lead.get("/triage?state=closed").text


def test_an_empty_inbox_says_what_comes_next(lead):
    assert "Inga nya tips. Vi säger till här när det kommer ett." in lead.get("/triage").text


def test_a_tip_s_page_says_what_is_near_and_what_each_decision_does(store, leave, lead):
    page = lead.get(f"/triage/{leave(store)}").text
    for said in ("Blå presenning.", "Tantolunden", "Svara senast", "Avsändaren ser ”Stängt”, men", "Nål på kartan"):
        assert said in page
    assert "Boplatsen" not in page
    assert "Ingen i Uppsokarteamet är ute nu" in page


def test_what_was_typed_stays_when_it_cannot_be_kept(store, leave, lead):
    ident = leave(store)
    page = lead.get(f"/triage/{ident}")
    typed = {"office": "landowner", "which": "Anna Svensson 070-174 06 05"}
    refused = send(lead, page, f"/triage/{ident}/pass-on", **typed)
    assert refused.status_code == 422
    assert 'value="Anna Svensson 070-174 06 05"' in refused.text
    assert "telefonnummer" in refused.text
    assert 'id="p-pass_on" open' in refused.text
    assert tip(store, ident).state == "received"


def test_a_second_decision_is_told_who_was_first_and_loses_nothing(store, leave, lead, sign_in):
    ident = leave(store)
    page = lead.get(f"/triage/{ident}")
    other = sign_in(("lead", CITY), name="Trana")
    wait = {"until": "2026-12-04", "until_time": "12:00", "reason": "daylight"}
    send(other, other.get(f"/triage/{ident}"), f"/triage/{ident}/keep-open", **wait)
    refused = send(lead, page, f"/triage/{ident}/pass-on", office="landowner", which="Kolonin")
    assert refused.status_code == 409
    assert "Trana ändrade tipset" in refused.text
    assert 'value="Kolonin"' in refused.text


def test_each_decision_is_one_form(store, leave, lead):
    for action, typed, state in (
        ("close", {"reason": "no_need"}, "closed"),
        ("pass-on", {"office": "health_care"}, "passed_on"),
        ("keep-open", {"until": "2026-12-04", "until_time": "12:00", "reason": "daylight"}, "received"),
        ("hand-over", {"to": SOUTH}, "received"),
        ("urgent", {}, "going"),
        ("joint", {"teams": SOUTH, "day": "2026-12-04", "time": "18:00", "minutes": "30"}, "going"),
        ("need", {"hotspot": "tantolunden", "week": "this"}, "going"),
    ):
        ident = leave(store)
        done = send(lead, lead.get(f"/triage/{ident}"), f"/triage/{ident}/{action}", **typed)
        assert (action, done.status_code) == (action, 303)
        assert (action, tip(store, ident).state) == (action, state)
    closed = leave(store, state="closed")
    assert send(lead, lead.get(f"/triage/{closed}"), f"/triage/{closed}/reopen").status_code == 303
    assert tip(store, closed).state == "received"
    for action, typed in (("close", {"reason": "x"}), ("pass-on", {"office": "x"}), ("hand-over", {"to": "x"})):
        ident = leave(store)
        refused = send(lead, lead.get(f"/triage/{ident}"), f"/triage/{ident}/{action}", **typed)
        assert (action, refused.status_code) == (action, 422)


def test_two_likely_the_same_are_joined_and_parted_on_the_page(store, leave, lead):
    first, second = leave(store, ago=timedelta(hours=2)), leave(store)
    page = lead.get(f"/triage/{second}")
    assert "Troligen samma" in page.text
    assert send(lead, page, f"/triage/{second}/join", other=first).status_code == 303
    page = lead.get(f"/triage/{second}")
    assert "Det är ihopslaget med ett annat tips" in page.text
    assert send(lead, page, f"/triage/{second}/part").status_code == 303
    assert tip(store, second).parent_id is None


def test_a_contact_is_seen_by_a_press_that_the_audit_holds_and_forgotten_alone(store, leave, lead):
    ident = leave(store, contact="070-174 06 05")
    page = lead.get(f"/triage/{ident}")
    assert "070-174" not in page.text
    shown = send(lead, page, f"/triage/{ident}/contact")
    assert "070-174 06 05" in shown.text
    assert shown.headers["Cache-Control"] == "private, no-store"
    with store.read() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "contact.seen")).one().object_id == ident
    assert send(lead, page, f"/triage/{ident}/contact/forget").status_code == 303
    with store.read() as session:
        assert session.get(ReporterContact, ident) is None
        assert session.get(Tip, ident) is not None
    assert send(lead, page, f"/triage/{ident}/contact").status_code == 404


def test_a_tip_by_telephone_is_kept_once_and_its_code_read_out(store, lead):
    page = lead.get("/triage/new")
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)[1]
    typed = {"ticket": ticket, "lon": "18.047", "lat": "59.3128", "worry": "young", "source": "relative", "team": CITY}
    empty = send(lead, page, "/triage/new", **(typed | {"worry": ""}))
    assert empty.status_code == 422
    assert 'value="18.047"' in empty.text
    done = send(lead, page, "/triage/new", **typed, may_contact="yes", contact="08-123 456")
    again = send(lead, page, "/triage/new", **typed, may_contact="yes", contact="08-123 456")
    assert (done.status_code, again.status_code, done.location) == (303, 303, again.location)
    assert re.search(r"Läs upp koden: \w{4}-\w{4}", lead.get(done.location).text)
    with store.read() as session:
        row = session.scalars(select(Tip)).one()
        assert (row.source, row.team_id) == ("relative", CITY)
        assert session.get(ReporterContact, row.id).contact == "08-123 456"


def test_the_police_who_tell_by_telephone_get_no_code(lead):
    page = lead.get("/triage/new")
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)[1]
    typed = {"ticket": ticket, "lon": "18.047", "lat": "59.3128", "worry": "young", "source": "police", "team": CITY}
    done = send(lead, page, "/triage/new", **typed)
    assert "Polisen får ingen kod" in lead.get(done.location).text


def test_a_suggested_place_opens_the_form_of_a_place_filled_in(store, leave, lead):
    ident = leave(store, source="field")
    page = lead.get(f"/triage/{ident}")
    assert "Gör det till en plats" in page.text
    form = send(lead, page, f"/triage/{ident}/place")
    assert form.status_code == 200
    assert "59.3128, 18.047" in form.text


def test_a_settlement_is_suggested_as_a_place_of_its_team_alone(store, leave, sign_in):
    ident, eu = leave(store, worry="settlement"), sign_in(("lead", EU), ("lead", CITY))
    form = send(eu, eu.get(f"/triage/{ident}"), f"/triage/{ident}/place").text
    for name, value in (("kind", "settlement"), ("sensitivity", "named_teams"), ("teams", EU)):
        assert re.search(rf'(name="{name}"[^>]*value="{value}"[^>]*checked|value="{value}"[^>]*selected)', form), name
    assert not re.search(rf'name="teams"[^>]*value="{CITY}"[^>]*checked', form)


def test_an_unknown_tip_is_not_there(lead):
    assert lead.get(f"/triage/{uuid4()}").status_code == 404
