"""A tip becomes an effort; its reporters are told when somebody goes, and has been, there."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from geo.coarsen import middle_of_square
from web.field.actions import log_visit, take_back
from web.field.visit import visit_from_json
from web.lead.efforts import PREFIX
from web.store.tables.efforts import EffortRow, EffortState
from web.store.tables.tips import Tip, TipState
from web.store.tables.visits import VisitRow
from web.triage.decisions import DecisionError
from web.triage.joining import join
from web.triage.scope import Scope
from web.triage.visits import Asked, become_visit, call_off
from web.triage.wishes import URGENT_MINUTES, joint, need, need_days, urgent

CITY, EU, SOUTH, PARTNER = "uppsokarteamet", "eu-teamet", "faltgrupp-sodermalm", "nattjouren"
TAKERS = frozenset({CITY, EU, SOUTH})
MINE = Scope(frozenset({CITY}), TAKERS, whole_city=True)
EU_LEAD = Scope(frozenset({EU}), TAKERS, whole_city=True, settlements=True)
TODAY = date(2026, 12, 3)
TONIGHT = Asked("Insats nära Tantolunden", (CITY,), TODAY, TODAY, 18 * 60, 22 * 60, urgent=True)
ME = "account:1"


def become(store, ident, asked=TONIGHT, *, scope=MINE, team=CITY, expected=1):
    return become_visit(store, ME, scope, ident, asked, team=team, settlement_team=EU, expected=expected)


def read(store, table, ident):
    with store.read() as session:
        return session.get(table, ident)


def log(store, effort, *, team=CITY, outcome="done"):
    ident = str(uuid4())
    at = store.clock().isoformat()
    report = visit_from_json(ident, team, {"hotspot": PREFIX + effort, "at": at, "outcome": outcome, "counts": {}})
    return ident, log_visit(store, ME, report)


def test_an_urgent_visit_is_an_effort_at_the_tip_s_place(filled, leave):
    ident = leave(filled)
    effort = read(filled, EffortRow, become(filled, ident))
    tip = read(filled, Tip, ident)
    assert (effort.teams, effort.urgent, effort.note) == ([CITY], True, "")
    assert effort.place.distance(tip.place) < 1
    assert (tip.state, tip.effort_id, tip.team_id) == (TipState.GOING, effort.id, CITY)


def test_the_reporter_is_told_when_a_pair_has_been_there_and_never_whether_somebody_was_met(filled, leave):
    for outcome in ("done", "nobody"):
        one, other = leave(filled), leave(filled)
        join(filled, ME, MINE, one, other, expected=1)
        head = other if read(filled, Tip, one).parent_id else one
        effort = become(filled, head, expected=read(filled, Tip, head).version)
        visit, logged = log(filled, effort, outcome=outcome)
        assert {read(filled, Tip, ident).state for ident in (one, other)} == {TipState.BEEN_THERE}
        assert read(filled, EffortRow, effort).state == EffortState.DONE
        take_back(filled, ME, team=CITY, ident=visit, expected=logged.version)
        assert {read(filled, Tip, ident).state for ident in (one, other)} == {TipState.GOING}


def test_an_effort_is_called_off_until_somebody_has_been_there(filled, leave):
    ident = leave(filled)
    effort = become(filled, ident)
    call_off(filled, ME, MINE, ident, expected=read(filled, Tip, ident).version)
    tip = read(filled, Tip, ident)
    assert (tip.state, tip.effort_id) == (TipState.RECEIVED, None)
    assert read(filled, EffortRow, effort).state == EffortState.CANCELLED
    effort = become(filled, ident, expected=tip.version)
    log(filled, effort)
    with pytest.raises(DecisionError, match="no_effort"):
        call_off(filled, ME, MINE, ident, expected=read(filled, Tip, ident).version)


def test_a_visit_and_an_effort_that_is_called_off_keep_the_square_of_a_tip_and_not_its_place(filled, leave):
    ident = leave(filled)
    exact = read(filled, Tip, ident).place
    off = become(filled, ident)
    call_off(filled, ME, MINE, ident, expected=read(filled, Tip, ident).version)
    kept = read(filled, EffortRow, off).place  # nothing leads from the tip to it any more
    assert kept.equals(middle_of_square(exact))
    assert not kept.equals(exact)
    visit, _ = log(filled, become(filled, ident, expected=read(filled, Tip, ident).version))
    made = read(filled, VisitRow, visit)
    assert (made.precision, made.hotspot_id) == ("grid_250", None)
    assert made.place.equals(middle_of_square(exact))


def test_teams_go_together_and_a_partner_or_a_team_that_may_not_know_does_not(filled, leave):
    ident = leave(filled)
    with pytest.raises(DecisionError, match="unknown_team"):
        become(filled, ident, replace(TONIGHT, teams=(CITY, PARTNER)))
    with pytest.raises(DecisionError, match="unknown_team"):
        become(filled, ident, replace(TONIGHT, teams=(SOUTH,)))
    effort = become(filled, ident, replace(TONIGHT, teams=(CITY, SOUTH)))
    assert read(filled, EffortRow, effort).teams == sorted([CITY, SOUTH])
    settlement = leave(filled, worry="settlement")
    with pytest.raises(DecisionError, match="settlement"):
        become(filled, settlement, replace(TONIGHT, teams=(EU, CITY)), scope=EU_LEAD, team=EU)
    assert become(filled, settlement, replace(TONIGHT, teams=(EU,)), scope=EU_LEAD, team=EU)


def test_a_need_stands_at_a_hotspot_that_every_team_of_it_may_see(filled, leave):
    ident = leave(filled)
    asked = replace(TONIGHT, hotspot="tantolunden", urgent=False)
    with pytest.raises(DecisionError, match="unknown_place"):
        become(filled, ident, replace(asked, hotspot="boplatsen"))
    effort = read(filled, EffortRow, become(filled, ident, asked))
    assert (effort.hotspot_id, effort.urgent) == ("tantolunden", False)
    assert read(filled, Tip, ident).hotspot_id == "tantolunden"


def test_what_nobody_can_find_is_past_or_names_somebody_is_no_visit(filled, leave):
    with pytest.raises(DecisionError, match="no_place"):
        become(filled, leave(filled, at=None))
    ident = leave(filled)
    with pytest.raises(DecisionError, match="past"):
        become(filled, ident, replace(TONIGHT, first=date(2026, 12, 1), last=date(2026, 12, 1)))
    with pytest.raises(DecisionError, match="impossible"):
        become(filled, ident, replace(TONIGHT, end_min=18 * 60 + 5))
    with pytest.raises(DecisionError, match="impossible"):
        become(filled, ident, replace(TONIGHT, first=date(9999, 12, 31), last=date(9999, 12, 31)))
    with pytest.raises(DecisionError, match="personal_data"):
        become(filled, ident, replace(TONIGHT, name="Sök 070-174 06 05"))
    become(filled, ident)
    with pytest.raises(DecisionError, match="decided"):
        become(filled, ident, expected=read(filled, Tip, ident).version)


def test_what_was_typed_becomes_hours(filled):
    now = filled.clock()
    asked = urgent("Insats", CITY, now=now, ends=now + timedelta(hours=3))
    assert (asked.end_min - asked.start_min, asked.urgent) == (180, True)
    ended = urgent("Insats", CITY, now=now, ends=now + timedelta(minutes=5))
    assert ended.end_min - ended.start_min == URGENT_MINUTES
    typed = {"day": ["2026-12-04"], "time": ["18.30"], "minutes": ["30"], "teams": [SOUTH]}
    both = joint("Insats", typed, CITY)
    assert (both.teams, both.start_min, both.end_min) == ((SOUTH, CITY), 18 * 60 + 30, 19 * 60)
    assert need("Insats", {"hotspot": ["tantolunden"], "week": ["next"]}, CITY, today=TODAY).first == date(2026, 12, 7)
    assert need_days(date(2026, 12, 6), following=False) == (date(2026, 12, 6), date(2026, 12, 6))
    for field, value, code in (("day", "x", "no_date"), ("time", "25:00", "no_time"), ("minutes", "4", "out_of_range")):
        with pytest.raises(DecisionError, match=code):
            joint("Insats", typed | {field: [value]}, CITY)
