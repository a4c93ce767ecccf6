"""The schematic base map of any city, drawn from points alone: no shoreline, no street, no download."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box, mapping
from shapely.geometry.base import BaseGeometry

from geo.city import City
from geo.crs import SWEREF99_TM, to_degrees, to_metres
from geo.district import Neighbourhood
from geo.hotspot import Hotspot, HotspotKind
from geo.schematic_discs import course, land_discs, water_courses
from geo.schematic_labels import Label, area_labels, water_labels
from geo.schematic_land import Disc, LandStyle, band, draw_land, joined_landmasses
from geo.schematic_waters import Chain, ChainKind
from geo.travel.network import BridgeKind, Network
from geo.travel.times import Place

ROLES = (
    "land",
    "park",
    "bridge",
    "rail",
    "metro",
    "tram",
    "station",
    "label_area",
    "label_water",
)
"""What a feature of the base map is, from the ground up."""

ROLE_OF_MODE = {
    "metro": "metro",
    "subway": "metro",
    "commuter": "rail",
    "rail": "rail",
    "train": "rail",
}
"""How a line is drawn; every other mode is drawn like a tram."""

PARK_RADIUS_M = 115
SAME_STATION_M = 300


@dataclass(frozen=True)
class Basemap:
    """A base map as features by role, EPSG:4326.

    Labels have ``name``, ``min_zoom``, and where they apply ``max_zoom``, ``big`` and ``angle`` (degrees,
    clockwise); stations have ``name`` and ``mode``; land has ``name`` (its landmass).
    """

    features: tuple[dict[str, Any], ...]

    def layer(self, role: str) -> dict[str, Any]:
        """Give the features of one role as a GeoJSON FeatureCollection."""
        if role not in ROLES:
            raise KeyError(role)
        chosen = [feature for feature in self.features if feature["properties"]["role"] == role]
        return {"type": "FeatureCollection", "features": chosen}

    def geojson(self) -> dict[str, Any]:
        """Give all features as one GeoJSON FeatureCollection; each says its ``role``."""
        return {"type": "FeatureCollection", "features": list(self.features)}


def city_basemap(city: City, *, on: date, public: bool = False) -> Basemap:
    """Draw the base map of a city folder that was read, with the districts of a date.

    Only places that every team may see are used; for the public none at all, so that nothing tells where they are.
    """
    seen = [spot for spot in city.hotspots if spot.shared and not public]
    return schematic_basemap(
        city.network,
        neighbourhoods=[part for part in city.districts.neighbourhoods if part.valid.holds(on)],
        hotspots=seen,
        chains=city.chains,
        known_names=[part.district for part in city.districts.neighbourhoods],
        bounds=city.bounds,
        metric_epsg=city.metric_crs,
    )


def schematic_basemap(
    network: Network,
    *,
    neighbourhoods: Sequence[Neighbourhood] = (),
    hotspots: Iterable[Hotspot] = (),
    chains: Sequence[Chain] = (),
    known_names: Iterable[str] = (),
    bounds: tuple[float, float, float, float],
    metric_epsg: int = SWEREF99_TM,
) -> Basemap:
    """Draw land, parks, bridges, lines, stations and names from points.

    Parameters
    ----------
    hotspots
        Places: all stand on land, and those of kind park are drawn as soft green.
    chains
        Named waters, more points of land, and parks.
    known_names
        Names of areas that people know the city by (districts of other years): written large.
    bounds
        West, south, east, north in EPSG:4326; the map reaches two kilometres beyond.

    .. warning::
        Shores are approximate; say so on every map.
    """
    spots = list(hotspots)
    land = schematic_land(
        network,
        neighbourhoods=neighbourhoods,
        places=[Place(s.id, s.point.x, s.point.y, s.landmass) for s in spots],
        chains=chains,
        bounds=bounds,
        metric_epsg=metric_epsg,
    )
    pen = _Pen(metric_epsg)
    for name, shape in land.items():
        pen.draw("land", shape, name=network.landmass[name].name if name in network.landmass else "")
    parks = [spot for spot in spots if spot.kind is HotspotKind.PARK]
    green = shapely.union_all(
        [
            *(_park(spot, metric_epsg) for spot in parks),
            band([course(chain, metric_epsg) for chain in chains if chain.kind is ChainKind.PARK]),
        ]
    )
    for part in shapely.get_parts(green.intersection(_inland(land))):
        pen.draw("park", part.simplify(3))
    for bridge in network.bridges:
        if bridge.kind is BridgeKind.BRIDGE and bridge.ends[0] != bridge.ends[1]:
            ends = LineString(to_metres(bridge.ends, metric_epsg))
            pen.draw("bridge", ends, name=bridge.name, foot=bridge.foot)
    _draw_lines(network, pen, metric_epsg)
    names = {area.name: area.area_km2 or 0.0 for area in network.landmasses}
    known = {*known_names, *(part.district for part in neighbourhoods)}
    pen.write("label_area", area_labels(neighbourhoods, known, names, metric_epsg=metric_epsg))
    pen.write("label_water", water_labels(chains, metric_epsg=metric_epsg))
    return Basemap(tuple(pen.features))


def schematic_land(
    network: Network,
    *,
    neighbourhoods: Sequence[Neighbourhood] = (),
    places: Iterable[Place] = (),
    chains: Sequence[Chain] = (),
    bounds: tuple[float, float, float, float],
    metric_epsg: int = SWEREF99_TM,
) -> dict[str, MultiPolygon]:
    """Draw the land alone: by landmass (the first of those joined by land borders), in metres."""
    style = LandStyle.of_areas(part.land_km2 for part in neighbourhoods if part.land_km2)
    found = land_discs(
        network,
        style=style,
        neighbourhoods=neighbourhoods,
        places=places,
        chains=chains,
        metric_epsg=metric_epsg,
    )
    joined = joined_landmasses(network)
    discs = [Disc(d.x, d.y, d.radius_m, joined.get(d.landmass, d.landmass)) for d in found]
    west, south, east, north = bounds
    corners = to_metres([(west, south), (west, north), (east, south), (east, north)], metric_epsg)
    frame = box(*corners.min(axis=0), *corners.max(axis=0)).buffer(2000, join_style="mitre")
    alone = {name for name in joined.values() if list(joined.values()).count(name) == 1}
    areas = {land.id: land.area_km2 if land.id in alone else None for land in network.landmasses}
    if not discs:
        return {"": MultiPolygon([frame])} if not chains else {}
    water = band(water_courses(chains, network, metric_epsg))
    return draw_land(discs, style=style, areas_km2=areas, water=water, frame=frame)


class _Pen:
    """Collects features, from metres to degrees."""

    def __init__(self, metric_epsg: int) -> None:
        self.features: list[dict[str, Any]] = []
        self._epsg = metric_epsg

    def draw(self, role: str, shape: BaseGeometry, **properties: str | bool) -> None:
        degrees = shapely.transform(shape, lambda points: np.round(to_degrees(points, self._epsg), 6))
        if not degrees.is_empty:
            said = {"role": role} | {key: value for key, value in properties.items() if value != ""}
            self.features.append({"type": "Feature", "properties": said, "geometry": mapping(degrees)})

    def write(self, role: str, labels: Iterable[Label]) -> None:
        for label in labels:
            said: dict[str, Any] = {"role": role, "name": label.name, "min_zoom": label.min_zoom}
            if label.max_zoom is not None:
                said["max_zoom"] = label.max_zoom
            if label.big:
                said["big"] = True
            if label.angle:
                said["angle"] = label.angle
            point = mapping(Point(round(label.lon, 6), round(label.lat, 6)))
            self.features.append({"type": "Feature", "properties": said, "geometry": point})


def _draw_lines(network: Network, pen: _Pen, metric_epsg: int) -> None:
    """Draw each stretch of a mode once, and the stations of metros and railways, one where both meet."""
    stretches: dict[str, list[LineString]] = {role: [] for role in ("rail", "tram", "metro")}
    for mode, a, b in network.hops():
        ends = to_metres([(a.lon, a.lat), (b.lon, b.lat)], metric_epsg)
        stretches[ROLE_OF_MODE.get(mode, "tram")].append(LineString(ends))
    for role, lines in stretches.items():
        if lines:
            pen.draw(role, shapely.line_merge(MultiLineString(lines)))
    drawn: list[Point] = []
    for wanted in ("metro", "rail"):
        for mode, station in network.stations:
            if ROLE_OF_MODE.get(mode) != wanted:
                continue
            at = Point(to_metres([(station.lon, station.lat)], metric_epsg)[0])
            if all(at.distance(other) > SAME_STATION_M for other in drawn):
                drawn.append(at)
                pen.draw("station", at, name=station.name, mode=mode)


def _park(spot: Hotspot, metric_epsg: int) -> BaseGeometry:
    shape = shapely.transform(spot.geometry, lambda points: to_metres(points.tolist(), metric_epsg))
    return shape if shape.area > 0 else shape.buffer(PARK_RADIUS_M, 16)


def _inland(land: dict[str, MultiPolygon]) -> BaseGeometry:
    return shapely.union_all(list(land.values())).buffer(-15)
