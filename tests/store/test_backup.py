"""Backups: all of it comes back, any change is named, and what was to be forgotten stays forgotten."""

import os
import subprocess
import sys
from datetime import timedelta
from secrets import token_hex
from threading import Event, Thread
from types import SimpleNamespace

import pytest
from sqlalchemy import MetaData, func, select
from sqlalchemy import Table as SqlTable

from web.security.invitations import invite
from web.store.audit import verify
from web.store.backup import back_up
from web.store.backup_files import backup_name
from web.store.erasures import forget_contact
from web.store.faults import StoreError, StoreFault
from web.store.migrate import migrate, revisions
from web.store.replaced import RestoreError, RestoreFault
from web.store.restore import restore
from web.store.retention import WrongClockError, erase
from web.store.row_json import RowError, every_table, rows_of, snapshot
from web.store.sealed_file import SealedFileError, Writer, verify_sealed
from web.store.store import Store
from web.store.tables import Account, AuditEntry, Invitation, Job, ReporterContact, Tip, VisitRow
from web.store.tables.jobs import PlanWork
from web.store.whole_file import whole_file

KEY = b"k" * 32


@pytest.fixture
def clock(rows):
    return SimpleNamespace(now=rows.NOW)


@pytest.fixture
def timed(make_store, clock):
    return make_store(clock=lambda: clock.now)


@pytest.fixture
def full(timed, rows):
    """Give a store with rows in every table."""
    made = rows.put(timed, *rows.everything())
    rows.put(timed, rows.passkey(next(row.id for row in made if isinstance(row, Account))))
    return timed


def content(store, *, but=("audit_entry", "audit_head", "audit_checkpoint", "retention_clock")):
    with snapshot(store) as connection:
        return {t.name: list(rows_of(connection, t)) for t in every_table() if t.name not in but}


def put_back(store, path, rows, **options):
    store.engine.dispose()
    return restore(store.url, path, key=KEY, **{"now": rows.NOW, **options})


def test_all_rows_come_back_and_the_audit_still_holds(full, rows, tmp_path):
    path = tmp_path / backup_name(rows.NOW)
    made = back_up(full, path)
    wanted = content(full)
    with full.write("account:1") as work:
        for table in (VisitRow, Tip, Account):
            for row in work.session.scalars(select(table)):
                work.session.delete(row)
        work.note("city.loaded", "city", "x")
    done = put_back(full, path, rows)
    found = content(full)
    assert {n: len(r) for n, r in found.items()} == {n: len(r) for n, r in wanted.items()} | {"plan_work": 0}
    for name in set(wanted) - {"job", "plan_work", "account", "invitation"}:
        assert found[name] == wanted[name], name
    for was, now in zip(wanted["account"], found["account"], strict=True):
        assert now == was | {"fs_uniquifier": now["fs_uniquifier"]}
    assert done.chain == ()
    assert done.sealed.digest == made.digest
    with full.read() as session:
        assert list(verify(session, KEY)) == []
        told = [e.action for e in session.scalars(select(AuditEntry).order_by(AuditEntry.seq))]
        assert told[-1] == "retention.ran"
        assert "backup.restored" in told


def test_sessions_and_invitations_of_before_a_restore_hold_no_longer(full, rows, tmp_path):
    with full.write("system") as work:
        account = work.session.scalars(select(Account)).first()
        keys = set(work.session.scalars(select(Account.fs_uniquifier)))
        invite(work, account)
    back_up(full, tmp_path / "a.backup")
    put_back(full, tmp_path / "a.backup", rows)
    with full.read() as session:
        assert not keys & set(session.scalars(select(Account.fs_uniquifier)))
        assert session.scalars(select(Invitation).where(Invitation.used_at.is_(None))).all() == []


def test_jobs_that_were_under_way_come_back_as_failed(full, rows, tmp_path):
    back_up(full, tmp_path / "a.backup")
    done = put_back(full, tmp_path / "a.backup", rows)
    assert done.settled.jobs == 1
    with full.read() as session:
        jobs = {(job.state, job.error) for job in session.scalars(select(Job))}
        assert jobs == {("done", ""), ("failed", "restored")}
        assert session.scalars(select(PlanWork)).all() == []


