"""Copying, checking and forgetting from the command line."""

import os
import re
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from web.backup_words import ARCHIVES, PARTS, RESTORES, SEALED
from web.security.keys import keys_at
from web.store.archive_form import ArchiveFault
from web.store.replaced import RestoreFault
from web.store.store import Store
from web.store.tables import AuditEntry, ReporterContact, SignInTry, Tip


@pytest.fixture
def url(databases, backend):
    made = databases.new(backend)
    yield made
    databases.drop(made)


@pytest.fixture
def run(tmp_path, url):
    def call(*arguments, database=url, home=tmp_path):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("FALTPLAN_")}
        environment |= {"FALTPLAN_HOME": str(home), "FALTPLAN_DATABASE_URL": database}
        return subprocess.run(
            [sys.executable, "-c", "from web.cli import main; main()", *map(str, arguments)],
            check=False, capture_output=True, text=True, env=environment, timeout=120,
        )  # fmt: skip

    return call


@pytest.fixture
def opened(tmp_path, url):
    """Give a store as the commands open it, and close it again."""
    return lambda: closing(Store(url, audit_key=keys_at(tmp_path / "keys.json").audit_key))


@pytest.fixture
def filled(opened):
    with opened() as store:
        store.note("system", "city.loaded", "city", "stockholm")
        with store.housekeeping() as session:
            session.add(SignInTry(who="w", source="s", at=datetime.now(UTC) - timedelta(days=40)))


@pytest.mark.usefixtures("filled")
def test_a_backup_is_made_tried_and_restored(run, tmp_path):
    made = run("backup")
    assert made.returncode == 0, made.stderr
    (file,) = (tmp_path / "backups").glob("faltplan-*.backup")
    assert file.stat().st_mode & 0o077 == 0
    assert "är hel" in run("backup", "--verify", file).stdout
    restored = run("restore", file)
    assert restored.returncode == 0, restored.stderr
    assert "Databasen är nu som den var" in restored.stdout
    assert "Misslyckade försök att logga in, och använda arbetsbevis: raderas, 1" in restored.stdout
    assert run("audit", "verify").returncode == 0


@pytest.mark.usefixtures("filled")
def test_a_changed_backup_is_named_and_nothing_is_restored(run, tmp_path):
    file = tmp_path / "a.backup"
    run("backup", "--to", file)
    text = bytearray(file.read_bytes())
    text[40] ^= 1
    file.write_bytes(text)
    for command in (("backup", "--verify", file), ("restore", file)):
        told = run(*command)
        assert told.returncode == 2
        assert "har ändrats" in told.stderr
        assert "Inget har ändrats." in told.stderr
        assert "Traceback" not in told.stderr
    again = run("backup", "--to", file)
    assert again.returncode == 2
    assert "finns redan" in again.stderr


def test_a_server_that_runs_keeps_its_database(run, tmp_path, opened):
    run("backup", "--to", tmp_path / "a.backup")
    with opened() as store:
        with store.read() as session:
            session.scalars(select(Tip)).all()
        told = run("restore", tmp_path / "a.backup")
    assert told.returncode == 2
    assert "Stoppa först" in told.stderr


def test_the_audit_is_tried_and_a_changed_entry_is_named(run, opened):
    with opened() as store:
        for number in range(3):
            store.note("system", "tip.left", "tip", f"t{number}")
    head = run("audit", "head").stdout.strip()
    assert re.fullmatch(r"3:[0-9a-f]{64}", head)
    whole = run("audit", "verify", "--expect", head)
    assert whole.returncode == 0, whole.stderr
    assert "Granskningen är hel." in whole.stdout
    assert run("audit", "verify", "--expect", "9:" + "0" * 64).returncode == 1
    assert run("audit", "verify", "--expect", "x").returncode == 2
    with opened() as store, store.housekeeping() as session:
        session.execute(update(AuditEntry).where(AuditEntry.seq == 2).values(actor="account:9"))
    told = run("audit", "verify")
    assert told.returncode == 1
    assert "Post 2 har ändrats" in told.stderr
    assert "Entry 2 was changed" in run("--lang", "en", "audit", "verify").stderr


@pytest.mark.usefixtures("filled")
def test_what_is_due_is_listed_and_then_erased(run):
    line = "Misslyckade försök att logga in, och använda arbetsbevis: raderas, 1"
    dry = run("erase", "--dry-run")
    assert line in dry.stdout
    assert "Skulle göras:" in dry.stdout
    assert line in run("erase").stdout
    assert "Inget är dags." in run("erase", "--dry-run").stdout


def test_a_jump_of_the_clock_is_told_and_nothing_is_erased(run, opened, tmp_path, url):
    past = datetime.now(UTC) - timedelta(days=50)
    with closing(Store(url, audit_key=keys_at(tmp_path / "keys.json").audit_key, clock=lambda: past)) as store:
        store.note("system", "city.loaded", "city", "stockholm")
        with store.housekeeping() as session:
            session.add(SignInTry(who="w", source="s", at=past))
    told = run("erase")
    assert told.returncode == 1
    assert "Klockan har hoppat" in told.stderr
    with opened() as store, store.read() as session:
        assert session.scalars(select(SignInTry)).all()
    assert run("clock", "--accept").returncode == 0
    assert run("erase").returncode == 0


def test_a_contact_is_erased_by_hand(run, opened):
    key = "00000000-0000-4000-8000-000000000001"
    now = datetime.now(UTC)
    with opened() as store, store.write("system") as work:
        work.add(Tip(id=key, code_hash="c" * 64, received_at=now, worry="cold", content_hash="h" * 64))
        work.session.flush()
        work.session.add(ReporterContact(tip_id=key, contact="070", consented_at=now))
        work.note("tip.left", "tip", key)
    assert "raderad" in run("erase", "--contact", key).stdout
    assert run("erase", "--contact", key).returncode == 2
    assert run("erase", "--contact", "x").returncode == 2


@pytest.mark.usefixtures("filled")
def test_an_installation_is_exported_and_imported(run, databases, backend, tmp_path):
    made = run("export", tmp_path / "a.zip")
    assert made.returncode == 0, made.stderr
    assert "bjud in dem igen" in made.stdout
    bare = databases.bare(backend)
    done = run("import", "archive", tmp_path / "a.zip", database=bare)
    assert done.returncode == 0, done.stderr
    assert "rader är inlästa" in done.stdout
    again = run("import", "archive", tmp_path / "a.zip", database=bare)
    assert again.returncode == 2
    assert "inte tom" in again.stderr
    elsewhere = run("import", "archive", tmp_path / "a.zip", database=bare, home=tmp_path / "other")
    assert "keys.json" in elsewhere.stderr
    databases.drop(bare)


def test_every_refusal_has_words():
    assert set(RESTORES) == set(RestoreFault)
    assert set(ARCHIVES) == set(ArchiveFault)
    assert set(SEALED) == {"changed", "short", "other", "key"}
    assert {"beginning", "manifest", "end", "seal", "file", "database.sqlite"} == set(PARTS)
