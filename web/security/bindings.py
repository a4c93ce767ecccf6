"""What roles are bound to: the teams and city districts that the store knows."""

from collections.abc import Collection

from sqlalchemy import select

from planner.team import TeamKind
from web.store.store import Store
from web.store.tables.places import DistrictAreaRow, NeighbourhoodRow
from web.store.tables.teams import TeamRow


def team_names(store: Store) -> dict[str, str]:
    """Give the teams' names by their ids, sorted by name."""
    with store.read() as session:
        rows = session.execute(select(TeamRow.id, TeamRow.name).order_by(TeamRow.name, TeamRow.id)).all()
    return {row.id: row.name for row in rows}


def district_names(store: Store) -> tuple[str, ...]:
    """Give the names of the city's districts, sorted."""
    with store.read() as session:
        points = session.scalars(select(NeighbourhoodRow.district).distinct())
        outlines = session.scalars(select(DistrictAreaRow.district).distinct())
        return tuple(sorted({*points, *outlines}))


def partner_teams(store: Store, teams: Collection[str]) -> frozenset[str]:
    """Give those of some teams that are a partner organisation's."""
    with store.read() as session:
        query = select(TeamRow.id).where(TeamRow.id.in_(teams), TeamRow.kind == TeamKind.PARTNER)
        return frozenset(session.scalars(query))
