"""Use cases of the field: a pair logs a visit, once however often it is sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from geo.hotspot import Sensitivity
from web.field.visit import VisitReport
from web.store.faults import NotThereError, StaleEditError
from web.store.store import Store, Work
from web.store.tables.places import HotspotRow
from web.store.tables.visits import VisitRow


@dataclass(frozen=True, slots=True)
class Logged:
    """What became of a report: whether it was new, and the version that is kept now."""

    id: str
    new: bool
    version: int


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
        place = _place(work, report)
        values = {
            "hotspot_id": place.id,
            "place": place.point,
            "district": place.district,
            "at": report.at,
            "outcome": report.outcome,
            "counts": dict(report.counts),
            "links": dict(report.links),
            "note": report.note,
            "content_hash": report.content_hash,
        }
        if row is None:
            row = work.add(VisitRow(id=report.id, team_id=report.team, **values))
            work.note("visit.logged", "visit", report.id, team=report.team, outcome=report.outcome)
        else:
            if expected is None:
                raise StaleEditError(
                    "visit",
                    report.id,
                    expected=0,
                    found=row.version,
                    changed_at=row.changed_at,
                    changed_by=row.changed_by,
                )
            row = work.edit(VisitRow, report.id, expected=expected, changes=values)
            work.note("visit.corrected", "visit", report.id, team=report.team, outcome=report.outcome)
        work.session.flush()
        return Logged(row.id, new=row.version == 1, version=row.version)


def _place(work: Work, report: VisitReport) -> HotspotRow:
    """Give the place; one that the team may not see is not there (default deny)."""
    row = work.session.get(HotspotRow, report.hotspot)
    if row is None or (row.sensitivity != Sensitivity.TEAMS and report.team not in row.teams):
        raise NotThereError("hotspot", report.hotspot)
    return row
