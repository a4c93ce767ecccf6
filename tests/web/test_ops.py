"""Health, readiness and figures of an installation."""

import re
import subprocess
import sys

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from web.jobs.jobs import Jobs
from web.jobs.liveness import living_workers, lock_of
from web.jobs.orders import PlanOrder
from web.ops import health
from web.store.engine import sqlite_file

TOKEN = "t0ken-of-the-monitoring"  # noqa: S105
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def figures(client):
    answer = client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    assert answer.content_type.startswith("application/openmetrics-text")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_process_that_lives_says_so_under_any_name(make_app):
    client = make_app().test_client()
    answer = client.get("/healthz", headers={"Host": "web-1:8765"})
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert client.get("/sign-in", headers={"Host": "web-1:8765"}).status_code == 421


def test_an_installation_without_a_worker_is_ready_and_says_so(make_app):
    answer = make_app().test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True, "database": True, "tables": True, "keys": True, "disk": True, "worker": False,
    }  # fmt: skip


def test_a_worker_that_lives_is_seen_and_one_that_died_is_not(make_app, make_store, database_url, monkeypatch):
    monkeypatch.setattr(health, "KEPT_S", 0.0)
    client, store = make_app().test_client(), make_store()
    lock = lock_of(database_url, "worker-falt.1")
    assert lock.take()
    assert living_workers(store) == {"falt.1"}
    assert client.get("/readyz").json["worker"] is True
    lock.drop()
    assert living_workers(store) == frozenset()
    assert client.get("/readyz").json["worker"] is False


def test_what_is_not_well_is_named(make_app, monkeypatch, backend):
    monkeypatch.setattr(health, "KEPT_S", 0.0)
    app = make_app()
    client, made = app.test_client(), app.config["FALTPLAN"]
    keys = made.settings.keys_file
    keys.chmod(0o644)
    assert (client.get("/readyz").status_code, client.get("/readyz").json["keys"]) == (503, False)
    keys.chmod(0o600)
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 2**80)
    assert (client.get("/readyz").status_code, client.get("/readyz").json["disk"]) == (503, False)
    monkeypatch.undo()
    monkeypatch.setattr(health, "KEPT_S", 0.0)
    with made.store.housekeeping() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert (client.get("/readyz").status_code, client.get("/readyz").json["tables"]) == (503, False)
    with made.store.housekeeping() as session:
        session.connection().exec_driver_sql("DROP TABLE alembic_version")
    assert client.get("/readyz").json["tables"] is False
    if backend == "sqlite":
        sqlite_file(made.store.url).unlink()
        told = client.get("/readyz")
        assert (told.status_code, told.json["database"]) == (503, False)


def test_the_answer_stands_for_a_moment(make_app, monkeypatch):
    looked = []
    real = health.look
    monkeypatch.setattr(health, "look", lambda parts: looked.append(1) or real(parts))
    client = make_app().test_client()
    for _ in range(5):
        client.get("/readyz")
    assert len(looked) == 1


def test_figures_are_for_the_token_alone(make_app):
    assert make_app().test_client().get("/metrics", headers=BEARER).status_code == 404
    client = make_app(metrics_token=TOKEN).test_client()
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}, {"Authorization": "Bearer å"}):
        refused = client.get("/metrics", headers=headers)
        assert refused.status_code == 401
        assert "faltplan" not in refused.text


def test_requests_are_counted_by_endpoint_and_never_by_address(make_app, sign_in, plan):
    client = sign_in(make_app(plan, metrics_token=TOKEN), ("lead", plan.team))
    for _ in range(3):
        client.get(f"/plan/{plan.team}/{plan.week}")
    client.get("/nowhere/secret-id")
    client.open("/sign-in", method="BREW")
    told = figures(client)
    week = (("endpoint", "lead.week"), ("method", "GET"), ("status", "2xx"))
    assert told["faltplan_requests_total", week] == 3
    assert told["faltplan_request_seconds_count", (("endpoint", "lead.week"),)] == 3
    assert told["faltplan_requests_total", (("endpoint", "none"), ("method", "GET"), ("status", "4xx"))] == 1
    assert not [key for key in told if plan.team in str(key) or "secret-id" in str(key) or "BREW" in str(key)]


def test_the_store_is_told_in_figures(make_app, database_url):
    app = make_app(metrics_token=TOKEN)
    client, store = app.test_client(), app.config["FALTPLAN"].store
    Jobs(store).submit(PlanOrder("uppsokarteamet", "2026-W49"))
    lock = lock_of(database_url, "worker-one")
    lock.take()
    told = figures(client)
    lock.drop()
    assert told["faltplan_jobs", (("kind", "plan"), ("state", "waiting"))] == 1
    assert told["faltplan_jobs", (("kind", "erase"), ("state", "failed"))] == 0
    assert told["faltplan_audit_entries_total", ()] == 1
    assert told["faltplan_solves_running", ()] == 0
    assert told["faltplan_workers", ()] == 1
    assert told["faltplan_database_up", ()] == 1
    assert told["faltplan_database_bytes", ()] > 10_000


def test_refusals_of_the_store_are_counted_and_figures_go_on_without_it(make_app, sign_in, plan, backend):
    if backend == "postgresql":
        pytest.skip("tests/store stops a PostgreSQL of its own")
    client = sign_in(make_app(plan, metrics_token=TOKEN), ("lead", plan.team))
    file = sqlite_file(client.application.config["FALTPLAN"].store.url)
    file.rename(file.with_suffix(".aside"))
    assert client.get(f"/plan/{plan.team}/{plan.week}").status_code == 503
    with client.session_transaction() as session:
        session.clear()
    told = figures(client)
    assert told["faltplan_store_errors_total", (("fault", "gone"),)] == 1
    assert told["faltplan_store_errors_total", (("fault", "full"),)] == 0
    assert told["faltplan_database_up", ()] == 0
    assert ("faltplan_workers", ()) not in told


@pytest.mark.parametrize(("option", "code"), [((), 0), (("--accept",), 0)])
def test_the_clock_is_looked_at_from_the_command_line(tmp_path, database_url, option, code):
    done = subprocess.run(
        [sys.executable, "-c", "from web.cli import main; main()", "--lang", "en", "clock", *option],
        capture_output=True, text=True, check=False,
        env={"FALTPLAN_HOME": str(tmp_path), "FALTPLAN_DATABASE_URL": database_url, "PATH": "/usr/bin"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (code, "")
    assert re.match(r"Clock: \d{4}-\d\d-\d\d \d\d:\d\d UTC\. Newest entry: – UTC\.", done.stdout)


def test_a_command_tells_that_there_is_no_database(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "from web.cli import main; main()", "--lang", "en", "clock"],
        capture_output=True, text=True, check=False, env={"FALTPLAN_HOME": str(tmp_path), "PATH": "/usr/bin"},
    )  # fmt: skip
    assert done.returncode == 2
    assert "The database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
