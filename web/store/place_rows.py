"""Hotspots and visit needs as rows of the store, and rows as the types that planning knows."""

import json
from typing import Any

from shapely.geometry import Point, mapping, shape

from geo.crs import to_metres
from geo.hotspot import Daylight, Hotspot, HotspotKind, Position, Sensitivity, ServiceKind, VisitNeed
from geo.windows import WeekWindows
from web.store.tables.places import HotspotRow, NeedRow


def metric_point(lon: float, lat: float) -> Point:
    """Give a point in the store's metres (EPSG:3006) from degrees (EPSG:4326)."""
    return Point(*to_metres([(lon, lat)])[0])


def hotspot_values(h: Hotspot) -> dict[str, object]:
    """Give the columns of a hotspot, all but its id."""
    return {
        "name": h.name,
        "kind": str(h.kind),
        "shape": _plain(mapping(h.geometry)),
        "point": metric_point(h.point.x, h.point.y),
        "landmass": h.landmass,
        "district": h.district,
        "sensitivity": str(h.sensitivity),
        "teams": list(h.teams),
        "position": str(h.position),
        "meet": h.meet,
        "source": h.source,
        "hours": str(h.hours) if h.hours else "",
        "phone": h.phone,
        "service": str(h.service) if h.service else "",
    }


def is_shared(row: HotspotRow) -> bool:
    """Tell whether every team may see a place (``geo.hotspot.Hotspot.shared``)."""
    return row.sensitivity == Sensitivity.TEAMS and row.kind != HotspotKind.SETTLEMENT


SHARED = (HotspotRow.sensitivity == Sensitivity.TEAMS) & (HotspotRow.kind != HotspotKind.SETTLEMENT)
"""The same as a condition of a query."""


def _plain(geometry: dict[str, Any]) -> dict[str, Any]:
    """Turn a GeoJSON mapping's tuples into lists, as JSON gives them back."""
    plain: dict[str, Any] = json.loads(json.dumps(geometry))
    return plain


def hotspot_of(row: HotspotRow) -> Hotspot:
    """Give the hotspot of a row."""
    geometry: Any = shape(row.shape)
    return Hotspot(
        row.id, row.name, HotspotKind(row.kind), geometry, row.landmass, row.district, Sensitivity(row.sensitivity),
        tuple(row.teams), Position(row.position), row.meet, row.source,
        WeekWindows.parse(row.hours) if row.hours else None, row.phone,
        ServiceKind(row.service) if row.service else None,
    )  # fmt: skip


def need_values(n: VisitNeed) -> dict[str, object]:
    """Give the columns of a need, all but its id."""
    return {
        "hotspot_id": n.hotspot,
        "windows": str(n.windows),
        "minutes": n.minutes,
        "least": n.least,
        "target": n.target,
        "most": n.most,
        "gap_h": float(n.gap_h),
        "weight": float(n.weight),
        "season": n.season,
        "skills": sorted(n.skills),
        "pairs": n.pairs,
        "daylight": str(n.daylight),
        "teams": list(n.teams),
        "note": n.note,
        "peak": str(n.peak) if n.peak else None,
    }


def need_of(row: NeedRow) -> VisitNeed:
    """Give the need of a row."""
    return VisitNeed(
        row.id, row.hotspot_id, WeekWindows.parse(row.windows), row.minutes, row.least, row.target, row.most,
        row.gap_h, row.weight, row.season, frozenset(row.skills), row.pairs, Daylight(row.daylight),
        tuple(row.teams), row.note, WeekWindows.parse(row.peak) if row.peak else None,
    )  # fmt: skip
