"""Data that a city has imported: streets and timetable, each in a folder of its own, swapped in one step.

``home/imports/<city>/streets.json`` names the folder that is in use. A new import is built beside it under a name that
nobody reads, forced to the disk, and only then named; so a killed import leaves the old data in use.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from geo.faults import printable
from geo.import_lock import held


class ImportKind(StrEnum):
    """What can be imported into files; districts and hotspots lie in the store."""

    STREETS = "streets"
    TIMETABLE = "timetable"


STREETS_FILE = "streets.npz"
GROUND_FILE = "ground.pmtiles"
BUILDINGS_FILE = "buildings.pmtiles"
TIMETABLE_FILE = "timetable.npz"
"""Files that lie in an import's folder."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One import: where it lies and where it comes from.

    Attributes
    ----------
    sha256
        Of the file that was imported.
    source
        Name of that file, without its folder.
    imported_on, data_date
        ISO dates: of the import, and of the data where the file says so, else empty.
    attribution
        Who must be named wherever it is shown, as ``"© OpenStreetMap contributors (ODbL)"``.
    counts
        What came in, by name.
    valid_last
        The last date that a timetable holds for; empty for streets.
    """

    kind: ImportKind
    folder: Path
    sha256: str
    source: str
    imported_on: str
    data_date: str = ""
    attribution: str = ""
    counts: Mapping[str, int] | None = None
    valid_last: str = ""

    @property
    def version(self) -> str:
        """Another for every import, also of the same file: what is made of it depends on the city's settings too."""
        return self.folder.name

    def file(self, name: str) -> Path:
        """Give the path of one of its files."""
        return self.folder / name


class BrokenImportError(Exception):
    """What says which import is in use, or a file of it, cannot be read; the message names it."""


class ImportRunningError(Exception):
    """Another import of the same kind is running; the message is the kind."""


class Imports:
    """The imports of one city.

    Parameters
    ----------
    folder
        ``home / "imports" / city.id``; it need not be there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def in_use(self, kind: ImportKind) -> Imported | None:
        """Give the import that is in use; None where there is none.

        Raises
        ------
        BrokenImportError
            It is there and cannot be read.
        """
        said = self._said(kind)
        while said is not None:
            found = self._read(kind, said)
            if found.folder.is_dir():
                return found
            before, said = said, self._said(kind)
            if said == before:  # else another came into use in between
                raise BrokenImportError(f"{found.folder} is gone; import the {kind} again")
        return None

    def _said(self, kind: ImportKind) -> str | None:
        file = self.folder / f"{kind}.json"
        try:
            return file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise BrokenImportError(f"{file}: {error}") from error

    def _read(self, kind: ImportKind, said: str) -> Imported:
        try:
            values = json.loads(said)
            _check(kind, values)
            return Imported(**{**values, "kind": kind, "folder": self.folder / values["folder"]})
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BrokenImportError(f"{self.folder / kind}.json: {error}") from error

    @contextmanager
    def build(self, kind: ImportKind, sha256: str) -> Iterator["Draft"]:
        """Give a folder to build a new import in; it is in use once the draft was kept and the block is left.

        A block that is left by an error, or without `Draft.keep`, leaves what was in use before.

        Raises
        ------
        ImportRunningError
            Another process, or another thread, builds one of the same kind.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with held(self.folder / f".{kind}.lock") as alone:
            if not alone:
                raise ImportRunningError(kind.value)
            half = Path(tempfile.mkdtemp(prefix=f".{kind}-", suffix=".part", dir=self.folder))
            draft = Draft(half)
            try:
                yield draft
                if draft.said is not None:
                    self._swap(kind, half, draft.said, sha256)
            finally:
                shutil.rmtree(half, ignore_errors=True)

    def _swap(self, kind: ImportKind, half: Path, said: Mapping[str, Any], sha256: str) -> None:
        name = f"{kind}-{sha256[:16]}-{half.name.removeprefix(f'.{kind}-').removesuffix('.part')}"
        for file in [*half.iterdir(), half]:
            _sync(file)
        half.rename(self.folder / name)
        pointer = {"kind": kind, "folder": name, "sha256": sha256, **said}
        part = self.folder / f".{kind}.json.part"
        part.write_text(json.dumps(pointer, ensure_ascii=False, indent=1), encoding="utf-8")
        _sync(part)
        part.replace(self.folder / f"{kind}.json")
        _sync(self.folder)
        self._sweep(kind, keep=name)

    def _sweep(self, kind: ImportKind, *, keep: str) -> None:
        """Take away imports that are no longer in use, and halves of killed ones."""
        for old in [*self.folder.glob(f"{kind}-*"), *self.folder.glob(f".{kind}-*.part")]:
            if old.name != keep:
                shutil.rmtree(old, ignore_errors=True)


class Draft:
    """An import that is being built in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: dict[str, Any] | None = None

    def keep(
        self,
        *,
        source: str,
        imported_on: str,
        data_date: str = "",
        attribution: str = "",
        counts: Mapping[str, int] | None = None,
        valid_last: str = "",
    ) -> None:
        """Say that the draft is whole and where it comes from (see `Imported`)."""
        self.said = {
            "source": printable(source),
            "imported_on": imported_on,
            "data_date": data_date,
            "attribution": attribution,
            "counts": dict(counts or {}),
            "valid_last": valid_last,
        }


def _check(kind: ImportKind, values: Mapping[str, Any]) -> None:
    """Raise ValueError where what is in use is said otherwise than `Imports` says it."""
    if any(not isinstance(value, dict if name == "counts" else str) for name, value in values.items()):
        raise ValueError("it holds something other than texts and counts")
    name = values["folder"]
    if values["kind"] != kind or Path(name).name != name or not name.startswith(f"{kind}-"):
        raise ValueError("it names another folder than it should")


def _sync(path: Path) -> None:
    """Force a file or the names of a folder to the disk, where the system can."""
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
