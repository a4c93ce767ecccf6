"""Check-ins: what was said last holds, whoever is late is told of, and no place is ever kept."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select

from web.field.check_in import (
    HOME,
    Said,
    ShiftTime,
    check_in_of,
    due_after,
    escalate_due,
    late_check_ins,
    say,
    settle,
    take_on,
)
from web.store.audit import verify
from web.store.faults import NotThereError, StaleEditError
from web.store.tables.audit import AuditEntry
from web.store.tables.shifts_worked import CheckInRow

TEAM = "uppsokarteamet"
START = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
END = START + timedelta(hours=7, minutes=30)
EK = ShiftTime(TEAM, "Ek", date(2026, 12, 3), START, END)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def timed(make_store, clock):
    return make_store(clock=clock)


def told(store, said, minutes, *, clock=None, shift=EK):
    at = START + timedelta(minutes=minutes)
    if clock:
        clock.now = at
    return say(store, "account:7", shift, said, at=at, every_min=120)


def kept(store, shift=EK):
    with store.read() as session:
        return check_in_of(session, shift)


def actions(store):
    with store.read() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_a_check_in_begun_early_counts_from_the_shifts_start(timed, clock):
    row = told(timed, Said.BEGIN, -60, clock=clock)
    assert (row.state, row.due_at) == ("running", START + timedelta(hours=2))


def test_all_is_well_moves_the_time_on_and_saying_it_twice_changes_nothing(timed, clock):
    told(timed, Said.BEGIN, 0, clock=clock)
    first = told(timed, Said.WELL, 30, clock=clock)
    again = told(timed, Said.WELL, 30)
    assert first.due_at == again.due_at == START + timedelta(minutes=150)
    assert first.version == again.version


def test_what_was_said_without_a_net_counts_from_when_it_was_said(timed, clock):
    told(timed, Said.BEGIN, 0, clock=clock)
    clock.now = START + timedelta(minutes=200)
    assert escalate_due(timed) == 1
    row = told(timed, Said.WELL, 110)  # it comes now, and was said before the time was out
    assert (row.state, row.due_at, row.escalated_at) == ("running", START + timedelta(minutes=230), None)


def test_a_phone_whose_clock_is_fast_gains_nothing(timed, clock):
    clock.now = START
    row = say(timed, "account:7", EK, Said.WELL, at=START + timedelta(hours=5), every_min=120)
    assert (row.said_at, row.due_at) == (START, START + timedelta(hours=2))


def test_near_the_end_of_the_shift_the_pair_is_asked_whether_it_is_home(timed, clock):
    told(timed, Said.BEGIN, 0, clock=clock)
    assert told(timed, Said.WELL, 7 * 60, clock=clock).due_at == END + HOME


def test_whoever_is_late_is_escalated_once_and_stands_first(timed, clock):
    told(timed, Said.BEGIN, 0, clock=clock)
    told(timed, Said.BEGIN, 10, clock=clock, shift=ShiftTime(TEAM, "Al", EK.date, START, END))
    clock.now = START + timedelta(minutes=125)
    with timed.read() as session:  # told of before any worker has seen it
        assert [row.pair for row in late_check_ins(session, frozenset({TEAM}), clock.now)] == ["Ek"]
    assert [escalate_due(timed), escalate_due(timed)] == [1, 0]
    assert kept(timed).escalated_at == clock.now
    clock.now = START + timedelta(minutes=131)
    escalate_due(timed)
    with timed.read() as session:
        assert [row.pair for row in late_check_ins(session, frozenset({TEAM}), clock.now)] == ["Ek", "Al"]
        assert late_check_ins(session, frozenset({"eu-teamet"}), clock.now) == ()
        assert late_check_ins(session, frozenset(), clock.now) == ()


def test_one_takes_it_on_and_a_second_is_told_who(timed, clock):
    told(timed, Said.BEGIN, 0, clock=clock)
    clock.now = START + timedelta(minutes=121)
    escalate_due(timed)
    seen = kept(timed).version
    row = take_on(timed, "account:1", EK.check_in, team=TEAM, expected=seen)
    assert row.answered_by == "account:1"
    with pytest.raises(StaleEditError) as caught:
        take_on(timed, "account:2", EK.check_in, team=TEAM, expected=seen)
    assert caught.value.changed_by == "account:1"
    assert settle(timed, "account:1", EK.check_in, team=TEAM, expected=kept(timed).version).state == "running"
    assert kept(timed).due_at == clock.now + timedelta(hours=2)
    assert [a for a in actions(timed) if a.startswith("check_in.")] == [
        "check_in.begin", "check_in.escalated", "check_in.taken_on", "check_in.settled",
    ]  # fmt: skip
    with timed.read() as session:
        assert list(verify(session, timed.audit_key)) == []


def test_a_pair_that_asks_for_a_call_is_told_of_at_once(timed, clock):
    told(timed, Said.BEGIN, 0, clock=clock)
    row = told(timed, Said.CALL, 20, clock=clock)
    assert (row.state, row.escalated_at) == ("escalated", clock.now)


def test_a_shift_that_is_over_is_not_escalated(timed, clock):
    told(timed, Said.BEGIN, 0, clock=clock)
    told(timed, Said.ENDED, 400, clock=clock)
    clock.now = END + timedelta(days=1)
    assert escalate_due(timed) == 0
    with timed.read() as session:
        assert late_check_ins(session, frozenset({TEAM}), clock.now) == ()


def test_reached_after_the_end_ends_it(timed, clock):
    told(timed, Said.BEGIN, 0, clock=clock)
    clock.now = END + timedelta(hours=1)
    escalate_due(timed)
    assert settle(timed, "account:1", EK.check_in, team=TEAM, expected=kept(timed).version).state == "ended"


def test_no_column_could_hold_a_place():
    assert {column.name for column in inspect(CheckInRow).columns} == {
        "id", "team_id", "pair", "date", "every_min", "due_at", "ends_at", "said_at", "state", "escalated_at",
        "answered_by", "version", "changed_at", "changed_by",
    }  # fmt: skip


@given(minutes=st.integers(-600, 900), every=st.integers(15, 720))
def test_the_next_time_is_ahead_and_never_later_than_asked_for(minutes, every):
    at = END + timedelta(minutes=minutes)
    due = due_after(at, every_min=every, ends_at=END)
    assert at < due <= at + timedelta(minutes=every)
    assert due <= max(at, END) + HOME


NUMBERS = count(1)
CALLS = st.tuples(st.sampled_from(Said), st.integers(0, 400))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    calls=st.lists(
        st.tuples(st.sampled_from(Said), st.integers(0, 400)), min_size=1, max_size=6, unique_by=lambda c: c[1]
    ),
    data=st.data(),
)
def test_calls_that_come_twice_and_in_any_order_end_as_the_last_that_was_said(timed, clock, calls, data):
    clock.now = END
    shift = ShiftTime(TEAM, f"Par {next(NUMBERS)}", EK.date, START, END)
    told_last = max((call for call in calls if call[0] is not Said.BEGIN), key=lambda call: call[1], default=None)
    for said, minutes in data.draw(st.permutations(calls * 2)):
        told(timed, said, minutes, shift=shift)
    row = kept(timed, shift)
    begun_after = any(said is Said.BEGIN and (told_last is None or at > told_last[1]) for said, at in calls)
    if told_last is not None and not begun_after:
        state = {Said.WELL: "running", Said.CALL: "escalated", Said.ENDED: "ended"}[told_last[0]]
        assert (row.state, row.said_at) == (state, START + timedelta(minutes=told_last[1]))


@pytest.mark.parametrize("answer", [take_on, settle])
def test_another_team_cannot_silence_the_alarm_of_a_pair(timed, clock, answer):
    told(timed, Said.BEGIN, 0, clock=clock)
    clock.now = START + timedelta(minutes=125)
    escalate_due(timed)
    before = kept(timed)
    with pytest.raises(NotThereError):
        answer(timed, "account:9", EK.check_in, team="nattjouren", expected=before.version)
    assert (kept(timed).state, kept(timed).version, kept(timed).answered_by) == ("escalated", before.version, None)
