"""Tampering with the audit: any field of any row, a row too few or too many, is found and named."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from web.audit.checking import check_audit
from web.store.audit import cut, verify
from web.store.tables import AuditCheckpoint, AuditEntry, AuditHead

COUNT = 8
TEXTS = ("actor", "action", "kind", "object_id", "team", "detail", "mac")


@pytest.fixture
def chain(store, rows):
    with store.write("account:1") as work:
        for number in range(COUNT):
            work.note("tip.seen", "tip", f"t{number}", team="eu-teamet", count=number)
    return store


class _Undo(Exception):  # noqa: N818 - ends a transaction that is to leave nothing
    pass


def found(store, tamper):
    """Give what is found after tampering, and take the tampering back."""
    told = []
    try:
        with store.housekeeping() as session:
            tamper(session)
            session.flush()
            session.expire_all()
            told = [(fault.code, fault.seq) for fault in verify(session, store.audit_key)]
            raise _Undo  # noqa: TRY301
    except _Undo:
        return told


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seq=st.integers(1, COUNT), field=st.sampled_from(TEXTS), text=st.text("ab0{}", max_size=9))
def test_a_changed_text_is_found_at_its_row(chain, seq, field, text):
    with chain.read() as session:
        before = getattr(session.get(AuditEntry, seq), field)
    told = found(chain, lambda s: s.execute(update(AuditEntry).where(AuditEntry.seq == seq).values({field: text})))
    if text == before:
        assert told == []
    else:
        assert told[0] == ("changed", seq)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seq=st.integers(1, COUNT), microseconds=st.integers(-(10**9), 10**9).filter(bool))
def test_a_changed_moment_is_found_at_its_row(chain, seq, microseconds):
    with chain.read() as session:
        at = session.get(AuditEntry, seq).at + timedelta(microseconds=microseconds)
    told = found(chain, lambda s: s.execute(update(AuditEntry).where(AuditEntry.seq == seq).values(at=at)))
    assert told == [("changed", seq)]


@pytest.mark.parametrize("seq", range(1, COUNT + 1))
def test_a_row_that_was_taken_out_is_missing(chain, seq):
    told = found(chain, lambda s: s.execute(delete(AuditEntry).where(AuditEntry.seq == seq)))
    assert told[0] == (("missing", seq) if seq < COUNT else ("tail", COUNT))


@pytest.mark.parametrize("seq", range(1, COUNT + 1))
def test_a_row_that_was_given_another_number_is_found(chain, seq):
    told = found(chain, lambda s: s.execute(update(AuditEntry).where(AuditEntry.seq == seq).values(seq=99)))
    assert told[0] in {("missing", seq), ("changed", 99)}


def test_a_row_that_was_added_is_found(chain):
    def add(session):
        row = session.get(AuditEntry, COUNT)
        values = {column: getattr(row, column) for column in (*TEXTS, "at")}
        session.execute(insert(AuditEntry).values(seq=COUNT + 1, **values))

    assert found(chain, add)[0] == ("changed", COUNT + 1)


@pytest.mark.parametrize(("field", "value"), [("seq", 3), ("mac", "0" * 64), ("seal", "0" * 64)])
def test_a_changed_head_is_found(chain, field, value):
    assert found(chain, lambda s: s.execute(update(AuditHead).values({field: value}))) == [("tail", COUNT)]


def test_a_tail_that_was_cut_off_together_with_its_head_is_found(chain):
    def cut_off(session):
        last = session.get(AuditEntry, COUNT - 2)
        session.execute(delete(AuditEntry).where(AuditEntry.seq > COUNT - 2))
        session.execute(update(AuditHead).values(seq=COUNT - 2, mac=last.mac))

    assert found(chain, cut_off) == [("tail", COUNT - 2)]


@pytest.mark.parametrize(
    ("field", "value"), [("seq", 2), ("mac", "0" * 64), ("removed", 99), ("seal", "0" * 64), ("cut_at", None)]
)
def test_a_changed_checkpoint_is_found(chain, rows, field, value):
    with chain.write("system") as work:
        cut(work.session, chain.audit_key, before=work.now + timedelta(days=1), now=work.now)
        work.note("retention.erased", "audit", "gone", count=1)
    assert check_audit(chain).whole
    new = rows.NOW if value is None else value
    told = found(chain, lambda s: s.execute(update(AuditCheckpoint).values({field: new})))
    assert told[0][0] == "checkpoint"
    assert found(chain, lambda s: s.execute(delete(AuditCheckpoint)))[0] == ("missing", 1)


def test_a_moment_of_the_head_that_was_changed_is_found(chain, rows):
    assert found(chain, lambda s: s.execute(update(AuditHead).values(at=rows.NOW))) == [("tail", COUNT)]


def test_a_second_checkpoint_is_found(chain):
    with chain.write("system") as work:
        cut(work.session, chain.audit_key, before=work.now + timedelta(days=1), now=work.now)
        work.note("retention.erased", "audit", "gone", count=1)

    def add(session):
        session.add(AuditCheckpoint(seq=1, mac="0" * 64, removed=1, cut_at=chain.clock(), seal="0" * 64))

    assert found(chain, add) == [("checkpoint", 1)]


def test_another_key_opens_nothing(chain, make_store):
    with chain.read() as session:
        assert [f.code for f in verify(session, b"o" * 32)][:COUNT] == ["changed"] * COUNT
        assert session.scalars(select(AuditEntry)).all()
