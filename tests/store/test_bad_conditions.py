"""The store under bad conditions, each of them real: what is told, that nothing is lost, and that it goes on after."""

import json
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from web.security.keys import KeysError, keys_at, read_keys
from web.store.audit import verify
from web.store.clock import ClockError, ClockFault, accept_clock, clock_text, look_at_clock, require_clock
from web.store.engine import sqlite_file
from web.store.faults import SAID, StoreError, StoreFault
from web.store.migrate import migrate, require_current
from web.store.retention import WrongClockError, erase
from web.store.store import Store
from web.store.tables.audit import AuditEntry
from web.store.tables.visits import VisitRow
from web.store.times import utc_now
from web.words import translator

ROOT = Path(__file__).parents[2]
KEY = b"k" * 32
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk and become another user"
)


def refusal(act):
    """Give what the store says when it refuses."""
    with pytest.raises(StoreError) as told:
        act()
    return told.value


class Writer:
    """Writes visits one by one and remembers which were acknowledged."""

    def __init__(self, store):
        self.store, self.acknowledged, self._number = store, [], 0

    def write(self, note="x" * 400):
        self._number += 1
        ident = f"{self._number:08d}-0000-4000-8000-000000000000"
        with self.store.write("account:1") as work:
            work.add(
                VisitRow(
                    id=ident, team_id="eu-teamet", at=work.now, outcome="done", counts={"adults": 1}, links={},
                    note=note, content_hash="0" * 64, precision="exact",
                )
            )  # fmt: skip
            work.note("visit.logged", "visit", ident, team="eu-teamet")
        self.acknowledged.append(ident)

    def until_refused(self, most=5000):
        return refusal(lambda: [self.write() for _ in range(most)])

    def assert_whole(self, store=None):
        """Everything that was acknowledged is there, and nothing else; each with its audit, in one chain."""
        store = store or self.store
        with store.read() as session:
            assert set(session.scalars(select(VisitRow.id))) == set(self.acknowledged)
            audited = session.scalars(select(AuditEntry.object_id).where(AuditEntry.action == "visit.logged"))
            assert sorted(audited) == sorted(self.acknowledged)
            assert list(verify(session, KEY)) == []


@pytest.fixture
def writer(store):
    made = Writer(store)
    for _ in range(3):
        made.write()
    return made


@contextmanager
def small_disk(folder, *, size="2m"):
    """Mount a disk of its own on a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def assert_told(error, fault):
    """The fault is the right one, and there are words for it in both languages."""
    assert error.fault is fault
    assert translator("sv").text(SAID[fault]) != SAID[fault]


# Full


@needs_root
def test_a_full_disk_under_sqlite(tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        url = f"sqlite:///{disk / 'a.sqlite'}"
        migrate(url)
        store = Store(url, audit_key=KEY)
        writer = Writer(store)
        assert_told(writer.until_refused(), StoreFault.FULL)
        writer.assert_whole()  # reading goes on
        ballast = disk / "ballast"
        assert_told(writer.until_refused(most=1), StoreFault.FULL)
        subprocess.run(["mount", "-o", "remount,size=8m", disk], check=True)
        for _ in range(20):
            writer.write()
        ballast.write_bytes(b"0" * 100)
        writer.assert_whole()
        store.close()


@needs_root
def test_a_disk_that_another_program_fills_under_sqlite(tmp_path):
    with small_disk(tmp_path / "disk", size="8m") as disk:
        url = f"sqlite:///{disk / 'a.sqlite'}"
        migrate(url)
        store = Store(url, audit_key=KEY)
        writer = Writer(store)
        for _ in range(20):
            writer.write()
        with (disk / "ballast").open("wb", buffering=0) as ballast, pytest.raises(OSError, match="No space"):
            all(ballast.write(b"0" * 4096) for _ in range(5000))
        assert_told(writer.until_refused(), StoreFault.FULL)
        store.close()  # and a program that starts on the full disk is told as well, or can work
        again = Store(url, audit_key=KEY)
        writer.store = again
        assert_told(writer.until_refused(), StoreFault.FULL)
        (disk / "ballast").unlink()
        writer.write()
        writer.assert_whole()
        again.close()


def test_a_database_that_may_not_grow(store, backend, writer):
    if backend == "postgresql":
        pytest.skip("a page limit is SQLite's; see the tablespace below")
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    for connection in _all_connections(store):
        connection.execute(f"PRAGMA max_page_count={pages + 4}")
    assert_told(writer.until_refused(), StoreFault.FULL)
    writer.assert_whole()
    for connection in _all_connections(store):
        connection.execute("PRAGMA max_page_count=1000000")
    writer.write()
    writer.assert_whole()


def _all_connections(store):
    """Give the one connection that the pool holds while one thread works."""
    with store.engine.connect() as connection:
        yield connection.connection.dbapi_connection


@needs_root
def test_a_full_disk_under_postgresql(backend, databases):
    if backend != "postgresql":
        pytest.skip("SQLite has its own tests above")
    server = databases.postgresql
    servant = pwd.getpwnam("postgres")
    with small_disk(server.folder / "small", size="12m") as disk:
        os.chown(disk, servant.pw_uid, servant.pw_gid)
        server.run(f"CREATE TABLESPACE small LOCATION '{disk}'")
        url = databases.new(backend)
        name = url.rpartition("/")[2]
        try:
            for table in ("visit", "audit_entry"):
                server.run(f"ALTER TABLE {table} SET TABLESPACE small", name)
            (disk / "ballast").write_bytes(b"0" * 10_000_000)
            store = Store(url, audit_key=KEY)
            writer = Writer(store)
            assert_told(writer.until_refused(), StoreFault.FULL)
            writer.assert_whole()
            (disk / "ballast").unlink()
            writer.write()
            writer.assert_whole()
            store.close()
        finally:
            databases.drop(url)
            server.run("DROP TABLESPACE small")


# Locked


HOLD = {
    "sqlite": """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
""",
    "postgresql": """
import psycopg, sys
with psycopg.connect(sys.argv[1]) as connection:
    connection.execute("LOCK TABLE visit, audit_head IN ACCESS EXCLUSIVE MODE")
    print("held", flush=True)
    sys.stdin.readline()
""",
}


@contextmanager
def another_program(backend, url):
    """Hold a lock in another process."""
    where = str(sqlite_file(url) or url)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD[backend], where], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.wait(10) == 0


def test_a_database_that_another_program_holds(store, backend, database_url, writer):
    with another_program(backend, database_url):
        began = time.monotonic()
        assert_told(writer.until_refused(most=1), StoreFault.BUSY)
        waited_s = time.monotonic() - began
    assert 3 < waited_s < 12
    writer.write()
    writer.assert_whole()


def test_a_writer_waits_a_moment_for_one_that_is_soon_done(store, backend, database_url, writer):
    with another_program(backend, database_url):
        late = threading.Thread(target=writer.write)
        late.start()
        time.sleep(1)
        assert len(writer.acknowledged) == 3
    late.join(10)
    assert len(writer.acknowledged) == 4
    writer.assert_whole()


def test_more_calls_than_connections_are_told(store, writer):
    store.engine.pool._timeout = 0.2
    with ExitStack() as held:
        for _ in range(16):
            held.enter_context(store.engine.connect())
        assert_told(writer.until_refused(most=1), StoreFault.BUSY)
    writer.assert_whole()


# May not be written


AS_NOBODY = """
import json, os, sys
from web.store.faults import StoreError
from web.store.migrate import migrate, require_current
from web.store.retention import WrongClockError, erase
from web.store.store import Store
told = {}
def attempt(name, act):
    try:
        act()
        told[name] = "ok"
    except StoreError as error:
        told[name] = str(error.fault)
def read(store):
    with store.read() as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM visit").scalar()
def attempts(url):
    store = Store(url, audit_key=b"k" * 32)
    attempt("start", lambda: require_current(url))
    attempt("read", lambda: read(store))
    attempt("write", lambda: store.note("system", "a", "b", "c"))
    store.close()
warm = sys.argv[2]
migrate(warm)
attempts(warm)  # everything is loaded before the rights are given up: the account may not read Python itself
assert set(told.values()) == {"ok"}, told
os.setgroups([])
os.setgid(int(sys.argv[3]))
os.setuid(int(sys.argv[4]))
attempts(sys.argv[1])
print(json.dumps(told))
"""


def as_nobody(url, warm):
    """Start, read and write in a process of an account that has no rights."""
    servant = pwd.getpwnam("nobody")
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, url, warm, str(servant.pw_gid), str(servant.pw_uid)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_root
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "told"),
    [
        (0o555, 0o644, {"start": "read_only", "read": "read_only", "write": "read_only"}),
        (0o777, 0o644, {"start": "ok", "read": "ok", "write": "read_only"}),
        (0o755, 0o600, {"start": "read_only", "read": "read_only", "write": "read_only"}),
        (0o700, 0o600, {"start": "read_only", "read": "read_only", "write": "read_only"}),
        (0o777, 0o666, {"start": "ok", "read": "ok", "write": "ok"}),
    ],
)
def test_a_folder_or_file_that_may_not_be_written(public_folder, tmp_path, folder_mode, file_mode, told):
    file = public_folder / "a.sqlite"
    url = f"sqlite:///{file}"
    migrate(url)
    store = Store(url, audit_key=KEY)
    writer = Writer(store)
    writer.write()
    store.close()
    file.chmod(file_mode)
    public_folder.chmod(folder_mode)
    assert as_nobody(url, f"sqlite:///{tmp_path / 'warm.sqlite'}") == told
    public_folder.chmod(0o755)
    writer.store = Store(url, audit_key=KEY)
    writer.write()
    writer.assert_whole()
    writer.store.close()


@pytest.fixture
def public_folder():
    """Give a folder that every account can reach; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="faltplan-open-"))
    yield folder
    shutil.rmtree(folder)