def test_others_write_while_a_backup_is_made_and_the_backup_is_of_one_moment(full, make_store, rows, tmp_path):
    other, stop = make_store(), Event()

    def keep_writing():
        while not stop.is_set():
            rows.put(other, rows.visit(rows.NOW))

    writer = Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(5):
            back_up(full, tmp_path / f"{number}.backup")
    finally:
        stop.set()
        writer.join()
    other.engine.dispose()
    done = put_back(full, tmp_path / "4.backup", rows, clock_is_right=True)
    assert done.chain == ()
    with full.read() as session:
        notes = session.scalar(select(func.count()).where(AuditEntry.action == "city.loaded"))
        assert session.scalar(select(func.count()).select_from(VisitRow)) == 2 + notes - 2


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9, 0.999])
def test_a_changed_byte_is_named_and_nothing_is_touched(full, rows, tmp_path, share):
    path = tmp_path / "a.backup"
    back_up(full, path)
    text = bytearray(path.read_bytes())
    text[int(len(text) * share)] ^= 1
    path.write_bytes(text)
    before = content(full)
    with pytest.raises(SealedFileError) as told:
        put_back(full, path, rows)
    assert len(told.value.faults) == 1
    assert content(full) == before


def test_a_database_that_is_in_use_is_not_replaced(full, make_store, rows, tmp_path):
    back_up(full, tmp_path / "a.backup")
    server = make_store()
    with server.read() as session:
        session.scalar(select(func.count()).select_from(Tip))
    with pytest.raises(RestoreError) as told:
        put_back(full, tmp_path / "a.backup", rows)
    assert told.value.fault is RestoreFault.IN_USE
    server.engine.dispose()
    put_back(full, tmp_path / "a.backup", rows)


def test_what_was_forgotten_after_the_backup_does_not_come_back(timed, rows, clock, tmp_path):
    old, new = rows.tip(rows.ago(364)), rows.tip(rows.ago(1))
    rows.put(timed, old, new, ReporterContact(tip_id=new.id, contact="070", consented_at=rows.ago(1)))
    back_up(timed, tmp_path / "a.backup")
    clock.now = rows.NOW + timedelta(days=2)
    with timed.write("account:1") as work:
        forget_contact(work, new.id)
    erase(timed)
    done = put_back(timed, tmp_path / "a.backup", rows, now=clock.now)
    assert done.settled.erased_again == 1
    with timed.read() as session:
        assert [tip.id for tip in session.scalars(select(Tip))] == [new.id]
        assert session.scalars(select(ReporterContact)).all() == []


def test_a_restore_with_a_wrong_clock_is_refused(timed, rows, tmp_path):
    rows.put(timed, rows.tip(rows.NOW))
    back_up(timed, tmp_path / "a.backup")
    for days in (-2, 60):
        with pytest.raises(WrongClockError):
            put_back(timed, tmp_path / "a.backup", rows, now=rows.NOW + timedelta(days=days))
    put_back(timed, tmp_path / "a.backup", rows, now=rows.NOW + timedelta(days=60), clock_is_right=True)


def test_a_restore_that_fails_half_way_leaves_the_old_rows(full, rows, tmp_path, backend):
    back_up(full, tmp_path / "a.backup")
    sealed = verify_sealed(tmp_path / "a.backup", KEY)
    broken = tmp_path / "broken.backup"
    with whole_file(broken) as file:
        writer = Writer(file)
        for part in sealed.parts:
            harmed = part.name in {"table/visit", "database.sqlite"}
            writer.add(part.name, [b'{"id": "x"}\n'] if harmed else sealed.read(part.name))
        writer.end(KEY, sealed.facts)
    before = content(full)
    with pytest.raises((StoreError, RowError)):
        put_back(full, broken, rows)
    assert content(full) == before


def test_the_old_sqlite_file_is_kept_beside_the_new_one(full, rows, tmp_path, backend):
    if backend != "sqlite":
        pytest.skip("PostgreSQL keeps no file of ours")
    back_up(full, tmp_path / "a.backup")
    (late,) = rows.put(full, rows.visit(rows.NOW))
    done = put_back(full, tmp_path / "a.backup", rows)
    kept = Store(f"sqlite:///{done.aside}", audit_key=KEY)
    with kept.read() as session:
        assert session.get(VisitRow, late.id) is not None
    kept.close()
    with full.read() as session:
        assert session.get(VisitRow, late.id) is None


def test_a_damaged_sqlite_file_is_replaced_and_kept(full, rows, tmp_path, backend):
    if backend != "sqlite":
        pytest.skip("PostgreSQL keeps no file of ours")
    back_up(full, tmp_path / "a.backup")
    wanted = content(full)["visit"]
    full.engine.dispose()
    from web.store.engine import sqlite_file

    file = sqlite_file(full.url)
    file.write_bytes(b"not a database" * 500)
    done = put_back(full, tmp_path / "a.backup", rows)
    assert not done.replaced.readable
    assert done.aside.read_bytes().startswith(b"not a database")
    assert content(full)["visit"] == wanted


