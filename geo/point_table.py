"""Reading places from CSV: longitude and latitude in two columns, or geometry as well-known text."""

import math
import re
from collections.abc import Sequence
from pathlib import Path

import shapely
from shapely.errors import GEOSException
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.entry import Entry
from geo.faults import FaultCode, FaultList
from geo.geojson_file import Feature
from geo.table import Row, Table, read_table

_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


def read_point_table(
    path: Path, faults: FaultList, *, required: Sequence[str], optional: Sequence[str]
) -> tuple[list[Feature], Table]:
    """Read the rows with their geometry in the coordinates that stand there; None where a fault is noted."""
    table = read_table(path, faults, required=required, optional=(*optional, "lon", "lat", "wkt"))
    if not table.columns:
        return [], table
    has_wkt = "wkt" in table.columns
    for column in ("lon", "lat"):
        if has_wkt and column in table.columns:
            faults.add(FaultCode.DUPLICATE_COLUMN, row=1, field=column)
        elif not has_wkt and column not in table.columns:
            faults.add(FaultCode.MISSING_COLUMN, row=1, field=column)
    features = []
    for row in table.rows:
        geometry = _read_wkt(row, faults) if has_wkt else _read_point(row, table, faults)
        values: dict[str, object] = {k: v for k, v in row.cells.items() if k not in ("lon", "lat", "wkt")}
        features.append(Feature(row.number, values, geometry))
    return features, table


def _read_point(row: Row, table: Table, faults: FaultList) -> Point | None:
    entry = Entry(row.cells, faults, row=row.number, from_text=True, decimal_comma=table.separator == ";",
                  absent=[name for name in ("lon", "lat") if name not in table.columns])  # fmt: skip
    numbers = []
    for field in ("lon", "lat"):
        if _NOT_FINITE.fullmatch(row.cells.get(field, "")):
            entry.fault(FaultCode.NOT_FINITE, field)
        else:
            numbers.append(entry.number(field, low=-math.inf, high=math.inf))
            if entry.ok and math.isinf(numbers[-1]):
                entry.fault(FaultCode.NOT_FINITE, field)
    return Point(numbers) if entry.ok else None


def _read_wkt(row: Row, faults: FaultList) -> BaseGeometry | None:
    entry = Entry(row.cells, faults, row=row.number, from_text=True)
    text = row.cells.get("wkt", "")
    if not text:
        entry.fault(FaultCode.NULL_GEOMETRY, "wkt")
        return None
    try:
        geometry = shapely.from_wkt(text)
    except GEOSException as error:
        if "closed" in str(error) or "Invalid number of points" in str(error):
            entry.fault(FaultCode.OPEN_RING, "wkt")
        else:
            entry.fault(FaultCode.BAD_GEOMETRY, "wkt", reason=str(error)[:120])
        return None
    return geometry
