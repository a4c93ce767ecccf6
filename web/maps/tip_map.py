"""The picture on which anybody shows a place: the public base map with its names, and nothing that is planned."""

from geo.city_settings import CitySettings
from web.maps.map_frame import Tiles, drawn_layers, framed_map, ground_layers
from web.maps.rendering import MapParts
from web.maps.street_ground import StreetGround
from web.words import Words

DRAWN = {"label_area": "label", "label_water": "label"}
"""Roles that the page's own script draws, with their panes."""


def tip_map(
    city: CitySettings,
    words: Words,
    *,
    base_source: str,
    tiles: Tiles | None = None,
    streets: StreetGround | None = None,
) -> MapParts:
    """Draw the map of the public form; the pin is the page's own.

    Parameters
    ----------
    base_source
        Address of the public base map's GeoJSON.
    """
    return framed_map(
        "tip",
        words,
        center=city.center,
        zoom=city.zoom,
        layers=(*ground_layers(base_source), *drawn_layers(base_source, base_source, DRAWN)),
        tiles=tiles,
        streets=streets,
    )
