"""Import an archive into an empty database of either kind, in one transaction."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, exists, select
from sqlalchemy.exc import DataError, IntegrityError

from web.store.archive_form import AUDIT_TABLES, ArchiveError, ArchiveFault
from web.store.archive_read import Archive, read_archive
from web.store.migrate import migrate
from web.store.row_json import every_table, insert_rows, set_last_numbers, wait_for_ever
from web.store.settle import Settled, settle
from web.store.store import SYSTEM, Store

_MAY_BE_THERE = frozenset({"retention_clock"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has done; ``with_audit`` is false where the audit was sealed elsewhere and stays outside."""

    archive: Archive
    settled: Settled
    rows: int
    with_audit: bool


def import_archive(store: Store, path: Path, *, without_seal: bool = False, actor: str = SYSTEM) -> Imported:
    """Fill an empty database from an archive; its tables are made where there are none.

    Parameters
    ----------
    without_seal
        Accept an archive that was sealed with another key. Its audit cannot be tried here and is left outside.

    Raises
    ------
    web.store.archive_form.ArchiveError
        The archive does not hold, or the database is not empty; nothing was changed.
    web.store.faults.StoreError
        The database refuses; nothing was changed.
    """
    archive = read_archive(path, store.audit_key, without_seal=without_seal)
    migrate(store.url)
    try:
        return _fill(store, path, archive, actor)
    except (IntegrityError, DataError) as error:
        raise ArchiveError(ArchiveFault.ROWS, str(error.orig).splitlines()[0]) from error


def _fill(store: Store, path: Path, archive: Archive, actor: str) -> Imported:
    left_out = frozenset() if archive.sealed_here else AUDIT_TABLES
    with store.write(actor) as work:
        connection = work.session.connection()
        if connection.dialect.name == "postgresql":
            wait_for_ever(connection)
        _require_empty(connection)
        rows = 0
        for table, found in archive.tables.items():
            if table.name in _MAY_BE_THERE:
                connection.execute(table.delete())
            if table.name not in left_out:
                rows += insert_rows(connection, table, found)
        set_last_numbers(connection, archive.facts["last_numbers"])
        settled = settle(work, ())
        told = {"digest": archive.digest, "made_at": archive.facts["made_at"], "rows": rows, "audit": not left_out}
        work.note("archive.imported", "archive", path.name[:200], **told)
    return Imported(archive, settled, rows, not left_out)


def _require_empty(connection: Connection) -> None:
    full = [
        table.name
        for table in every_table()
        if table.name not in _MAY_BE_THERE and connection.scalar(select(exists().select_from(table)))
    ]
    if full:
        raise ArchiveError(ArchiveFault.NOT_EMPTY, ", ".join(full))
