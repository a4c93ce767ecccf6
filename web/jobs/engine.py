"""The durable job engine, DBOS; the one module that knows it.

It keeps which step of which job is done, hands jobs to workers, and runs what must run at a time. What a job is and
how far it has come stands in our own tables: where the engine's are lost, the jobs that are under way begin anew.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dbos import DBOS, DBOSPortableJSONSerializer, SetWorkflowID

from web.store.engine import driver_url, sqlite_file
from web.store.tables.jobs import JobKind

QUEUE = "jobs"
VERSION = "1"
"""Version of the steps of jobs; what a worker of another version began waits for one of that version."""

POLL_S = 0.25
MOST_RECOVERIES = 1000
"""The engine's own limit, far above ours (`web.jobs.claims.MOST_ATTEMPTS`), which knows whether a job comes further."""

_ENDED = {"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"}

Step = Callable[[Any, str | None], str | None]
"""Takes the job's claim and what the step before gave; gives what is kept of it, or None where the job has ended."""


@dataclass(frozen=True, slots=True)
class Steps:
    """How jobs are done: ``claim`` takes one over (None where there is none to do), then its kind's steps run."""

    claim: Callable[[str], Any]
    of_kind: Mapping[JobKind, Sequence[tuple[str, Step]]]


def engine_file(database: str) -> str | None:
    """Give the file of the engine's own database beside an SQLite database; None where it lies within PostgreSQL."""
    file = sqlite_file(database)
    return None if file is None else str(file.with_name(f"{file.stem}-jobs{file.suffix or '.sqlite'}"))


class Engine:
    """The engine in this process; there can be one."""

    def __init__(self, database: str, *, worker: str, at_once: int, steps: Steps, nightly: Callable[[], None]) -> None:
        own = engine_file(database)
        if own is not None:
            _write_ahead(own)
        DBOS(
            config={
                "name": "faltplan",
                "system_database_url": driver_url(database) if own is None else f"sqlite:///{own}",
                "dbos_system_schema": "dbos",
                "executor_id": worker,
                "application_version": VERSION,
                "serializer": DBOSPortableJSONSerializer(),
                "use_listen_notify": False,
                "sys_db_pool_size": 8,
                "log_level": "WARNING",
                "enable_otlp": False,
            }
        )
        self._at_once = at_once
        self._workflows = {kind: _workflow(kind, steps.claim, parts) for kind, parts in steps.of_kind.items()}

        @DBOS.workflow(name="nightly")
        def every_night(_when: datetime, _context: object) -> None:
            DBOS.run_step({"name": "ask"}, nightly)

        self._nightly = every_night

    def launch(self, *, nightly: str) -> None:
        """Begin to take jobs; ``nightly`` is when the nightly work is due, as cron writes it (Europe/Stockholm)."""
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=self._at_once, polling_interval_sec=POLL_S)
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": "nightly",
                    "workflow_fn": self._nightly,
                    "schedule": nightly,
                    "context": None,
                    "automatic_backfill": True,
                    "cron_timezone": "Europe/Stockholm",
                }
            ]
        )

    def enqueue(self, job: str, kind: JobKind) -> None:
        """Hand a job over; one that was handed over before stays as it is."""
        with SetWorkflowID(job):
            DBOS.enqueue_workflow(QUEUE, self._workflows[kind], job)

    def known(self, jobs: Iterable[str]) -> dict[str, bool]:
        """Tell of the jobs that the engine knows whether it is done with them."""
        named = list(jobs)
        if not named:
            return {}
        found = DBOS.list_workflows(workflow_ids=named, load_input=False, load_output=False)
        return {one.workflow_id: one.status in _ENDED for one in found}

    def busy_workers(self) -> set[str]:
        """Name the workers that have begun jobs and not ended them."""
        found = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {one.executor_id for one in found if one.executor_id}

    def take_over(self, worker: str) -> int:
        """Hand out again what a dead worker had begun; gives how many jobs."""
        return len(DBOS._recover_pending_workflows([worker]))  # noqa: SLF001 - the engine offers it under this name alone


def _workflow(kind: JobKind, claim: Callable[[str], Any], parts: Sequence[tuple[str, Step]]) -> Callable[[str], str]:
    @DBOS.workflow(name=str(kind), max_recovery_attempts=MOST_RECOVERIES)
    def do(job: str) -> str:
        held = claim(job)
        if held is None:
            return "ended"
        value: str | None = ""
        for name, step in parts:
            value = DBOS.run_step({"name": name}, step, held, value)
            if value is None:
                return "ended"
        return "done"

    return do


def _write_ahead(file: str) -> None:
    """Make the engine's file for its owner alone, and set its journal, which the engine leaves as it finds it."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(file, timeout=10)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
