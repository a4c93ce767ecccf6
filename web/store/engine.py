"""The connection to the database: SQLite that survives a power cut, or PostgreSQL with PostGIS."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError

from web.store.faults import StoreError, StoreFault
from web.store.geometry import wkb_dwithin

WRITES = "faltplan_writes"
"""Execution option of connections whose transactions write."""

LOCK_WAIT_S = 5.0
"""How long a writer waits for another one, in seconds, before it is told."""

_STATEMENT_S = 60
_IDLE_S = 120
"""How long one statement, and a transaction between two statements, may take on PostgreSQL, in seconds."""

_CONNECT_S = 5
_POOL_S = 10.0


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
        return _open_postgresql(url, pool_size)
    return _open_sqlite(url, pool_size)


def _open_postgresql(url: str, pool_size: int) -> Engine:
    """Open PostgreSQL so that nobody waits for ever: not for a lock, a statement, or a machine that went silent."""
    limits = {
        "lock_timeout": round(LOCK_WAIT_S * 1000),
        "statement_timeout": _STATEMENT_S * 1000,
        "idle_in_transaction_session_timeout": _IDLE_S * 1000,
    }
    asked = make_url(url).query.get("options", "")
    options = " ".join([*(f"-c {name}={value}" for name, value in limits.items()), str(asked)]).strip()
    return create_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=4,
        hide_parameters=True,  # errors go into logs
        pool_pre_ping=True,
        pool_timeout=_POOL_S,
        connect_args={
            "options": options,
            "connect_timeout": _CONNECT_S,
            "keepalives_idle": 20,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    )


def _open_sqlite(url: str, pool_size: int) -> Engine:
    """Open an SQLite file that is there; one that is missing is told, never made anew beside what was lost."""
    file = Path(make_url(url).database or "").absolute()
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=4,
        hide_parameters=True,
        pool_timeout=_POOL_S,
        connect_args={"timeout": LOCK_WAIT_S},
    )

    @event.listens_for(engine, "do_connect")
    def open_existing(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> None:
        file_identity(file)
        arguments[0] = f"{file.as_uri()}?mode=rw"
        options["uri"] = True

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:  # noqa: ANN401 - the driver's connection
        connection.isolation_level = None  # transactions begin where `begin` says, not where the driver guesses
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("geo_dwithin", 3, wkb_dwithin, deterministic=True)
        record.info["file"] = file_identity(file)

    @event.listens_for(engine, "checkout")
    def same_file(_connection: object, record: Any, _proxy: object) -> None:  # noqa: ANN401 - the pool's record
        if record.info["file"] != file_identity(file):
            raise DisconnectionError(f"{file} is another file than the one that was opened")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "commit")
    def commit(connection: Connection) -> None:
        # SQLite goes on writing into a file that was deleted, and says that all is well.
        if connection.get_execution_options().get(WRITES, False) and connection.info.get("file") != file_identity(file):
            raise StoreError(StoreFault.GONE, str(file))

    return engine


def file_identity(file: Path) -> tuple[int, int]:
    """Tell which file lies under a name.

    Raises
    ------
    web.store.faults.StoreError
        There is none, or it may not be looked at.
    """
    try:
        found = file.stat()
    except PermissionError as error:
        raise StoreError(StoreFault.READ_ONLY, str(file)) from error
    except OSError as error:
        raise StoreError(StoreFault.GONE, str(file)) from error
    return found.st_dev, found.st_ino
