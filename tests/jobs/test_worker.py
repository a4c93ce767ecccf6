"""Workers as processes: plans are made, settled, stopped and taken up again; what was tampered with is named."""

import os
import signal
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from planner.check import check
from web.field.check_in import Said, ShiftTime, say
from web.jobs.engine import engine_file
from web.jobs.errors import JobError
from web.jobs.orders import EraseOrder, ImportOrder, PlanOrder, ReportOrder
from web.store.audit import content_hash_of, verify
from web.store.tables.audit import AuditEntry
from web.store.tables.jobs import Job, JobState, PlanWork, Wish
from web.store.tables.places import HotspotRow
from web.store.tables.plans import PlanVersion
from web.store.tables.shifts_worked import CheckInRow

WEEK = "2026-W49"
EVERY_THREE_SECONDS = """
import os
from web.jobs.worker import Worker
from web.parts import Parts
from web.settings import Settings

worker = Worker(Parts.of(Settings.from_environment(os.environ)), nightly="*/3 * * * * *")
worker.start()
worker.run()
"""
AT_ONCE_S = 1.5
"""Half a second is what it takes at most; a machine that runs all tests at once may need more."""
LONG = PlanOrder("en", WEEK, seconds=600)
"""So long that the proof, which would end it, has not begun when a test is over."""


def has_best(installation, job):
    with installation.store.read() as session:
        work = session.get(PlanWork, job)
    return work if work is not None and work.best else None


def test_a_plan_is_made_kept_once_and_told_while_it_grows(installation):
    asked = installation.jobs.submit(PlanOrder("en", WEEK, seconds=3), actor="account:1")
    installation.worker()
    seen = installation.until(lambda: installation.jobs.get(asked.id).progress)
    assert 0 <= seen.seconds <= seen.budget_s == 3
    done = installation.ended(asked.id)
    assert (done.state, done.error, done.detail) == (JobState.DONE, None, "")
    plan = installation.parts.plans.read("en", WEEK)
    assert check(plan) == ()
    assert done.progress.score == done.result["score"] == plan.score
    assert done.progress.bound == plan.bound
    assert installation.parts.plans.info("en", WEEK).job == asked.id
    with installation.store.read() as session:
        assert session.scalar(select(func.count()).select_from(PlanVersion)) == done.result["number"] == 1
        assert session.scalar(select(func.count()).select_from(PlanWork)) == 0
        told = session.scalars(select(AuditEntry.action).where(AuditEntry.object_id == asked.id)).all()
        assert told == ["job.asked", "job.done"]
        assert list(verify(session, installation.store.audit_key)) == []


def test_enough_keeps_the_best_so_far_and_cancel_keeps_nothing_at_once(installation, processes):
    worker = installation.worker()
    for wish, state in ((Wish.ENOUGH, JobState.DONE), (Wish.CANCEL, JobState.CANCELLED)):
        asked = installation.jobs.submit(LONG)
        installation.until(lambda job=asked.id: has_best(installation, job))
        before = time.monotonic()
        installation.jobs.wish(asked.id, wish)
        ended = installation.ended(asked.id)
        took_s = time.monotonic() - before
        print(f"{wish}: {took_s:.2f} s")
        assert ended.state is state
        assert took_s < AT_ONCE_S
        assert not processes.searches(worker)
    assert installation.parts.plans.info("en", WEEK).number == 1


def test_a_search_goes_on_from_its_best_with_the_seconds_that_are_left(installation, processes):
    alone = {"FALTPLAN_EXECUTOR": "none"}  # the proof, which ends the search, begins after six seconds
    asked = installation.jobs.submit(PlanOrder("en", WEEK, seconds=20))
    worker = installation.worker(**alone)
    installation.until(lambda: has_best(installation, asked.id))
    installation.until(lambda: installation.jobs.get(asked.id).progress.seconds >= 2)
    (search,) = processes.searches(worker)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    installation.until(lambda: not processes.run(search), 2)
    before = has_best(installation, asked.id)
    installation.worker(**alone)
    installation.until(lambda: installation.row(asked.id).progress["seconds"] > before.spent_s + 0.05)
    again = time.monotonic()
    done = installation.ended(asked.id)
    assert done.state is JobState.DONE, done
    assert done.result["score"] >= installation.jobs.get(asked.id).progress.score
    assert time.monotonic() - again < 20 - before.spent_s + 2, "the clock was started anew"


def test_a_worker_that_is_told_to_stop_gives_its_job_back_uncounted(installation, processes):
    asked = installation.jobs.submit(LONG)
    for _ in range(2):
        worker = installation.worker()
        installation.until(lambda w=worker: processes.searches(w))
        worker.terminate()
        assert worker.wait(5) == 0
        row = installation.row(asked.id)
        assert (row.state, row.run, row.attempts) == (JobState.RUNNING, None, 0)
    installation.jobs.wish(asked.id, Wish.CANCEL)
    installation.worker()
    assert installation.ended(asked.id).state is JobState.CANCELLED


def test_a_job_that_brings_its_worker_down_again_and_again_is_named_poison(installation):
    asked = installation.jobs.submit(LONG)
    for attempt in (1, 2, 3):
        worker = installation.worker()
        installation.until(lambda n=attempt: installation.row(asked.id).attempts == n)
        worker.kill()
        worker.wait()
    installation.worker()
    ended = installation.ended(asked.id)
    assert (ended.state, ended.error) == (JobState.FAILED, JobError.POISON)
    again = installation.jobs.submit(PlanOrder("en", WEEK, seconds=0.5))
    assert installation.ended(again.id).state is JobState.DONE, "the worker goes on with other jobs"


