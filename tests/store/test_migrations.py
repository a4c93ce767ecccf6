"""One history of tables, the same on both databases."""

import pytest
from alembic import command
from sqlalchemy import inspect

from web.store.engine import WRITES, open_engine
from web.store.faults import StoreError, StoreFault
from web.store.migrate import alembic_config, migrate, newest_revision, require_current, revisions
from web.store.tables import Table


@pytest.fixture
def bare_url(backend, databases):
    url = databases.bare(backend)
    yield url
    databases.drop(url)


def test_the_tables_are_those_that_the_program_knows(store):
    with store.engine.execution_options(**{WRITES: True}).begin() as connection:
        command.check(alembic_config(connection))
        assert set(Table.metadata.tables) <= set(inspect(connection).get_table_names())


def test_migrating_twice_changes_nothing(bare_url):
    assert migrate(bare_url) == ""
    assert migrate(bare_url) == newest_revision()
    require_current(bare_url)


@pytest.mark.parametrize("revision", [None, *revisions()[:-1]])
def test_an_older_database_is_told_and_can_be_brought_up_to_date(bare_url, revision):
    if revision:
        migrate(bare_url, revision)
    with pytest.raises(StoreError) as told:
        require_current(bare_url)
    assert told.value.fault is (StoreFault.OLD_SCHEMA if revision else StoreFault.NOT_MADE)
    migrate(bare_url)
    require_current(bare_url)


def test_a_database_of_a_newer_version_is_refused(bare_url):
    migrate(bare_url)
    engine = open_engine(bare_url)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    for act in (migrate, require_current):
        with pytest.raises(StoreError) as told:
            act(bare_url)
        assert told.value.fault is StoreFault.NEW_SCHEMA


def test_revisions_can_be_undone_one_by_one(bare_url):
    migrate(bare_url)
    engine = open_engine(bare_url)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        command.downgrade(alembic_config(connection), "base")
        left = set(inspect(connection).get_table_names()) & set(Table.metadata.tables)
    engine.dispose()
    assert left == set()