def test_an_account_of_postgresql_without_rights(store, backend, database_url, writer, databases):
    if backend == "sqlite":
        pytest.skip("a file has no accounts")
    server, name = databases.postgresql, database_url.rpartition("/")[2]
    server.run("DROP ROLE IF EXISTS reader")
    server.run("CREATE ROLE reader LOGIN")
    server.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", name)
    reader = Store(database_url.replace("faltplan@", "reader@"), audit_key=KEY)
    assert_told(refusal(lambda: reader.note("system", "a", "b", "c")), StoreFault.READ_ONLY)
    writer.assert_whole(reader)
    reader.close()
    server.run("DROP OWNED BY reader", name)
    server.run("DROP ROLE reader")


# Gone


def test_a_folder_that_vanishes_and_comes_back(tmp_path):
    folder, aside = tmp_path / "home", tmp_path / "aside"
    url = f"sqlite:///{folder / 'a.sqlite'}"
    migrate(url)
    store = Store(url, audit_key=KEY)
    writer = Writer(store)
    for _ in range(3):
        writer.write()
    folder.rename(aside)
    assert_told(writer.until_refused(), StoreFault.GONE)  # SQLite alone would go on, and say that all is well
    assert_told(refusal(writer.assert_whole), StoreFault.GONE)
    folder.mkdir()
    assert_told(writer.until_refused(), StoreFault.GONE)
    assert list(folder.iterdir()) == []  # no new database beside the one that is lost
    assert_told(refusal(lambda: require_current(url)), StoreFault.NOT_MADE)
    folder.rmdir()
    aside.rename(folder)
    writer.write()
    writer.assert_whole()
    store.close()


def test_a_file_that_vanishes_during_a_write(tmp_path):
    file = tmp_path / "a.sqlite"
    migrate(f"sqlite:///{file}")
    store = Store(f"sqlite:///{file}", audit_key=KEY)

    def write():
        with store.write("account:1") as work:
            work.note("a", "b", "c")
            file.rename(tmp_path / "aside.sqlite")

    assert_told(refusal(write), StoreFault.GONE)
    (tmp_path / "aside.sqlite").rename(file)
    with store.read() as session:
        assert session.scalars(select(AuditEntry)).all() == []
    store.close()


def test_a_file_that_is_put_back_under_an_open_program(tmp_path):
    file, copy = tmp_path / "a.sqlite", tmp_path / "copy.sqlite"
    migrate(f"sqlite:///{file}")
    store = Store(f"sqlite:///{file}", audit_key=KEY)
    writer = Writer(store)
    writer.write()
    with sqlite3.connect(file) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    before = list(writer.acknowledged)
    writer.write()
    for left in tmp_path.glob("a.sqlite*"):
        left.unlink()
    copy.rename(file)
    writer.acknowledged = before
    writer.assert_whole()  # what was put back is what is read and written
    writer.write()
    writer.assert_whole()
    store.close()


@pytest.fixture
def own_server(databases, backend):
    """Give a PostgreSQL that may be stopped without hurting the other tests."""
    if backend == "sqlite":
        pytest.skip("SQLite is no server")
    with sys.modules["faltplan_tests_databases"].running_postgresql() as server:
        yield server


