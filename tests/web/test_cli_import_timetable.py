"""Importing timetables from the command line: what is told, what is kept, and what happens when it is killed."""

import os
import runpy
import signal
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from geo.imports import ImportKind, Imports
from geo.travel.gtfs_timetable import LeftOut
from web.cli import main
from web.security.keys import keys_at
from web.store.store import Store
from web.store.tables import AuditEntry
from web.timetable_words import LEFT_OUT, clock_after_midnight
from web.words import translator

TESTS = Path(__file__).resolve().parent.parent
FEED = runpy.run_path(str(TESTS / "geo" / "travel" / "small_feed.py"))
LILLEBY = TESTS / "cities" / "lilleby"


@pytest.fixture
def environment(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("FALTPLAN_") and name != "FALTPLAN_TEST_DATA"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FALTPLAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FALTPLAN_CITY", str(LILLEBY))
    return os.environ


@pytest.fixture
def run(environment):
    return lambda *arguments: CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def imports(tmp_path):
    return Imports(tmp_path / "home" / "imports" / "lilleby")


@pytest.fixture
def feed(tmp_path):
    return FEED["write_feed"](tmp_path / "lilleby.zip")


def test_a_timetable_is_imported_and_told(run, feed, imports):
    done = run("import", "timetable", feed, "--as-of", "2026-11-02")
    assert done.exit_code == 0, done.stderr
    for line in (
        "0,1 MB att läsa (0,1 MB uppackat). Det tar några sekunder.",
        "5 hållplatser, 3 linjer och 5 turer används från och med nu.",
        "- buss: 1 linje, första avgång 08.00, sista 00.10 natten efter",
        "- mån 2 nov: 4",
        "- 1 hållplats mer än 3 km utanför staden; turerna tas med till sista hållplatsen innanför",
        "Tidtabellen gäller från 2026-11-01 till 2027-01-31.",
        "Utgiven av Lilleby stad, som nämns överallt där den visas.",
    ):
        assert line in done.stdout.splitlines()
    assert done.stdout.endswith("behåller sina restider tills de räknas om.\n")
    assert "audit" not in done.stderr
    assert imports.in_use(ImportKind.TIMETABLE).source == "lilleby.zip"


def test_an_import_is_written_into_the_audit_of_a_store(run, feed, tmp_path):
    assert run("migrate").exit_code == 0
    assert run("import", "timetable", feed, "--as-of", "2026-11-02").exit_code == 0
    home = tmp_path / "home"
    url = f"sqlite:///{home / 'faltplan.sqlite'}"
    with closing(Store(url, audit_key=keys_at(home / "keys.json").audit_key)) as store, store.read() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "timetable.imported"))
        assert (entry.object_id, entry.kind) == ("lilleby", "timetable")


def test_one_that_has_ended_is_refused_unless_a_day_is_named(run, feed, imports):
    old = {name: text.replace("2026", "2019").replace("2027", "2020") for name, text in FEED["TABLES"].items()}
    FEED["write_feed"](feed, old)
    told = run("import", "timetable", feed)
    assert told.exit_code == 2
    assert "tidtabellen slutade gälla 2020-01-31" in told.stderr
    assert "--as-of" in told.stderr
    assert imports.in_use(ImportKind.TIMETABLE) is None
    done = run("--lang", "en", "import", "timetable", feed, "--as-of", "2019-11-04")
    assert done.exit_code == 0, done.stderr
    assert "It has ended" in done.stdout


def test_a_broken_one_is_told_in_plain_words_and_the_old_stays(run, feed, imports, tmp_path):
    assert run("import", "timetable", feed, "--as-of", "2026-11-02").exit_code == 0
    before = imports.in_use(ImportKind.TIMETABLE)
    broken = FEED["write_feed"](tmp_path / "trasig.zip", {"stop_times.txt": None})
    told = run("import", "timetable", broken, "--as-of", "2026-11-02")
    assert told.exit_code == 2
    assert "trasig.zip/stop_times.txt: filen saknas i zip-filen" in told.stderr
    assert "Traceback" not in told.stderr
    assert imports.in_use(ImportKind.TIMETABLE) == before


def test_a_killed_import_leaves_the_old_one_in_use(run, feed, imports, environment, tmp_path):
    assert run("import", "timetable", feed, "--as-of", "2026-11-02").exit_code == 0
    before = imports.in_use(ImportKind.TIMETABLE)
    other = FEED["write_feed"](tmp_path / "other.zip", {"transfers.txt": "from_stop_id,to_stop_id\n"})
    held = (
        "import os, sys\n"
        "def hold(event, what):\n"
        "    if event == 'os.rename' and str(what[0]).endswith('.part'): print('half', flush=True); os.read(0, 1)\n"
        "sys.addaudithook(hold)\n"
        "from web.cli import main; main()"
    )
    call = [sys.executable, "-c", held, "import", "timetable", str(other), "--as-of", "2026-11-02"]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as process:
        while "half" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert list(imports.folder.glob(".timetable-*.part"))
    assert imports.in_use(ImportKind.TIMETABLE) == before
    assert run("import", "timetable", other, "--as-of", "2026-11-02").exit_code == 0
    assert not list(imports.folder.glob(".timetable-*.part"))
    assert imports.in_use(ImportKind.TIMETABLE).source == "other.zip"


def test_everything_that_is_left_out_has_words():
    assert set(LEFT_OUT) == set(LeftOut)
    for lang in ("sv", "en"):
        said = [say(translator(lang), count) for say in LEFT_OUT.values() for count in (1, 2000)]
        assert len(set(said)) == len(said)
        assert all("%" not in text for text in said)
    assert clock_after_midnight(translator("sv"), 25 * 3600) == "01.00 natten efter"


def test_real_feeds_of_another_city_are_refused(run, test_data):
    told = run("import", "timetable", test_data / "gtfs" / "poa_eptc.zip", "--as-of", date(2019, 5, 6))
    assert told.exit_code == 2
    assert "America/Sao_Paulo" in told.stderr
