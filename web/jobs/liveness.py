"""Whether a worker lives, by a lock that the system drops when its process or its computer dies; no lease, no clock."""

import os
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

import psycopg
from sqlalchemy.engine import make_url

from web.store.engine import sqlite_file
from web.store.store import Store

KEEPALIVE = {"idle": 5, "interval": 2, "count": 3}
"""When PostgreSQL gives up a worker whose computer has gone: after 5 + 3 × 2 seconds of silence."""


class Lock(Protocol):
    """One name that one process holds at a time."""

    def take(self) -> bool:
        """Take it, without waiting; True where it is held now."""

    def held(self) -> bool:
        """Tell whether it is still held."""

    def drop(self) -> None:
        """Let go of it."""


def lock_of(database: str, name: str) -> Lock:
    """Give the lock of a name in the installation of a database."""
    file = sqlite_file(database)
    if file is not None:
        return FileLock(file.with_name(f"{file.name}.{name}.lock"))
    return DatabaseLock(database, name)


class FileLock:
    """A lock on a file beside the SQLite database; the kernel drops it with the process."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._open: IO[bytes] | None = None

    def take(self) -> bool:
        """Take it, without waiting."""
        if self._open is not None:
            return True
        opened = os.fdopen(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600), "rb+")
        try:
            _lock(opened)
        except OSError:
            opened.close()
            return False
        self._open = opened
        return True

    def held(self) -> bool:
        """Tell whether it is still held."""
        return self._open is not None

    def drop(self) -> None:
        """Let go of it; the file stays, since removing it would open a gap."""
        if self._open is not None:
            self._open.close()
            self._open = None


class DatabaseLock:
    """An advisory lock of PostgreSQL on a connection of its own, which keepalives watch from both ends."""

    def __init__(self, database: str, name: str) -> None:
        self.url = make_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
        self.name = f"faltplan:{name}"
        self._connection: psycopg.Connection | None = None

    def take(self) -> bool:
        """Take it, without waiting."""
        if self.held():
            return True
        self.drop()
        options = " ".join(f"-c tcp_keepalives_{key}={value}" for key, value in KEEPALIVE.items())
        try:
            connection = psycopg.connect(
                self.url,
                autocommit=True,
                options=options,
                connect_timeout=5,
                application_name=f"faltplan {self.name}",
                keepalives=1,
                keepalives_idle=KEEPALIVE["idle"],
                keepalives_interval=KEEPALIVE["interval"],
                keepalives_count=KEEPALIVE["count"],
            )
        except psycopg.OperationalError:
            return False
        found = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (self.name,)).fetchone()
        if not (found and found[0]):
            connection.close()
            return False
        self._connection = connection
        return True

    def held(self) -> bool:
        """Tell whether it is still held: the connection answers."""
        if self._connection is None:
            return False
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            self.drop()
            return False
        return True

    def drop(self) -> None:
        """Let go of it."""
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None


def living_workers(store: Store) -> frozenset[str]:
    """Name the workers of an installation that live.

    Raises
    ------
    web.store.faults.StoreError
        The database does not answer.
    """
    file = sqlite_file(store.url)
    if file is not None:
        locks = {one: FileLock(one) for one in file.parent.glob(f"{file.name}.worker-*.lock")}
        held = frozenset(one for one, lock in locks.items() if not lock.take())
        for lock in locks.values():
            lock.drop()
        return frozenset(one.name.removeprefix(f"{file.name}.worker-").removesuffix(".lock") for one in held)
    prefix = "faltplan faltplan:worker-"  # as `DatabaseLock` names its connections
    named = (
        "SELECT application_name FROM pg_stat_activity "
        "WHERE datname = current_database() AND starts_with(application_name, %s)"
    )
    with store.read() as session:
        found = session.connection().exec_driver_sql(named, (prefix,)).scalars()
        return frozenset(name.removeprefix(prefix) for name in found)


def _lock(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415 - Windows alone has it

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl  # noqa: PLC0415 - Windows has none

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
