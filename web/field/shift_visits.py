"""The visits of a pair's shift, and those that were made at its places before."""

from collections.abc import Sequence
from datetime import UTC, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.field.check_in import EARLY
from web.field.tonight import PublishedShift
from web.store.tables.places import HotspotRow
from web.store.tables.visits import Outcome, VisitRow

LOOKS_BACK = timedelta(days=60)
"""A visit before counts as the last one for so long."""


def visits_of_shift(session: Session, shift: PublishedShift) -> Sequence[VisitRow]:
    """Give what the pair has logged from two hours before its shift until it is forgotten on the phone, in order."""
    first, last = shift.time.start.astimezone(UTC) - EARLY, shift.wipe_at
    query = select(VisitRow).where(VisitRow.team_id == shift.plan.team, VisitRow.pair == shift.route.pair)
    query = query.where(VisitRow.at >= first, VisitRow.at <= last)
    return session.scalars(query.order_by(VisitRow.at, VisitRow.id)).all()


def visits_before(session: Session, shift: PublishedShift) -> dict[str, VisitRow]:
    """Give the team's latest visit at each place of the route before the shift, at most ``LOOKS_BACK`` ago."""
    first, last = shift.time.start.astimezone(UTC) - LOOKS_BACK, shift.time.start.astimezone(UTC) - EARLY
    query = select(VisitRow).where(VisitRow.team_id == shift.plan.team, VisitRow.at >= first, VisitRow.at < last)
    query = query.where(VisitRow.hotspot_id.in_({stop.hotspot for stop in shift.route.stops}))
    query = query.where(VisitRow.outcome != Outcome.SKIPPED)
    return {row.hotspot_id or "": row for row in session.scalars(query.order_by(VisitRow.at, VisitRow.id))}


def names_of_places(session: Session, visits: Sequence[VisitRow]) -> dict[str, str]:
    """Give the names of the places of visits, by id."""
    ids = {visit.hotspot_id for visit in visits if visit.hotspot_id}
    if not ids:
        return {}
    rows = session.execute(select(HotspotRow.id, HotspotRow.name).where(HotspotRow.id.in_(ids)))
    return {row.id: row.name for row in rows}
