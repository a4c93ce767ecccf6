"""Land drawn from points alone: rounded land around known places, parted by gaps and by named waters.

No shoreline is known. What is known: neighbourhoods with their area, stations and places stand on land, lines run
mostly over it, bridges end at the shore and cross water, and waters have a course and a width.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.travel.network import BridgeKind, Network

Metres = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Disc:
    """Land around a known point, in metres."""

    x: float
    y: float
    radius_m: float
    landmass: str


@dataclass(frozen=True, slots=True)
class LandStyle:
    """Sizes in metres of how land is drawn; all but the shore's gap follow from the size of neighbourhoods.

    Attributes
    ----------
    close_m
        Gaps in the land up to twice this wide are closed.
    gap_m
        Water between two landmasses where no named water parts them.
    smooth_m
        Radius of the rounding of shores.
    """

    station_m: float
    place_m: float
    close_m: float
    smooth_m: float
    gap_m: float = 70.0
    bridge_end_m: float = 110.0
    round_m: float = 18.0

    @classmethod
    def of_areas(cls, areas_km2: Iterable[float]) -> "LandStyle":
        """Choose sizes that go with a city's neighbourhoods.

        Examples
        --------
        >>> round(LandStyle.of_areas([1.4]).station_m)
        427
        """
        radii = sorted(math.sqrt(area * 1e6 / math.pi) for area in areas_km2 if area > 0)
        unit = min(max(radii[len(radii) // 2], 400.0), 1000.0) if radii else 660.0
        return cls(station_m=0.64 * unit, place_m=0.5 * unit, close_m=0.63 * unit, smooth_m=0.12 * unit)

    def for_area(self, area_km2: float | None) -> "LandStyle":
        """Choose finer sizes for a small island (under 1 km²), the finer the smaller."""
        if area_km2 is None or area_km2 >= 1:
            return self
        share = max(0.15, math.sqrt(area_km2))
        return LandStyle(
            station_m=self.station_m,
            place_m=self.place_m,
            close_m=self.close_m * share,
            smooth_m=self.smooth_m * share,
            gap_m=self.gap_m * max(0.35, share),
            bridge_end_m=self.bridge_end_m,
            round_m=self.round_m * max(0.35, share),
        )


def joined_landmasses(network: Network) -> dict[str, str]:
    """Give for each landmass the first of those that it is one land with, by land borders."""
    first = {land.id: land.id for land in network.landmasses}

    def root(land: str) -> str:
        while first[land] != land:
            land = first[land]
        return land

    for bridge in network.bridges:
        if bridge.kind is BridgeKind.LAND_BORDER:
            a, b = sorted(root(land) for land in bridge.landmasses)
            first[b] = a
    return {land: root(land) for land in first}


def band(courses: Sequence[Sequence[tuple[float, float, float]]]) -> BaseGeometry:
    """Draw a band along each course of (x, y, half-width) in metres: the hulls of neighbouring discs."""
    parts: list[BaseGeometry] = []
    for course in courses:
        discs = [Point(x, y).buffer(radius, 12) for x, y, radius in course]
        parts += [shapely.union(a, b).convex_hull for a, b in pairwise(discs)] or discs
    return shapely.union_all(parts)


def draw_land(
    discs: Sequence[Disc],
    *,
    style: LandStyle,
    areas_km2: Mapping[str, float | None],
    water: BaseGeometry,
    frame: BaseGeometry,
) -> dict[str, MultiPolygon]:
    """Draw each landmass.

    Parameters
    ----------
    discs
        Land around known points; landmasses that are one by land borders have one name already.
    areas_km2
        Area of each landmass where it is known; None for a mainland.
    water
        Named waters, cut out of every landmass.
    frame
        What is drawn at all.

    Returns
    -------
    dict
        Land by landmass, in metres; no two touch.
    """
    by_land: dict[str, list[Disc]] = {}
    for disc in discs:
        by_land.setdefault(disc.landmass, []).append(disc)
    sizes = {name: style.for_area(areas_km2.get(name)) for name in sorted(by_land)}
    blobs = []
    for name, own in sizes.items():
        blob = shapely.union_all([Point(d.x, d.y).buffer(d.radius_m, 8) for d in by_land[name]])
        blobs.append(blob.buffer(own.close_m, 6).buffer(-own.close_m, 6))
    dry = shapely.union_all(blobs).intersection(frame).difference(water)
    land = {}
    for name, parts in _share_out(dry, discs, sizes, frame).items():
        shape = _rounded(shapely.union_all(parts), sizes[name], water)
        if not shape.is_empty:
            land[name] = shape
    return land


def _share_out(
    dry: BaseGeometry, discs: Sequence[Disc], sizes: Mapping[str, LandStyle], frame: BaseGeometry
) -> dict[str, list[BaseGeometry]]:
    """Give each piece of land to the landmass whose points it holds; what holds several is cut between them.

    A landmass that has less than a tenth of its points on a piece which others hold is not there: such points
    lie on the wrong side of a narrow water.
    """
    parts = shapely.get_parts(dry)
    at = [Point(disc.x, disc.y) for disc in discs]
    held: dict[int, Counter[str]] = {}
    for disc, part in zip(*shapely.STRtree(parts).query(at, predicate="within"), strict=True):
        held.setdefault(int(part), Counter())[discs[disc].landmass] += 1
    count = Counter(disc.landmass for disc in discs)
    cells = _cells(discs, frame)
    shared: dict[str, list[BaseGeometry]] = {}
    for part, found in sorted(held.items()):
        names = {name for name, here in found.items() if here >= 0.1 * count[name]} or set(found)
        for name in sorted(names):
            own = cells[name].buffer(-sizes[name].gap_m / 2) if len(names) > 1 else frame
            shared.setdefault(name, []).append(parts[part].intersection(own))
    return shared


def _rounded(shape: BaseGeometry, sizes: LandStyle, water: BaseGeometry) -> MultiPolygon:
    """Round the shores, first coarsely, then finely after the waters are cut out again."""
    coarse, fine = sizes.smooth_m, sizes.round_m
    shape = shape.buffer(-0.5 * coarse, 8).buffer(1.5 * coarse, 8).buffer(-coarse, 8)
    shape = shape.difference(water).buffer(-fine, 8).buffer(2 * fine, 8).buffer(-fine, 8)
    least, least_hole = max(2_000.0, (4 * coarse) ** 2), max(2_000.0, (4 * fine) ** 2)
    kept = []
    for part in shapely.get_parts(shape):
        if isinstance(part, Polygon) and part.area > least:
            holes = [ring for ring in part.interiors if Polygon(ring).area > least_hole]
            kept.append(Polygon(part.exterior, holes))
    return MultiPolygon([p for p in shapely.get_parts(MultiPolygon(kept).simplify(4)) if not p.is_empty])


def _cells(discs: Sequence[Disc], frame: BaseGeometry) -> dict[str, BaseGeometry]:
    """Give each landmass what lies nearer to its discs than to others' (centres, and a ring in large discs)."""
    seeds: dict[tuple[int, int], str] = {}
    for disc in discs:
        seeds.setdefault((round(disc.x), round(disc.y)), disc.landmass)
        for k in range(6 if disc.radius_m > 250 else 0):
            turn = k * math.pi / 3
            at = (disc.x + 0.55 * disc.radius_m * math.cos(turn), disc.y + 0.55 * disc.radius_m * math.sin(turn))
            seeds.setdefault((round(at[0]), round(at[1])), disc.landmass)
    points = [Point(at) for at in seeds]
    names = list(seeds.values())
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), extend_to=frame))
    inside, which = shapely.STRtree(points).query(cells, predicate="contains")
    by_land: dict[str, list[BaseGeometry]] = {}
    for cell, seed in zip(inside, which, strict=True):
        by_land.setdefault(names[seed], []).append(cells[cell])
    return {name: shapely.union_all(own) for name, own in by_land.items()}