def test_postgresql_that_stops_and_starts_again(own_server):
    url = own_server.url(own_server.new_database())
    migrate(url)
    store = Store(url, audit_key=KEY)
    writer = Writer(store)
    for _ in range(3):
        writer.write()

    def write():  # the server stops in the middle of a transaction
        with store.write("account:1") as work:
            work.note("a", "b", "c")
            work.session.flush()
            own_server.stop()

    assert_told(refusal(write), StoreFault.GONE)
    assert_told(writer.until_refused(), StoreFault.GONE)
    assert_told(refusal(lambda: require_current(url)), StoreFault.GONE)
    own_server.start()
    writer.write()
    writer.assert_whole()
    own_server.stop()  # between two transactions: the pool holds dead connections
    own_server.start()
    for _ in range(5):
        writer.write()
    writer.assert_whole()
    store.close()


def test_postgresql_that_goes_while_it_saves(store, backend, database_url, databases, writer):
    """Whether COMMIT was done is not known then, and that is what is told."""
    if backend == "sqlite":
        pytest.skip("SQLite is no server")

    def cut(connection):
        pid = connection.connection.dbapi_connection.info.backend_pid
        databases.postgresql.run(f"SELECT pg_terminate_backend({pid}, 5000)")

    event.listen(store.engine, "commit", cut)
    error = writer.until_refused(most=1)
    event.remove(store.engine, "commit", cut)
    assert_told(error, StoreFault.UNSURE)
    writer.assert_whole()  # this time it was not
    writer.write()
    writer.assert_whole()


def test_an_idle_transaction_does_not_hold_others_for_ever(store, backend, database_url):
    if backend == "sqlite":
        pytest.skip("a process that dies lets go of the file")
    with store.read() as session:
        shown = {
            name: session.connection().exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        }
    assert shown == {"lock_timeout": "5s", "statement_timeout": "1min", "idle_in_transaction_session_timeout": "2min"}


# Damaged


def _damage(file, at, length=4096):
    with file.open("r+b") as raw:
        raw.seek(at)
        raw.write(os.urandom(length))


@pytest.mark.parametrize("where", ["head", "middle"])
def test_a_damaged_file_is_told(tmp_path, where):
    file = tmp_path / "a.sqlite"
    url = f"sqlite:///{file}"
    migrate(url)
    store = Store(url, audit_key=KEY)
    writer = Writer(store)
    for _ in range(200):
        writer.write()
    store.close()
    copy = tmp_path / "copy.sqlite"
    shutil.copy(file, copy)
    pages = file.stat().st_size // 4096
    if where == "head":
        _damage(file, 0)
    else:
        _damage(file, (pages // 2) * 4096, (pages // 2) * 4096)
    broken = Store(url, audit_key=KEY)
    assert_told(refusal(lambda: writer.assert_whole(broken)), StoreFault.DAMAGED)
    broken.close()
    copy.replace(file)
    writer.store = Store(url, audit_key=KEY)
    writer.write()
    writer.assert_whole()
    writer.store.close()


# Keys


def test_keys_that_are_missing_open_or_torn_are_told(tmp_path):
    file = tmp_path / "keys.json"
    with pytest.raises(KeysError, match="there is no file of keys"):
        read_keys(file)
    keys = keys_at(file)
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(KeysError, match="chmod 600"):
        keys_at(file)
    file.chmod(0o600)
    whole = file.read_text()
    file.write_text(whole[: len(whole) // 2])
    with pytest.raises(KeysError, match="not whole"):
        keys_at(file)
    file.write_text(whole)
    assert keys_at(file) == keys


# The clock


def test_a_clock_that_is_behind_is_told_and_can_be_accepted(store, make_store):
    require_clock(store)  # nothing was written yet
    store.note("system", "a", "b", "c")
    require_clock(store)
    slow = make_store(clock=lambda: utc_now() - timedelta(hours=1))
    with pytest.raises(ClockError) as told:
        require_clock(slow)
    assert told.value.fault is ClockFault.BEHIND
    little = make_store(clock=lambda: utc_now() - timedelta(minutes=2))
    require_clock(little)
    accept_clock(slow, "account:1")
    require_clock(slow)
    with store.read() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert (entry.actor, entry.action) == ("account:1", "clock.accepted")
        assert list(verify(session, store.audit_key)) == []


def test_a_clock_that_is_far_ahead_starts_and_erases_nothing(store, make_store):
    store.note("system", "a", "b", "c")
    fast = make_store(clock=lambda: utc_now() + timedelta(days=400))
    require_clock(fast)
    seen = look_at_clock(fast)
    assert seen.fault is ClockFault.AHEAD
    with pytest.raises(WrongClockError):
        erase(fast)
    for lang in ("sv", "en"):
        told = clock_text(translator(lang), ClockError(seen.fault, now=seen.now, newest=seen.newest))
        assert "faltplan clock --accept" in told
    accept_clock(fast, "account:1")
    erase(fast)
