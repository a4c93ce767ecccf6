"""What is done to a database that was restored or imported, before anybody uses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import uuid4

from sqlalchemy import Table, delete, select, update

from web.store.erasures import Erased, erase_again
from web.store.store import Work
from web.store.tables.accounts import Account, Invitation
from web.store.tables.jobs import UNDER_WAY, Job, JobState, PlanWork

RESTORED = "restored"
"""Why a job failed that was under way when its database was copied (``web.jobs.errors.JobError``)."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How many jobs were ended, and how much was forgotten again."""

    jobs: int
    erased_again: int


def settle(work: Work, erased: Sequence[Erased]) -> Settled:
    """End the jobs that were under way, and forget again what was forgotten by hand."""
    session = work.session
    under_way = session.scalars(select(Job).where(Job.state.in_(UNDER_WAY))).all()
    for job in under_way:
        job.state, job.error, job.ended_at = JobState.FAILED, RESTORED, work.now
    session.execute(delete(PlanWork).where(PlanWork.job_id.in_([job.id for job in under_way])))
    session.flush()
    return Settled(len(under_way), erase_again(session, erased))


def end_sessions(work: Work) -> None:
    """Sign everybody out, and let no invitation hold: those that have ended since a copy was made would hold again."""
    table = cast("Table", Account.__table__)
    for account in work.session.scalars(select(Account.id)).all():
        work.session.execute(update(table).where(table.c.id == account).values(fs_uniquifier=uuid4().hex))
    work.session.execute(update(Invitation).where(Invitation.used_at.is_(None)).values(used_at=work.now))
