"""The states of a tip: which may follow which, and what is written with each."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from web.store.faults import StaleEditError
from web.store.tables.tips import Tip, TipState, TipStep
from web.tips.actions import leave_tip
from web.tips.deadlines import HOURS, due_at
from web.tips.steps import ENDED, NEXT, TipStepError, move_tip
from web.tips.tip import Asked, Worry, tip_from_json

BOUNDS = (17.75, 59.20, 18.22, 59.54)


@pytest.fixture
def tip(store):
    told = tip_from_json(str(uuid4()), {"lon": 18.06, "lat": 59.33, "worry": "other"})
    return leave_tip(store, "anyone", told, key=b"t" * 32, bounds=BOUNDS).id


def move(store, ident, state, **options):
    with store.write("account:1") as work:
        moved = move_tip(work, work.session.get(Tip, ident), state, **options)
        work.note("test.moved", "tip", ident)
    return moved


def steps(store, ident):
    with store.read() as session:
        return session.scalars(select(TipStep.state).where(TipStep.tip_id == ident).order_by(TipStep.at)).all()


def test_each_state_is_a_step_and_closing_starts_the_clock_of_the_contact(store, tip):
    for state in (TipState.GOING, TipState.BEEN_THERE, TipState.BEEN_THERE, TipState.CLOSED):
        moved = move(store, tip, state)
    assert steps(store, tip) == ["received", "going", "been_there", "closed"]
    assert moved.closed_at == moved.changed_at
    assert move(store, tip, TipState.GOING).closed_at is None


def test_what_does_not_follow_changes_nothing(store, tip):
    move(store, tip, TipState.BEEN_THERE)
    with pytest.raises(TipStepError) as told:
        move(store, tip, TipState.RECEIVED)
    assert "received does not follow been_there" in str(told.value)
    assert steps(store, tip) == ["received", "been_there"]


def test_another_edit_meanwhile_is_told(store, tip):
    move(store, tip, TipState.GOING, expected=1)
    with pytest.raises(StaleEditError):
        move(store, tip, TipState.CLOSED, expected=1)


def test_every_state_can_be_left_and_an_end_can_be_reached_from_every_other():
    assert set(NEXT) == set(TipState)
    assert all(NEXT[state] - {state} for state in TipState)
    assert all(ENDED & NEXT[state] for state in TipState if state is not TipState.CLOSED)


@given(st.sampled_from(Worry), st.sampled_from(Asked), st.datetimes())
def test_a_deadline_lies_hours_after_the_tip_and_never_later_for_whoever_asks_for_help(worry, asked, came):
    hours = (due_at(worry, asked, came.replace(year=2026)) - came.replace(year=2026)).total_seconds() / 3600
    assert 1 <= hours <= 72
    if asked is Asked.SELF:
        assert hours <= min(HOURS[worry], 12)
