"""Rows as JSON and back, whatever the database: what backups and archives hold of every table."""

from base64 import b64decode, b64encode
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any

import shapely
import sqlalchemy as sa
from sqlalchemy import Connection

from web.store.geometry import Geometry, PostGisColumn
from web.store.migrate import current_revision, newest_revision
from web.store.store import Store
from web.store.tables import Table
from web.store.times import UtcTime

_BATCH = 500

Row = dict[str, Any]


class RowError(ValueError):
    """A row cannot be read: the message names its table and column."""


def every_table() -> tuple[sa.Table, ...]:
    """Give every table, those that others refer to first."""
    return tuple(Table.metadata.sorted_tables)


def tables_of(connection: Connection) -> tuple[sa.Table, ...]:
    """Give the tables that a database has: those of this version, or as they were at its older revision."""
    if current_revision(connection) == newest_revision():
        return every_table()
    there = set(sa.inspect(connection).get_table_names()) & set(Table.metadata.tables)
    found = sa.MetaData()
    sa.event.listen(found, "column_reflect", _know_shapes)
    found.reflect(connection, only=sorted(there))
    return tuple(found.sorted_tables)


def _know_shapes(_inspector: object, _table: object, column: dict[str, Any]) -> None:
    if isinstance(column["type"], PostGisColumn):
        column["type"] = Geometry(column["type"].kind, column["type"].srid)


@contextmanager
def snapshot(store: Store) -> Iterator[Connection]:
    """Give a connection that sees the database as it is at one moment, however long the reading takes."""
    with store.engine.connect() as plain:
        connection = plain
        if plain.dialect.name == "postgresql":
            connection = plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            if connection.dialect.name == "postgresql":
                wait_for_ever(connection)
            yield connection


def wait_for_ever(connection: Connection) -> None:
    """Let a long transaction of PostgreSQL be as long as it is."""
    for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {limit} = 0")


def rows_of(connection: Connection, table: sa.Table) -> Generator[Row, None, None]:
    """Give the rows of a table as JSON values, by primary key."""
    columns = list(table.columns)
    query = sa.select(*columns).order_by(*table.primary_key.columns)
    with connection.execution_options(yield_per=_BATCH).execute(query) as found:
        for values in found:
            yield {column.name: _to_json(column.type, value) for column, value in zip(columns, values, strict=True)}


def insert_rows(connection: Connection, table: sa.Table, rows: Iterable[Row]) -> int:
    """Add rows to a table; gives how many.

    Raises
    ------
    RowError
        A row is not one of this table.
    """
    count, left = 0, iter(rows)
    while batch := list(islice(left, _BATCH)):
        connection.execute(sa.insert(table), [row_values(table, row) for row in batch])
        count += len(batch)
    return count


def row_values(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a row of JSON values into those of the database.

    Raises
    ------
    RowError
        It has other columns, or a value that its column does not take.
    """
    unknown = sorted(set(row) - set(table.columns.keys()))
    missing = sorted(set(table.columns.keys()) - set(row))
    if unknown or missing:
        raise RowError(f"{table.name}: other columns than this table's: {', '.join([*unknown, *missing])}")
    values = {}
    for column in table.columns:
        try:
            values[column.name] = _from_json(column.type, row[column.name])
        except (ValueError, TypeError, shapely.errors.ShapelyError) as error:
            raise RowError(f"{table.name}.{column.name}: {error}") from error
    return values


def last_numbers(connection: Connection) -> dict[str, int]:
    """Give the last number that each numbered table has given out, so that none is given twice."""
    found = {}
    for table in _numbered(connection):
        highest = connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
        if connection.dialect.name == "postgresql":
            name = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, "id")))
            last, called = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {name}").one()  # noqa: S608
            highest = max(highest, last if called else 0)
        elif _counts(table):
            given = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,))
            highest = max(highest, given.scalar() or 0)
        found[table.name] = highest
    return found


def set_last_numbers(connection: Connection, numbers: Mapping[str, int]) -> None:
    """Go on counting after these numbers."""
    for table in _numbered(connection):
        highest = connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
        last = max(highest, int(numbers.get(table.name, 0)))
        if connection.dialect.name == "postgresql":
            name = sa.func.pg_get_serial_sequence(table.name, "id")
            connection.execute(sa.select(sa.func.setval(name, max(last, 1), last > 0)))
        elif _counts(table):
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, last))


def _numbered(connection: Connection) -> Iterator[sa.Table]:
    there = sa.inspect(connection).get_table_names()
    for table in (table for table in every_table() if table.name in there):
        key = list(table.primary_key.columns)
        if len(key) == 1 and isinstance(key[0].type, sa.Integer) and key[0].autoincrement is not False:
            yield table


def _counts(table: sa.Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def _to_json(kind: Any, value: Any) -> Any:  # noqa: ANN401 - a column's type and its value
    if value is None:
        return None
    if isinstance(kind, Geometry):
        return shapely.to_wkb(value, hex=True)
    if isinstance(kind, UtcTime | sa.DateTime | sa.Date):
        return value.isoformat()
    if isinstance(kind, sa.LargeBinary):
        return b64encode(value).decode()
    return value


def _from_json(kind: Any, value: Any) -> Any:  # noqa: ANN401 - a column's type and its value
    if value is None:
        return sa.null() if isinstance(kind, sa.JSON) else None
    if isinstance(kind, Geometry):
        return shapely.from_wkb(value)
    if isinstance(kind, UtcTime | sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.LargeBinary):
        return b64decode(value, validate=True)
    if isinstance(kind, sa.JSON):
        return value
    wanted = kind.python_type
    if not isinstance(value, wanted) and not (wanted is float and isinstance(value, int)):
        raise TypeError(f"{value!r} is not of type {wanted.__name__}")
    return value
