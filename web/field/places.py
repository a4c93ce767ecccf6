"""Places at which a pair can log a visit that was not planned, or of which it can tell."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.field.visit_places import may_see
from web.store.tables.efforts import EffortRow
from web.store.tables.places import HotspotRow, NeighbourhoodRow


def places_of(session: Session, team: str) -> tuple[HotspotRow, ...]:
    """Give the places that a team may see, by name."""
    rows = session.scalars(select(HotspotRow).order_by(HotspotRow.name, HotspotRow.id))
    return tuple(row for row in rows if may_see(row, team))


def place_names(session: Session, team: str) -> frozenset[str]:
    """Give the names of all places that a phone of the team may hold: no note is refused for one of them."""
    efforts = session.execute(select(EffortRow.name, EffortRow.teams))
    return frozenset(
        (
            *(row.name for row in places_of(session, team)),
            *session.scalars(select(NeighbourhoodRow.name)),
            *(name for name, teams in efforts if team in teams),
        )
    )
