"""Read an archive: every member is measured and tried before any of it is believed."""

import hmac
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import sqlalchemy as sa

from geo.layers_file import LayerError, read_layer
from web.store.archive_export import seal_of
from web.store.archive_form import (
    FORMAT,
    LAYERS,
    MANIFEST,
    PLACES,
    SEAL,
    ArchiveError,
    ArchiveFault,
    archived_tables,
    cell_types,
    content_digest,
    rows_of_layer,
    with_new_secrets,
)
from web.store.migrate import newest_revision
from web.store.row_json import Row, RowError, row_values

MOST_MANIFEST = 4 << 20
MOST_MEMBER = 512 << 20
MOST_ALL = 2 << 30
"""The most bytes of a manifest, of a member and of all members, unpacked."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that holds: its facts and its rows; ``sealed_here`` where its seal was made with this key."""

    facts: Mapping[str, Any]
    digest: str
    sealed_here: bool
    tables: Mapping[sa.Table, list[Row]]


def read_archive(path: Path, key: bytes, *, without_seal: bool = False) -> Archive:
    """Read and try all of an archive.

    Raises
    ------
    ArchiveError
        It is not what was written, is too large, is of another version, or was sealed with another key.
    OSError
        The file cannot be read.
    """
    try:
        with path.open("rb") as file, ZipFile(file) as archive:
            return _read(archive, key, without_seal=without_seal)
    except (BadZipFile, NotImplementedError) as error:
        raise ArchiveError(ArchiveFault.NOT_AN_ARCHIVE, str(error)) from error


def _read(archive: ZipFile, key: bytes, *, without_seal: bool) -> Archive:
    members = _measured(archive)
    manifest = _unpack(archive, members[MANIFEST], MOST_MANIFEST)
    sealed_here = hmac.compare_digest(_unpack(archive, members[SEAL], 64), seal_of(key, manifest))
    if not sealed_here and not without_seal:
        raise ArchiveError(ArchiveFault.KEY)
    try:
        facts = json.loads(manifest)
        told = {name: (int(said["bytes"]), str(said["sha256"])) for name, said in facts["members"].items()}
        tables = archived_tables(with_secrets=facts["with_secrets"])
        datetime.fromisoformat(facts["made_at"])
        last = {name: int(number) for name, number in facts["last_numbers"].items()}
        if facts["format"] != FORMAT:
            raise ArchiveError(ArchiveFault.NOT_AN_ARCHIVE, str(facts["format"]))
        if facts["revision"] != newest_revision():
            raise ArchiveError(ArchiveFault.OTHER_REVISION, f"{facts['version']}, {facts['revision']}")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ArchiveError(ArchiveFault.CHANGED, MANIFEST) from error
    wanted = {PLACES, *(f"tables/{table.name}.json" for table in tables if table.name not in LAYERS)}
    differ = sorted((wanted ^ set(told)) | (set(members) ^ {MANIFEST, SEAL, *told}))
    if differ:
        raise ArchiveError(ArchiveFault.MEMBERS, ", ".join(differ[:10]))
    texts = {}
    for name, (length, digest) in told.items():
        texts[name] = _unpack(archive, members[name], length)
        if sha256(texts[name]).hexdigest() != digest:
            raise ArchiveError(ArchiveFault.CHANGED, name)
    rows = _tables(tables, texts)
    for table, found in rows.items():
        if content_digest(found) != facts["content"].get(table.name):
            raise ArchiveError(ArchiveFault.CHANGED, table.name)
    complete = {table: [with_new_secrets(table.name, row) for row in found] for table, found in rows.items()}
    _try_rows(complete)
    return Archive(facts | {"last_numbers": last}, sha256(manifest).hexdigest(), sealed_here, complete)


def _measured(archive: ZipFile) -> dict[str, ZipInfo]:
    """Give the members by name, none of them too large, hidden, or there twice."""
    found: dict[str, ZipInfo] = {}
    for info in archive.infolist():
        plain = info.compress_type in {ZIP_STORED, ZIP_DEFLATED} and not info.flag_bits & 0x1 and not info.is_dir()
        if info.filename in found or not plain:
            raise ArchiveError(ArchiveFault.MEMBERS, info.filename[:200])
        if info.file_size > MOST_MEMBER:
            raise ArchiveError(ArchiveFault.TOO_LARGE, info.filename[:200])
        found[info.filename] = info
    if sum(info.file_size for info in found.values()) > MOST_ALL:
        raise ArchiveError(ArchiveFault.TOO_LARGE)
    if not {MANIFEST, SEAL} <= set(found):
        raise ArchiveError(ArchiveFault.NOT_AN_ARCHIVE)
    return found


def _unpack(archive: ZipFile, info: ZipInfo, most: int) -> bytes:
    """Unpack a member, and not one byte more than it may have."""
    if info.file_size > most:
        raise ArchiveError(ArchiveFault.TOO_LARGE, info.filename)
    try:
        with archive.open(info) as member:
            text = member.read(most + 1)
    except (BadZipFile, zlib.error, EOFError) as error:
        raise ArchiveError(ArchiveFault.CHANGED, info.filename) from error
    if len(text) > most:
        raise ArchiveError(ArchiveFault.TOO_LARGE, info.filename)
    return text


def _tables(tables: tuple[sa.Table, ...], texts: Mapping[str, bytes]) -> dict[sa.Table, list[Row]]:
    found: dict[sa.Table, list[Row]] = {}
    with TemporaryDirectory(prefix="faltplan-") as folder:
        places = Path(folder) / PLACES
        places.write_bytes(texts[PLACES])
        for table in tables:
            try:
                if table.name in LAYERS:
                    found[table] = rows_of_layer(table, read_layer(places, table.name, cell_types(table)))
                else:
                    found[table] = _objects(json.loads(texts[f"tables/{table.name}.json"]))
            except (LayerError, ValueError) as error:
                raise ArchiveError(ArchiveFault.ROWS, f"{table.name}: {error}") from error
    return found


def _objects(read: object) -> list[Row]:
    if not isinstance(read, list) or not all(isinstance(row, dict) for row in read):
        raise ValueError("not a list of rows")
    return read


def _try_rows(tables: Mapping[sa.Table, list[Row]]) -> None:
    for table, rows in tables.items():
        for row in rows:
            try:
                row_values(table, row)
            except (RowError, TypeError) as error:
                raise ArchiveError(ArchiveFault.ROWS, str(error)) from error
