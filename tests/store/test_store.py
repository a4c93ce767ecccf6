"""Transactions: all or nothing, with their audit, never over another's edit."""

import pytest
from sqlalchemy import select, text

from web.store.audit import verify
from web.store.faults import NotThereError, StaleEditError
from web.store.store import UnauditedWriteError
from web.store.tables.audit import AuditEntry
from web.store.tables.teams import TeamRow


def team(ident="eu-teamet", name="EU-teamet"):
    return TeamRow(id=ident, name=name, kind="city", slack_share=0.15, pairs_named=[], working_time={})


@pytest.fixture
def with_team(store):
    with store.write("account:1") as work:
        work.add(team())
        work.note("team.made", "team", "eu-teamet")
    return store


def test_a_write_and_its_audit_are_there_together(with_team):
    with with_team.read() as session:
        assert session.get(TeamRow, "eu-teamet").changed_by == "account:1"
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.seq, entry.actor, entry.action) == (1, "account:1", "team.made")


def test_a_write_that_fails_leaves_neither_row_nor_audit(store):
    def fail():
        with store.write("account:1") as work:
            work.add(team())
            work.note("team.made", "team", "eu-teamet")
            work.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as session:
        assert session.get(TeamRow, "eu-teamet") is None
        assert session.scalars(select(AuditEntry)).all() == []


def test_a_write_that_says_nothing_is_refused(store):
    with pytest.raises(UnauditedWriteError), store.write("account:1") as work:
        work.add(team())
    with store.read() as session:
        assert session.get(TeamRow, "eu-teamet") is None


def test_an_edit_of_what_another_has_changed_is_told_and_changes_nothing(with_team):
    def rename(name, expected):
        with with_team.write(f"account:{name}") as work:
            work.edit(TeamRow, "eu-teamet", expected=expected, changes={"name": name})
            work.note("team.changed", "team", "eu-teamet")

    rename("First", 1)
    with pytest.raises(StaleEditError) as told:
        rename("Second", 1)
    assert (told.value.expected, told.value.found, told.value.changed_by) == (1, 2, "account:First")
    with with_team.read() as session:
        assert session.get(TeamRow, "eu-teamet").name == "First"


def test_an_edit_of_nothing_is_told(store):
    with pytest.raises(NotThereError), store.write("account:1") as work:
        work.edit(TeamRow, "none", expected=1, changes={"name": "x"})


def test_writers_that_come_at_once_wait_for_each_other_and_keep_the_chain(with_team, make_store):
    from concurrent.futures import ThreadPoolExecutor

    stores = [make_store() for _ in range(4)]

    def write(number):
        with stores[number % 4].write(f"account:{number}") as work:
            row = work.session.get(TeamRow, "eu-teamet", with_for_update=True)
            row.slack_share += 0.001
            work.note("team.changed", "team", "eu-teamet")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(40)))
    with with_team.read() as session:
        assert session.get(TeamRow, "eu-teamet").slack_share == pytest.approx(0.19)
        assert list(verify(session, with_team.audit_key)) == []


def test_sqlite_is_told_to_survive_a_power_cut(store, backend):
    if backend == "postgresql":
        pytest.skip("PostgreSQL has its own log")
    with store.read() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_read_within_a_read_shows_the_same_moment(with_team, make_store):
    other = make_store()
    with with_team.read() as outer:
        with with_team.read() as inner:
            assert inner is outer
        with other.read() as elsewhere:
            assert elsewhere is not outer
    with with_team.read() as later:
        assert later is not outer
