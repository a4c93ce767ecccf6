"""Features of a GeoJSON, GeoPackage or CSV file in degrees, with every fault of form and place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84
from geo.entry import Entry
from geo.faults import FaultCode, FaultList
from geo.geojson_file import read_geojson
from geo.geopackage_file import read_geopackage
from geo.point_check import Bounds, inside
from geo.point_table import read_point_table
from geo.table import check_columns

_CRS_NAME = re.compile(r"\d+$|[A-Za-z]+:\w+$|urn:ogc:def:crs:|https?://www\.opengis\.net/|[A-Z_]+\[")
EXTENSIONS = (".geojson", ".json", ".gpkg", ".csv")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the features of a file must be.

    Attributes
    ----------
    required, optional
        Column names; every other column is a fault, unless ``others`` may stand beside them.
    extensions
        Endings of the files that are read.
    geometries
        Geometry types allowed.
    bounds
        West, south, east, north in EPSG:4326, in which every feature lies as a whole; None for anywhere.
    most
        More features than this are a fault.
    """

    required: Sequence[str]
    optional: Sequence[str]
    geometries: tuple[str, ...] = ("Point", "Polygon")
    bounds: Bounds | None = None
    most: int = 5_000
    others: bool = False
    extensions: tuple[str, ...] = EXTENSIONS


def read_features(
    path: Path,
    faults: FaultList,
    wanted: Wanted,
    *,
    crs: str | int | None = None,
    layer: str | None = None,
    metric_epsg: int,
    local_epsg: int | None = None,
) -> list[tuple[Entry, BaseGeometry | None]]:
    """Read all features.

    Parameters
    ----------
    crs
        The coordinate system where the file does not say; then degrees (EPSG:4326) where all values could be.
    layer
        Which layer of a GeoPackage with several.
    metric_epsg, local_epsg
        The systems that the city counts and draws in; the one that would fit is proposed where none is stated.

    Returns
    -------
    list
        Each feature's values and its geometry in EPSG:4326, two-dimensional; None where a fault is noted.
    """
    suffix = path.suffix.lower()
    separator, stated = ",", None
    if suffix == ".csv" and suffix in wanted.extensions:
        features, table = read_point_table(path, faults, required=wanted.required, optional=wanted.optional)
        separator, columns = table.separator, table.columns
    elif suffix in wanted.extensions:
        if suffix == ".gpkg":
            features, stated = read_geopackage(path, faults, layer=layer)
        else:
            features, stated = read_geojson(path, faults)
        columns = tuple(dict.fromkeys(name for feature in features for name in feature.values))
        if features:
            optional = (*wanted.optional, *columns) if wanted.others else wanted.optional
            check_columns(columns, wanted.required, optional, faults, row=None)
    else:
        faults.add(FaultCode.UNKNOWN_EXTENSION, found=suffix or path.name, allowed=", ".join(wanted.extensions))
        return []
    if len(features) > wanted.most:
        faults.add(FaultCode.TOO_MANY, count=len(features), most=wanted.most)
        return []
    absent = [name for name in wanted.required if name not in columns]
    entries = [
        Entry(
            f.values,
            faults,
            row=f.row,
            absent=absent,
            from_text=suffix == ".csv",
            decimal_comma=separator == ";",
        )
        for f in features
    ]
    shapes = [_check_shape(entry, feature.geometry, wanted) for entry, feature in zip(entries, features, strict=True)]
    systems = [metric_epsg] if local_epsg is None else [metric_epsg, local_epsg]
    system = _find_crs(shapes, stated, crs, faults, systems=systems, bounds=wanted.bounds)
    if system is None:
        return [(entry, None) for entry in entries]
    placed = _to_degrees(shapes, system)
    if wanted.bounds:
        _check_places(entries, shapes, placed, system, wanted.bounds)
    return list(zip(entries, placed, strict=True))


def parse_crs(value: str | int) -> CRS | None:
    """Give the coordinate system of an EPSG code, an OGC name or well-known text; None where there is no such.

    A name in words is not taken: which system is meant would be a guess.
    """
    if not _CRS_NAME.match(str(value)):
        return None
    try:
        return CRS.from_user_input(int(value) if str(value).isdecimal() else value)
    except (CRSError, OverflowError):
        return None


