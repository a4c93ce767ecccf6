"""Editing a week by hand: nothing is lost, nobody is written over, and each version says what it breaks."""

import importlib.util
import os
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from planner.check import check
from planner.plan import WeekPlan
from planner.plan_json import plan_text
from web.lead.board import board_of, visible_names
from web.lead.edit_cost import edit_view
from web.lead.edit_form import EditFormError, read_order
from web.lead.edit_menus import order_fields
from web.lead.edit_order import EditKind, EditOrder, edit_codes
from web.lead.edit_words import edit_happened, edit_short
from web.lead.editing import (
    BrokenRulesError,
    ClosedWeekError,
    keep_edit,
    redo_edit,
    shown_now,
    try_edit,
    undo_edit,
)
from web.lead.stale_week import what_differs
from web.lead.week_history import week_history
from web.plan_turns import close, publish
from web.plans import StoredPlans, checked_plan
from web.store.audit import content_hash_of
from web.store.faults import NotThereError, StaleEditError
from web.store.tables.plans import PlanVersion
from web.words import translator

WALKS = int(os.environ.get("FALTPLAN_EDIT_WALKS", "6"))
"""Random walks of two leads over a week."""


@cache
def example_plan() -> WeekPlan:
    spec = importlib.util.spec_from_file_location("example_plan", Path(__file__).parents[1] / "example_plan.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.example_plan()


def of_team(team: str) -> WeekPlan:
    plan = example_plan()
    return replace(plan, team=team, request=replace(plan.request, team=team))


def an_order(random: Random, plan: WeekPlan) -> EditOrder:
    """Give an edit of whatever kind that the plan can take."""
    filled = [n for n, route in enumerate(plan.routes) if route.stops]
    route = random.choice(filled)
    stop = random.randrange(len(plan.routes[route].stops))
    other = random.choice(filled)
    kind = random.choice([k for k in EditKind if k is not EditKind.PLACE])
    if kind is EditKind.ADD:
        return EditOrder(kind, to=other, hotspot=random.choice(plan.request.hotspots).id)
    if kind is EditKind.MOVE:
        near = random.random() < 0.5
        start = random.choice(plan.routes[other].stops).start if near else None
        return EditOrder(kind, route, stop, to=other, start=start, near=near)
    if kind is EditKind.SWAP:
        return EditOrder(kind, route, stop, other=(other, random.randrange(len(plan.routes[other].stops))))
    if kind in {EditKind.PIN_ROUTE, EditKind.UNPIN_ROUTE}:
        return EditOrder(kind, route)
    return EditOrder(kind, route, stop)


def kept(store, plans, order, *, team="uppsokarteamet", seen=None, actor="account:1", confirmed=True):
    info = shown_now(plans, team, "2026-W49")
    return keep_edit(
        store,
        plans,
        info,
        order,
        seen=info.row_version if seen is None else seen,
        actor=actor,
        confirmed=confirmed,
    )


@pytest.fixture
def plans(store) -> StoredPlans:
    made = StoredPlans(store)
    made.write(example_plan())
    return made


def now(plans):
    return shown_now(plans, "uppsokarteamet", "2026-W49")


def test_an_edit_undone_and_done_again_gives_the_same_plans_to_the_letter(store, plans):
    hashes = [now(plans).content_hash]
    for order in (
        EditOrder(EditKind.MOVE, 5, 3, to=6),
        EditOrder(EditKind.PIN, 3, 1),
        EditOrder(EditKind.REMOVE, 8, 0),
    ):
        kept(store, plans, order)
        hashes.append(now(plans).content_hash)
    assert len(set(hashes)) == 4
    for expected in reversed(hashes[:-1]):
        undo_edit(store, now(plans), seen=now(plans).row_version, actor="account:1")
        assert now(plans).content_hash == expected
    with pytest.raises(NotThereError):
        undo_edit(store, now(plans), seen=now(plans).row_version, actor="account:1")
    for expected in hashes[1:]:
        redo_edit(store, now(plans), seen=now(plans).row_version, actor="account:1")
        assert now(plans).content_hash == expected
    with pytest.raises(NotThereError):
        redo_edit(store, now(plans), seen=now(plans).row_version, actor="account:1")


def test_what_is_kept_in_memory_is_what_was_written(store, plans):
    kept(store, plans, EditOrder(EditKind.SWAP, 5, 3, other=(6, 2)))
    kept(store, plans, EditOrder(EditKind.PIN_ROUTE, 5))
    info = now(plans)
    assert plan_text(StoredPlans(store).plan_of(info)) == plan_text(plans.plan_of(info))
    assert content_hash_of(plan_text(plans.plan_of(info))) == info.content_hash


def test_an_edit_that_breaks_a_rule_is_kept_only_by_who_has_seen_which(store, plans):
    order = EditOrder(EditKind.ADD, to=5, hotspot="liljeholmen")
    before = now(plans)
    with pytest.raises(BrokenRulesError) as refused:
        kept(store, plans, order, confirmed=False)
    assert [one.rule for one in refused.value.tried.broken] == ["skills"]
    assert now(plans) == before
    kept(store, plans, order)
    assert any(one.rule == "skills" for one in check(plans.plan_of(now(plans))))


def test_an_edit_that_breaks_nothing_new_needs_no_confirmation_though_the_plan_breaks_rules(store, plans):
    assert check(example_plan())
    tried = kept(store, plans, EditOrder(EditKind.MOVE, 5, 3, to=6), confirmed=False)
    assert tried.broken == ()


def test_a_second_lead_is_told_and_overwrites_nothing(store, plans):
    seen, of = now(plans).row_version, now(plans).content_hash
    kept(store, plans, EditOrder(EditKind.MOVE, 5, 3, to=6), actor="account:7")
    after = now(plans)
    for late in (
        lambda: kept(store, plans, EditOrder(EditKind.REMOVE, 8, 0), seen=seen),
        lambda: undo_edit(store, now(plans), seen=seen, actor="account:1"),
        lambda: redo_edit(store, now(plans), seen=seen, actor="account:1"),
    ):
        with pytest.raises(StaleEditError) as stale:
            late()
        assert stale.value.changed_by == "account:7"
    assert now(plans) == after
    differs = what_differs(store, plans, after, of[:16], translator("sv"))
    assert any(line.startswith("Stopp flyttat: Björns trädgård") for line in differs.lines)
    assert not differs.same_numbers
    assert not what_differs(store, plans, after, "0" * 16, translator("sv")).known


def test_a_closed_week_is_not_edited(store, plans):
    with store.write("account:1") as work:
        publish(work, "uppsokarteamet", "2026-W49", expected=1)
        close(work, "uppsokarteamet", "2026-W49", expected=2)
    with pytest.raises(ClosedWeekError):
        kept(store, plans, EditOrder(EditKind.REMOVE, 8, 0))
    with pytest.raises(ClosedWeekError):
        undo_edit(store, now(plans), seen=3, actor="account:1")


def test_versions_tell_who_made_them_when_and_by_what_without_free_text(store, plans):
    kept(store, plans, EditOrder(EditKind.MOVE, 5, 3, to=6), actor="account:7")
    words, plan = translator("sv"), example_plan()
    with store.read() as session:
        told = week_history(session, now(plans), words, visible_names(plan, words), now=store.clock())
        edits = [row.edit for row in session.query(PlanVersion).order_by(PlanVersion.number)]
    assert [(one.number, one.who, one.shown) for one in told] == [(2, "Någon annan", True), (1, "Programmet", False)]
    assert told[0].what.startswith("Björns trädgård flyttades: Ek tor 3 dec ")
    assert edits[0] is None
    assert set(edits[1]) <= {"kind", "hotspot", "pair", "date", "start", "to_pair", "to_date", "to_start", "to_hotspot"}


class TwoLeads(RuleBasedStateMachine):
    """Two leads edit, undo and redo one week; each acts on what they saw last."""

    store = None
    numbers = count(1)

    @initialize()
    def begin(self):
        self.team = f"team-{next(TwoLeads.numbers)}"
        self.plans = StoredPlans(self.store)
        self.plans.write(of_team(self.team))
        self.info = shown_now(self.plans, self.team, "2026-W49")
        self.texts = {1: self.info.content_hash}
        self.parents = {1: None}
        self.shown = 1
        self.saw = {1: self.info, 2: self.info}

    def act(self, lead, do):
        """Let a lead act; gives whether it was done."""
        stale = self.saw[lead].row_version != self.info.row_version
        try:
            do(self.saw[lead].row_version)
        except StaleEditError:
            assert stale
            assert shown_now(self.plans, self.team, "2026-W49") == self.info
            self.saw[lead] = self.info  # the page shows what differs
            return False
        assert not stale
        self.info = self.saw[lead] = shown_now(self.plans, self.team, "2026-W49")
        return True

    @rule(lead=st.sampled_from([1, 2]), random=st.randoms(use_true_random=False))
    def edit(self, lead, random):
        order = an_order(random, self.plans.plan_of(self.info))
        try:
            was = self.info.number
            if self.act(lead, lambda seen: kept(self.store, self.plans, order, team=self.team, seen=seen)):
                number = max(self.texts) + 1
                assert self.info.number == number
                self.texts[number], self.parents[number], self.shown = self.info.content_hash, was, number
        except ValueError:
            assert order.kind in {EditKind.PIN, EditKind.PIN_ROUTE, EditKind.UNPIN}

    @rule(lead=st.sampled_from([1, 2]))
    def undo(self, lead):
        try:
            info = self.info
            if self.act(lead, lambda seen: undo_edit(self.store, info, seen=seen, actor=f"account:{lead}")):
                self.shown = self.parents[self.shown]
        except NotThereError:
            assert self.parents[self.shown] is None

    @rule(lead=st.sampled_from([1, 2]))
    def redo(self, lead):
        after = [number for number, parent in self.parents.items() if parent == self.shown]
        try:
            info = self.info
            if self.act(lead, lambda seen: redo_edit(self.store, info, seen=seen, actor=f"account:{lead}")):
                self.shown = max(after)
        except NotThereError:
            assert not after

    @invariant()
    def the_week_is_what_was_done_to_it(self):
        if not hasattr(self, "team"):
            return
        assert (self.info.number, self.info.content_hash) == (self.shown, self.texts[self.shown])

    def teardown(self):
        if not hasattr(self, "team"):
            return
        with self.store.read() as session:
            versions = list(session.query(PlanVersion).filter(PlanVersion.content_hash.in_(self.texts.values())))
        mine = {one.number: one for one in versions if checked_plan(one).team == self.team}
        assert {number: one.content_hash for number, one in mine.items()} == self.texts
        plan = checked_plan(mine[self.shown])
        assert board_of(plan, translator("en")).violations == check(plan)


def test_two_leads_lose_nothing_and_never_write_over_each_other(store):
    TwoLeads.store = store
    run_state_machine_as_test(
        TwoLeads,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_a_board_that_takes_what_is_the_same_from_the_last_one_is_the_board_made_anew(random):
    words, plan = translator("sv"), example_plan()
    last = board_of(plan, words)
    for _ in range(3):
        try:
            tried = try_edit(plan, an_order(random, plan), known=last.violations)
        except ValueError:
            continue
        assert tried.violations == check(tried.after)
        plan, drawn = tried.after, board_of(tried.after, words, violations=tried.violations, last=last)
        assert drawn == replace(board_of(plan, words), plan=plan)
        last = drawn


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False), st.sampled_from(["sv", "en"]))
def test_every_edit_has_words_and_the_fields_of_its_form_read_back_as_itself(random, lang):
    plan, words = example_plan(), translator(lang)
    order = an_order(random, plan)
    assert read_order(order_fields(order), plan) == order
    try:
        tried = try_edit(plan, order)
    except ValueError:
        return
    names, codes = visible_names(plan, words), edit_codes(plan, tried.after, order)
    view = edit_view(words, tried, names)
    said = [edit_happened(words, codes, names), edit_short(words, codes, names), *view.cost, *view.times, *view.broken]
    assert all(said)
    assert all("%(" not in text and "–." not in text for text in said)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"kind": "steal"},
        {"kind": "move", "route": "-1"},
        {"kind": "move", "route": "1", "stop": "99999"},
        {"kind": "move", "to": "99"},
        {"kind": "move", "start": "soon"},
        {"kind": "move", "start": "2026-12-03T18:00"},
        {"kind": "move", "start": "9999-12-31T23:59+00:00"},
        {"kind": "move", "to": "1", "clock": "25:00"},
        {"kind": "swap", "other": "1;2"},
        {"kind": "pin", "route": "１"},
    ],
)
def test_a_form_that_is_not_ours_is_refused(form):
    with pytest.raises(EditFormError):
        read_order(form, example_plan())


def test_a_time_of_day_after_midnight_lies_in_the_night_of_the_shift():
    order = read_order({"kind": "add", "to": "4", "hotspot": "slussen", "clock": "02.30", "near": "1"}, example_plan())
    assert order.start.isoformat() == "2026-12-03T02:30:00+01:00"
    assert read_order({"kind": "add", "to": "4", "hotspot": "slussen", "clock": ""}, example_plan()).start is None
