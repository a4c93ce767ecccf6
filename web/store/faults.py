"""What a database refuses, put into codes: full, locked, read-only, gone, stale."""

import sqlite3
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, OperationalError

from web.words import N_


class StoreFault(StrEnum):
    """Why the store could not do what was asked; nothing of the transaction is kept, save perhaps at ``UNSURE``."""

    FULL = "full"
    BUSY = "busy"
    READ_ONLY = "read_only"
    GONE = "gone"
    DAMAGED = "damaged"
    DISK = "disk"
    UNSURE = "unsure"
    NOT_MADE = "not_made"
    OLD_SCHEMA = "old_schema"
    NEW_SCHEMA = "new_schema"


SAID = {
    StoreFault.FULL: N_("The disk is full. Nothing was saved, and nothing that was saved before is lost. Free some space and try again."),  # noqa: E501
    StoreFault.BUSY: N_("The database is locked by another program. Nothing was saved. Close the other program and try again."),  # noqa: E501
    StoreFault.READ_ONLY: N_("The database can only be read: its file or folder may not be written to. Nothing was saved. Give Fältplan's account the right to write there."),  # noqa: E501
    StoreFault.GONE: N_("The database does not answer, or is not there. Nothing was saved. Check that it runs and that FALTPLAN_DATABASE_URL is right; a new one is made with faltplan migrate."),  # noqa: E501
    StoreFault.DAMAGED: N_("The database file is damaged. Stop the server and restore the latest backup with faltplan restore."),  # noqa: E501
    StoreFault.DISK: N_("The disk reports an error. Nothing was saved. Look at the disk; if it is broken, restore the latest backup on another one."),  # noqa: E501
    StoreFault.UNSURE: N_("The database stopped answering in the middle of saving. Look whether it was saved before you try again."),  # noqa: E501
    StoreFault.NOT_MADE: N_("There is no database yet. Make it with faltplan migrate. If there was one, put its folder back or restore a backup first."),  # noqa: E501
    StoreFault.OLD_SCHEMA: N_("The database is of an older version. Run faltplan migrate."),
    StoreFault.NEW_SCHEMA: N_("The database was made by a newer version of Fältplan. Use that version."),
}  # fmt: skip
"""What happened and what to do, by code."""


class StoreError(Exception):
    """The store could not do what was asked; ``fault`` says why."""

    def __init__(self, fault: StoreFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault, self.detail = fault, detail


class StaleEditError(Exception):
    """Somebody else changed the row since it was read; nothing was written."""

    def __init__(
        self, kind: str, key: str, *, expected: int, found: int, changed_at: datetime | None, changed_by: str
    ) -> None:
        super().__init__(f"{kind} {key!r} is at version {found}, not {expected}")
        self.kind, self.key, self.expected, self.found = kind, key, expected, found
        self.changed_at, self.changed_by = changed_at, changed_by


class NotThereError(LookupError):
    """There is no such row."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"there is no {kind} {key!r}")
        self.kind, self.key = kind, key


_SQLITE = {
    sqlite3.SQLITE_FULL: StoreFault.FULL,
    sqlite3.SQLITE_BUSY: StoreFault.BUSY,
    sqlite3.SQLITE_LOCKED: StoreFault.BUSY,
    sqlite3.SQLITE_READONLY: StoreFault.READ_ONLY,
    sqlite3.SQLITE_PERM: StoreFault.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: StoreFault.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: StoreFault.DAMAGED,
    sqlite3.SQLITE_NOTADB: StoreFault.DAMAGED,
    sqlite3.SQLITE_IOERR: StoreFault.DISK,
}
"""https://www.sqlite.org/rescode.html, primary codes."""

_SQLITE_NO_ROOM = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_DIR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
"""Extended codes that a full disk gives where SQLite does not say FULL."""

_POSTGRESQL = {
    "53100": StoreFault.FULL,
    "53200": StoreFault.GONE,
    "53300": StoreFault.GONE,
    "58030": StoreFault.DISK,
    "55P03": StoreFault.BUSY,
    "40001": StoreFault.BUSY,
    "40P01": StoreFault.BUSY,
    "57014": StoreFault.BUSY,
    "25006": StoreFault.READ_ONLY,
    "42501": StoreFault.READ_ONLY,
    "XX001": StoreFault.DAMAGED,
    "XX002": StoreFault.DAMAGED,
    "42P01": StoreFault.OLD_SCHEMA,
    "42703": StoreFault.OLD_SCHEMA,
}
"""https://www.postgresql.org/docs/15/errcodes-appendix.html"""


def store_error(error: DBAPIError) -> StoreError | None:
    """Put a driver's error into one of ours; None where it is a mistake of the program."""
    original = error.orig
    if isinstance(original, sqlite3.Error):
        extended = getattr(original, "sqlite_errorcode", 0)
        if extended in _SQLITE_NO_ROOM:
            return StoreError(StoreFault.FULL, str(original))
        code = extended & 0xFF
        if code in _SQLITE:
            return StoreError(_SQLITE[code], str(original))
        if "no such table" in str(original) or "no such column" in str(original):
            return StoreError(StoreFault.OLD_SCHEMA, str(original))
        return None
    state = getattr(original, "sqlstate", None)
    if state in _POSTGRESQL:
        return StoreError(_POSTGRESQL[state], str(original).splitlines()[0])
    gone = error.connection_invalidated or (isinstance(error, OperationalError) and (state or "08")[:2] in {"08", "57"})
    return StoreError(StoreFault.GONE, str(original).splitlines()[0] if str(original) else "") if gone else None
