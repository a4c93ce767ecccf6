"""Re-planning as a job: least change, kept as a version made of the shown one, through kills, over nobody's edit."""

import signal
import time
from dataclasses import replace
from datetime import date

from planner.amend.diff import diff
from planner.check import check
from planner.pin import Pin
from planner.plan_week import plan_week
from web.jobs.errors import JobError
from web.jobs.orders import PlanOrder
from web.lead.absence_actions import report_absence
from web.lead.absence_replan import AskState, ask_replan
from web.lead.actions import stored_request
from web.plan_turns import publish, undo
from web.plans import keep_plan
from web.store.audit import verify
from web.store.tables.jobs import JobState, Wish

WEEK, TEAM = "2027-W49", "en"


def planned(installation):
    """Give the week a plan, and publish it."""
    parts = installation.parts
    plan = plan_week(stored_request(parts.store, parts.plans, parts.city, TEAM, WEEK), rounds=20)
    parts.plans.write(plan)
    with installation.store.write("account:1") as work:
        publish(work, TEAM, WEEK, expected=1)
    return plan


def away(installation, plan):
    """Say that somebody is away on the first day that has a route; gives who and when."""
    route = plan.routes[0]
    with installation.store.write("account:1") as work:
        report_absence(work, TEAM, route.workers[0], route.date, route.date)
    return route.workers[0], route.date


def test_a_sick_call_becomes_a_version_made_of_the_shown_one_and_can_be_undone(installation):
    before = planned(installation)
    installation.worker()
    worker, day = away(installation, before)
    asked = ask_replan(installation.parts, TEAM, WEEK, actor="account:1")
    assert asked.state is AskState.ASKED
    done = installation.ended(asked.job.id)
    assert (done.state, done.error, done.detail) == (JobState.DONE, None, "")
    info = installation.parts.plans.info(TEAM, WEEK)
    assert (info.number, info.parent, info.published, info.unpublished) == (2, 1, 1, True)
    assert info.edit == {"kind": "replan", "base": 1}
    plan = installation.parts.plans.read(TEAM, WEEK)
    assert check(plan) == ()
    assert not any(worker in route.workers for route in plan.routes if route.date == day)
    touched = {spot.date for change in diff(before, plan).changes for spot in (change.before, change.after) if spot}
    assert day in touched
    with installation.store.write("account:1") as work:
        assert undo(work, TEAM, WEEK, expected=info.row_version) == 1
    with installation.store.read() as session:
        assert list(verify(session, installation.store.audit_key)) == []


def test_killed_on_the_way_it_is_done_once_all_the_same(installation):
    before = planned(installation)
    away(installation, before)
    job = ask_replan(installation.parts, TEAM, WEEK, actor="account:1").job
    assert ask_replan(installation.parts, TEAM, WEEK, actor="account:2").state is AskState.UNDER_WAY
    for wait_s in (0.4,):
        worker = installation.worker()
        installation.until(lambda: installation.row(job.id).run)
        time.sleep(wait_s)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    installation.worker()
    assert installation.ended(job.id).state is JobState.DONE
    assert installation.parts.plans.info(TEAM, WEEK).number == 2


def test_what_somebody_changed_meanwhile_is_not_overwritten_and_a_cancelled_one_keeps_nothing(installation):
    before = planned(installation)
    away(installation, before)
    job = ask_replan(installation.parts, TEAM, WEEK, actor="account:1").job
    with installation.store.write("account:2") as work:
        keep_plan(work, before, edit={"edit": "move"})
    installation.worker()
    failed = installation.ended(job.id)
    assert (failed.state, failed.error) == (JobState.FAILED, JobError.WEEK_CHANGED)
    assert installation.parts.plans.info(TEAM, WEEK).number == 2
    installation.processes[-1].kill()
    installation.processes[-1].wait()
    again = ask_replan(installation.parts, TEAM, WEEK, actor="account:1").job
    installation.jobs.wish(again.id, Wish.CANCEL)
    assert installation.jobs.get(again.id).state is JobState.CANCELLED
    assert installation.parts.plans.info(TEAM, WEEK).number == 2


def test_pins_hold_when_the_week_is_planned_again(installation):
    before = planned(installation)
    route = before.routes[-1]
    shift = next(s for s in before.request.shifts if s.start == route.start)
    pin = Pin(shift.id, route.pair, route.workers)
    with installation.store.write("account:1") as work:
        keep_plan(work, replace(before, request=replace(before.request, pins=(pin,))), edit={"edit": "pin"})
    installation.worker()
    for base in (2, None):
        job = installation.jobs.submit(PlanOrder(TEAM, WEEK, seconds=0.5, base=base))
        assert installation.ended(job.id).state is JobState.DONE
        assert installation.parts.plans.read(TEAM, WEEK).request.pins == (pin,)


def test_a_week_without_a_plan_or_that_is_over_is_not_asked_for(installation):
    assert ask_replan(installation.parts, TEAM, WEEK, actor="a").state is AskState.NO_PLAN
    assert ask_replan(installation.parts, TEAM, "2025-W02", actor="a").state is AskState.OVER
    assert date(2025, 1, 12) < installation.store.clock().date()
