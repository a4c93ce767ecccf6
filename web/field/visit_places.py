"""Where a visit may be logged: at a place that the team may see, or at one of its dated efforts."""

from dataclasses import dataclass

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.coarsen import middle_of_square
from web.lead.efforts import effort_id
from web.store.faults import NotThereError
from web.store.place_rows import is_shared
from web.store.tables.efforts import EffortRow
from web.store.tables.places import HotspotRow
from web.store.tables.visits import Precision, VisitRow


@dataclass(frozen=True, slots=True)
class VisitPlace:
    """What is kept of a visit's place; ``hotspot`` is None for an effort that stands at no kept place.

    Such an effort's own place is a tip's: a visit is kept longer than a tip, so it has the middle of its square alone.
    """

    hotspot: str | None
    effort: str | None
    point: BaseGeometry | None
    district: str | None
    precision: Precision = Precision.EXACT


def visit_place(session: Session, ident: str, *, team: str) -> VisitPlace:
    """Give the place of a visit by the id that a plan has for it.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such place or effort, or the team may not see it (default deny).
    """
    effort = effort_id(ident)
    if effort is not None:
        row = session.get(EffortRow, effort)
        if row is None or team not in row.teams:
            raise NotThereError("hotspot", ident)
        if row.hotspot_id is None and isinstance(row.place, Point):
            return VisitPlace(None, row.id, middle_of_square(row.place), row.district, Precision.GRID_250)
        return VisitPlace(row.hotspot_id, row.id, row.place, row.district)
    spot = session.get(HotspotRow, ident)
    if spot is None or not may_see(spot, team):
        raise NotThereError("hotspot", ident)
    return VisitPlace(spot.id, None, spot.point, spot.district)


def may_see(spot: HotspotRow, team: str) -> bool:
    """Tell whether a team may see a place (``geo.hotspot.Hotspot.may_be_seen_by``)."""
    return is_shared(spot) or team in spot.teams


def is_at(visit: VisitRow, ident: str) -> bool:
    """Tell whether a visit was logged at the place that a plan has this id for."""
    effort = effort_id(ident)
    return visit.effort_id == effort if effort is not None else visit.effort_id is None and visit.hotspot_id == ident
