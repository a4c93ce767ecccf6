"""Publishing: what differs is shown first, only that is published, and whoever comes second is told."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from planner.amend.change import Change, ChangeKind, ChangeReason
from planner.amend.input_changes import InputKind, input_changes
from planner.plan_week import plan_week
from planner.worker import Absence
from web.lead.actions import stored_request
from web.lead.edit_words import edit_happened, edit_short
from web.lead.publish_view import publish_view
from web.lead.publish_words import INPUT, SAID, SIGNS, diff_row
from web.plan_turns import publish
from web.plans import keep_plan
from web.store.tables.audit import AuditEntry
from web.store.tables.plans import PlanState
from web.words import translator

EN = translator("en")
TEAM, WEEK = "en", "2026-W49"
BOARD, PAGE = f"/plan/{TEAM}/{WEEK}", f"/plan/{TEAM}/{WEEK}/publish"
BEFORE = datetime(2026, 11, 28, 12, tzinfo=UTC)
_MADE = {}


@pytest.fixture
def parts(lilleby_app):
    """Give the parts of the tiny city on a Saturday before the week, which has a plan."""
    found = lilleby_app.config["FALTPLAN"]
    found.store.clock = lambda: BEFORE
    if not _MADE:
        request = stored_request(found.store, found.plans, found.city, TEAM, WEEK)
        _MADE["plan"] = plan_week(request, rounds=20)
    found.plans.write(_MADE["plan"])
    return found


@pytest.fixture
def plan(parts):
    return parts.plans.read(TEAM, WEEK)


@pytest.fixture
def lead(as_role, parts):
    return as_role(("lead", TEAM))


def earlier(plan):
    """Let one stop of a plan be half an hour earlier, which breaks rules."""
    number = next(n for n, route in enumerate(plan.routes) if route.stops)
    route = plan.routes[number]
    first, by = route.stops[0], timedelta(minutes=30)
    stop = replace(first, arrive=first.arrive - by, start=first.start - by, leave=first.leave - by)
    routes = list(plan.routes)
    routes[number] = replace(route, stops=(stop, *route.stops[1:]))
    return replace(plan, routes=tuple(routes))


def keep(parts, plan):
    with parts.store.write("account:7") as work:
        return keep_plan(work, plan, edit={"edit": "move"})


def publish_now(parts):
    with parts.store.write("account:7") as work:
        publish(work, TEAM, WEEK, expected=parts.plans.info(TEAM, WEEK).row_version)


def info(parts):
    return parts.plans.info(TEAM, WEEK)


def test_the_first_time_a_summary_is_shown_and_published(lead, parts, forms):
    shown = lead.get(PAGE).text
    assert "published for the first time" in shown
    answer = forms.send(lead, shown, PAGE)
    assert (answer.status_code, answer.location) == (303, BOARD)
    assert (info(parts).state, info(parts).published, info(parts).unpublished) == (PlanState.PUBLISHED, 1, False)
    assert "published already" in lead.get(PAGE).text


def test_what_was_edited_since_is_told_on_the_board_and_row_by_row_before_it_is_published(lead, parts, plan):
    publish_now(parts)
    assert "Changes are not published" not in lead.get(BOARD).text
    keep(parts, earlier(plan))
    assert "Changes are not published" in lead.get(BOARD).text
    shown = lead.get(PAGE).text
    assert shown.count('class="dif ') == 1
    assert "Moved" in shown
    assert "Publish the changes" in shown


def test_broken_rules_must_be_seen_and_just_these(lead, parts, plan, forms):
    keep(parts, earlier(plan))
    shown = lead.get(PAGE).text
    assert "I have seen the broken rules" in shown
    seen = re.search(r'name="seen" value="(\w+)"', shown)[1]
    for said in (None, "others"):
        refused = forms.send(lead, shown, PAGE, seen=said)
        assert refused.status_code == 422
        assert "Tick that you have seen" in refused.text
    assert info(parts).published is None
    assert forms.send(lead, shown, PAGE, seen=seen).status_code == 303
    assert info(parts).published == 2


def test_what_somebody_else_changed_meanwhile_is_never_published_unseen(lead, parts, plan, forms):
    shown = lead.get(PAGE).text
    keep(parts, replace(plan, score=plan.score - 1))
    late = forms.send(lead, shown, PAGE)
    assert late.status_code == 409
    assert "Nothing was published" in late.text
    assert "changed the week at" in late.text
    assert info(parts).published is None
    assert forms.send(lead, late.text, PAGE).status_code == 303, "what is shown now can be published"


def test_a_week_is_closed_when_it_is_over_and_not_before(lead, parts, forms, as_role):
    publish_now(parts)
    closed = f"{BOARD}/close"
    assert closed not in lead.get(BOARD).text
    parts.store.clock = lambda: BEFORE + timedelta(days=10)
    lead = as_role(("lead", TEAM), name="al")  # the session of before has ended
    board = lead.get(BOARD).text
    assert "Review and publish" not in board
    assert "Report absence" not in board
    forms.send(lead, board, closed)
    assert info(parts).state is PlanState.CLOSED
    forms.send(lead, board, closed)
    assert "not over, or was never published" in lead.get(BOARD).text


def test_a_week_without_a_plan_has_nothing_to_publish(lead):
    assert lead.get(f"/plan/{TEAM}/2027-W05/publish").status_code == 404
    assert lead.get("/plan/nowhere/2027-W05/publish").status_code == 403
    assert lead.get(f"/plan/{TEAM}/2026-W54/publish").status_code == 404


def test_a_sick_call_is_kept_and_asks_for_least_change_in_every_week_of_it_that_has_a_plan(lead, parts, plan):
    token = re.search(r'name="csrf_token" value="([^"]+)"', lead.get(f"{BOARD}/sick").text)[1]

    def call(**given):
        return lead.post(f"{BOARD}/sick", data={"csrf_token": token, **given})

    wrong = call(worker="nobody", first="2026-12-04", last="2026-12-03")
    assert wrong.status_code == 422
    assert 'value="2026-12-03"' in wrong.text, "what was typed is still there"
    assert parts.jobs.list() == ()
    answer = call(worker="tarna", first="2026-12-04", last="")
    assert (answer.status_code, answer.location) == (303, PAGE)
    (job,) = parts.jobs.list()
    assert (job.subject, job.params["base"]) == (f"{TEAM}/{WEEK}", 1)
    assert "waits for its turn" in lead.get(PAGE).text
    assert "is away Fri 4 Dec" in lead.get(BOARD).text
    with parts.store.read() as session:
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "absence.reported")).one()
    assert "tarna" not in str(told.detail)


def test_a_re_plan_has_its_name_among_what_can_be_undone():
    codes = {"kind": "replan", "base": 1}
    assert edit_short(EN, codes, {}) == "the week planned again with least change"
    assert edit_happened(EN, codes, {}) == "The week was planned again with least change."


def test_every_kind_of_change_has_its_sign_and_words():
    assert SIGNS.keys() == SAID.keys() == set(ChangeKind)
    assert INPUT.keys() == set(InputKind)


def test_the_same_plan_differs_in_nothing_and_names_nobody(plan):
    view = publish_view(EN, plan, plan, same=False)
    assert (view.changes, view.told, view.broken) == ((), (), ())


def test_a_place_that_the_team_may_not_see_is_not_named(plan):
    (row,) = publish_view(EN, earlier(plan), plan, same=False).changes[0].rows
    assert "Protected place" not in row.sentence
    hidden = Change(ChangeKind.STOP_ADDED, ChangeReason.NEW_NEED, None, None, "secret")
    assert "Protected place" in diff_row(EN, hidden, plan, plan, {}).sentence


def test_what_has_changed_in_the_input_is_told_by_whom_and_when(plan):
    before = plan.request
    one, day = before.workers[0], before.days[2].date
    away = replace(one, absences=(*one.absences, Absence(day, day)))
    fewer = tuple(replace(s, pairs=s.pairs + 1) if n == 0 else s for n, s in enumerate(before.shifts[:-1]))
    after = replace(before, workers=(away, *before.workers[1:]), shifts=fewer, needs=before.needs[1:])
    assert input_changes(before, before) == ()
    told = {(change.kind, change.worker, change.days) for change in input_changes(before, after)}
    assert (InputKind.WORKER_AWAY, one.id, (day,)) in told
    assert {kind for kind, _, _ in told} == {
        InputKind.WORKER_AWAY,
        InputKind.SHIFT_CHANGED,
        InputKind.SHIFT_GONE,
        InputKind.NEED_GONE,
    }
    back = {change.kind for change in input_changes(after, before)}
    assert back == {InputKind.WORKER_BACK, InputKind.SHIFT_CHANGED, InputKind.SHIFT_NEW, InputKind.NEED_NEW}
