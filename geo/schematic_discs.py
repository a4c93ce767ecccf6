"""Where land is known: discs around neighbourhoods, stations, places, lines, bridge ends and helper points."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from geo.crs import to_metres
from geo.district import Neighbourhood
from geo.schematic_land import Disc, LandStyle
from geo.schematic_waters import Chain, ChainKind
from geo.travel.network import BridgeKind, Network
from geo.travel.times import Place

LONG_BRIDGE_M = 300
"""A longer bridge may cross an island, so its middle is not known to be water."""

LINE_STEP_M = 250
"""Along a line inside one landmass there is a disc this often."""


def land_discs(
    network: Network,
    *,
    style: LandStyle,
    neighbourhoods: Sequence[Neighbourhood],
    places: Iterable[Place],
    chains: Iterable[Chain],
    metric_epsg: int,
) -> list[Disc]:
    """Collect every disc of land, in metres; what has no landmass is left out."""
    rows: list[tuple[float, float, float, str]] = []
    for part in neighbourhoods:
        if part.landmass:
            radius = 1.12 * math.sqrt((part.land_km2 or 0.3) * 1e6 / math.pi)
            rows.append((part.lon, part.lat, min(radius, 1500.0), part.landmass))
    rows += [(s.lon, s.lat, style.station_m, s.landmass) for _, s in network.stations if s.landmass]
    rows += [(p.lon, p.lat, style.place_m, p.landmass) for p in places if p.landmass]
    for land in network.landmasses:
        if land.lon is not None and land.lat is not None and land.area_km2 and land.area_km2 < 3:
            rows.append((land.lon, land.lat, math.sqrt(land.area_km2 * 1e6 / math.pi), land.id))
    for bridge in network.bridges:
        if bridge.kind is BridgeKind.BRIDGE:
            for (lon, lat), name in zip(bridge.ends, bridge.landmasses, strict=True):
                radius = min(style.bridge_end_m, _width_m(network.landmass[name].area_km2) / 4)
                rows.append((lon, lat, radius, name))
    for chain in chains:
        if chain.kind is ChainKind.LAND:
            rows += [(p.lon, p.lat, p.radius_m, chain.landmass) for p in chain.points]
    at = to_metres([(lon, lat) for lon, lat, _, _ in rows], metric_epsg)
    discs = [Disc(x, y, r, name) for (x, y), (_, _, r, name) in zip(at.tolist(), rows, strict=True)]
    return discs + _along_lines(network, 0.8 * style.station_m, metric_epsg)


def _along_lines(network: Network, radius_m: float, metric_epsg: int) -> list[Disc]:
    discs = []
    for _, a, b in network.hops():
        if a.landmass and a.landmass == b.landmass:
            start, end = to_metres([(a.lon, a.lat), (b.lon, b.lat)], metric_epsg)
            steps = int(np.hypot(*(end - start)) // LINE_STEP_M)
            for k in range(1, steps):
                x, y = start + (end - start) * k / steps
                discs.append(Disc(float(x), float(y), radius_m, a.landmass))
    return discs


def water_courses(
    chains: Iterable[Chain], network: Network, metric_epsg: int
) -> list[list[tuple[float, float, float]]]:
    """Give the courses of (x, y, half-width) in metres of the named waters, and the middle of each bridge."""
    courses = [course(chain, metric_epsg) for chain in chains if chain.kind is ChainKind.WATER]
    for bridge in network.bridges:
        if bridge.kind is BridgeKind.BRIDGE and 30 < bridge.length_m < LONG_BRIDGE_M:
            a, b = to_metres(bridge.ends, metric_epsg)
            if np.hypot(*(b - a)) > 0.5 * bridge.length_m:
                x, y = (a + b) / 2
                courses.append([(float(x), float(y), min(0.42 * bridge.length_m, 150.0))])
    return courses


def course(chain: Chain, metric_epsg: int) -> list[tuple[float, float, float]]:
    """Give the points of a chain as (x, y, radius) in metres."""
    at = to_metres([(p.lon, p.lat) for p in chain.points], metric_epsg).tolist()
    return [(x, y, p.radius_m) for (x, y), p in zip(at, chain.points, strict=True)]


def _width_m(area_km2: float | None) -> float:
    return math.inf if area_km2 is None else 2 * math.sqrt(area_km2 * 1e6 / math.pi)
