"""Use cases of the field: a pair logs a visit, once however often it is sent, corrects it, takes it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from web.field.effort_visits import effort_visit_taken_back, effort_was_visited
from web.field.visit import VisitReport
from web.field.visit_places import visit_place
from web.store.faults import NotThereError, StaleEditError
from web.store.store import Store
from web.store.tables.visits import VisitRow

WITHIN = timedelta(hours=14)
"""A visit can be taken back for so long after it ended: within its shift, and not when it is history."""


@dataclass(frozen=True, slots=True)
class Logged:
    """What became of a report: whether it was new, and the version that is kept now."""

    id: str
    new: bool
    version: int


class TooLateError(Exception):
    """A visit is too old to be taken back; it can be corrected."""


def log_visit(store: Store, actor: str, report: VisitReport, *, expected: int | None = None) -> Logged:
    """Keep a visit.

    Parameters
    ----------
    expected
        The version that is corrected; None for a new visit or one that is sent again.

    Raises
    ------
    web.store.faults.NotThereError
        The team has no such place.
    web.store.faults.StaleEditError
        The visit is kept with other content, and ``expected`` is not its version.
    """
    kept = _kept(store, report)
    if kept is not None:
        return kept
    try:
        return _log(store, actor, report, expected)
    except (IntegrityError, StaleEditError):
        kept = _kept(store, report)  # the same report may have come in by another way meanwhile
        if kept is None:
            raise
        return kept


def take_back(store: Store, actor: str, *, team: str, ident: str, expected: int) -> bool:
    """Remove a visit that was logged by mistake; gives False where it was gone already.

    Raises
    ------
    web.store.faults.StaleEditError
        It was changed since the person saw it.
    TooLateError
        It ended more than ``WITHIN`` ago.
    """
    with store.read() as session:
        seen = session.get(VisitRow, ident)
        if seen is None or seen.team_id != team:
            return False
    with store.write(actor) as work:
        row = work.session.get(VisitRow, ident, with_for_update=True)
        if row is None:
            work.note("visit.taken_back", "visit", ident, team=team, again=True)
            return False
        if row.version != expected:
            raise _stale(row, expected)
        if work.now - row.at > WITHIN:
            raise TooLateError
        work.session.delete(row)
        work.note("visit.taken_back", "visit", ident, team=team, outcome=row.outcome)
        if row.effort_id is not None:
            effort_visit_taken_back(work, row.effort_id)
    return True


def visits_of(store: Store, team: str, *, first: datetime, end: datetime) -> tuple[VisitRow, ...]:
    """Give a team's visits of a span of time, ``end`` not included, in order."""
    with store.read() as session:
        query = select(VisitRow).where(VisitRow.team_id == team, VisitRow.at >= first, VisitRow.at < end)
        return tuple(session.scalars(query.order_by(VisitRow.at, VisitRow.id)))


def _kept(store: Store, report: VisitReport) -> Logged | None:
    with store.read() as session:
        row = session.get(VisitRow, report.id)
    if row is None or (row.content_hash, row.team_id) != (report.content_hash, report.team):
        return None
    return Logged(row.id, new=False, version=row.version)


def _log(store: Store, actor: str, report: VisitReport, expected: int | None) -> Logged:
    with store.write(actor) as work:
        row = work.session.get(VisitRow, report.id)
        if row is not None and row.team_id != report.team:
            raise NotThereError("visit", report.id)
        place = visit_place(work.session, report.hotspot, team=report.team)
        values = {
            "hotspot_id": place.hotspot,
            "effort_id": place.effort,
            "place": place.point,
            "district": place.district,
            "precision": place.precision,
            "at": report.at,
            "outcome": report.outcome,
            "counts": dict(report.counts),
            "links": dict(report.links),
            "note": report.note,
            "pair": report.pair,
            "planned": report.planned,
            "content_hash": report.content_hash,
        }
        if row is None:
            row = work.add(VisitRow(id=report.id, team_id=report.team, **values))
            work.note("visit.logged", "visit", report.id, team=report.team, outcome=report.outcome)
        else:
            if expected is None:
                raise _stale(row, 0)
            row = work.edit(VisitRow, report.id, expected=expected, changes=values)
            work.note("visit.corrected", "visit", report.id, team=report.team, outcome=report.outcome)
        work.session.flush()
        if place.effort is not None:
            effort_was_visited(work, place.effort, report.outcome)
        return Logged(row.id, new=row.version == 1, version=row.version)


def _stale(row: VisitRow, expected: int) -> StaleEditError:
    return StaleEditError(
        "visit",
        row.id,
        expected=expected,
        found=row.version,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )
