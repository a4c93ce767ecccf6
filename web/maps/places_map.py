"""The picture of places: every place that somebody may see, the one that is edited, and what an import would do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geo.city_settings import CitySettings
from geo.hotspot import Hotspot
from web.maps.inline_geojson import inline_geojson
from web.maps.map_frame import Tiles, drawn_layers, framed_map, ground_layers
from web.maps.rendering import MapParts
from web.maps.street_ground import StreetGround
from web.words import Words

SOURCE = "#places-data"
"""The element of the page that holds the places as GeoJSON."""

DRAWN = {"label_area": "label", "label_water": "label", "place": "kind", "here": "selected"}
"""Roles that the page's own script draws, with their panes."""


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """A place as the map shows it: ``lines`` are said of it, ``state`` is what an import does to it."""

    spot: Hotspot
    lines: tuple[str, ...]
    state: str = ""
    title: str = ""


def places_map(
    city: CitySettings,
    words: Words,
    *,
    base_source: str,
    tiles: Tiles | None = None,
    streets: StreetGround | None = None,
) -> MapParts:
    """Draw the map of places; the same on every page, whose places lie in `SOURCE`.

    Parameters
    ----------
    base_source
        Address of the base map's GeoJSON.
    """
    return framed_map(
        "places",
        words,
        center=city.center,
        zoom=city.zoom,
        layers=(*ground_layers(base_source), *drawn_layers(SOURCE, base_source, DRAWN)),
        tiles=tiles,
        streets=streets,
    )


def places_geojson(marks: Iterable[PlaceMark]) -> str:
    """Give the places as GeoJSON (RFC 7946), safe to stand inside an element of a page."""
    return inline_geojson(_feature(mark) for mark in marks)


def _feature(mark: PlaceMark) -> dict[str, Any]:
    at, title = mark.spot.point, mark.title or mark.spot.name
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(at.x, 6), round(at.y, 6)]},
        "properties": {
            "role": "place",
            "key": f"place:{mark.spot.id}",
            "kind": mark.spot.kind.value,
            "title": title,
            "label": ", ".join((title, *mark.lines)),
            "lines": list(mark.lines),
            "state": mark.state,
        },
    }
