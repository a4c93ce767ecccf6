"""Attacks on the three doors that once went through: each is turned away, and is no error of the program's."""

import importlib.util
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from web.app import MOST_BYTES
from web.field.check_in import Said, say
from web.field.tonight import published_shift
from web.store.tables.shifts_worked import CheckInRow

VISIT = "00000000-0000-4000-8000-000000000001"
FAR_TOO_LONG = "9" * 5_000
"""More figures than Python makes a number of."""
DEEP = "[" * 100_000 + "]" * 100_000


def load(name):
    spec = importlib.util.spec_from_file_location(f"doors_{name}", Path(__file__).parents[1] / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def field(databases, tmp_path_factory):
    made, url = load("field/conftest"), databases.new("sqlite")
    app = made.create_app(made.Settings(home=tmp_path_factory.mktemp("home"), database_url=url))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield made.Field(app, load("example_plan").example_plan())
    app.config["FALTPLAN"].store.close()
    databases.drop(url)


@pytest.fixture(scope="module")
def lead(field):
    return field.client(("lead", field.plan.team))


def where(field):
    return f"/field/{field.plan.team}/2026-12-03/Ek"


def late(field, minutes):
    """Let the pair ask for a call; gives the id of its check-in."""
    shift = published_shift(field.parts.plans, field.plan.team, field.now.date(), "Ek")
    say(field.parts.store, "account:1", shift.time, Said.BEGIN, at=field.now, every_min=120)
    field.now = field.now.replace(minute=minutes)
    say(field.parts.store, "account:1", shift.time, Said.CALL, at=field.now, every_min=120)
    return shift.time.check_in


def kept(field, ident):
    with field.parts.store.read() as session:
        return session.scalars(select(CheckInRow).where(CheckInRow.id == ident)).one()


@pytest.mark.parametrize("answer", ["call", "reached"])
def test_a_lead_of_another_team_does_not_answer_for_a_pair(field, answer):
    ident = late(field, 20 if answer == "call" else 25)
    other, before = field.client(("lead", "nattjouren")), kept(field, ident)
    said = other.post(f"/safety/nattjouren/{ident}/{answer}", {"version": before.version})
    assert said.status_code == 404
    assert kept(field, ident).version == before.version


@pytest.mark.parametrize("back", ["//evil.example", "/\t/evil.example", "/\\evil.example", "/\n/evil.example", "evil"])
def test_nobody_is_led_elsewhere_after_a_call(field, lead, back):
    ident = late(field, 30 + len(back))
    sent = {"version": kept(field, ident).version, "back": back}
    assert lead.post(f"/safety/{field.plan.team}/{ident}/call", sent).location == "/"


def test_a_number_without_end_is_no_error_of_ours(field, lead):
    team, shift = field.plan.team, where(field)
    assert lead.delete(f"/api/teams/{team}/visits/{VISIT}?version={FAR_TOO_LONG}").status_code == 422
    assert lead.get(f"{shift}/visit?stop={FAR_TOO_LONG}").status_code == 404
    assert lead.post(f"{shift}/visits/{VISIT}/undo", {"version": FAR_TOO_LONG}).status_code == 400
    assert lead.post(f"/safety/{team}/{VISIT}/call", {"version": FAR_TOO_LONG}).status_code == 400


@pytest.mark.parametrize("address", ["visits/{}", "tips/{}", "check-ins/2026-12-03/Ek"])
def test_json_without_bottom_is_no_error_of_ours(field, lead, address):
    path = f"/api/teams/{field.plan.team}/{address.format(uuid4())}"
    assert lead.put(path, data=DEEP, content_type="application/json").status_code == 422


@pytest.mark.parametrize("week", ["0000-W01", "0001-W01", "9999-W52", "2026-W99", "2026-W53"])
def test_a_week_that_cannot_be_planned_is_a_page_and_no_error(field, lead, week):
    team = field.plan.team
    for page in (f"/plan/{team}/{week}", f"/lead/week/{team}/{week}", f"/plan/{team}/{week}/publish"):
        assert lead.get(page).status_code in {200, 400, 404}, page


def test_nobody_makes_the_program_read_without_end(field, lead):
    """Forms that are not read hold files that would lie on the disk, and JSON would lie in memory."""
    much, team = b"x" * (MOST_BYTES + 1), field.plan.team
    sent = {"data": much, "content_type": "multipart/form-data; boundary=x"}
    anybody = field.app.test_client()
    anybody.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert anybody.post("/tips", **sent).status_code == 413
    assert lead.client.post(f"/plan/{team}/2026-W49/edit", **sent).status_code == 413
    for kind in ("tips", "visits"):
        put = lead.put(f"/api/teams/{team}/{kind}/{uuid4()}", data=b'"' + much + b'"', content_type="application/json")
        assert put.status_code == 413


def test_a_phone_that_is_lost_has_no_route_in_its_cache(field):
    """A browser keeps what it may on the disk, compressed, so that looking for a name there does not find it."""
    pair = field.client(("field", field.plan.team))
    for page in ("", "/map", "/map.js", "/route.geojson", "/shift.json", "/safety", "/places", "/visit?stop=1"):
        assert "no-store" in pair.get(where(field) + page).headers["Cache-Control"], page


@pytest.mark.parametrize("path", ["edit", "undo", "redo", "publish", "close", "replan", "sick"])
def test_what_is_done_with_a_week_carries_the_token_of_its_session(field, lead, path):
    assert lead.client.post(f"/plan/{field.plan.team}/2026-W49/{path}", data={"seen": "1"}).status_code == 400
