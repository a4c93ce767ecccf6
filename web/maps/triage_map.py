"""The picture of tips for staff: each a diamond with its ring of doubt, what is near, and who is out tonight."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geo.city_settings import CitySettings
from web.maps.inline_geojson import inline_geojson
from web.maps.map_frame import Tiles, drawn_layers, framed_map, ground_layers
from web.maps.rendering import MapParts
from web.maps.street_ground import StreetGround
from web.words import Words

SOURCE = "#triage-data"
"""The element of the page that holds the tips as GeoJSON."""

DRAWN = {"label_area": "label", "label_water": "label", "place": "kind", "pair": "stop", "tip": "selected"}
"""Roles that the page's own script draws, with their panes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the map.

    Attributes
    ----------
    role
        ``tip``, ``place`` or ``pair``.
    lon, lat
        EPSG:4326.
    more
        Further properties: ``about_m`` and ``main`` of a tip, ``kind`` of a place, ``css``, ``square`` and ``number``
        of a pair's stop.
    """

    role: str
    key: str
    lon: float
    lat: float
    title: str
    lines: tuple[str, ...]
    more: tuple[tuple[str, object], ...] = ()


def triage_map(
    city: CitySettings,
    words: Words,
    *,
    base_source: str,
    tiles: Tiles | None = None,
    streets: StreetGround | None = None,
) -> MapParts:
    """Draw the map of tips; the same on every page, whose tips lie in `SOURCE`.

    Parameters
    ----------
    base_source
        Address of the base map's GeoJSON.
    """
    return framed_map(
        "triage",
        words,
        center=city.center,
        zoom=city.zoom,
        layers=(*ground_layers(base_source), *drawn_layers(SOURCE, base_source, DRAWN)),
        tiles=tiles,
        streets=streets,
    )


def triage_geojson(marks: Iterable[Mark]) -> str:
    """Give the marks as GeoJSON (RFC 7946), safe to stand inside an element of a page."""
    return inline_geojson(_feature(mark) for mark in marks)


def _feature(mark: Mark) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(mark.lon, 6), round(mark.lat, 6)]},
        "properties": {
            "role": mark.role,
            "key": mark.key,
            "title": mark.title,
            "label": ", ".join((mark.title, *mark.lines)),
            "lines": list(mark.lines),
            **dict(mark.more),
        },
    }
