"""Upgrades from every earlier revision, with rows in every table that there was: not one value changes."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from alembic import command
from shapely.geometry import MultiPolygon, Point, box
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    Double,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    inspect,
    select,
)
from sqlalchemy import Table as SqlTable

from web.store.engine import WRITES, open_engine
from web.store.geometry import Geometry
from web.store.migrate import alembic_config, migrate, newest_revision, require_current, revisions
from web.store.tables import Table
from web.store.times import UtcTime

ROWS = 3
SUMMER_NIGHT = datetime(2026, 10, 25, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
"""In the hour that comes twice, with microseconds: what a careless upgrade would lose."""


@pytest.fixture
def bare_url(backend, databases):
    url = databases.bare(backend)
    yield url
    databases.drop(url)


def tables_of(connection):
    """Give the tables that there are, with the program's own types for the columns that it knows."""
    found = MetaData()
    ours = [name for name in inspect(connection).get_table_names() if name in Table.metadata.tables]
    for name in ours:
        known = Table.metadata.tables[name].columns
        table = SqlTable(name, found, autoload_with=connection)
        for column in table.columns:
            if column.name in known:
                column.type = known[column.name].type
    return [table for table in found.sorted_tables if table.name in ours]


def allowed(table, column):
    """Give the values that a check lets a column have; None where it may have any."""
    for check in (c for c in table.constraints if isinstance(c, CheckConstraint)):
        text = str(check.sqltext)
        if re.search(rf"\b{column.name}\b", re.sub("'[^']*'", "", text)):
            return re.findall(r"'([a-z_0-9]*)'", text) or ["1"]
    return None


def _text(column, number):
    text = f"{column.name} {number} — Årsta 🐦 'citat' \\ %s"
    room = column.type.length
    return (text if room is None or room > 60 else f"{number}åäö{column.name}")[:room]


def _shape(column, number):
    if column.type.kind == "MULTIPOLYGON":
        return MultiPolygon([box(18.05 + number / 7, 59.3, 18.06 + number / 7, 59.3 + number / 300)])
    return Point(674318.25 + number, 6581311.5 - number / 8)


MAKERS = (
    (Geometry, _shape),
    (UtcTime, lambda column, number: SUMMER_NIGHT + timedelta(hours=number)),
    (Date, lambda column, number: date(2028, 2, 28 + min(number, 1))),
    (JSON, lambda column, number: [[], {"å": [1, 2.5, None, True, {"ö": "\u2028"}]}, ["a", "b"]][number % 3]),
    (Boolean, lambda column, number: number % 2 == 0),
    (LargeBinary, lambda column, number: bytes(range(256))[: 10 + number]),
    ((Double, Float), lambda column, number: 0.1 + number / 3),
    (BigInteger, lambda column, number: 2**53 + number),
    (Integer, lambda column, number: number),
    (String, _text),
)
"""How values are made: odd ones, empty ones, and ones with letters of every sort."""


def value(table, column, number):
    """Make a value for one column of one row."""
    among = allowed(table, column)
    if column.nullable and number == ROWS:
        return None
    if among is not None:
        picked = among[number % len(among)]
        return int(picked) if isinstance(column.type, Integer) else picked
    make = next((made for kind, made in MAKERS if isinstance(column.type, kind)), None)
    assert make, f"{table.name}.{column.name}: values of {column.type!r} are not made yet"
    return make(column, number)


def fill(connection, tables):
    """Put rows into every table, each pointing at rows that there are; gives them by table."""
    made = {}
    for table in tables:
        single = any("id = 1" in str(getattr(c, "sqltext", "")) for c in table.constraints)
        made[table.name] = []
        for number in range(1, 2 if single else ROWS + 1):
            row = {column.name: value(table, column, number) for column in table.columns}
            for key in (key for foreign in table.foreign_key_constraints for key in foreign.elements):
                row[key.parent.name] = made[key.column.table.name][number - 1][key.column.name]
            made[table.name].append(row)
            connection.execute(table.insert(), row)
    return made


def as_written(row):
    """Put what was written into what is read: moments in UTC."""
    return {k: v.astimezone(UTC) if isinstance(v, datetime) else v for k, v in row.items()}


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_no_value_changes_on_the_way_to_the_newest_revision(bare_url, revision):
    migrate(bare_url, revision)
    engine = open_engine(bare_url)
    writing = engine.execution_options(**{WRITES: True})
    with writing.begin() as connection:
        made = fill(connection, tables_of(connection))
    assert made
    assert migrate(bare_url) == revision
    require_current(bare_url)
    with writing.begin() as connection:
        command.check(alembic_config(connection))
        for name, rows in made.items():
            table = Table.metadata.tables[name]
            kept = [column for column in table.columns if column.name in rows[0]]
            found = [dict(row) for row in connection.execute(select(*kept)).mappings()]
            wanted = [{c.name: as_written(row)[c.name] for c in kept} for row in rows]
            assert sorted(found, key=repr) == sorted(wanted, key=repr), name
    engine.dispose()


def test_every_table_of_the_newest_revision_can_be_filled(bare_url):
    """So that the revision after this one is tried with rows in every table."""
    migrate(bare_url)
    engine = open_engine(bare_url)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        made = fill(connection, tables_of(connection))
    engine.dispose()
    assert set(made) == set(Table.metadata.tables)
    assert newest_revision() == revisions()[-1]
