"""The picture of one pair's route on a phone: its way, its numbered stops, its base, and services near."""

from collections.abc import Sequence

from planner.request import Travel
from web.lead.sources import attributions
from web.maps.map_frame import Tiles, drawn_layers, framed_map, ground_layers
from web.maps.rendering import MapParts
from web.maps.street_ground import StreetGround
from web.words import Words

DRAWN = {"label_area": "label", "label_water": "label", "leg": "route", "place": "kind", "base": "stop", "stop": "stop"}
"""Roles that the page's own script draws, with their panes."""


def route_map(
    words: Words,
    *,
    points: Sequence[tuple[float, float]],
    route_source: str,
    base_source: str,
    travel: Travel,
    tiles: Tiles | None = None,
    streets: StreetGround | None = None,
) -> MapParts:
    """Draw the map of a route.

    Parameters
    ----------
    points
        (longitude, latitude) of its stops; the map opens on their middle.
    route_source, base_source
        Addresses of the route's and the base map's GeoJSON.
    travel
        Whose makers are to be named.
    tiles, streets
        As in `web.maps.map_frame.framed_map`.
    """
    lon, lat = [point[0] for point in points], [point[1] for point in points]
    return framed_map(
        "route",
        words,
        center=((min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2) if points else (0.0, 0.0),
        zoom=13,
        layers=(*ground_layers(base_source), *drawn_layers(route_source, base_source, DRAWN)),
        named=attributions(travel),
        tiles=tiles,
        streets=streets,
    )
