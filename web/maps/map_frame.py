"""What every map of the city has: its view, panes and tiles before its own layers, its controls after them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import folium
from folium.map import CustomPane
from markupsafe import escape

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


@dataclass(frozen=True, slots=True)
class Tiles:
    """A source of map tiles: an address with ``{z}``, ``{x}``, ``{y}``, and who made them."""

    url: str
    attribution: str = ""


def ground_layers(source: str) -> tuple[RoleLayer, ...]:
    """Give the layers of the base map, whose GeoJSON has this address."""
    return tuple(RoleLayer(source, g.role, g.pane, options=g.options, name=g.name) for g in GROUND)


def drawn_layers(source: str, base_source: str, drawn: Mapping[str, str]) -> tuple[RoleLayer, ...]:
    """Give the layers that a page's own script draws: labels out of the base map, all else out of ``source``.

    ``drawn`` gives the pane of each role.
    """
    return tuple(
        RoleLayer(base_source if role.startswith("label") else source, role, pane) for role, pane in drawn.items()
    )


def framed_map(
    name: str,
    words: Words,
    *,
    center: tuple[float, float],
    zoom: int,
    layers: tuple[RoleLayer, ...],
    named: Iterable[str] = (),
    tiles: Tiles | None = None,
    streets: StreetGround | None = None,
) -> MapParts:
    """Make a map of layers.

    Parameters
    ----------
    name
        A stable name, so that the script can be cached and compared.
    center
        (longitude, latitude) on which it opens.
    named
        Whom the travel times must name; OpenStreetMap is named on every map already.
    tiles
        Map tiles from elsewhere, under everything; None for the schematic base map alone.
    streets
        The streets of the city's import, over the schematic base map; None where none are imported.
    """
    use_vendored_files()
    drawn = folium.Map(
        center[::-1],
        zoom_start=zoom,
        minZoom=9,
        maxZoom=18,
        tiles=None,
        zoom_control=False,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
        keyboard=True,
    )
    drawn._id = name  # noqa: SLF001
    for pane, order in PANES.items():
        element = CustomPane(pane, z_index=order, pointer_events=True)
        element._id = pane  # noqa: SLF001
        element.add_to(drawn)
    if tiles:
        tile_layer = folium.TileLayer(tiles.url, attr=str(escape(tiles.attribution or tiles.url)), control=False)
        tile_layer._id = "tiles"  # noqa: SLF001
        tile_layer.add_to(drawn)
    for layer in layers:
        layer.add_to(drawn)
    others = [str(escape(who)) for who in named if "OpenStreetMap" not in who]
    Controls(
        zoom_in=words.text("Zoom in"),
        zoom_out=words.text("Zoom out"),
        attribution=" · ".join([said_of_ground(words, streets), attribution(streets), *others]),
    ).add_to(drawn)
    Ready(layers, streets).add_to(drawn)
    return parts_of_map(drawn)
