"""The files of the phone's offline page: what a phone keeps of the program itself, under one version."""

import hashlib
import mimetypes
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

STARTS = ("js/offline/shell.js", "js/offline/map_view.js")
"""Modules that the page asks for; what they import comes along."""

SHEETS = ("css/tokens.css", "css/falt.css", "css/map.css", "css/ways.css", "css/offline.css")
OTHERS = (
    "data/personal_data.json",
    "icon.svg",
    "vendor/leaflet/leaflet.css",
    "vendor/leaflet/leaflet.js",
)
WORKER = "js/offline/service_worker.js"

_IMPORT = re.compile(r"""^(?:import|export)\b[^"']*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


@dataclass(frozen=True)
class ShellFiles:
    """Files by their path under ``static``, with what is made for the page beside them.

    Parameters
    ----------
    static
        The folder of the program's own files.
    made
        Files that the program makes, by name.
    """

    static: Path
    made: Mapping[str, bytes]

    @cached_property
    def contents(self) -> Mapping[str, bytes]:
        """What each file holds, by its path.

        Raises
        ------
        FileNotFoundError
            A file, or one that a module imports, is not there.
        """
        paths = sorted({*with_imports(self.static, STARTS), *SHEETS, *OTHERS})
        return {**{path: (self.static / path).read_bytes() for path in paths}, **self.made}

    @cached_property
    def version(self) -> str:
        """A text that changes when any of the files does, the service worker's too."""
        digest = hashlib.sha256((self.static / WORKER).read_bytes())
        for path, content in sorted(self.contents.items()):
            digest.update(f"\0{path}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()[:16]


def with_imports(static: Path, paths: Iterable[str]) -> frozenset[str]:
    """Give modules with all that they import, as paths under ``static``."""
    found: set[str] = set()
    left = list(paths)
    while left:
        path = left.pop()
        if path in found:
            continue
        found.add(path)
        text = (static / path).read_text(encoding="utf-8")
        left += [_joined(PurePosixPath(path).parent, name) for name in _IMPORT.findall(text)]
    return frozenset(found)


def kind_of(path: str) -> str:
    """Give the media type of a file.

    Examples
    --------
    >>> kind_of("js/offline/shell.js"), kind_of("data/personal_data.json")
    ('text/javascript', 'application/json')
    """
    return mimetypes.guess_type(path)[0] or "application/octet-stream"


def _joined(folder: PurePosixPath, name: str) -> str:
    parts = list(folder.parts)
    for part in PurePosixPath(name).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
