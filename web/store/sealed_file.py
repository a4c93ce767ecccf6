"""The form of a backup: parts one after the other, a manifest with the hash of each, and a seal over all of it.

``FALTPLAN-BACKUP 1`` and a line's end; the parts, each compressed by zlib; the manifest as canonical JSON; then an end
of fixed length with the manifest's length, its SHA-256, its seal (HMAC-SHA256 with the audit's key) and a CRC-32 of
these. Every byte belongs to a part that has a name, so that a change of any byte is found and named.
"""

import hmac
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from web.store.audit import canonical

BEGIN = b"FALTPLAN-BACKUP 1\n"
_END = b"\nFALTPLAN-END "
_END_LENGTH = len(_END) + 12 + 1 + 64 + 1 + 64 + 1 + 8 + 1
_CHUNK = 1 << 20
_MOST_MANIFEST = 4 << 20


@dataclass(frozen=True, slots=True)
class SealedFault:
    """What is wrong with a file: ``part`` names where, ``code`` is ``changed``, ``short``, ``other`` or ``key``."""

    part: str
    code: str


class SealedFileError(ValueError):
    """A file is not what was written; ``faults`` names every part that differs."""

    def __init__(self, path: Path, faults: tuple[SealedFault, ...]) -> None:
        super().__init__(f"{path}: " + ", ".join(f"{fault.part}: {fault.code}" for fault in faults))
        self.path, self.faults = path, faults


@dataclass(frozen=True, slots=True)
class Part:
    """One part as the manifest tells it: its place in the file and its hash, compressed, and its length unpacked."""

    name: str
    start: int
    length: int
    sha256: str
    unpacked: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that was verified."""

    path: Path
    facts: dict[str, Any]
    parts: tuple[Part, ...]
    digest: str

    def read(self, name: str) -> Iterator[bytes]:
        """Unpack a part, piece by piece.

        Raises
        ------
        SealedFileError
            The file has changed since it was verified.
        """
        part = next(part for part in self.parts if part.name == name)
        unpacker, digest, left = zlib.decompressobj(), sha256(), part.length
        with self.path.open("rb") as file:
            file.seek(part.start)
            while left:
                piece = file.read(min(_CHUNK, left))
                if not piece:
                    break
                left -= len(piece)
                digest.update(piece)
                yield unpacker.decompress(piece)
        yield unpacker.flush()
        if left or digest.hexdigest() != part.sha256:
            raise SealedFileError(self.path, (SealedFault(name, "changed"),))


class Writer:
    """Writes the parts of a file one after the other."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._parts: list[Part] = []
        file.write(BEGIN)

    def add(self, name: str, content: Iterable[bytes]) -> None:
        """Write a part."""
        start, length, unpacked, digest, packer = self._file.tell(), 0, 0, sha256(), zlib.compressobj(6)

        def put(piece: bytes) -> None:
            nonlocal length
            self._file.write(piece)
            digest.update(piece)
            length += len(piece)

        for piece in content:
            unpacked += len(piece)
            put(packer.compress(piece))
        put(packer.flush())
        self._parts.append(Part(name, start, length, digest.hexdigest(), unpacked))

    def end(self, key: bytes, facts: dict[str, Any]) -> str:
        """Write the manifest and the seal; gives the manifest's hash, which stands for the whole file."""
        parts = [{name: getattr(part, name) for name in Part.__slots__} for part in self._parts]
        manifest = canonical({**facts, "parts": parts}).encode()
        digest = sha256(BEGIN + manifest).hexdigest()
        self._file.write(manifest)
        said = _END + f"{len(manifest):012d} {digest} {_seal(key, manifest)}".encode()
        self._file.write(said + b" " + _check(said) + b"\n")
        return digest


def verify_sealed(path: Path, key: bytes, *, without_seal: bool = False) -> Sealed:
    """Try every byte of a file.

    Parameters
    ----------
    without_seal
        Accept a seal that was made with another key; every hash must still hold.

    Raises
    ------
    SealedFileError
        With every part that differs.
    OSError
        The file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if size < len(BEGIN) + _END_LENGTH:
            raise SealedFileError(path, (SealedFault("file", "short" if file.read(8) == BEGIN[:8] else "other"),))
        faults = [] if file.read(len(BEGIN)) == BEGIN else [SealedFault("beginning", "changed")]
        file.seek(size - _END_LENGTH)
        manifest, said, end_faults = _read_end(file, size, key)
        if faults and manifest is None:
            raise SealedFileError(path, (SealedFault("file", "other"),))
        if manifest is None:
            raise SealedFileError(path, tuple(end_faults))
        parts = tuple(Part(**part) for part in said.pop("parts"))
        faults += _changed_parts(file, parts, size - _END_LENGTH - len(manifest))
        faults += [f for f in end_faults if not (without_seal and f.code == "key")]
    if faults:
        raise SealedFileError(path, tuple(faults))
    return Sealed(path, said, parts, sha256(BEGIN + manifest).hexdigest())


def _read_end(file: BinaryIO, size: int, key: bytes) -> tuple[bytes | None, dict[str, Any], list[SealedFault]]:
    """Read the end and the manifest; None for one that cannot be trusted to say where the parts are."""
    end = file.read(_END_LENGTH)
    if not end.startswith(_END[:5]) and not end.endswith(b"\n"):
        return None, {}, [SealedFault("end", "short")]
    said, _, check = end.removesuffix(b"\n").rpartition(b" ")
    if not (end.startswith(_END) and end.endswith(b"\n") and check == _check(said)):
        return None, {}, [SealedFault("end", "changed")]
    length, digest, seal = said.removeprefix(_END).split(b" ")
    start = size - _END_LENGTH - int(length)
    if start < len(BEGIN) or int(length) > _MOST_MANIFEST:
        return None, {}, [SealedFault("file", "short")]
    file.seek(start)
    manifest = file.read(int(length))
    if sha256(BEGIN + manifest).hexdigest().encode() != digest:
        return None, {}, [SealedFault("manifest", "changed")]
    holds = hmac.compare_digest(_seal(key, manifest).encode(), seal)
    return manifest, json.loads(manifest), [] if holds else [SealedFault("seal", "key")]


def _check(said: bytes) -> bytes:
    return f"{zlib.crc32(said):08x}".encode()


def _changed_parts(file: BinaryIO, parts: tuple[Part, ...], end: int) -> Iterator[SealedFault]:
    place = len(BEGIN)
    for part in parts:
        if part.start != place:
            yield SealedFault(part.name, "changed")
        digest, left = sha256(), part.length
        file.seek(part.start)
        while left and (piece := file.read(min(_CHUNK, left))):
            digest.update(piece)
            left -= len(piece)
        if left or digest.hexdigest() != part.sha256:
            yield SealedFault(part.name, "changed")
        place = part.start + part.length
    if place != end:
        yield SealedFault("manifest", "changed")


def _seal(key: bytes, manifest: bytes) -> str:
    return hmac.new(key, b"backup\0" + manifest, sha256).hexdigest()
