"""Whether an installation is ready: its database, tables, keys and disk; and whether a worker lives."""

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from web.jobs.liveness import living_workers
from web.parts import Parts
from web.security.keys import KeysError, read_keys
from web.store.engine import sqlite_file
from web.store.faults import StoreError
from web.store.migrate import current_revision, newest_revision

LEAST_FREE_BYTES = 64 * 2**20
"""With less room on the disk than this, an installation is not ready."""

KEPT_S = 1.0
"""How long an answer stands: anybody may ask, and asking must not be work."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is well.

    Attributes
    ----------
    database, tables, keys, disk
        The database answers; its tables are of this version; the file of keys is that of this process; there is room.
    worker
        A worker lives. Pages are served without one, so that it does not count into ``ready``.
    """

    database: bool
    tables: bool
    keys: bool
    disk: bool
    worker: bool

    @property
    def ready(self) -> bool:
        """Whether pages can be served."""
        return self.database and self.tables and self.keys and self.disk


@dataclass
class Health:
    """Looks after one application's readiness."""

    parts: Parts
    _kept: tuple[float, Readiness] | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def readiness(self) -> Readiness:
        """Give what is well, looked at a moment ago or now."""
        with self._lock:
            if self._kept is None or time.monotonic() - self._kept[0] > KEPT_S:
                self._kept = time.monotonic(), look(self.parts)
            return self._kept[1]


def look(parts: Parts) -> Readiness:
    """Look at every part."""
    try:
        with parts.store.read() as session:
            database, tables = True, current_revision(session.connection()) == newest_revision()
    except StoreError:
        database, tables = False, False
    return Readiness(database, tables, keys=_keys(parts), disk=_disk(parts), worker=_worker(parts))


def _keys(parts: Parts) -> bool:
    try:
        return read_keys(parts.settings.keys_file) == parts.keys
    except (KeysError, OSError):
        return False


def _disk(parts: Parts) -> bool:
    file = sqlite_file(parts.settings.database)
    folders: list[Path] = [parts.settings.home, *([file.parent] if file else [])]
    try:
        return all(shutil.disk_usage(folder).free >= LEAST_FREE_BYTES for folder in folders)
    except OSError:
        return False


def _worker(parts: Parts) -> bool:
    try:
        return bool(living_workers(parts.store))
    except StoreError:
        return False
