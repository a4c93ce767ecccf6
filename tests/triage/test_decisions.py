"""What is decided about a tip, what its reporter is told of it, and the way back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from web.store.faults import NotThereError, StaleEditError
from web.store.tables.audit import AuditEntry
from web.store.tables.tips import Tip, TipState, TipStep
from web.triage.decisions import (
    LATEST,
    DecisionError,
    close_tip,
    hand_over,
    keep_open,
    no_settlement,
    pass_on,
    reopen,
)
from web.triage.scope import Scope
from web.triage.words import CloseReason, Office, WaitReason

CITY, EU, SOUTH, PARTNER = "uppsokarteamet", "eu-teamet", "faltgrupp-sodermalm", "nattjouren"
MINE = Scope(frozenset({CITY}), frozenset({CITY, EU, SOUTH}), whole_city=True)
EU_LEAD = Scope(frozenset({EU}), frozenset({CITY, EU, SOUTH}), whole_city=True, settlements=True)
ME = "account:1"


def told(store, ident):
    with store.read() as session:
        steps = session.scalars(select(TipStep).where(TipStep.tip_id == ident).order_by(TipStep.at, TipStep.id))
        return [step.state for step in steps][-1], session.get(Tip, ident)


def test_a_closed_tip_says_why_to_staff_alone_and_can_be_opened_again(filled, leave):
    ident = leave(filled)
    close_tip(filled, ME, MINE, ident, team=CITY, reason=CloseReason.NOT_FOUND, expected=1)
    state, tip = told(filled, ident)
    assert (state, tip.reason, tip.team_id, tip.closed_at) == ("closed", "not_found", CITY, filled.clock())
    reopen(filled, ME, MINE, ident, expected=tip.version)
    state, tip = told(filled, ident)
    assert (tip.state, tip.reason, tip.closed_at) == ("received", "", None)
    assert tip.due_at > filled.clock()


def test_a_tip_is_passed_on_to_an_office_in_words_without_people(filled, leave):
    ident = leave(filled)
    office = Office.DISTRICT_SOCIAL_SERVICES
    with pytest.raises(DecisionError) as refused:
        pass_on(filled, ME, MINE, ident, team=CITY, office=office, which="ring 070-174 06 05", expected=1)
    assert (refused.value.field, refused.value.code) == ("which", "personal_data")
    pass_on(filled, ME, MINE, ident, team=CITY, office=office, which=" Farsta ", expected=1)
    state, tip = told(filled, ident)
    assert (state, tip.passed_to) == ("passed_on", "district_social_services: Farsta")


def test_a_tip_that_is_handed_over_is_the_other_team_s_alone(filled, leave):
    ident = leave(filled)
    hand_over(filled, ME, MINE, ident, to=SOUTH, settlement=False, settlement_team=EU, expected=1)
    state, tip = told(filled, ident)
    assert (state, tip.team_id) == ("received", SOUTH)
    with pytest.raises(NotThereError):
        hand_over(filled, ME, MINE, ident, to=CITY, settlement=False, settlement_team=EU, expected=tip.version)


def test_a_partner_is_never_handed_a_tip(filled, leave):
    with pytest.raises(DecisionError, match="unknown_team"):
        hand_over(filled, ME, MINE, leave(filled), to=PARTNER, settlement=False, settlement_team=EU, expected=1)


def test_where_people_live_goes_to_one_team_and_stays_there(filled, leave):
    ident = leave(filled)
    hand_over(filled, ME, MINE, ident, to=SOUTH, settlement=True, settlement_team=EU, expected=1)
    _, tip = told(filled, ident)
    assert (tip.team_id, tip.worry) == (EU, "settlement")
    assert not MINE.sees(tip)
    with pytest.raises(DecisionError, match="settlement"):
        hand_over(filled, ME, EU_LEAD, ident, to=SOUTH, settlement=False, settlement_team=EU, expected=tip.version)
    no_settlement(filled, ME, EU_LEAD, ident, expected=tip.version)
    _, tip = told(filled, ident)
    assert MINE.sees(tip)


def test_a_tip_is_kept_open_until_a_time_ahead(filled, leave):
    ident, now = leave(filled), filled.clock()
    for until in (now, now + LATEST + timedelta(minutes=1)):
        with pytest.raises(DecisionError, match="out_of_range"):
            keep_open(filled, ME, MINE, ident, team=CITY, until=until, reason=WaitReason.DAYLIGHT, expected=1)
    later = now + timedelta(hours=20)
    keep_open(filled, ME, MINE, ident, team=CITY, until=later, reason=WaitReason.DAYLIGHT, expected=1)
    state, tip = told(filled, ident)
    assert (state, tip.due_at, tip.reason) == ("received", later, "daylight")


def test_nobody_decides_for_another_team_or_from_an_old_page(filled, leave):
    ident = leave(filled)
    with pytest.raises(DecisionError, match="not_yours"):
        close_tip(filled, ME, MINE, ident, team=SOUTH, reason=CloseReason.NO_NEED, expected=1)
    with pytest.raises(StaleEditError):
        close_tip(filled, ME, MINE, ident, team=CITY, reason=CloseReason.NO_NEED, expected=7)
    assert told(filled, ident)[1].state == TipState.RECEIVED


def test_the_audit_holds_codes_and_no_words_of_the_tip(filled, leave):
    ident = leave(filled)
    pass_on(filled, ME, MINE, ident, team=CITY, office=Office.LANDOWNER, which="Kolonin", expected=1)
    with filled.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.object_id == ident)).all()
    assert {entry.action for entry in entries} >= {"tip.moved", "tip.passed_on"}
    assert not any(word in entry.detail for entry in entries for word in ("Kolonin", "presenning", "kolonilotterna"))
