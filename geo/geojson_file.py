"""Reading GeoJSON (RFC 7946) strictly: what GDAL would let pass is a fault here."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.entry import type_name
from geo.faults import FaultCode, FaultList
from geo.text_file import read_text

Position = tuple[float, float]


class Feature(NamedTuple):
    """One feature: its number from 1, its values, and its geometry in the file's own coordinates.

    The geometry is None where it could not be read; that is noted.
    """

    row: int
    values: dict[str, object]
    geometry: BaseGeometry | None


class GeometryFault(Exception):  # noqa: N818 - carried to the feature's row, never shown
    """A geometry that cannot be read."""

    def __init__(self, code: FaultCode, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class _Object(dict[str, object]):
    """A JSON object that remembers keys standing twice."""

    twice: tuple[str, ...] = ()


def read_geojson(path: Path, faults: FaultList) -> tuple[list[Feature], str | None]:
    """Read a FeatureCollection.

    Returns
    -------
    tuple
        The features that could be read, and the coordinate system that the file names in a ``crs`` member (of
        the 2008 specification); None where it names none, ``""`` where it says that there is none.
    """
    text = read_text(path, faults)
    data = None if text is None else _parse(text, faults)
    if data is None:
        return [], None
    found = data.get("features") if isinstance(data, _Object) else None
    if not isinstance(data, _Object) or data.get("type") != "FeatureCollection" or not isinstance(found, list):
        faults.add(FaultCode.WRONG_CONTENT, expected="GeoJSON FeatureCollection", reason="another structure")
        return [], None
    if not found:
        faults.add(FaultCode.NO_ROWS)
    _note_twice(data, faults, None)
    features = [_read_feature(item, row, faults) for row, item in enumerate(found, start=1)]
    return [feature for feature in features if feature], _read_crs(data, faults)


def _parse(text: str, faults: FaultList) -> object:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or "Unterminated string" in error.msg:
            faults.add(FaultCode.WRONG_CONTENT, row=error.lineno, expected="GeoJSON", reason="cut short")
        else:
            faults.add(FaultCode.SYNTAX, row=error.lineno, column=error.colno, reason=error.msg)
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of digits
        faults.add(FaultCode.WRONG_CONTENT, expected="GeoJSON", reason="another structure")
    return None


def _object(pairs: list[tuple[str, object]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        made.twice = tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))
    return made


def _note_twice(item: _Object, faults: FaultList, row: int | None) -> None:
    for key in item.twice:
        faults.add(FaultCode.DUPLICATE_KEY, row=row, field=key[:80])


def _read_crs(data: _Object, faults: FaultList) -> str | None:
    if "crs" not in data:
        return None
    crs = data["crs"]
    if crs is None:
        return ""
    inner = crs.get("properties") if isinstance(crs, dict) else None
    name = inner.get("name") if isinstance(inner, dict) else None
    if isinstance(name, str) and name:
        return name
    faults.add(FaultCode.UNKNOWN_CRS, field="crs", value=json.dumps(crs)[:80], example="EPSG:3006")
    return None


def _read_feature(item: object, row: int, faults: FaultList) -> Feature | None:
    if not isinstance(item, _Object) or item.get("type") != "Feature":
        found = item.get("type") if isinstance(item, dict) else None
        shown = found[:80] if isinstance(found, str) else type_name(item)
        faults.add(FaultCode.WRONG_TYPE, row=row, expected="Feature", found=shown)
        return None
    _note_twice(item, faults, row)
    values = item.get("properties")
    if not isinstance(values, _Object):
        if "properties" in item:
            faults.add(FaultCode.WRONG_TYPE, row=row, field="properties", expected="object", found=type_name(values))
        else:
            faults.add(FaultCode.MISSING_KEY, row=row, field="properties")
        return None
    _note_twice(values, faults, row)
    geometry = None
    try:
        geometry = read_geometry(item.get("geometry"))
    except GeometryFault as wrong:
        name = values.get("id")
        known = {"id": name[:80]} if isinstance(name, str) and name else {}
        faults.add(wrong.code, row=row, field="geometry", **known, **wrong.params)
    return Feature(row, dict(values), geometry)


def read_geometry(item: object) -> BaseGeometry:
    """Read a GeoJSON geometry; a height is left out, and a collection of one is that one.

    Raises
    ------
    GeometryFault
        The geometry is no point or polygon (or several polygons) with finite coordinates and closed rings.
    """
    if item is None:
        raise GeometryFault(FaultCode.NULL_GEOMETRY)
    if not isinstance(item, dict):
        raise GeometryFault(FaultCode.WRONG_TYPE, expected="geometry", found=type_name(item))
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in _READERS:
        found = kind[:80] if isinstance(kind, str) else type_name(kind)
        raise GeometryFault(FaultCode.GEOMETRY_TYPE, found=found, allowed="Point, Polygon")
    coordinates = item.get("coordinates")
    if coordinates == []:
        raise GeometryFault(FaultCode.EMPTY_GEOMETRY)
    try:
        return _READERS[kind](coordinates)
    except (TypeError, OverflowError):
        raise GeometryFault(FaultCode.BAD_COORDINATES, found=kind) from None


def _position(item: object) -> Position:
    if not isinstance(item, list) or not 2 <= len(item) <= 3:
        raise TypeError
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in item):
        raise TypeError
    if not all(math.isfinite(number) for number in item):
        raise GeometryFault(FaultCode.NOT_FINITE)
    return float(item[0]), float(item[1])


def _list(item: object) -> list[object]:
    if not isinstance(item, list) or not item:
        raise TypeError
    return item


def _polygon(item: object) -> Polygon:
    rings = [[_position(position) for position in _list(ring)] for ring in _list(item)]
    if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise GeometryFault(FaultCode.OPEN_RING)
    return Polygon(rings[0], rings[1:])


def _polygons(item: object) -> BaseGeometry:
    parts = [_polygon(part) for part in _list(item)]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _points(item: object) -> Point:
    if len(_list(item)) > 1:
        raise GeometryFault(FaultCode.GEOMETRY_TYPE, found="MultiPoint", allowed="Point, Polygon")
    return Point(_position(_list(item)[0]))


_READERS: dict[str, Callable[[object], BaseGeometry]] = {
    "Point": lambda item: Point(_position(item)),
    "Polygon": _polygon,
    "MultiPolygon": _polygons,
    "MultiPoint": _points,
}
