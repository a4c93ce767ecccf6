"""Restore an SQLite file: built and settled beside its place, then exchanged for the old one, which is kept."""

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from web.store.backup import SQLITE_PART
from web.store.backup_files import put_aside_name
from web.store.engine import sqlite_file
from web.store.faults import StoreError, StoreFault
from web.store.migrate import migrate
from web.store.replaced import Replaced, RestoreError, RestoreFault, told_of
from web.store.row_json import set_last_numbers
from web.store.sealed_file import Sealed
from web.store.settle import Settled, end_sessions, settle
from web.store.store import Store
from web.store.whole_file import sync_folder

_LOGS = ("-wal", "-shm", "-journal")


def restore_sqlite(
    url: str, sealed: Sealed, replaced: Replaced, *, key: bytes, now: datetime, actor: str
) -> tuple[Settled, Path | None]:
    """Put the file of a backup in the place of a database; gives what was settled, and where the old file is."""
    file = sqlite_file(url)
    if file is None:
        raise ValueError(f"{url} is no SQLite file")
    file = file.absolute()
    file.parent.mkdir(parents=True, exist_ok=True)
    _close_log(file)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".restore")  # mode 0600
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            for piece in sealed.read(SQLITE_PART):
                out.write(piece)
        settled = _settle(made, sealed, replaced, key=key, now=now, actor=actor)
        _close_log(made)
        with made.open("rb") as whole:
            os.fsync(whole.fileno())
        aside = _exchange(made, file, now)
    except OSError as error:
        error.filename = str(file)
        raise
    finally:
        for left in (made, *(made.with_name(made.name + end) for end in _LOGS)):
            left.unlink(missing_ok=True)
    return settled, aside


def _settle(made: Path, sealed: Sealed, replaced: Replaced, *, key: bytes, now: datetime, actor: str) -> Settled:
    try:
        with closing(sqlite3.connect(made)) as connection:
            sound = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise StoreError(StoreFault.DAMAGED, str(error)) from error
    if sound != "ok":
        raise StoreError(StoreFault.DAMAGED, str(sound))
    address = f"sqlite:///{made}"
    migrate(address)
    with closing(Store(address, audit_key=key, clock=lambda: now)) as store:
        with store.write(actor) as work:
            settled = settle(work, replaced.erased)
            end_sessions(work)
            work.note("backup.restored", "backup", sealed.path.name[:200], **told_of(sealed, replaced, settled))
        with store.housekeeping() as session:
            set_last_numbers(session.connection(), sealed.facts["last_numbers"])
    return settled


def _close_log(file: Path) -> None:
    """Bring an SQLite file to rest without its log, which only succeeds where nobody else has it open.

    Raises
    ------
    RestoreError
        Another program has the file open.
    """
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise RestoreError(RestoreFault.IN_USE, str(file)) from error
        # A file that is damaged is what a restore is for.


def _exchange(made: Path, file: Path, now: datetime) -> Path | None:
    """Give the new file the name of the old one in one step; the old one keeps another name."""
    aside = None
    if file.exists():
        aside = put_aside_name(file, now)
        for end in _LOGS:  # only there where the old file is damaged
            with suppress(FileNotFoundError):
                file.with_name(file.name + end).replace(aside.with_name(aside.name + end))
        aside.unlink(missing_ok=True)
        os.link(file, aside)
    made.replace(file)
    sync_folder(file.parent)
    return aside
