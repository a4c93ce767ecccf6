"""Figures for a monitoring system (OpenMetrics): counted in this process, or asked of the database when they are read.

Labels are names that the program itself knows: endpoints, methods, kinds of jobs; never an address or an id.
"""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from web.jobs.liveness import living_workers
from web.store.engine import sqlite_file
from web.store.faults import StoreError, StoreFault
from web.store.store import Store
from web.store.tables.audit import AuditHead
from web.store.tables.jobs import Job, JobKind, JobState

CONTENT_TYPE = CONTENT_TYPE_LATEST
_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one application."""

    def __init__(self, store: Store) -> None:
        self._known = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "faltplan_requests", "Requests", ("endpoint", "method", "status"), registry=self._known
        )
        self._seconds = Histogram(
            "faltplan_request_seconds",
            "Seconds until the answer",
            ("endpoint",),
            buckets=_BUCKETS_S,
            registry=self._known,
        )
        self._faults = Counter("faltplan_store_errors", "Refusals of the database", ("fault",), registry=self._known)
        for fault in StoreFault:
            self._faults.labels(str(fault))
        self._known.register(StoreFigures(store))

    def count(self, endpoint: str, method: str, status: int, taken_s: float) -> None:
        """Count one request."""
        self._requests.labels(endpoint, method, f"{status // 100}xx").inc()
        self._seconds.labels(endpoint).observe(taken_s)

    def count_fault(self, fault: StoreFault) -> None:
        """Count one refusal of the database."""
        self._faults.labels(str(fault)).inc()

    def text(self) -> bytes:
        """Write all figures."""
        return bytes(generate_latest(self._known))  # type: ignore[no-untyped-call]


class StoreFigures(Collector):
    """What the database knows; where it does not answer, that is the one figure."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterable[Metric]:
        """Ask the database."""
        up = GaugeMetricFamily("faltplan_database_up", "Whether the database answers")
        try:
            figures = list(self._figures())
        except StoreError:
            figures = []
        up.add_metric((), 1.0 if figures else 0.0)
        return [up, *figures]

    def _figures(self) -> Iterable[Metric]:
        with self._store.read() as session:
            entries = session.scalar(select(AuditHead.seq)) or 0
            found = session.execute(select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state)).all()
            size = session.connection().exec_driver_sql(_size(self._store.url)).scalar() or 0
        counted = {(str(kind), str(state)): count for kind, state, count in found}
        yield CounterMetricFamily("faltplan_audit_entries", "Entries that were ever written into the audit", entries)
        jobs = GaugeMetricFamily("faltplan_jobs", "Jobs", labels=("kind", "state"))
        for kind in JobKind:
            for state in JobState:
                jobs.add_metric((kind, state), counted.get((kind, state), 0))
        yield jobs
        running = counted.get((JobKind.PLAN, JobState.RUNNING), 0)
        yield GaugeMetricFamily("faltplan_solves_running", "Weeks that are being planned", running)
        yield GaugeMetricFamily("faltplan_workers", "Workers that live", len(living_workers(self._store)))
        yield GaugeMetricFamily("faltplan_database_bytes", "Size of the database", size, unit="bytes")


def _size(url: str) -> str:
    if sqlite_file(url) is None:
        return "SELECT pg_database_size(current_database())"
    return "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
