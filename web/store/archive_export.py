"""Export a whole installation as one archive: a GeoPackage of places, JSON of all else, a manifest and a seal."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from geo.layers_file import write_layers
from web.store.archive_form import (
    FORMAT,
    LAYERS,
    MANIFEST,
    PLACES,
    SEAL,
    archived_tables,
    content_digest,
    layer_of,
    without_secrets,
)
from web.store.audit import canonical
from web.store.backup import facts_of
from web.store.engine import is_sqlite
from web.store.faults import store_error
from web.store.row_json import Row, rows_of, snapshot
from web.store.store import SYSTEM, Store
from web.store.whole_file import whole_file

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Exported:
    """An archive that was written; ``digest`` is the SHA-256 of its manifest, which stands for all of it."""

    path: Path
    digest: str
    rows: int


def export_archive(
    store: Store, path: Path, *, with_secrets: bool = False, actor: str = SYSTEM, replace: bool = False
) -> Exported:
    """Write a whole installation into one file.

    Parameters
    ----------
    with_secrets
        Also what lets people sign in: hashes of passwords, secrets of second factors, passkeys.

    Raises
    ------
    OSError
        The file cannot be written; an older file of that name is kept.
    web.store.faults.StoreError
        The database refuses.
    """
    try:
        with snapshot(store) as connection:
            backend = "sqlite" if is_sqlite(store.url) else "postgresql"
            facts = facts_of(connection, backend=backend, made_at=store.clock())
            tables = {t: list(_rows(connection, t, with_secrets)) for t in archived_tables(with_secrets=with_secrets)}
    except DBAPIError as error:
        raise store_error(error) or error from error
    with whole_file(path, replace=replace) as out:
        members = dict(_members(tables, path.parent))
        manifest = canonical(
            {
                **facts,
                "format": FORMAT,
                "with_secrets": with_secrets,
                "rows": {table.name: len(rows) for table, rows in tables.items()},
                "content": {table.name: content_digest(rows) for table, rows in tables.items()},
                "members": {n: {"bytes": len(b), "sha256": sha256(b).hexdigest()} for n, b in members.items()},
            }
        ).encode()
        with ZipFile(out, "w") as archive:
            for name, text in {MANIFEST: manifest, SEAL: seal_of(store.audit_key, manifest), **members}.items():
                info = ZipInfo(name, _EPOCH)
                info.compress_type = ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                archive.writestr(info, text)
    made = Exported(path, sha256(manifest).hexdigest(), sum(len(rows) for rows in tables.values()))
    told: dict[str, Any] = {"digest": made.digest, "rows": made.rows, "with_secrets": with_secrets}
    store.note(actor, "archive.exported", "archive", path.name[:200], **told)
    return made


def seal_of(key: bytes, manifest: bytes) -> bytes:
    """Give the seal of a manifest."""
    return hmac.new(key, b"archive\0" + manifest, sha256).hexdigest().encode()


def _rows(connection: Connection, table: sa.Table, with_secrets: bool) -> Iterator[Row]:  # noqa: FBT001
    for row in rows_of(connection, table):
        yield row if with_secrets else without_secrets(table.name, row)


def _members(tables: dict[sa.Table, list[Row]], beside: Path) -> Iterator[tuple[str, bytes]]:
    with TemporaryDirectory(dir=beside, prefix=".archive-") as folder:  # mode 0700
        places = Path(folder) / PLACES
        write_layers(places, [layer_of(table, rows) for table, rows in tables.items() if table.name in LAYERS])
        yield PLACES, places.read_bytes()
    for table, rows in tables.items():
        if table.name not in LAYERS:
            lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            yield f"tables/{table.name}.json", f"[\n{lines}\n]\n".encode()
