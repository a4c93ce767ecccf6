"""Checking an ``.osm.pbf`` before it is read: every block's announced length, without unpacking any.

The format is a row of blocks: four bytes with the length of a BlobHeader, that header, and the Blob that it announces
(OpenStreetMap wiki, "PBF Format"). A Blob says how many bytes it unpacks to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from geo.faults import FaultCode, FaultList

MOST_MB = 400
"""Larger files are refused: a whole city with every building has some 100 MB."""

MOST_UNPACKED_MB = 4_000
MOST_RATIO, ANY_RATIO_MB = 20, 50
"""What all blocks may have unpacked, and how many times the file's size from so many MB on: real ones have two to four
times, and points that are all alike pack a thousandfold and take ten times as much memory again."""

MOST_HEADER_BYTES = 64 * 1024
MOST_BLOB_BYTES = 32 * 1024 * 1024
"""A header and a Blob of more bytes are no valid OpenStreetMap file (the format's own limits)."""

START_S, SECONDS_PER_MB = 1.0, 2.0
"""What an import took on two cores: about two seconds for each MB of a file of streets alone, less with buildings."""

_EXPECTED = ".osm.pbf"
_GLANCE_BYTES = 64
_PACKED = frozenset({1, 3, 4, 6, 7})
"""Fields of a Blob that hold its data: raw, zlib, lzma, lz4, zstd."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """What the lengths of a file's blocks say.

    Attributes
    ----------
    bytes
        Size of the file.
    count
        Blocks of data, without the header.
    unpacked_bytes
        What the blocks announce to unpack to, in all.
    """

    bytes: int
    count: int
    unpacked_bytes: int

    @property
    def expected_s(self) -> float:
        """How long an import of the file takes, within a factor of three."""
        return START_S + SECONDS_PER_MB * self.bytes / 1e6


class _BadBlockError(Exception):
    """A block breaks the format; the message is the reason, a term of the fault's words."""


def check_blocks(path: Path, report: Callable[[int], None] = lambda _bytes: None) -> Blocks:
    """Walk over the blocks of a file.

    Parameters
    ----------
    report
        Is told how many bytes were walked over.

    Raises
    ------
    geo.faults.FileFaults
        The file is not there, empty, too large, none of this format, cut short inside a block, or announces more than
        it holds.

    .. warning::
        A file that was cut between two blocks has nothing that shows it here (see `geo.osm.extract.Extract.warnings`).
    """
    faults = FaultList(path.name)
    found = None
    try:
        size = path.stat().st_size
        if path.is_file() and size > MOST_MB * 1e6:
            faults.add(FaultCode.TOO_LARGE, megabytes=round(size / 1e6), most=MOST_MB)
        elif path.is_file() and not size:
            faults.add(FaultCode.EMPTY_FILE)
        else:
            with path.open("rb") as file:
                found = _walk(file, size, report)
    except FileNotFoundError:
        faults.add(FaultCode.NOT_FOUND)
    except (OSError, ValueError) as error:
        faults.add(FaultCode.NOT_READABLE, reason=getattr(error, "strerror", None) or type(error).__name__)
    except _BadBlockError as error:
        faults.add(FaultCode.WRONG_CONTENT, expected=_EXPECTED, reason=str(error))
    if found and _is_bomb(found):
        sizes: dict[str, float] = {
            "megabytes": round(found.unpacked_bytes / 1e6),
            "ratio": round(found.unpacked_bytes / found.bytes),
            "most": MOST_UNPACKED_MB,
            "most_ratio": MOST_RATIO,
        }
        faults.add(FaultCode.UNPACKED_TOO_LARGE, row=None, field="", **sizes)
    faults.raise_any()
    assert found is not None  # noqa: S101 - every other way was noted as a fault
    return found


def _is_bomb(found: Blocks) -> bool:
    swollen = found.unpacked_bytes > max(MOST_RATIO * found.bytes, ANY_RATIO_MB * 1e6)
    return swollen or found.unpacked_bytes > MOST_UNPACKED_MB * 1e6


def _walk(file: BinaryIO, size: int, report: Callable[[int], None]) -> Blocks:
    at = unpacked = 0
    kinds: list[bytes] = []
    while at < size:
        kind, blob_at, blob_bytes = _read_header(file, at, size, first=not kinds)
        unpacked += _unpacked_bytes(file, blob_at, blob_bytes)
        kinds.append(kind)
        at = blob_at + blob_bytes
        report(at)
    data = kinds[1:].count(b"OSMData")
    if not data:
        raise _BadBlockError("cut short")
    return Blocks(size, data, unpacked)


def _read_header(file: BinaryIO, at: int, size: int, *, first: bool) -> tuple[bytes, int, int]:
    """Give the kind of a block, where its Blob begins, and how long it is."""
    file.seek(at)
    length_bytes = file.read(4)
    length = int.from_bytes(length_bytes, "big")
    if first and (len(length_bytes) < 4 or not 0 < length <= MOST_HEADER_BYTES):
        file.seek(0)
        raise _BadBlockError(_other_format(file.read(512)))
    if len(length_bytes) < 4 or at + 4 + length > size:
        raise _BadBlockError("another format" if first and size > 64 * 1024 else "cut short")
    if not 0 < length <= MOST_HEADER_BYTES:
        raise _BadBlockError("damaged")
    kind, blob_bytes = b"", -1
    fields = _Fields(file.read(length))
    while fields.left:
        number, value = fields.next()
        if number == 1 and isinstance(value, slice):
            kind = fields.data[value]
        elif number == 3 and isinstance(value, int):
            blob_bytes = value
    if first and kind != b"OSMHeader":
        raise _BadBlockError("another format")
    if blob_bytes < 0 or not kind:
        raise _BadBlockError("damaged")
    if blob_bytes > MOST_BLOB_BYTES:
        raise _BadBlockError("announces more than it holds")
    if at + 4 + length + blob_bytes > size:
        raise _BadBlockError("cut short")
    return kind, at + 4 + length, blob_bytes


def _unpacked_bytes(file: BinaryIO, at: int, length: int) -> int:
    """Give what a Blob announces to unpack to; only the first bytes of each of its fields are read."""
    done, announced, held = 0, None, False
    while done < length:
        file.seek(at + done)
        fields = _Fields(file.read(min(_GLANCE_BYTES, length - done)), beyond=length - done)
        number, value = fields.next()
        done += fields.at
        if number == 2 and isinstance(value, int):
            announced = value
        elif number in _PACKED and isinstance(value, slice):
            held = True
            if number == 1 and announced is None:
                announced = value.stop - value.start
    if not held or announced is None:
        raise _BadBlockError("damaged")
    if announced > MOST_BLOB_BYTES:
        raise _BadBlockError("announces more than it holds")
    return announced


def _other_format(start: bytes) -> str:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"<?xml", b"<osm")):
        return "OpenStreetMap as XML, which is not read"
    return "another format"


class _Fields:
    """The fields of a protocol buffer message, one after the other.

    ``beyond`` is how long the message is where ``data`` holds only its beginning.
    """

    def __init__(self, data: bytes, *, beyond: int | None = None) -> None:
        self.data = data
        self.at = 0
        self._end = len(data) if beyond is None else beyond

    @property
    def left(self) -> bool:
        return self.at < self._end

    def next(self) -> tuple[int, int | slice]:
        """Give a field's number, and its value or where its bytes lie."""
        key = self._varint()
        kind = key & 7
        if kind == 0:
            return key >> 3, self._varint()
        length = self._varint() if kind == 2 else {1: 8, 5: 4}.get(kind, -1)
        if length < 0 or self.at + length > self._end:
            raise _BadBlockError("damaged")
        found = slice(self.at, self.at + length)
        self.at += length
        return key >> 3, found

    def _varint(self) -> int:
        value = shift = 0
        while shift < 64 and self.at < min(self._end, len(self.data)):
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
        raise _BadBlockError("damaged")
