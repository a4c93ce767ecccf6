"""A folder of travel time matrices: written whole, read only where undamaged, and kept below a size."""

import hashlib
import io
import json
import logging
import os
import tempfile
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import numpy as np

from geo.travel.times import TravelMatrix

_log = logging.getLogger(__name__)

_DIGEST = 32
_SUFFIX, _HALF = ".times", ".half"
_HALF_S = 3600.0
"""A file half written for so long belongs to a process that was killed."""


class MatrixFiles:
    """Matrices in a folder, each under a key.

    A file is the SHA-256 digest of its key and of all that follows, and then an ``.npz`` archive. It is written
    beside its place and put there in one step, so a reader finds a whole file or none, whichever processes write or are
    killed. A file with any other digest is taken away. What the folder refuses (a full disk) is logged once, and
    nothing is kept then.

    Parameters
    ----------
    most_bytes
        Size of the folder; beyond it, what was read or written longest ago goes.
    """

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self.folder, self._most_bytes = folder, most_bytes

    def read(self, key: str, places: int) -> TravelMatrix | None:
        """Give the matrix kept under a key for so many places; None where there is none that is whole."""
        file = self._file(key)
        try:
            content = file.read_bytes()
        except OSError:
            return None
        said, body = content[:_DIGEST], content[_DIGEST:]
        if said != _digest(key, body):
            with suppress(OSError):
                file.unlink()
            return None
        matrix = _unpacked(body)
        if matrix.seconds.shape != (places, places):
            return None
        with suppress(OSError):
            os.utime(file)
        return matrix

    def write(self, key: str, matrix: TravelMatrix) -> None:
        """Keep a matrix; where the folder refuses it, say so once and go on."""
        body = _packed(matrix)
        if len(body) + _DIGEST > self._most_bytes:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._make_room(len(body) + _DIGEST)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=key[:16], suffix=_HALF, delete=False) as half:
                try:
                    half.write(_digest(key, body))
                    half.write(body)
                    half.close()
                    Path(half.name).replace(self._file(key))
                except OSError:
                    Path(half.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            _say_once(self.folder, error.strerror)

    def _make_room(self, needed: int) -> None:
        """Take away what was used longest ago until so many bytes fit, and what killed processes left half."""
        found = []
        for file in self.folder.iterdir():
            try:
                stat = file.stat()
            except FileNotFoundError:
                continue  # another process took it away
            if file.suffix == _HALF and stat.st_mtime < time.time() - _HALF_S:
                file.unlink(missing_ok=True)
            elif file.suffix in {_SUFFIX, _HALF}:
                found.append((stat.st_mtime_ns, stat.st_size, file))
        total = sum(size for _, size, _ in found)
        for _, size, file in sorted(found):
            if total + needed <= self._most_bytes:
                break
            if file.suffix == _SUFFIX:
                file.unlink(missing_ok=True)
                total -= size

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"


@lru_cache(maxsize=64)
def _say_once(folder: Path, reason: str) -> None:
    _log.warning("travel times are not kept in %s: %s", folder, reason)


def _digest(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + body).digest()


def _packed(matrix: TravelMatrix) -> bytes:
    lines = np.frombuffer(json.dumps(matrix.lines).encode(), dtype=np.uint8)
    into = io.BytesIO()
    np.savez(
        into, seconds=matrix.seconds, metres=matrix.metres, line=matrix.line, lines=lines, estimated=matrix.estimated
    )
    return into.getvalue()


def _unpacked(body: bytes) -> TravelMatrix:
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        return TravelMatrix(
            arrays["seconds"],
            arrays["metres"],
            arrays["line"],
            tuple(json.loads(arrays["lines"].tobytes())),
            arrays["estimated"],
        )
