"""Layers of a GeoPackage: rows with a point or a line each, written and read through GeoPandas; nothing is lost."""

import errno
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry.base import BaseGeometry

from geo.crs import SWEREF99_TM

Cell = str | int | float | None

_TYPES: Mapping[type, Any] = {str: "object", int: "Int64", float: "float64"}


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer.

    Attributes
    ----------
    columns
        Names of columns and the type of what stands in them: text, whole numbers or numbers; any may be missing.
    rows
        One tuple a row, in the order of ``columns``.
    shapes
        A geometry of this ``kind`` for each row in EPSG:3006, or None.
    """

    name: str
    columns: Mapping[str, type]
    rows: Sequence[tuple[Cell, ...]]
    shapes: Sequence[BaseGeometry | None]
    kind: str = "Point"


class LayerError(ValueError):
    """A GeoPackage lacks a layer, or cannot be read; the message says which and why."""


def write_layers(path: Path, layers: Iterable[Layer]) -> None:
    """Write layers into a new GeoPackage, EPSG:3006.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    for layer in layers:
        values = {
            name: pd.array([row[place] for row in layer.rows], dtype=_TYPES[kind])
            for place, (name, kind) in enumerate(layer.columns.items())
        }
        frame = gpd.GeoDataFrame(values, geometry=gpd.GeoSeries(list(layer.shapes), crs=SWEREF99_TM), crs=SWEREF99_TM)
        try:
            pyogrio.write_dataframe(frame, path, layer=layer.name, driver="GPKG", geometry_type=layer.kind)
        except (DataSourceError, DataLayerError) as error:
            raise OSError(errno.EIO, str(error), str(path)) from error


def read_layer(path: Path, name: str, columns: Mapping[str, type]) -> Layer:
    """Read a layer that `write_layers` wrote.

    Raises
    ------
    LayerError
        The file is no GeoPackage, or lacks the layer or a column.
    """
    try:
        frame = pyogrio.read_dataframe(path, layer=name)
    except (DataSourceError, DataLayerError) as error:
        raise LayerError(f"{name}: {error}") from error
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise LayerError(f"{name}: no column {', '.join(missing)}")
    cells = [[_cell(value, kind) for value in frame[column]] for column, kind in columns.items()]
    rows = list(zip(*cells, strict=True)) if cells else []
    return Layer(name, columns, rows, [None if shape is None else shape for shape in frame.geometry])


def _cell(value: Any, kind: type) -> Cell:  # noqa: ANN401 - what GeoPandas gives
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NA:
        return None
    found: Cell = kind(value)
    return found
