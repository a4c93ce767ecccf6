"""Restore into PostgreSQL: in one transaction, so that a failure at any moment leaves the old rows."""

import json
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from web.store.audit import append
from web.store.engine import WRITES, open_engine
from web.store.faults import StoreError, StoreFault, store_error
from web.store.migrate import alembic_config, current_revision, revisions
from web.store.replaced import Replaced, RestoreError, RestoreFault, told_of
from web.store.row_json import every_table, insert_rows, set_last_numbers, tables_of, wait_for_ever
from web.store.sealed_file import Sealed
from web.store.settle import Settled, end_sessions, settle
from web.store.store import Work

_USERS = """
SELECT count(*), coalesce(string_agg(DISTINCT nullif(application_name, ''), ', '), '') FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

_TRIES = 15


def restore_postgresql(
    url: str, sealed: Sealed, replaced: Replaced, *, key: bytes, now: datetime, actor: str
) -> tuple[Settled, Path | None]:
    """Put the rows of a backup in the place of those of a database; gives what was settled."""
    engine = open_engine(url)
    try:
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            _refuse_if_used(connection)
            wait_for_ever(connection)
            _make_room(connection, sealed.facts["revision"])
            for table in tables_of(connection):
                insert_rows(connection, table, _rows(sealed, table.name))
            command.upgrade(alembic_config(connection), "head")
            set_last_numbers(connection, sealed.facts["last_numbers"])
            session = Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False)
            work = Work(session, actor, now)
            settled = settle(work, replaced.erased)
            end_sessions(work)
            work.note("backup.restored", "backup", sealed.path.name[:200], **told_of(sealed, replaced, settled))
            append(session, key, work.notes, now)
            session.flush()
    except DBAPIError as error:
        raise store_error(error) or error from error
    finally:
        engine.dispose()
    return settled, None


def _refuse_if_used(connection: Connection) -> None:
    for _ in range(_TRIES):  # a connection that was just closed is still listed for a moment
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        count, names = connection.exec_driver_sql(_USERS).one()
        if not count:
            return
        time.sleep(0.1)
    raise RestoreError(RestoreFault.IN_USE, f"{count}" + (f" ({names})" if names else ""))


def _make_room(connection: Connection, revision: str) -> None:
    """Empty every table, or make them anew as they were at the backup's revision."""
    there = inspect(connection).get_table_names()
    found = current_revision(connection)
    if found is not None and found not in revisions():
        raise StoreError(StoreFault.NEW_SCHEMA, found)
    names = [table.name for table in every_table() if table.name in there]
    if found == revision and len(names) == len(every_table()):
        connection.exec_driver_sql(f"TRUNCATE {', '.join(names)}")
        return
    for name in (*names, *({"alembic_version"} & set(there))):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name} CASCADE")
    command.upgrade(alembic_config(connection), revision)


def _rows(sealed: Sealed, name: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in _lines(sealed.read(f"table/{name}")))


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
    if rest:
        yield rest
