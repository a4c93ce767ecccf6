"""Run migrations on the connection that `web.store.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from web.store.geometry import Geometry
from web.store.tables import Table
from web.store.times import UtcTime


def render_item(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own types into a new revision by their names."""
    if kind == "type" and isinstance(item, Geometry):
        autogen.imports.add("from web.store.geometry import Geometry")
        return f"Geometry({item.kind!r}, {item.srid})"
    if kind == "type" and isinstance(item, UtcTime):
        autogen.imports.add("from web.store.times import UtcTime")
        return "UtcTime()"
    return False


def include_object(_item: object, name: str | None, kind: str, reflected: bool, other: Any) -> bool:  # noqa: ANN401, FBT001
    """Leave the tables of PostGIS and of the job engine alone."""
    return not (kind == "table" and reflected and other is None and name not in Table.metadata.tables)


def compare_type(_context: object, _inspected: object, _column: object, _was: object, now: object) -> bool | None:
    """Do not compare shapes: SQLite knows only blobs, PostGIS only its own type."""
    return False if isinstance(now, Geometry) else None


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=True,
    render_item=render_item,
    include_object=include_object,
    compare_type=compare_type,
    compare_server_default=False,
)
context.run_migrations()
