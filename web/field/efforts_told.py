"""What a pair must know of an effort that its plan does not hold: the exact place, and what the tips said."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import to_degrees
from web.lead.efforts import effort_id
from web.store.tables.efforts import EffortRow
from web.store.tables.tips import Tip


@dataclass(frozen=True, slots=True)
class ToldTip:
    """What somebody told: how the place is found and what was seen; both may be forgotten by now."""

    id: str
    find: str
    details: str


@dataclass(frozen=True, slots=True)
class ToldEffort:
    """An effort as it is kept now.

    Attributes
    ----------
    note
        What whoever asked for it wrote to the pairs.
    point
        Where exactly, longitude and latitude (EPSG:4326); None where that is forgotten.
    """

    id: str
    note: str
    point: tuple[float, float] | None
    tips: tuple[ToldTip, ...]


def efforts_told(session: Session, hotspots: Iterable[str], *, team: str) -> dict[str, ToldEffort]:
    """Give the efforts among the places of a plan, by the id that the plan has for them."""
    ids = {effort: hotspot for hotspot in hotspots if (effort := effort_id(hotspot))}
    if not ids:
        return {}
    rows = session.scalars(select(EffortRow).where(EffortRow.id.in_(ids)))
    tips: dict[str, list[ToldTip]] = {}
    for tip in session.scalars(select(Tip).where(Tip.effort_id.in_(ids)).order_by(Tip.received_at, Tip.id)):
        tips.setdefault(tip.effort_id or "", []).append(ToldTip(tip.id, tip.find, tip.details))
    return {
        ids[row.id]: ToldEffort(row.id, row.note, _degrees(row), tuple(tips.get(row.id, ())))
        for row in rows
        if team in row.teams
    }


def _degrees(row: EffortRow) -> tuple[float, float] | None:
    if not isinstance(row.place, Point):
        return None
    lon, lat = to_degrees(np.array([[row.place.x, row.place.y]]))[0]
    return round(float(lon), 6), round(float(lat), 6)
