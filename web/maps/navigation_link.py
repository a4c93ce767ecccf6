"""A link that hands one public place to the phone's own navigation, and nothing else to anybody.

The page itself asks nobody for anything: ``geo:`` (RFC 5870) and ``maps:`` are opened by an app of the device, which
the person chooses, and hold a coordinate only. A link to a map on the web would tell its owner the place together with
the reader's address, before any choice. Where no app answers, the coordinate stands beside the link to be copied.
"""

from dataclasses import dataclass

from geo.hotspot import Hotspot, HotspotKind

DECIMALS = 5
"""Degrees: one metre."""


@dataclass(frozen=True, slots=True)
class NavigationLink:
    """A place for navigation.

    Attributes
    ----------
    geo
        Address for Android and for desktops with a map program: a ``geo:`` URI; the query, which Android's apps
        ask for to set a mark, repeats the coordinate.
    apple
        Address for Apple's devices, which know no ``geo:``: it shows the place and reckons no way to it.
    coordinates
        Latitude and longitude, to be read and copied.
    """

    geo: str
    apple: str
    coordinates: str


def navigation_link(spot: Hotspot) -> NavigationLink | None:
    """Give the link to a place; None where the place is not for everybody's eyes (default deny).

    Only places that every team may see have one, and no settlement ever has: what is handed to an app may leave the
    device with the app's own requests.

    Examples
    --------
    >>> from shapely.geometry import Point
    >>> navigation_link(Hotspot("slussen", "Slussen", HotspotKind.STATION, Point(18.0719, 59.3195))).geo
    'geo:59.31950,18.07190?q=59.31950,18.07190'
    """
    if not spot.shared or spot.kind is HotspotKind.EFFORT:
        return None
    lat, lon = f"{spot.point.y:.{DECIMALS}f}", f"{spot.point.x:.{DECIMALS}f}"
    return NavigationLink(f"geo:{lat},{lon}?q={lat},{lon}", f"maps://?q={lat},{lon}", f"{lat}, {lon}")
