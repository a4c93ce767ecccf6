"""The connection to the database: SQLite that survives a power cut, or PostgreSQL with PostGIS."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from web.store.geometry import wkb_dwithin

WRITES = "faltplan_writes"
"""Execution option of connections whose transactions write."""

LOCK_WAIT_S = 5.0
"""How long a writer waits for another one, in seconds, before it is told."""


def is_sqlite(url: str) -> bool:
    """Tell whether an address names an SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_file(url: str) -> Path | None:
    """Give the file of an SQLite address; None for another database."""
    name = make_url(url).database
    return Path(name) if is_sqlite(url) and name else None


def driver_url(url: str) -> str:
    """Name the driver in an address that leaves it out: ``postgresql://`` is psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def open_engine(url: str, *, pool_size: int = 12) -> Engine:
    """Open a database.

    SQLite runs in WAL mode with ``synchronous=FULL`` (https://www.sqlite.org/pragma.html#pragma_synchronous): what was
    acknowledged is on the disk. A transaction that writes begins with ``BEGIN IMMEDIATE``, so that two writers wait
    for each other in place of failing half way.

    Parameters
    ----------
    url
        ``sqlite:////path/file.sqlite`` or ``postgresql://user@host/name``.
    pool_size
        Connections kept open.
    """
    if not is_sqlite(url):
        return create_engine(driver_url(url), pool_size=pool_size, max_overflow=4, pool_pre_ping=True)
    engine = create_engine(url, pool_size=pool_size, max_overflow=4, connect_args={"timeout": LOCK_WAIT_S})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
        connection.isolation_level = None  # transactions begin where `begin` says, not where the driver guesses
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("geo_dwithin", 3, wkb_dwithin, deterministic=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
