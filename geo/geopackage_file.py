"""Reading one layer of a GeoPackage, after making sure that the file is whole."""

import math
import sqlite3
import warnings
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from shapely.errors import GEOSException

from geo.faults import FaultCode, FaultList
from geo.geojson_file import Feature
from geo.text_file import read_bytes

_MAGIC = b"SQLite format 3\0"
_COMPUTED = (
    "SELECT 1 FROM sqlite_master WHERE type = 'view' AND name LIKE 'gpkg%'",
    """SELECT 1 FROM gpkg_contents AS layer JOIN sqlite_master AS made ON lower(made.name) = lower(layer.table_name)
    WHERE made.type <> 'table' OR made.sql LIKE 'CREATE VIRTUAL%'""",
)
"""Find layers, and what describes them, that are no tables: a view may count for ever, and nobody ends that."""
_UNREADABLE = (
    CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, GEOSException,
    sqlite3.Error, ValueError, RuntimeError,
)  # fmt: skip


def read_geopackage(path: Path, faults: FaultList, *, layer: str | None) -> tuple[list[Feature], str | None]:
    """Read a layer, the only one where none is named.

    Returns
    -------
    tuple
        The features with the geometry as stored (None where there is none, which is noted), and the
        coordinate system as WKT; ``""`` where the file says that it is undefined.
    """
    data = read_bytes(path, faults)
    if data is None or not _is_whole(path, data, faults):
        return [], None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            name = _choose_layer(path, layer, faults)
            return ([], None) if name is None else _read_layer(path, name, faults)
    except (*_UNREADABLE, Warning):
        faults.add(FaultCode.WRONG_CONTENT, expected="GeoPackage", reason="damaged")
        return [], None


def _is_whole(path: Path, data: bytes, faults: FaultList) -> bool:
    reason = ""
    if not data.startswith(_MAGIC) or data[68:70] != b"GP":
        reason = "another format"
    elif len(data) < _stated_size(data):
        reason = "cut short"
    else:
        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
                if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    reason = "damaged"
                elif any(db.execute(query).fetchone() for query in _COMPUTED):
                    reason = "another structure"
        except (sqlite3.Error, UnicodeDecodeError):  # SQLite's own report may quote damaged text
            reason = "damaged"
    if reason:
        faults.add(FaultCode.WRONG_CONTENT, expected="GeoPackage", reason=reason)
    return not reason


def _stated_size(data: bytes) -> int:
    """Give the size that an SQLite header promises (page size, where 1 stands for 65 536, by pages)."""
    page = int.from_bytes(data[16:18], "big")
    return (65_536 if page == 1 else page) * int.from_bytes(data[28:32], "big")


def _choose_layer(path: Path, layer: str | None, faults: FaultList) -> str | None:
    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if layer is not None and layer not in layers:
        faults.add(FaultCode.UNKNOWN_LAYER, value=layer, layers=", ".join(layers))
    elif layer is None and len(layers) > 1:
        faults.add(FaultCode.MANY_LAYERS, layers=", ".join(layers))
    elif not layers:
        faults.add(FaultCode.NO_ROWS)
    else:
        return layer or layers[0]
    return None


def _read_layer(path: Path, layer: str, faults: FaultList) -> tuple[list[Feature], str | None]:
    frame = gpd.read_file(path, layer=layer, engine="pyogrio", on_invalid="ignore")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        quoted = layer.replace('"', '""')
        stored = db.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0]  # noqa: S608 - quoted by SQL's rule
    if stored != len(frame):
        faults.add(FaultCode.WRONG_CONTENT, expected="GeoPackage", reason="damaged")
        return [], None
    if not stored:
        faults.add(FaultCode.NO_ROWS)
    geometries = list(frame.geometry)
    stored_shapes = pyogrio.raw.read(path, layer=layer)[2] if None in geometries else [None] * len(geometries)
    columns = [str(column) for column in frame.columns if column != frame.geometry.name]
    features = []
    for row, (record, geometry, wkb) in enumerate(
        zip(frame[columns].astype(object).itertuples(index=False, name=None), geometries, stored_shapes, strict=True),
        start=1,
    ):
        values = {name: _plain(value) for name, value in zip(columns, record, strict=True)}
        if geometry is None:
            named = {"id": str(values["id"])[:80]} if values.get("id") else {}
            _note_no_shape(wkb, faults, row, named)
        features.append(Feature(row, values, geometry))
    undefined = frame.crs is None or frame.crs.name.startswith("Undefined")
    return features, "" if undefined else frame.crs.to_wkt()


def _note_no_shape(wkb: bytes | None, faults: FaultList, row: int, named: dict[str, str]) -> None:
    """Note why a row has no geometry: there is none, or it could not be read."""
    if wkb is None:
        faults.add(FaultCode.NULL_GEOMETRY, row=row, field="geometry", **named)
        return
    try:
        shapely.from_wkb(wkb)
        reason = "damaged"
    except GEOSException as error:
        reason = str(error)
    if "closed" in reason or "Invalid number of points" in reason:
        faults.add(FaultCode.OPEN_RING, row=row, field="geometry", **named)
    else:
        faults.add(FaultCode.BAD_GEOMETRY, row=row, field="geometry", reason=reason[:120], **named)


def _plain(value: object) -> object:
    """Give a Python value for one of pandas, and None for a missing one."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp) and value == value.normalize():
        return value.date()
    return value.item() if hasattr(value, "item") else value
