"""The picture of a week plan: routes by pair, numbered stops, places by kind, and what is unplanned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import folium
from folium.map import CustomPane
from markupsafe import escape

from planner.plan import WeekPlan
from web.lead.sources import attributions
from web.maps.elements import Controls, Ready, RoleLayer
from web.maps.rendering import MapParts, parts_of_map, use_vendored_files
from web.maps.street_ground import StreetGround, attribution, said_of_ground
from web.words import Words

PANES: Mapping[str, int] = {
    "land": 210,
    "park": 220,
    "street": 225,
    "network": 230,
    "estimate": 300,
    "glow": 390,
    "casing": 400,
    "route": 410,
    "arrow": 420,
    "label": 450,
    "kind": 500,
    "unplanned": 550,
    "stop": 600,
    "selected": 650,
}
"""The map's panes with their order; the water is the map's own ground."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A layer of the base map: its name, the role and pane, and the options of its shape."""

    name: str
    role: str
    pane: str
    options: Mapping[str, Any]


def _line(name: str, role: str, css: str) -> Ground:
    return Ground(name, role, "network", {"className": css, "fill": False})


GROUND = (
    Ground("land", "land", "land", {"className": "land", "smoothFactor": 0.6}),
    Ground("park", "park", "park", {"className": "park", "stroke": False}),
    _line("bridge_edge", "bridge", "bre"),
    _line("bridge", "bridge", "br"),
    _line("rail", "rail", "rail"),
    _line("tram", "tram", "tram"),
    _line("metro", "metro", "metro"),
    Ground("station", "station", "network", {"className": "st", "radius": 2.6}),
)
"""What Leaflet draws of the base map as it is, lowest first."""

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


@dataclass(frozen=True, slots=True)
class Tiles:
    """A source of map tiles: an address with ``{z}``, ``{x}``, ``{y}``, and who made them."""

    url: str
    attribution: str = ""


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
    tiles
        Map tiles from elsewhere, under everything; None for the schematic base map alone.
    streets
        The streets of the city's import, over the schematic base map; None where none are imported.
    """
    use_vendored_files()
    lon = [h.point.x for h in plan.request.hotspots] + [b.lon for b in plan.request.bases]
    lat = [h.point.y for h in plan.request.hotspots] + [b.lat for b in plan.request.bases]
    centre = ((min(lat) + max(lat)) / 2, (min(lon) + max(lon)) / 2) if lon else (0.0, 0.0)
    drawn = folium.Map(
        centre,
        zoom_start=12,
        minZoom=9,
        maxZoom=18,
        tiles=None,
        zoom_control=False,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
        keyboard=True,
    )
    drawn._id = "plan"  # noqa: SLF001  a stable name, so that the script can be cached and compared
    for pane, order in PANES.items():
        element = CustomPane(pane, z_index=order, pointer_events=True)
        element._id = pane  # noqa: SLF001
        element.add_to(drawn)
    if tiles:
        tile_layer = folium.TileLayer(tiles.url, attr=str(escape(tiles.attribution or tiles.url)), control=False)
        tile_layer._id = "tiles"  # noqa: SLF001
        tile_layer.add_to(drawn)
    layers = (
        *(RoleLayer(base_source, g.role, g.pane, options=g.options, name=g.name) for g in GROUND),
        *(
            RoleLayer(base_source if role.startswith("label") else plan_source, role, pane)
            for role, pane in DRAWN.items()
        ),
    )
    for layer in layers:
        layer.add_to(drawn)
    Controls(
        zoom_in=words.text("Zoom in"),
        zoom_out=words.text("Zoom out"),
        attribution=" · ".join([said_of_ground(words, streets), attribution(streets), *_named(plan)]),
    ).add_to(drawn)
    Ready(layers, streets).add_to(drawn)
    return parts_of_map(drawn)


def _named(plan: WeekPlan) -> list[str]:
    """Give those whose data the ways come from; OpenStreetMap is named on every map already."""
    return [str(escape(who)) for who in attributions(plan.request.travel) if "OpenStreetMap" not in who]