def test_a_search_whose_process_dies_goes_on_until_it_has_died_too_often(installation, processes):
    asked = installation.jobs.submit(LONG)
    worker = installation.worker()
    killed = set()
    for _ in range(3):
        (search,) = installation.until(lambda: set(processes.searches(worker)) - killed)
        killed.add(search)
        os.kill(search, signal.SIGKILL)
    ended = installation.ended(asked.id)
    assert (ended.state, ended.error) == (JobState.FAILED, JobError.SEARCH_DIED)


def longer(row, _work):
    row.params = {**row.params, "seconds": 61.0}


def other_slack(_row, work):
    work.request = work.request.replace("slack_share", "slack_shore")


def other_week_with_its_hash(_row, work):
    work.request = work.request.replace('"week":"2026-W49"', '"week":"2026-W50"')
    work.request_hash = content_hash_of(work.request)


def other_pair(_row, work):
    work.best = work.best.replace('"pair":"', '"pair":"X')


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (longer, JobError.PARAMS_CHANGED),
        (other_slack, JobError.REQUEST_CHANGED),
        (other_week_with_its_hash, JobError.REQUEST_CHANGED),
        (other_pair, JobError.BEST_CHANGED),
    ],
)
def test_what_was_changed_in_the_database_is_named(installation, change, error):
    asked = installation.jobs.submit(LONG)
    worker = installation.worker()
    installation.until(lambda: has_best(installation, asked.id))
    worker.kill()
    worker.wait()
    with installation.store.housekeeping() as session:
        change(session.get(Job, asked.id), session.get(PlanWork, asked.id))
    installation.worker()
    ended = installation.ended(asked.id)
    assert (ended.state, ended.error) == (JobState.FAILED, error)
    assert installation.parts.plans.list() == ()


def test_import_report_and_erasure_are_jobs_too(installation):
    with installation.store.write("system") as work:
        work.session.delete(work.session.scalars(select(HotspotRow).limit(1)).one())
        work.note("hotspot.removed", "hotspot", "one")
    plan = installation.jobs.submit(PlanOrder("en", WEEK, seconds=0.5))
    missing = installation.jobs.submit(ImportOrder(installation.parts.city / "nowhere"))
    installation.worker()
    assert installation.ended(plan.id).state is JobState.DONE
    failed = installation.ended(missing.id)
    assert (failed.state, failed.error) == (JobState.FAILED, JobError.INPUT)
    assert "nowhere" in failed.detail
    orders = [
        ImportOrder(installation.parts.city),
        ReportOrder(date(2026, 11, 30), date(2026, 12, 6)),
        EraseOrder(dry_run=True),
        EraseOrder(),
    ]
    loaded, report, look, erased = (installation.ended(installation.jobs.submit(order).id) for order in orders)
    assert [job.state for job in (loaded, report, look, erased)] == [JobState.DONE] * 4, installation.log()
    with installation.store.read() as session:
        assert session.scalar(select(func.count()).select_from(HotspotRow)) == loaded.result["hotspots"]
    stops = sum(len(route.stops) for route in installation.parts.plans.read("en", WEEK).routes)
    assert abs(report.result["totals"]["planned"] - stops) <= stops
    assert all(row["planned"] is None or row["planned"] >= 5 for row in report.result["rows"])
    assert "erased" in erased.result


def test_jobs_begin_anew_where_the_engine_has_lost_its_tables(installation, backend):
    asked = installation.jobs.submit(PlanOrder("en", WEEK, seconds=4))
    worker = installation.worker()
    installation.until(lambda: has_best(installation, asked.id))
    worker.kill()
    worker.wait()
    if backend == "sqlite":
        for ending in ("", "-wal", "-shm"):
            Path(engine_file(installation.parts.settings.database) + ending).unlink(missing_ok=True)
    else:
        with installation.store.housekeeping() as session:
            session.execute(text("DROP SCHEMA dbos CASCADE"))
    installation.worker()
    assert installation.ended(asked.id).state is JobState.DONE


def test_the_nightly_erasure_is_asked_for_once_by_however_many_workers(installation):
    for name in ("one", "two"):
        installation.run(sys.executable, "-c", EVERY_THREE_SECONDS, FALTPLAN_WORKER=name)

    def asked():
        with installation.store.read() as session:
            query = select(AuditEntry.at).where(AuditEntry.action == "job.asked").order_by(AuditEntry.seq)
            return session.scalars(query).all()

    moments = installation.until(lambda: found if len(found := asked()) >= 4 else None)
    assert len(moments) <= (moments[-1] - moments[0]).total_seconds() / 3 + 2


def test_a_second_worker_of_the_same_name_is_told(installation):
    installation.worker("one")
    installation.until(lambda: "does jobs" in installation.log())
    second = installation.worker("one")
    assert second.wait(40) == 2
    assert "FALTPLAN_WORKER" in installation.log()


def test_a_pair_that_is_late_is_escalated_while_nobody_looks(installation):
    long_ago = installation.store.clock() - timedelta(hours=5)
    shift = ShiftTime("en", "Ek", long_ago.date(), long_ago, long_ago + timedelta(hours=8))
    say(installation.store, "account:1", shift, Said.BEGIN, at=long_ago, every_min=120)
    installation.worker()

    def escalated():
        with installation.store.read() as session:
            return session.get(CheckInRow, shift.check_in).escalated_at

    assert installation.until(escalated) > long_ago
