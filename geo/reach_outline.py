"""The outline of what is within reach, for drawing it on a map: what can still be walked or driven in the time left."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from geo.city import City
from geo.crs import to_degrees, to_metres
from geo.reach import Start, reach_of
from geo.schematic import schematic_land
from geo.schematic_land import joined_landmasses
from geo.travel.settings import TravelSettings
from geo.travel.times import Mode, Place, TravelTimes

Land = dict[str, MultiPolygon]
"""Land by landmass (the first of those joined by land borders), in metres."""

SMOOTH_M = 15.0
"""Corners of the outline finer than this are left out."""


def drawn_land(city: City) -> Land:
    """Give the land as the schematic base map draws it; it takes about a third of a second, so keep it."""
    return schematic_land(
        city.network,
        neighbourhoods=[part for part in city.districts.neighbourhoods if part.valid.holds(date.max)],
        places=[Place(spot.id, spot.point.x, spot.point.y, spot.landmass) for spot in city.hotspots if spot.shared],
        chains=city.chains,
        bounds=city.bounds,
        metric_epsg=city.metric_crs,
    )


def known_points(city: City, on: date) -> tuple[Place, ...]:
    """Give the points that an outline is made around: stations, bridge ends and neighbourhoods."""
    network = city.network
    return (
        *(Place(f"station {m} {s.name}", s.lon, s.lat, s.landmass or None) for m, s in network.stations),
        *(
            Place(f"bridge {bridge.name} {end}", lon, lat, land)
            for bridge in network.bridges
            for end, ((lon, lat), land) in enumerate(zip(bridge.ends, bridge.landmasses, strict=True))
        ),
        *(
            Place(f"neighbourhood {n.name}", n.lon, n.lat, n.landmass)
            for n in city.districts.neighbourhoods
            if n.valid.holds(on)
        ),
    )


def outline(
    city: City, travel: TravelTimes, starts: Sequence[Start], *, on: date, period: str, limit_s: float, land: Land
) -> MultiPolygon:
    """Draw what is within reach of any start.

    Around each start and each known point that is reached (stations, bridge ends, neighbourhoods) lies a disc of what
    can be walked in the time that is left, or driven where the start drives; it is cut to the land that its point
    stands on. With the estimated times of the city this is what they say of every point; with streets and timetables
    it is an approximation between points whose times are exact.

    Returns
    -------
    shapely.geometry.MultiPolygon
        In EPSG:4326, empty where nothing is within reach.

    .. warning::
        Shores are those of the schematic map. Whether a place is within reach is told by `geo.reach.Reach`, not by
        this drawing.
    """
    points = known_points(city, on)
    names = joined_landmasses(city.network)
    discs: dict[str, list[shapely.Geometry]] = {}
    shores = _Shores(land)
    for mode in sorted({start.mode for start in starts}):
        own = [start for start in starts if start.mode is mode]
        reach = reach_of(travel, own, points, period=period)
        at_start = city.travel.parking_s if mode is Mode.CAR else 0
        left = [*((s.place, limit_s - at_start) for s in own)]
        left += [(p, limit_s - n.seconds) for p, n in zip(points, reach.nearest, strict=True)]
        for place, radius in _radii(left, city.travel, mode):
            at = shapely.Point(to_metres([(place.lon, place.lat)], city.metric_crs)[0])
            discs.setdefault(shores.of(at, names.get(place.landmass or "")), []).append(at.buffer(radius, 12))
    cut = [shapely.union_all(parts).intersection(land[name]) for name, parts in sorted(discs.items()) if name in land]
    whole = shapely.union_all([part.simplify(SMOOTH_M) for part in cut])
    parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon" and not part.is_empty]
    return shapely.transform(MultiPolygon(parts), lambda xy: np.round(to_degrees(xy, city.metric_crs), 5))


class _Shores:
    """Names the drawn land that a point stands on."""

    def __init__(self, land: Land) -> None:
        self._names = list(land)
        self._tree = shapely.STRtree(list(land.values()))
        self._land = land

    def of(self, at: shapely.Point, known: str | None) -> str:
        """Give the land of that name, else the nearest."""
        if known in self._land:
            return known
        nearest = self._tree.nearest(at)
        return "" if nearest is None else self._names[int(nearest)]


def _radii(left: Iterable[tuple[Place, float]], settings: TravelSettings, mode: Mode) -> list[tuple[Place, float]]:
    """Turn seconds that are left into metres as the crow flies; who has none left has no disc."""
    if mode is Mode.CAR:
        straight = settings.car_speed_kmh / 3.6 / settings.car_detour
    else:
        straight = settings.walk_speed_kmh / 3.6 / settings.detour
    return [(place, seconds * straight) for place, seconds in left if seconds > 0]