def test_a_backup_comes_back_where_there_is_no_database(full, rows, tmp_path, databases, backend):
    back_up(full, tmp_path / "a.backup")
    url = databases.bare(backend)
    restore(url, tmp_path / "a.backup", key=KEY, now=rows.NOW)
    other = Store(url, audit_key=KEY)
    assert content(other)["visit"] == content(full)["visit"]
    other.close()
    databases.drop(url)


def put_as_it_was(store, row):
    """Add a row to a table of an older version: what that has not is left out."""
    ours = type(row).__table__
    with store.write("account:1") as work:
        table = SqlTable(ours.name, MetaData(), autoload_with=work.session.connection())
        for column in table.columns:
            column.type = ours.columns[column.name].type
        edited = {"version": 1, "changed_at": work.now, "changed_by": "account:1"}
        given = {column.name: getattr(row, column.name) for column in table.columns} | edited
        for name, value in {"precision": "exact", "note": "", "meet": "", "source": ""}.items():
            if name in table.columns and given[name] is None:
                given[name] = value
        work.session.execute(table.insert(), given)
        work.note("city.loaded", "city", "test")


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_a_backup_of_an_older_version_is_brought_up_to_date(databases, backend, rows, tmp_path, revision):
    url = databases.bare(backend)
    migrate(url, revision)
    old = Store(url, audit_key=KEY, clock=lambda: rows.NOW)
    for row in (rows.hotspot(), rows.visit(rows.ago(1))):
        put_as_it_was(old, row)
    back_up(old, tmp_path / "a.backup")
    old.close()
    restore(url, tmp_path / "a.backup", key=KEY, now=rows.NOW)
    new = Store(url, audit_key=KEY)
    found = content(new)
    new.close()
    assert len(found["visit"]) == 1
    assert found["hotspot"][0]["name"] == "Slussen"
    databases.drop(url)


def test_a_backup_of_another_kind_of_database_is_refused(full, rows, tmp_path, backend):
    back_up(full, tmp_path / "a.backup")
    other = f"sqlite:///{tmp_path / 'x.sqlite'}" if backend == "postgresql" else "postgresql://x@127.0.0.1:1/x"
    with pytest.raises(RestoreError) as told:
        restore(other, tmp_path / "a.backup", key=KEY, now=rows.NOW)
    assert told.value.fault is RestoreFault.OTHER_BACKEND


def test_numbers_of_accounts_go_on_where_they_were(timed, rows, tmp_path):
    (last,) = rows.put(timed, rows.account())
    with timed.write("account:1") as work:
        work.session.delete(work.session.get(Account, last.id))
        work.note("account.erased", "account", last.id)
    back_up(timed, tmp_path / "a.backup")
    put_back(timed, tmp_path / "a.backup", rows)
    (new,) = rows.put(timed, rows.account())
    assert new.id > last.id


def test_a_damaged_database_is_not_backed_up(full, tmp_path, backend):
    if backend != "sqlite":
        pytest.skip("a damaged SQLite file")
    from web.store.engine import sqlite_file

    full.engine.dispose()
    file = sqlite_file(full.url)
    text = bytearray(file.read_bytes())
    text[4096 : 4096 * 4] = b"\xff" * 4096 * 3
    file.write_bytes(text)
    with pytest.raises(StoreError) as told:
        back_up(full, tmp_path / "a.backup")
    assert told.value.fault is StoreFault.DAMAGED
    assert list(tmp_path.glob("*.backup*")) == []


FULL_DISK = """
import resource, sys
from pathlib import Path
from web.store.backup import back_up
from web.store.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    back_up(Store(sys.argv[1], audit_key=b"k" * 32), Path(sys.argv[2]), replace=True)
except OSError as error:
    print(error.strerror, error.filename)
"""


def test_a_full_disk_is_told_and_the_older_backup_is_kept(full, rows, tmp_path):
    path = tmp_path / "backups" / "a.backup"
    rows.put(full, *(rows.tip(rows.NOW, details=token_hex(1000)) for _ in range(60)))
    back_up(full, path)
    before = path.read_bytes()
    for size in ("2000", "30000", "60000"):
        told = subprocess.run(
            [sys.executable, "-c", FULL_DISK, full.url, str(path), size],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert str(path) in told.stdout, (told.stdout, told.stderr)
        assert list(path.parent.iterdir()) == [path]
        assert path.read_bytes() == before


def test_a_backup_on_a_disk_that_is_full_is_told_and_leaves_nothing(full, rows, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    rows.put(full, *(rows.tip(rows.NOW, details=token_hex(1000)) for _ in range(60)))
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk], check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        with pytest.raises(OSError, match="No space left"):
            back_up(full, disk / "a.backup")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)
