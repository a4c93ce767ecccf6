"""Names on the schematic map: which areas, waters and stations are named, where, and from which zoom."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from geo.crs import to_metres
from geo.district import Neighbourhood
from geo.schematic_waters import Chain, ChainKind

AREA_APART_PX = 104
"""Names of areas stand at least this far apart at the zoom from which they are shown."""

LARGE_LANDMASS_KM2 = 2.0
"""From this size the neighbourhood that bears a landmass's name stands for it."""

WATER_APART_M = 1500
"""A long water has several places where its name may stand, this far apart."""

_LETTER_PX = 7.2
_FIRST_ZOOM, _LAST_ZOOM = 9, 16


@dataclass(frozen=True, slots=True)
class Label:
    """A name at a point in EPSG:4326, shown from ``min_zoom`` (to ``max_zoom``).

    ``angle`` turns the name clockwise, in degrees; ``big`` marks what the city is known by.
    """

    name: str
    lon: float
    lat: float
    min_zoom: int
    max_zoom: int | None = None
    big: bool = False
    angle: int = 0


def metres_per_pixel(zoom: int, lat: float) -> float:
    """Give the scale of a web map (Web Mercator, tiles of 256 px).

    Examples
    --------
    >>> round(metres_per_pixel(12, 59.3), 1)
    19.5
    """
    return math.ldexp(40_075_016.686 / 256 * math.cos(math.radians(lat)), -zoom)


def area_labels(
    neighbourhoods: Sequence[Neighbourhood],
    known_names: Iterable[str],
    landmass_km2: Mapping[str, float],
    *,
    metric_epsg: int,
) -> list[Label]:
    """Name districts far out, and neighbourhoods from the zoom at which there is room for them.

    Neighbourhoods that bear the name of a district or of a large landmass are big and come first, then islands,
    then the larger before the smaller. The order of the labels is the order of their weight.

    Parameters
    ----------
    known_names
        Names of districts, today's and others that people use.
    landmass_km2
        Area of each landmass by name, 0 where it is not known.
    """
    if not neighbourhoods:
        return []
    districts = sorted({part.district for part in neighbourhoods if part.district})
    large = {name for name, area in landmass_km2.items() if area >= LARGE_LANDMASS_KM2}
    known = {name.casefold() for name in (*districts, *known_names, *large)}
    big = {part.name for part in neighbourhoods if part.name.casefold() in known}
    order = sorted(
        neighbourhoods,
        key=lambda n: (n.name not in big, n.name not in landmass_km2, -(n.land_km2 or 0), n.name),
    )
    at = to_metres([(n.lon, n.lat) for n in order], metric_epsg)
    labels = []
    zooms: list[int] = []
    for k, part in enumerate(order):
        apart = np.hypot(*(at[:k] - at[k]).T)
        zoom = 12 if part.name in big else 13
        while zoom < _LAST_ZOOM and any(
            metres < AREA_APART_PX * metres_per_pixel(max(zoom, other), part.lat)
            for metres, other in zip(apart, zooms, strict=True)
        ):
            zoom += 1
        zooms.append(zoom)
        labels.append(Label(part.name, part.lon, part.lat, zoom, big=part.name in big))
    return [*_district_labels(neighbourhoods, districts), *labels]


def _district_labels(neighbourhoods: Sequence[Neighbourhood], districts: Iterable[str]) -> list[Label]:
    labels = []
    for district in districts:
        parts = [part for part in neighbourhoods if part.district == district]
        weights = np.array([part.land_km2 or 0.3 for part in parts])
        lon, lat = np.average([(part.lon, part.lat) for part in parts], axis=0, weights=weights)
        labels.append(Label(district, float(lon), float(lat), _FIRST_ZOOM, max_zoom=11, big=True))
    return labels


def water_labels(chains: Iterable[Chain], *, metric_epsg: int) -> list[Label]:
    """Name each water where it is widest, from the zoom at which the name fits into it.

    A water may have several labels, the best first: a map shows the first of a name that fits into its view.
    """
    found: list[tuple[float, float, Label]] = []
    size: dict[str, float] = {}
    for chain in chains:
        if chain.kind is not ChainKind.WATER:
            continue
        at = to_metres([(p.lon, p.lat) for p in chain.points], metric_epsg)
        half = np.array([p.radius_m for p in chain.points])
        length = sum(float(np.hypot(*(b - a))) for a, b in pairwise(at)) + float(half[0] + half[-1])
        size[chain.name] = max(size.get(chain.name, 0.0), length * float(np.median(half)))
        taken: list[int] = []
        for k in sorted(range(len(at)), key=lambda k: -half[k] * _nearness(k, len(at))):
            if all(np.hypot(*(at[k] - at[other])) >= WATER_APART_M for other in taken):
                taken.append(k)
                found.append((size[chain.name], half[k], _water_label(chain, at, k, length)))
    found.sort(key=lambda row: (-size[row[2].name], row[2].name, -row[0], -row[1], row[2].lon))
    return [label for _, _, label in found]


def _water_label(chain: Chain, at: NDArray[np.float64], k: int, length_m: float) -> Label:
    """Write a chain's name at one of its points, along the water or level where it is wide enough."""
    point = chain.points[k]
    a, b = at[max(k - 1, 0)], at[min(k + 1, len(at) - 1)]
    angle = _readable(math.degrees(math.atan2(-(b[1] - a[1]), b[0] - a[0]))) if len(at) > 1 else 0
    text_px = _LETTER_PX * len(chain.name)
    width_m = 2 * min(point.radius_m, 2 * float(np.median([p.radius_m for p in chain.points])))
    fits = min(length_m / text_px, max(width_m, 30.0) / 9)
    zooms = range(_FIRST_ZOOM, _LAST_ZOOM)
    zoom = next((z for z in zooms if metres_per_pixel(z, point.lat) <= fits), _LAST_ZOOM)
    level = width_m >= 0.9 * text_px * metres_per_pixel(zoom, point.lat)
    return Label(chain.name, point.lon, point.lat, zoom, angle=0 if level else angle)


def _nearness(k: int, count: int) -> float:
    """Prefer the middle of a chain: 1 there, less towards its ends."""
    return 1.0 - abs(2 * k - (count - 1)) / (2.0 * count)


def _readable(angle: float) -> int:
    """Turn an angle so that text along it is not upside down."""
    turned = (angle + 90) % 180 - 90
    return round(turned)
