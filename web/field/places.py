"""Places at which a pair can log a visit that was not planned, or of which it can tell."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.field.visit_places import may_see
from web.store.tables.places import HotspotRow


def places_of(session: Session, team: str) -> tuple[HotspotRow, ...]:
    """Give the places that a team may see, by name."""
    rows = session.scalars(select(HotspotRow).order_by(HotspotRow.name, HotspotRow.id))
    return tuple(row for row in rows if may_see(row, team))
