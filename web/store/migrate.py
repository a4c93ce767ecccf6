"""Bring a database to the tables of this version: the same history on SQLite and PostgreSQL."""

import os
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from web.store.engine import WRITES, file_identity, open_engine, sqlite_file
from web.store.faults import StoreError, StoreFault, store_error

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config(connection: Connection | None = None) -> Config:
    """Give Alembic's configuration; with a connection, its commands run on that."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@cache
def newest_revision() -> str:
    """Name the newest revision of this version of the program."""
    return str(ScriptDirectory.from_config(alembic_config()).get_current_head())


@cache
def revisions() -> tuple[str, ...]:
    """Name every revision, the oldest first."""
    walked = ScriptDirectory.from_config(alembic_config()).walk_revisions()
    return tuple(reversed([script.revision for script in walked]))


def current_revision(connection: Connection) -> str | None:
    """Name the revision that a database stands at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(url: str, revision: str = "head") -> str:
    """Bring a database to a revision, making it where there is none; gives the revision that it had before.

    Raises
    ------
    web.store.faults.StoreError
        The database refuses, or was made by a newer version.
    """
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))  # an empty file is an empty database
    engine = open_engine(url)
    try:
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            if connection.dialect.name == "postgresql":
                for patient in ("statement_timeout = 0", "lock_timeout = '60s'"):
                    connection.exec_driver_sql(f"SET LOCAL {patient}")
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7305213)")  # two that start at once
            before = current_revision(connection)
            if before is not None and before not in revisions():
                raise StoreError(StoreFault.NEW_SCHEMA, before)
            command.upgrade(alembic_config(connection), revision)
    except DBAPIError as error:
        raise store_error(error) or error from error
    finally:
        engine.dispose()
    return before or ""


def require_current(url: str) -> None:
    """Check that a database has the tables of this version.

    Raises
    ------
    web.store.faults.StoreError
        It has not, or does not answer.
    """
    file = sqlite_file(url)
    if file is not None:
        _require_file(file)
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            found = current_revision(connection) if inspect(connection).has_table("alembic_version") else None
        if found == newest_revision():
            return
        if found is None:
            raise StoreError(StoreFault.NOT_MADE)
        raise StoreError(StoreFault.OLD_SCHEMA if found in revisions() else StoreFault.NEW_SCHEMA, found)
    except DBAPIError as error:
        raise store_error(error) or error from error
    finally:
        engine.dispose()


def _require_file(file: Path) -> None:
    try:
        file_identity(file)
    except StoreError as error:
        raise StoreError(
            StoreFault.NOT_MADE if error.fault is StoreFault.GONE else error.fault, error.detail
        ) from error
