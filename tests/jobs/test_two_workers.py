"""Two workers on one database: one is killed for good, the other ends its job; one that was cut off keeps nothing."""

import signal
import time

import pytest
from alembic import command
from sqlalchemy import func, select, text

from web.jobs.orders import PlanOrder
from web.store.engine import WRITES
from web.store.migrate import alembic_config
from web.store.tables.audit import AuditEntry
from web.store.tables.jobs import JobState, PlanWork
from web.store.tables.plans import PlanVersion

HAND_OVER_S = 5.0
"""What the operator's guide promises where a worker's process dies; twice that under the load of a whole test run."""

SECONDS = 40
ALONE = {"FALTPLAN_EXECUTOR": "none"}
"""The proof, which ends the search of so small a week, then begins after a third of the time."""

CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'faltplan%worker-first'
"""

BREAK_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def held_by(installation, job, name):
    row = installation.row(job)
    return row.worker == name and row.run is not None and row.progress


def best_of(installation, job):
    with installation.store.read() as session:
        work = session.get(PlanWork, job)
    return work.best_hash if work else None


@pytest.fixture
def two(installation):
    """Give two workers that are up, and a job that the first has under way."""
    first = installation.worker("first", **ALONE)
    asked = installation.jobs.submit(PlanOrder("en", "2026-W49", seconds=SECONDS))
    installation.until(lambda: held_by(installation, asked.id, "first") and best_of(installation, asked.id))
    second = installation.worker("second", **ALONE)
    installation.until(lambda: installation.log().count("does jobs") == 2)
    return first, second, asked


def test_the_job_of_a_worker_that_is_killed_for_good_ends_on_the_other(installation, two, backend):
    first, _, asked = two
    spent_s = installation.jobs.get(asked.id).progress.seconds
    first.send_signal(signal.SIGKILL)
    first.wait()
    killed = time.monotonic()
    installation.until(lambda: held_by(installation, asked.id, "second"))
    took_s = time.monotonic() - killed
    print(f"\n{backend}: handed over in {took_s:.1f} s")
    assert took_s < 2 * HAND_OVER_S
    done = installation.ended(asked.id)
    assert (done.state, done.worker) == (JobState.DONE, "second")
    assert done.progress.seconds >= spent_s
    assert time.monotonic() - killed < took_s + SECONDS - spent_s + 6, "the clock was started anew"


def test_a_worker_that_stops_hands_its_job_over(installation, two):
    first, _, asked = two
    first.terminate()
    assert first.wait(10) == 0
    installation.until(lambda: held_by(installation, asked.id, "second"), 2 * HAND_OVER_S)


def test_a_worker_that_was_frozen_while_another_took_its_job_over_keeps_nothing_of_it(installation, two, backend):
    """Freeze a worker and take its name away as a broken connection does; it wakes up when the other has the job."""
    first, _, asked = two
    if backend == "sqlite":
        pytest.skip("the kernel keeps the lock of a process that is frozen: nobody takes its jobs over")
    first.send_signal(signal.SIGSTOP)
    with installation.store.housekeeping() as session:
        session.execute(text(CUT_OFF))
    installation.until(lambda: held_by(installation, asked.id, "second"))
    first.send_signal(signal.SIGCONT)
    done = installation.ended(asked.id)
    assert (done.state, done.worker) == (JobState.DONE, "second")
    time.sleep(2)
    assert first.poll() is None, "it goes on with other jobs"
    with installation.store.read() as session:
        assert session.scalar(select(func.count()).select_from(PlanVersion)) == 1
        ends = select(func.count()).where(AuditEntry.object_id == asked.id, AuditEntry.action == "job.done")
        assert session.scalar(ends) == 1


def test_a_worker_whose_connections_all_break_goes_on(installation, backend):
    if backend == "sqlite":
        pytest.skip("SQLite has no connections that break")
    asked = installation.jobs.submit(PlanOrder("en", "2026-W49", seconds=6))
    worker = installation.worker("first")
    installation.until(lambda: best_of(installation, asked.id))
    for _ in range(3):
        with installation.store.housekeeping() as session:
            session.execute(text(BREAK_ALL))
        time.sleep(0.7)
    assert installation.ended(asked.id).state is JobState.DONE
    again = installation.jobs.submit(PlanOrder("tall", "2026-W49", seconds=0.5))
    assert installation.ended(again.id).state is JobState.DONE
    assert worker.poll() is None


def test_migrations_leave_the_engine_alone(installation):
    installation.worker()
    installation.until(lambda: "does jobs" in installation.log())
    with installation.store.engine.execution_options(**{WRITES: True}).begin() as connection:
        command.check(alembic_config(connection))


def test_jobs_are_shared_out(installation):
    for name in ("first", "second"):
        installation.worker(name)
    installation.until(lambda: installation.log().count("does jobs") == 2)
    orders = [PlanOrder(team, f"2026-W{week}", seconds=2) for team in ("en", "tall") for week in (45, 46)]
    asked = [installation.jobs.submit(order) for order in orders]
    ended = [installation.ended(job.id) for job in asked]
    assert {job.state for job in ended} == {JobState.DONE}
    assert {job.worker for job in ended} == {"first", "second"}
