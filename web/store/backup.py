"""Back up a database while it is used: one file with a manifest and a seal, written whole or not at all."""

import errno
import json
import os
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.exc import DBAPIError

from web.store.engine import open_engine, sqlite_file
from web.store.faults import StoreError, StoreFault, store_error
from web.store.migrate import current_revision
from web.store.row_json import last_numbers, rows_of, snapshot, tables_of
from web.store.sealed_file import Writer
from web.store.store import SYSTEM, Store
from web.store.tables.audit import AuditHead
from web.store.whole_file import whole_file

SQLITE_PART = "database.sqlite"
"""The part that holds a whole SQLite file."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made; ``digest`` is the SHA-256 that stands for all of it."""

    path: Path
    digest: str
    rows: int
    bytes: int


def back_up(store: Store, path: Path, *, actor: str = SYSTEM, replace: bool = False) -> Backup:
    """Write a backup of all of the database; others go on reading and writing meanwhile.

    Raises
    ------
    OSError
        The file cannot be written, as on a full disk; an older file of that name is kept.
    web.store.faults.StoreError
        The database does not answer, or is damaged.
    """
    with whole_file(path, replace=replace) as out:
        writer = Writer(out)
        facts = _add_sqlite(store, writer, path) if sqlite_file(store.url) else _add_tables(store, writer)
        digest = writer.end(store.audit_key, facts)
        out.seek(0, os.SEEK_END)
        made = Backup(path, digest, sum(facts["rows"].values()), out.tell())
    store.note(actor, "backup.made", "backup", path.name[:200], digest=digest, rows=made.rows)
    return made


def facts_of(connection: Connection, *, backend: str, made_at: datetime) -> dict[str, Any]:
    """Give what a manifest tells of a database."""
    head = connection.execute(select(AuditHead.seq, AuditHead.mac).where(AuditHead.id == 1)).one_or_none()
    return {
        "version": version("faltplan"),
        "revision": current_revision(connection),
        "backend": backend,
        "made_at": made_at.astimezone(UTC).isoformat(),
        "rows": {
            table.name: connection.scalar(select(func.count()).select_from(table)) for table in tables_of(connection)
        },
        "last_numbers": last_numbers(connection),
        "audit": {"seq": head.seq, "mac": head.mac} if head else None,
    }


def _add_tables(store: Store, writer: Writer) -> dict[str, Any]:
    try:
        with snapshot(store) as connection:
            for table in tables_of(connection):
                with closing(_lines(connection, table)) as lines:
                    writer.add(f"table/{table.name}", lines)
            return facts_of(connection, backend="postgresql", made_at=store.clock())
    except DBAPIError as error:
        raise store_error(error) or error from error


def _lines(connection: Connection, table: sa.Table) -> Generator[bytes, None, None]:
    with closing(rows_of(connection, table)) as rows:
        for row in rows:
            yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _add_sqlite(store: Store, writer: Writer, path: Path) -> dict[str, Any]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".sqlite")  # mode 0600
    os.close(handle)
    copy = Path(name)
    try:
        made_at = store.clock()
        _copy_sqlite(sqlite_file(store.url) or copy, copy, path)
        facts = _facts_of_file(copy, made_at)
        with copy.open("rb") as file:
            writer.add(SQLITE_PART, iter(lambda: file.read(_CHUNK), b""))
        return facts
    finally:
        for left in (copy, *(copy.with_name(copy.name + end) for end in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)


def _copy_sqlite(source: Path, target: Path, path: Path) -> None:
    """Copy with SQLite's own backup (https://www.sqlite.org/backup.html), from a connection that only reads."""
    try:
        reader = sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=5)
        writer = sqlite3.connect(target)
        try:
            reader.execute("PRAGMA query_only=ON")
            reader.backup(writer)
            writer.execute("PRAGMA journal_mode=DELETE")
            sound = writer.execute("PRAGMA integrity_check(1)").fetchone()[0]
        finally:
            reader.close()
            writer.close()
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
        told = store_error(DBAPIError("backup", None, error))
        raise told or StoreError(StoreFault.DAMAGED, str(error)) from error
    if sound != "ok":
        raise StoreError(StoreFault.DAMAGED, str(sound))


def _facts_of_file(copy: Path, made_at: datetime) -> dict[str, Any]:
    engine = open_engine(f"sqlite:///{copy}")
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("audit_head"):
                raise StoreError(StoreFault.OLD_SCHEMA)
            facts = facts_of(connection, backend="sqlite", made_at=made_at)
    except DBAPIError as error:
        raise store_error(error) or error from error
    finally:
        engine.dispose()
    back = sqlite3.connect(copy)
    back.execute("PRAGMA journal_mode=DELETE")  # the program's own connection has turned its log on
    back.close()
    return facts
