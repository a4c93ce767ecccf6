"""Rebuild ``web/static/vendor`` from npm packages and check it: ``python -m web.maps.vendor``."""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).parent.parent / "static" / "vendor"
"""Where third-party files lie, with their ``manifest.json``."""

MANIFEST = VENDOR / "manifest.json"


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package and the files that are taken from it, as {path in the package: path in ``vendor``}."""

    name: str
    version: str
    licence: str
    files: Mapping[str, str]


PACKAGES = (
    Package(
        "leaflet",
        "1.9.4",
        "BSD-2-Clause",
        {
            "dist/leaflet.js": "leaflet/leaflet.js",
            "dist/leaflet.css": "leaflet/leaflet.css",
            "LICENSE": "leaflet/LICENSE",
        },
    ),
    Package(
        "protomaps-leaflet",
        "5.1.0",
        "BSD-3-Clause",
        {
            "dist/protomaps-leaflet.js": "protomaps-leaflet/protomaps-leaflet.js",
            "LICENSE": "protomaps-leaflet/LICENSE",
        },
    ),
    *(
        Package(name, version, licence, {file: f"protomaps-leaflet/LICENSE-{name.rpartition('/')[2]}"})
        for name, version, licence, file in (
            ("@mapbox/point-geometry", "1.1.0", "ISC", "LICENSE"),
            ("@mapbox/unitbezier", "0.0.1", "BSD-2-Clause", "LICENSE"),
            ("@mapbox/vector-tile", "2.0.3", "BSD-3-Clause", "LICENSE.txt"),
            ("color2k", "2.0.3", "MIT", "LICENSE"),
            ("fflate", "0.8.2", "MIT", "LICENSE"),
            ("pbf", "4.0.1", "BSD-3-Clause", "LICENSE"),
            ("potpack", "1.0.2", "ISC", "LICENSE"),
            ("quickselect", "2.0.0", "ISC", "LICENSE"),
            ("rbush", "3.0.1", "MIT", "LICENSE"),
        )
    ),
)
"""What is taken. ``protomaps-leaflet.js`` holds the small packages after it, of which the licence alone is taken.

Its own licence is also that of ``pmtiles`` and ``@protomaps/basemaps`` in it, by the same authors.
"""

_SOURCE_MAP = re.compile(r"^/[/*][#@] sourceMappingURL=.*$\n?", re.MULTILINE)
_CSS_URL = re.compile(r"^[^{}\n]*url\([^)]*\)[^\n]*$\n?", re.MULTILINE)


def slimmed(name: str, text: str) -> str:
    """Drop what would make a browser ask for files that are not shipped: source maps, and images in CSS."""
    text = _SOURCE_MAP.sub("", text)
    return _CSS_URL.sub("", text) if name.endswith(".css") else text


def sha256(data: bytes) -> str:
    """Give the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def rebuild(folder: Path = VENDOR) -> None:
    """Fetch every package with ``npm pack``, take its files and write the manifest."""
    manifest = []
    for package in PACKAGES:
        files = []
        with tempfile.TemporaryDirectory() as tmp:
            subprocess.run(["npm", "pack", "--silent", f"{package.name}@{package.version}"], cwd=tmp, check=True)
            with tarfile.open(next(Path(tmp).glob("*.tgz"))) as archive:
                for inside, path in package.files.items():
                    member = archive.extractfile(f"package/{inside}")
                    if member is None:
                        raise FileNotFoundError(f"{package.name} {package.version} has no {inside}")
                    packed = member.read()
                    shipped = slimmed(path, packed.decode()).encode()
                    target = folder / path
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(shipped)
                    files.append({"path": path, "sha256": sha256(shipped), "sha256_packed": sha256(packed)})
        manifest.append({"name": package.name, "version": package.version, "licence": package.licence, "files": files})
    (folder / MANIFEST.name).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def read_manifest() -> list[dict[str, Any]]:
    """Read the manifest: name, version, licence, and each file with its hash as shipped and as packed."""
    packages: list[dict[str, Any]] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return packages


if __name__ == "__main__":
    rebuild()
