"""Which places lie so far from the streets that walking times from there are a guess."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo.travel.ground import OFF_NETWORK_M
from geo.travel.ground_metres import ground_metres
from geo.travel.street_graph import FOOT, StreetGraph
from geo.travel.times import Place


@dataclass(frozen=True, slots=True)
class OffNetwork:
    """A place that is further from the streets than the limit, and by how many metres it is away from them."""

    place: Place
    metres: float


def off_network(graph: StreetGraph, places: Sequence[Place], limit_m: float = OFF_NETWORK_M) -> tuple[OffNetwork, ...]:
    """Give the places further than a limit from the nearest point of a street that can be walked, furthest first.

    Parameters
    ----------
    limit_m
        In a straight line, metres.

    Examples
    --------
    >>> nodes = np.array([[18.06, 59.33], [18.07, 59.33]])
    >>> one = (np.array([0]), np.array([1]), np.array([569.2]), np.array([1], dtype=np.uint8))
    >>> street = StreetGraph(nodes, *one, nodes, np.array([0, 2]))
    >>> beside, away = Place("a", 18.065, 59.3301), Place("b", 18.065, 59.34)
    >>> [(off.place.id, round(off.metres)) for off in off_network(street, [beside, away])]
    [('b', 1114)]
    """
    walked = np.flatnonzero((graph.use & FOOT) > 0)
    if not len(walked) or not len(places):
        return tuple(OffNetwork(place, float("inf")) for place in places)
    points = np.array([(place.lon, place.lat) for place in places])
    narrow = np.array([np.cos(np.radians(graph.lon_lat[:, 1].mean())), 1.0])
    edge = np.repeat(np.arange(len(graph.start)), np.diff(graph.shape_at))
    courses = shapely.linestrings(graph.shape_lon_lat * narrow, indices=edge)[walked]
    scaled = shapely.points(points * narrow)
    nearest = shapely.STRtree(courses).nearest(scaled)
    ways = shapely.shortest_line(scaled, courses[nearest])
    ends = shapely.get_coordinates(ways).reshape(len(places), 2, 2) / narrow
    metres = ground_metres(ends[:, 0], ends[:, 1])
    found = [OffNetwork(place, float(far)) for place, far in zip(places, metres, strict=True) if far > limit_m]
    return tuple(sorted(found, key=lambda off: (-off.metres, off.place.id)))
