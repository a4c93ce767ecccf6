"""The schematic base map of a city: built once from its points, kept by the hash of what it was made from."""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.faults import FileFaults

EMPTY = b'{"type":"FeatureCollection","features":[]}'
_MADE_FROM = ("*.toml", "*.csv", "*.geojson")
_log = logging.getLogger(__name__)

Build = Callable[[Path], Mapping[str, Any]]
"""Makes the base map of a city's folder as a GeoJSON FeatureCollection."""


@dataclass(frozen=True)
class Basemap:
    """The base map of one city as GeoJSON.

    Attributes
    ----------
    folder
        Where built maps are kept.
    city
        The city's folder.
    build, version
        What makes the map, and a text that changes when that does.
    """

    folder: Path
    city: Path
    build: Build
    version: str = ""
    _kept: dict[tuple[object, ...], bytes] = field(default_factory=dict, repr=False, compare=False)

    def geojson(self) -> bytes:
        """Give the base map; it is built where the city's files have not been seen as they are now.

        A city that no map can be made of has an empty one: the routes are drawn all the same.
        """
        files = sorted(file for pattern in _MADE_FROM for file in self.city.glob(pattern))
        seen = tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
        kept = self._kept.get(seen)
        if kept is None:
            kept = self._kept_or_built(files)
            self._kept.clear()
            self._kept[seen] = kept
        return kept

    def _kept_or_built(self, files: list[Path]) -> bytes:
        digest = hashlib.sha256(self.version.encode())
        for file in files:
            digest.update(f"\0{file.name}\0".encode() + file.read_bytes())
        kept = self.folder / f"base-{digest.hexdigest()[:24]}.geojson"
        if kept.is_file():
            return kept.read_bytes()
        try:
            built = json.dumps(self.build(self.city), ensure_ascii=False, separators=(",", ":")).encode()
        except (FileFaults, ValueError, LookupError, OSError) as error:
            _log.warning("no base map can be made of %s: %s", self.city, error)
            return EMPTY
        _write_whole(kept, built)
        return built


def _write_whole(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    Path(name).replace(file)
