"""The picture of a week plan: routes by pair, numbered stops, places by kind, and what is unplanned."""

from planner.plan import WeekPlan
from web.lead.sources import attributions
from web.maps.map_frame import Tiles, drawn_layers, framed_map, ground_layers
from web.maps.rendering import MapParts
from web.maps.street_ground import StreetGround
from web.words import Words

DRAWN = {
    "label_area": "label",
    "label_water": "label",
    "leg": "route",
    "place": "kind",
    "base": "stop",
    "unplanned": "unplanned",
    "stop": "stop",
}
"""Roles that the page's own script draws, with their panes."""


def week_plan_map(
    plan: WeekPlan,
    words: Words,
    *,
    plan_source: str,
    base_source: str,
    tiles: Tiles | None = None,
    streets: StreetGround | None = None,
) -> MapParts:
    """Draw the map of a week.

    Parameters
    ----------
    plan_source, base_source
        Addresses of the plan's and the base map's GeoJSON, or ``#id`` of elements that hold them.
    tiles, streets
        As in `web.maps.map_frame.framed_map`.
    """
    lon = [h.point.x for h in plan.request.hotspots] + [b.lon for b in plan.request.bases]
    lat = [h.point.y for h in plan.request.hotspots] + [b.lat for b in plan.request.bases]
    return framed_map(
        "plan",
        words,
        center=((min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2) if lon else (0.0, 0.0),
        zoom=12,
        layers=(*ground_layers(base_source), *drawn_layers(plan_source, base_source, DRAWN)),
        named=attributions(plan.request.travel),
        tiles=tiles,
        streets=streets,
    )
