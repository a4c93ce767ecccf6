"""What pages and the programming interface say when the store refuses."""

import json
import sqlite3
from contextlib import closing
from uuid import uuid4

import pytest

from web.security.access import public
from web.store.engine import sqlite_file
from web.store.faults import NotThereError, StaleEditError, StoreError, StoreFault
from web.store.store import Store
from web.store.tables.teams import TeamRow
from web.store.times import utc_now


@pytest.fixture
def refusing(make_app, monkeypatch):
    """Give an application with routes whose actions are refused, page and programming interface."""

    def make(refuse):
        import web.app as factory

        real = factory.guard

        def with_route(app, identify):
            app.add_url_rule("/refused", "refused", public(refuse))
            app.add_url_rule("/api/refused", "api_refused", public(refuse))
            real(app, identify)

        monkeypatch.setattr(factory, "guard", with_route)
        return make_app()

    return make


@pytest.mark.parametrize("fault", list(StoreFault))
def test_every_fault_is_told_with_what_to_do(refusing, fault):
    def refuse():
        raise StoreError(fault, "inner words")

    client = refusing(refuse).test_client()
    page = client.get("/refused")
    assert page.status_code == 503
    assert int(page.headers["Retry-After"]) > 0
    assert "Fältplan kan inte spara eller läsa just nu" in page.text
    assert "inner words" not in page.text
    told = client.get("/api/refused")
    assert (told.status_code, told.json["error"]) == (503, str(fault))
    assert int(told.headers["Retry-After"]) > 0


def test_a_database_that_goes_under_a_running_server_is_told_and_comes_back(backend, make_app, sign_in, plan):
    if backend == "postgresql":
        pytest.skip("tests/store stops a PostgreSQL of its own")
    app = make_app(plan)
    client = sign_in(app, ("lead", plan.team))
    address = f"/plan/{plan.team}/{plan.week}"
    assert client.get(address).status_code == 200
    file = sqlite_file(app.config["FALTPLAN"].store.url)
    aside = file.with_suffix(".aside")
    file.rename(aside)
    refused = client.get(address)
    assert refused.status_code == 503
    assert "Databasen svarar inte" in refused.text
    aside.rename(file)
    assert client.get(address).status_code == 200


def test_a_write_to_a_locked_database_is_told_and_can_be_sent_again(
    backend, make_app, monkeypatch, database_url, sign_in, plan
):
    if backend == "postgresql":
        pytest.skip("tests/store holds the lock of PostgreSQL")
    monkeypatch.setattr("web.store.engine.LOCK_WAIT_S", 0.2)
    client = sign_in(make_app(), ("field", plan.team))
    address = f"/api/teams/{plan.team}/tips/{uuid4()}"
    tip = {"lon": 18.0646, "lat": 59.3345, "worry": "sleeps_outside"}
    own_page = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    with closing(sqlite3.connect(sqlite_file(database_url), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        refused = client.put(address, json=tip, headers=own_page)
        assert (refused.status_code, refused.json["error"]) == (503, "busy")
        other.execute("COMMIT")
    assert client.put(address, json=tip, headers=own_page).status_code == 201
    assert client.put(address, json=tip, headers=own_page).status_code == 200


def test_a_stale_edit_says_who_changed_what_and_when(refusing, sign_in):
    def refuse():
        raise StaleEditError("week_plan", "x", expected=1, found=2, changed_at=utc_now(), changed_by=actor[0])

    actor = ["job:plan"]
    app = refusing(refuse)
    sign_in(app, ("lead", "eu-teamet"), name="Lärka")
    client = app.test_client()
    page = client.get("/refused")
    assert page.status_code == 409
    assert "Någon annan ändrade veckan" in page.text
    assert "Se vad som skiljer innan du går vidare." in page.text
    actor[0] = "account:1"
    assert "Lärka ändrade veckan" in client.get("/refused").text
    told = client.get("/api/refused")
    assert (told.status_code, told.json["error"], told.json["found"]) == (409, "stale", 2)
    assert "changed_by" not in told.json


def test_a_stale_edit_of_the_store_itself_reaches_the_page(refusing, make_store):
    store: Store = make_store()
    with store.write("account:1") as work:
        work.add(TeamRow(id="eu", name="EU", kind="city", slack_share=0.1, pairs_named=[], working_time={}))
        work.note("team.made", "team", "eu")

    def refuse():
        with store.write("account:2") as work:
            work.edit(TeamRow, "eu", expected=7, changes={"name": "x"})
            work.note("team.changed", "team", "eu")
        return "saved"

    assert "ändrade teamet" in refusing(refuse).test_client().get("/refused").text


def test_what_is_not_there_is_404(refusing):
    def refuse():
        raise NotThereError("visit", "7")

    client = refusing(refuse).test_client()
    assert client.get("/refused").status_code == 404
    assert client.get("/api/refused").json == {"error": "not_there", "kind": "visit"}
    assert json.loads(client.get("/api/refused").text)["kind"] == "visit"