def _check_shape(entry: Entry, geometry: BaseGeometry | None, wanted: Wanted) -> BaseGeometry | None:
    if geometry is None:
        entry.ok = False
        return None
    parts = shapely.get_parts(geometry).tolist()
    single = geometry.geom_type.startswith("Multi") and len(parts) == 1
    geometry = shapely.force_2d(parts[0] if single else geometry)
    if geometry.is_empty:
        entry.fault(FaultCode.EMPTY_GEOMETRY, "geometry")
    elif geometry.geom_type not in wanted.geometries:
        allowed = ", ".join(wanted.geometries)
        entry.fault(FaultCode.GEOMETRY_TYPE, "geometry", found=geometry.geom_type, allowed=allowed)
    elif not np.isfinite(shapely.get_coordinates(geometry)).all():
        entry.fault(FaultCode.NOT_FINITE, "geometry")
    elif not geometry.is_valid:
        near = re.search(r"\[(\S+) (\S+)\]", str(shapely.is_valid_reason(geometry)))
        x, y = (float(near[1]), float(near[2])) if near else geometry.bounds[:2]
        entry.fault(FaultCode.SELF_CROSSING, "geometry", x=round(x, 6), y=round(y, 6))
    else:
        return geometry
    return None


def _find_crs(
    shapes: Sequence[BaseGeometry | None],
    stated: str | None,
    crs: str | int | None,
    faults: FaultList,
    *,
    systems: Sequence[int],
    bounds: Bounds | None,
) -> CRS | None:
    value = stated or crs
    if value:
        found = parse_crs(value)
        if found is None:
            faults.add(FaultCode.UNKNOWN_CRS, value=str(value)[:80], example=f"EPSG:{systems[-1]}")
        return found
    points = [shape.representative_point() for shape in shapes if shape is not None]
    degrees = sum(abs(point.x) <= 180 and abs(point.y) <= 180 for point in points)
    if stated is None and degrees * 2 >= len(points):
        return CRS.from_epsg(WGS84)
    if stated is not None or points:
        fitting = [epsg for epsg in systems if bounds and _fit(points, CRS.from_epsg(epsg), bounds)]
        hint = {"nearest": f"EPSG:{fitting[0]}"} if fitting else {}
        faults.add(FaultCode.MISSING_CRS, row=None, field="crs", **hint)
    return None


def _fit(points: Sequence[BaseGeometry], system: CRS, bounds: Bounds) -> bool:
    """Tell whether most points of a system lie in the city."""
    return sum(_inside(point, bounds) for point in _to_degrees(points, system)) * 2 > len(points)


def _to_degrees(shapes: Sequence[BaseGeometry | None], system: CRS) -> list[BaseGeometry | None]:
    """Give the shapes in EPSG:4326, untouched if they are; what lies outside the system becomes infinite."""
    if system.to_epsg() == WGS84:
        return list(shapes)
    return list(gpd.GeoSeries(list(shapes), crs=system).to_crs(WGS84))


def _turn(shape: BaseGeometry | None) -> BaseGeometry | None:
    return None if shape is None else shapely.transform(shape, lambda xy: xy[:, ::-1])


def _check_places(
    entries: Sequence[Entry],
    shapes: Sequence[BaseGeometry | None],
    placed: Sequence[BaseGeometry | None],
    system: CRS,
    bounds: Bounds,
) -> None:
    """Note what lies outside, telling shapes that would lie inside with their coordinates swapped."""
    turned = _to_degrees([_turn(shape) for shape in shapes], system)
    for entry, source, shape, other in zip(entries, shapes, placed, turned, strict=True):
        if source is None or shape is None or _inside(shape, bounds):
            continue
        if _inside(other, bounds):
            x, y = shapely.get_coordinates(source)[0].tolist()
            entry.fault(FaultCode.SWAPPED, "geometry", lon=round(x, 6), lat=round(y, 6))
        else:
            _note_outside(entry, shape, bounds)


def _note_outside(entry: Entry, shape: BaseGeometry, bounds: Bounds) -> None:
    """Note the first corner that lies outside."""
    corners = shapely.get_coordinates(shape).tolist()
    lon, lat = next((x, y) for x, y in corners if not inside(x, y, bounds))
    shown = ", ".join(f"{side:g}" for side in bounds)
    entry.fault(FaultCode.OUT_OF_BOUNDS, "geometry", lon=round(lon, 6), lat=round(lat, 6), bounds=shown)


def _inside(shape: BaseGeometry | None, bounds: Bounds) -> bool:
    if shape is None:
        return False
    west, south, east, north = shape.bounds
    return bounds[0] <= west <= east <= bounds[2] and bounds[1] <= south <= north <= bounds[3]
