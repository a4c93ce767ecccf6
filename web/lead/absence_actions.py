"""Absences as whole days: somebody is said to be away, or to be back; why is never asked and never kept."""

from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import select

from web.store.faults import NotThereError
from web.store.store import Work
from web.store.tables.teams import AbsenceRow, WorkerRow

MOST_DAYS = 366
"""An absence that is longer is a slip of the pen."""


def report_absence(work: Work, team: str, worker: str, first: date, last: date) -> None:
    """Say that somebody is away from a day to a day, both included; days that were said before are joined to them.

    Raises
    ------
    ValueError
        The absence ends before it begins, or lasts more than a year.
    web.store.faults.NotThereError
        The team has no such worker.
    """
    _refuse_unknown(work, team, worker)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise ValueError(f"an absence from {first} to {last} does not last from one day to {MOST_DAYS}")
    for row in _rows(work, team, worker):
        if row.first <= last + timedelta(days=1) and first - timedelta(days=1) <= row.last:
            first, last = min(first, row.first), max(last, row.last)
            work.session.delete(row)
    row = _add(work, team, worker, first, last)
    work.note("absence.reported", "absence", row.id, team=team, first=first.isoformat(), last=last.isoformat())


def end_absence(work: Work, team: str, worker: str, first: date, last: date) -> None:
    """Say that somebody is not away on these days; what is left of an absence before and after them stays.

    Raises
    ------
    web.store.faults.NotThereError
        The team has no such worker.
    """
    _refuse_unknown(work, team, worker)
    for row in _rows(work, team, worker):
        if row.last < first or last < row.first:
            continue
        work.session.delete(row)
        if row.first < first:
            _add(work, team, worker, row.first, first - timedelta(days=1))
        if last < row.last:
            _add(work, team, worker, last + timedelta(days=1), row.last)
    work.note("absence.ended", "worker", worker, team=team, first=first.isoformat(), last=last.isoformat())


def _rows(work: Work, team: str, worker: str) -> list[AbsenceRow]:
    query = select(AbsenceRow).where(AbsenceRow.team_id == team, AbsenceRow.worker_id == worker)
    return list(work.session.scalars(query.order_by(AbsenceRow.first).with_for_update()))


def _add(work: Work, team: str, worker: str, first: date, last: date) -> AbsenceRow:
    return work.add(AbsenceRow(id=str(uuid4()), team_id=team, worker_id=worker, first=first, last=last))


def _refuse_unknown(work: Work, team: str, worker: str) -> None:
    if work.session.get(WorkerRow, (team, worker), with_for_update=True) is None:
        raise NotThereError("worker", worker)
