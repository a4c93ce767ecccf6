"""The form of an archive: which tables are layers of its GeoPackage, what is secret, and how rows become cells."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import uuid4

import shapely
import sqlalchemy as sa
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.crs import to_metres
from geo.layers_file import Cell, Layer
from web.store.audit import canonical
from web.store.row_json import Row, every_table

FORMAT = "faltplan-archive-1"
MANIFEST, SEAL, PLACES = "faltplan.json", "seal.txt", "places.gpkg"

LAYERS: Mapping[str, str | None] = {
    "hotspot": "point",
    "neighbourhood": None,
    "tip": "place",
    "visit": "place",
}
"""Tables that are layers, and which column is the point; a neighbourhood's is made of its longitude and latitude."""

LEFT_OUT = frozenset({"plan_work"})
"""What jobs are working with: it is of no use elsewhere."""

SECRET_TABLES = frozenset({"passkey", "invitation", "sign_in_try", "spent_proof", "calendar_feed"})
SECRET_COLUMNS: Mapping[str, frozenset[str]] = {
    "account": frozenset(
        {
            "password",
            "fs_uniquifier",
            "fs_webauthn_user_handle",
            "mf_recovery_codes",
            "tf_primary_method",
            "tf_totp_secret",
            "totp_counter",
        }
    )
}
"""What lets somebody sign in; an archive has it only where that is asked for."""

AUDIT_TABLES = frozenset({"audit_entry", "audit_head", "audit_checkpoint"})
"""What can only be tried with the key that sealed it."""


class ArchiveFault(StrEnum):
    """Why an archive is not imported; nothing was changed."""

    NOT_AN_ARCHIVE = "not_an_archive"
    MEMBERS = "members"
    TOO_LARGE = "too_large"
    CHANGED = "changed"
    OTHER_REVISION = "other_revision"
    KEY = "key"
    ROWS = "rows"
    NOT_EMPTY = "not_empty"


class ArchiveError(Exception):
    """An archive is not imported; ``detail`` names the part. Nothing was changed."""

    def __init__(self, fault: ArchiveFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault, self.detail = fault, detail


def archived_tables(*, with_secrets: bool) -> tuple[sa.Table, ...]:
    """Give the tables of an archive, those that others refer to first."""
    left_out = LEFT_OUT | (frozenset() if with_secrets else SECRET_TABLES)
    return tuple(table for table in every_table() if table.name not in left_out)


def content_digest(rows: Sequence[Row]) -> str:
    """Give the SHA-256 of a table's rows: the same for the same content, whatever holds it."""
    digest = sha256()
    for row in rows:
        digest.update(canonical(row).encode() + b"\n")
    return digest.hexdigest()


def without_secrets(table: str, row: Row) -> Row:
    """Leave out what lets somebody sign in."""
    hidden = SECRET_COLUMNS.get(table, frozenset())
    return {name: value for name, value in row.items() if name not in hidden}


def with_new_secrets(table: str, row: Row) -> Row:
    """Fill in what was left out: nothing that anybody can sign in with."""
    filled: Row = {name: None for name in SECRET_COLUMNS.get(table, frozenset()) if name not in row}
    if "fs_uniquifier" in filled:
        filled |= {"fs_uniquifier": uuid4().hex, "fs_webauthn_user_handle": uuid4().hex}
    return row | filled


def layer_of(table: sa.Table, rows: Sequence[Row]) -> Layer:
    """Turn a table's rows into a layer."""
    columns = cell_types(table)
    shape = LAYERS[table.name]
    cells = [tuple(_cell(table.c[name].type, row[name]) for name in columns) for row in rows]
    points: list[BaseGeometry | None]
    if shape is not None:
        points = [None if row[shape] is None else shapely.from_wkb(row[shape]) for row in rows]
    else:
        points = [Point(*place) for place in to_metres([(row["lon"], row["lat"]) for row in rows])]
    return Layer(str(table.name), columns, cells, points)


def rows_of_layer(table: sa.Table, layer: Layer) -> list[Row]:
    """Turn a layer into a table's rows."""
    shape, found = LAYERS[table.name], []
    for cells, point in zip(layer.rows, layer.shapes, strict=True):
        row: Row = {name: _value(table.c[name].type, cell) for name, cell in zip(layer.columns, cells, strict=True)}
        if shape is not None:
            row[shape] = None if point is None else shapely.to_wkb(point, hex=True)
        found.append({name: row[name] for name in table.columns.keys()})  # noqa: SIM118 - not a mapping
    return found


def cell_types(table: sa.Table) -> dict[str, type]:
    """Give the columns of a table's layer and what stands in them."""
    numbers = {sa.Integer: int, sa.Float: float}
    return {
        str(column.name): next((kind for base, kind in numbers.items() if isinstance(column.type, base)), str)
        for column in table.columns
        if column.name != LAYERS[table.name]
    }


def _cell(kind: Any, value: Any) -> Cell:  # noqa: ANN401 - a column's type and its JSON value
    if isinstance(kind, sa.JSON) and value is not None:
        return canonical(value)
    found: Cell = value
    return found


def _value(kind: Any, cell: Cell) -> Any:  # noqa: ANN401 - a column's type and its JSON value
    return json.loads(str(cell)) if isinstance(kind, sa.JSON) and cell is not None else cell
