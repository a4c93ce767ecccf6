"""A city's folder as read lately: read again as soon as one of its files is another."""

from functools import lru_cache
from pathlib import Path

from geo.city import City, read_city

_Stamp = tuple[tuple[str, int, int], ...]


def kept_city(folder: Path) -> City:
    """Read a city's folder, or give what was read of just these files.

    Raises
    ------
    geo.faults.FileFaults
        A file has faults.
    """
    return _city(folder, _stamp(folder))


@lru_cache(maxsize=4)
def _city(folder: Path, _files: _Stamp) -> City:
    return read_city(folder)


def _stamp(folder: Path) -> _Stamp:
    """Give each file's name, size and time of change."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            found.append((str(path), status.st_size, status.st_mtime_ns))
    return tuple(found)
