"""One type for shapes in the database: a WKB blob on SQLite, a PostGIS geometry on PostgreSQL."""

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Boolean, ColumnElement, Double, LargeBinary, literal
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from geo.crs import SWEREF99_TM


class PostGisColumn(UserDefinedType[Any]):
    """The column of PostGIS; named as the database reflects it, so that migrations see no difference."""

    cache_ok = True

    def __init__(self, kind: str = "GEOMETRY", srid: int = 0) -> None:
        self.kind, self.srid = kind, srid

    def get_col_spec(self, **_: object) -> str:
        """Write the type of the column."""
        return f"geometry({self.kind},{self.srid})"


ischema_names["geometry"] = PostGisColumn  # so that reading a database's tables knows the column


class Geometry(TypeDecorator[BaseGeometry]):
    """A Shapely geometry.

    Parameters
    ----------
    kind
        ``POINT``, ``POLYGON``, ``MULTIPOLYGON`` or ``GEOMETRY`` (any).
    srid
        EPSG code of the coordinates; SWEREF 99 TM (metres) unless said otherwise. `dwithin` wants metres.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, kind: str = "GEOMETRY", srid: int = SWEREF99_TM) -> None:
        super().__init__()
        self.kind, self.srid = kind, srid

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column of the database."""
        if dialect.name == "postgresql":
            return PostGisColumn(self.kind, self.srid)
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> Any:  # noqa: ANN401 - the driver's
        """Write a shape."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            return shapely.to_wkb(shapely.set_srid(value, self.srid), hex=True, include_srid=True)
        return shapely.to_wkb(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> BaseGeometry | None:  # noqa: ANN401, ARG002
        """Read a shape."""
        return None if value is None else shapely.from_wkb(value)


class dwithin(FunctionElement[bool]):  # noqa: N801 - an SQL function, called like one
    """``dwithin(column, shape, metres)``: tell whether two shapes are at most so far apart."""

    type = Boolean()
    inherit_cache = True
    name = "geo_dwithin"

    def __init__(self, column: ColumnElement[Any], shape: BaseGeometry, metres: float) -> None:
        srid = column.type.srid if isinstance(column.type, Geometry) else SWEREF99_TM
        super().__init__(column, literal(shape, Geometry(srid=srid)), literal(float(metres), Double()))


@compiles(dwithin, "postgresql")
def _on_postgis(element: dwithin, compiler: SQLCompiler, **kw: object) -> str:
    return f"ST_DWithin({compiler.process(element.clauses, **kw)})"


@compiles(dwithin, "sqlite")
def _on_sqlite(element: dwithin, compiler: SQLCompiler, **kw: object) -> str:
    return f"geo_dwithin({compiler.process(element.clauses, **kw)})"


def wkb_dwithin(one: bytes | None, other: bytes | None, metres: float) -> bool | None:
    """Answer ``geo_dwithin`` on SQLite, which calls this function; NULL where a shape is NULL, as PostGIS does."""
    if one is None or other is None:
        return None
    return bool(shapely.dwithin(shapely.from_wkb(one), shapely.from_wkb(other), metres))
