"""Plans in the store: versions that are kept, and the one that is shown."""

from datetime import date

import pytest
from sqlalchemy import select

from web.lead.choices import choices_of
from web.plan_turns import close, publish, redo, undo
from web.plans import PlanKey, StoredPlans, keep_plan
from web.store.faults import NotThereError, StaleEditError
from web.store.tables.plans import PlanState, PlanVersion, StopRow


@pytest.fixture
def plans(store, plan):
    kept = StoredPlans(store)
    kept.write(plan, actor="account:1")
    return kept


def test_what_is_written_is_read_and_listed(plans, plan):
    assert plans.list() == (PlanKey(plan.team, plan.week),)
    assert plans.read(plan.team, plan.week).routes == plan.routes
    assert plans.read(plan.team, plan.week) is plans.read(plan.team, plan.week)
    assert plans.info(plan.team, plan.week).team_name == plan.request.team_name


def test_every_stop_stands_in_its_table(plans, plan, store):
    with store.read() as session:
        rows = session.scalars(select(StopRow).order_by(StopRow.number)).all()
    stops = [stop for route in plan.routes for stop in route.stops]
    assert [(row.hotspot_id, row.arrive) for row in rows] == [(stop.hotspot, stop.arrive) for stop in stops]


def test_a_new_version_is_shown_and_the_old_one_kept(plans, plan, store):
    assert plans.write(plan) == 2
    assert plans.info(plan.team, plan.week).number == 2
    with store.read() as session:
        assert session.scalars(select(PlanVersion.number).order_by(PlanVersion.number)).all() == [1, 2]


def test_a_job_that_ran_twice_keeps_one_version(plans, plan):
    assert plans.write(plan, job="job-1") == plans.write(plan, job="job-1") == 2


def test_a_week_is_published_from_the_version_that_was_seen(plans, plan, store):
    seen = plans.info(plan.team, plan.week).row_version
    plans.write(plan)
    with pytest.raises(StaleEditError), store.write("account:2") as work:
        publish(work, plan.team, plan.week, expected=seen)
    with store.write("account:2") as work:
        assert publish(work, plan.team, plan.week, expected=seen + 1) == 2
    assert plans.info(plan.team, plan.week).state is PlanState.PUBLISHED
    with store.write("account:2") as work:
        assert close(work, plan.team, plan.week, expected=seen + 2) == 2
    assert plans.info(plan.team, plan.week).state is PlanState.CLOSED


def test_what_was_never_published_cannot_be_closed(plans, plan, store):
    with pytest.raises(NotThereError), store.write("account:2") as work:
        close(work, plan.team, plan.week, expected=1)


@pytest.mark.parametrize(
    ("team", "week"),
    [("..", "2026-W49"), ("a/../..", "2026-W49"), ("", "2026-W49"), ("a", "../../x"), ("a", "2026-W54"),
     ("a", "2026-W49\n"), ("A", "2026-W49"), ("-a", "2026-W49")],
)  # fmt: skip
def test_what_names_no_plan_has_none(plans, team, week):
    assert plans.read(team, week) is None


def test_a_store_without_plans_has_none(store):
    assert StoredPlans(store).list() == ()


def test_the_choosers_offer_the_teams_that_may_be_seen_and_weeks_that_are_planned_or_come(plans, plan):
    names = {"eu-teamet": "EU-teamet", "nattjouren": "Nattjouren", plan.team: "Uppsökarteamet"}
    asked = {"team": "eu-teamet", "week": "2027-W27", "today": date(2027, 6, 28)}
    choices = choices_of(plans, names, seen={plan.team, "eu-teamet"}, **asked)
    assert [(c.value, c.name, c.chosen) for c in choices.teams] == [
        ("eu-teamet", "EU-teamet", True), ("uppsokarteamet", "Uppsökarteamet", False),
    ]  # fmt: skip
    assert [c.value for c in choices.weeks] == ["2026-W49", *(f"2027-W{week}" for week in range(26, 31))]
    hidden = choices_of(plans, names, seen={"eu-teamet"}, **asked)
    assert [c.value for c in hidden.teams] == ["eu-teamet"]
    assert "2026-W49" not in [c.value for c in hidden.weeks]


def test_an_edit_is_undone_and_done_again_and_a_new_one_takes_the_place_of_what_was_undone(plans, plan, store):
    for expected in (1, 2):
        with store.write("account:1") as work:
            keep_plan(work, plan, edit={"kind": "moved"}, expected=expected)
    with store.write("account:1") as work:
        assert undo(work, plan.team, plan.week, expected=3) == 2
    assert plans.undone(plan.team, plan.week).number == 3
    with store.write("account:1") as work:
        assert redo(work, plan.team, plan.week, expected=4) == 3
    with store.write("account:1") as work:
        undo(work, plan.team, plan.week, expected=5)
    with store.write("account:1") as work:
        keep_plan(work, plan, edit={"kind": "added"}, expected=6)
    info = plans.info(plan.team, plan.week)
    assert (info.number, info.parent, info.edit) == (4, 2, {"kind": "added"})
    with pytest.raises(NotThereError), store.write("account:1") as work:
        redo(work, plan.team, plan.week, expected=7)


def test_an_edit_of_a_week_that_another_has_changed_is_refused(plans, plan, store):
    plans.write(plan)
    with pytest.raises(StaleEditError), store.write("account:1") as work:
        keep_plan(work, plan, edit={"kind": "moved"}, expected=1)


def test_the_published_version_stays_while_the_shown_one_is_edited(plans, plan, store):
    with store.write("account:1") as work:
        publish(work, plan.team, plan.week, expected=1)
    with store.write("account:1") as work:
        keep_plan(work, plan, edit={"kind": "moved"}, expected=2)
    assert plans.published(plan.team, plan.week).number == 1
    assert plans.info(plan.team, plan.week).unpublished
