"""Asking for jobs: one at a time of a kind and subject, with its audit; wishes; what is no order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from web.jobs.errors import SAID, JobEndedError, JobError
from web.jobs.jobs import Jobs
from web.jobs.orders import EraseOrder, ImportOrder, PlanOrder, ReportOrder, order_of
from web.store.audit import content_hash, verify
from web.store.faults import NotThereError
from web.store.tables.audit import AuditEntry
from web.store.tables.jobs import JobKind, JobState, Wish

PLAN = PlanOrder("eu-teamet", "2026-W49", seconds=5, seed=3)


@pytest.fixture
def jobs(store):
    return Jobs(store)


def test_a_job_is_asked_for_with_its_hash_and_its_audit(jobs, store):
    asked = jobs.submit(PLAN, actor="account:1")
    assert (asked.state, asked.subject, asked.team) == (JobState.WAITING, "eu-teamet/2026-W49", "eu-teamet")
    assert asked.progress is None
    assert order_of(asked.kind, dict(asked.params)) == PLAN
    with store.read() as session:
        (entry,) = session.scalars(select(AuditEntry))
        assert (entry.actor, entry.action, entry.object_id) == ("account:1", "job.asked", asked.id)
        assert content_hash(PLAN.params) in entry.detail
        assert list(verify(session, store.audit_key)) == []


def test_asking_again_gives_the_job_that_is_under_way(jobs):
    first = jobs.submit(PLAN)
    assert jobs.submit(PlanOrder("eu-teamet", "2026-W49", seconds=99)).id == first.id
    assert jobs.submit(PlanOrder("eu-teamet", "2026-W50")).id != first.id
    jobs.wish(first.id, Wish.CANCEL)
    assert jobs.submit(PLAN).id != first.id
    assert [job.kind for job in jobs.list(teams=["eu-teamet"], kind=JobKind.PLAN)] == [JobKind.PLAN] * 3
    assert len(jobs.list(under_way=True)) == 2
    assert jobs.list(teams=["nattjouren"]) == ()


def test_those_who_ask_at_the_same_moment_get_the_same_job(store, make_store):
    several = [Jobs(make_store()) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda n: several[n % 4].submit(PLAN).id, range(16)))
    assert len(set(asked)) == 1


def test_a_job_that_nobody_has_begun_is_given_up_at_once(jobs):
    asked = jobs.submit(PLAN)
    assert jobs.wish(asked.id, Wish.ENOUGH).state is JobState.WAITING
    ended = jobs.wish(asked.id, Wish.CANCEL, actor="account:1")
    assert (ended.state, ended.under_way) == (JobState.CANCELLED, False)
    with pytest.raises(JobEndedError):
        jobs.wish(asked.id, Wish.ENOUGH)
    with pytest.raises(NotThereError):
        jobs.wish("nothing", Wish.CANCEL)
    assert jobs.get("nothing") is None


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (PlanOrder, {"team": "../etc", "week": "2026-W49"}),
        (PlanOrder, {"team": "en", "week": "2026-W54"}),
        (PlanOrder, {"team": "en", "week": "2026-W49", "seconds": float("nan")}),
        (PlanOrder, {"team": "en", "week": "2026-W49", "seconds": 0.1}),
        (PlanOrder, {"team": "en", "week": "2026-W49", "seed": -1}),
        (ImportOrder, {"folder": Path("data")}),
        (ReportOrder, {"first": date(2026, 12, 2), "last": date(2026, 12, 1)}),
    ],
)
def test_what_is_no_order_cannot_be_asked_for(kind, wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - each says its own
        kind(**wrong)


@pytest.mark.parametrize(
    "order",
    [PLAN, ImportOrder(Path("/city")), EraseOrder(dry_run=True), ReportOrder(date(2026, 1, 1), date(2026, 2, 1))],
)
def test_an_order_is_read_back_as_it_was(order):
    assert order_of(order.kind, order.params) == order
    with pytest.raises(ValueError, match="no order"):
        order_of(order.kind, {"other": 1})


def test_every_error_has_its_words():
    assert set(SAID) == set(JobError)
