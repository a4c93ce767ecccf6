"""Joined tips have one state and one effort, each its own clocks; joining can be undone, and makes no chains."""

from contextlib import suppress
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from web.store.faults import NotThereError, StaleEditError
from web.store.tables.tips import Tip, TipState
from web.triage.decisions import close_tip
from web.triage.joining import JoinError, join, keep_apart, part
from web.triage.likeness import alike
from web.triage.scope import Scope
from web.triage.words import CloseReason

CITY, EU = "uppsokarteamet", "eu-teamet"
ALL = Scope(frozenset({CITY, EU}), frozenset({CITY, EU}), whole_city=True, settlements=True)


def version(store, ident):
    with store.read() as session:
        return session.get(Tip, ident).version


def joined(store, one, other, scope=ALL):
    return join(store, "account:1", scope, one, other, expected=version(store, one))


def test_the_one_that_came_first_stands_for_both(filled, leave, tip_of):
    later, first = leave(filled), leave(filled, ago=timedelta(hours=5))
    assert joined(filled, later, first) == first
    assert (tip_of(filled, later).parent_id, tip_of(filled, first).parent_id) == (first, None)


def test_both_are_told_the_same_and_each_keeps_its_clocks(filled, leave, tip_of):
    one, other = leave(filled), leave(filled, ago=timedelta(hours=5))
    came = {ident: tip_of(filled, ident).received_at for ident in (one, other)}
    joined(filled, one, other)
    close_tip(filled, "account:1", ALL, other, team=CITY, reason=CloseReason.NO_NEED, expected=version(filled, other))
    assert {tip_of(filled, ident).state for ident in (one, other)} == {TipState.CLOSED}
    assert all(tip_of(filled, ident).closed_at for ident in (one, other))
    assert {ident: tip_of(filled, ident).received_at for ident in (one, other)} == came


def test_parting_brings_it_back_and_they_are_not_alike_again(filled, leave, tip_of):
    one, other = leave(filled), leave(filled, ago=timedelta(hours=5))
    joined(filled, one, other)
    part(filled, "account:1", ALL, one, expected=version(filled, one))
    a, b = tip_of(filled, one), tip_of(filled, other)
    assert (a.parent_id, a.state) == (None, TipState.RECEIVED)
    assert alike(a, b) is None


def test_two_that_are_different_are_not_held_to_be_alike(filled, leave, tip_of):
    one, other = leave(filled), leave(filled)
    assert alike(tip_of(filled, one), tip_of(filled, other))
    keep_apart(filled, "account:1", ALL, one, other, expected=version(filled, one))
    assert alike(tip_of(filled, one), tip_of(filled, other)) is None


def test_what_is_joined_settled_or_two_efforts_is_not_joined(filled, leave):
    one, other = leave(filled), leave(filled)
    joined(filled, one, other)
    with pytest.raises(JoinError, match="joined"):
        joined(filled, one, other)
    with pytest.raises(JoinError, match="not_open"):
        joined(filled, leave(filled, state="closed"), one)
    with pytest.raises(JoinError, match="two_efforts"):
        joined(filled, leave(filled, effort_id="a", state="going"), leave(filled, effort_id="b", state="going"))
    with pytest.raises(JoinError, match="not_joined"):
        part(filled, "account:1", ALL, leave(filled), expected=1)


def test_a_tip_that_somebody_does_not_see_is_not_joined_and_a_stale_look_changes_nothing(filled, leave, tip_of):
    one, secret = leave(filled), leave(filled, worry="settlement")
    city = Scope(frozenset({CITY}), frozenset({CITY, EU}), whole_city=True)
    with pytest.raises(NotThereError):
        joined(filled, one, secret, scope=city)
    with pytest.raises(StaleEditError):
        join(filled, "account:1", ALL, one, secret, expected=99)
    assert tip_of(filled, one).parent_id is None


def test_a_settlement_is_never_joined_with_what_more_people_see(filled, leave, tip_of):
    one, secret = leave(filled), leave(filled, worry="settlement", team_id=EU)
    for a, b in ((one, secret), (secret, one)):
        with pytest.raises(JoinError, match="settlement"):
            joined(filled, a, b)
    assert (tip_of(filled, secret).parent_id, tip_of(filled, secret).team_id) == (None, EU)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(list(combinations(range(4), 2))), min_size=3, max_size=6), st.lists(st.integers(0, 3)))
def test_there_is_never_a_chain_of_parents(filled, leave, pairs, parted):
    tips = [leave(filled, ago=timedelta(minutes=n)) for n in range(4)]
    for one, other in pairs:
        with suppress(JoinError):  # they are joined already
            joined(filled, tips[one], tips[other])
    for n in parted:
        with suppress(JoinError):  # it is joined with none
            part(filled, "account:1", ALL, tips[n], expected=version(filled, tips[n]))
    with filled.read() as session:
        rows = {row.id: row for row in session.scalars(select(Tip).where(Tip.id.in_(tips)))}
    for row in rows.values():
        assert row.parent_id is None or rows[row.parent_id].parent_id is None
