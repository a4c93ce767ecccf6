"""The map of the phone's offline page: its frame and its empty layers, which the page fills with what lies there."""

from web.maps.elements import RoleLayer
from web.maps.map_frame import framed_map, ground_layers
from web.maps.rendering import MapParts
from web.words import Words

DRAWN = {"label_area": "label", "label_water": "label", "leg": "route", "base": "stop", "stop": "stop"}
"""Roles that the page's own script draws, with their panes."""


def phone_map(words: Words, *, center: tuple[float, float]) -> MapParts:
    """Draw the map; it holds no place and asks for nothing.

    Parameters
    ----------
    center
        (longitude, latitude) on which it opens: the middle of the city.
    """
    layers = (*ground_layers(""), *(RoleLayer("", role, pane) for role, pane in DRAWN.items()))
    return framed_map("night", words, center=center, zoom=12, layers=layers)
