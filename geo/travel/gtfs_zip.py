"""A GTFS zip: checked before anything of it is unpacked, and read as streams of UTF-8 bytes."""

import codecs
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from geo.faults import FaultCode, FileFaults
from geo.travel.gtfs_faults import FeedFaults

MOST_MB = 500
"""Larger zip files are refused; a whole country's timetable has some 300 MB."""

MOST_UNPACKED_MB = 2500
MOST_RATIO = 200
"""What a zip may have unpacked, and how many times its size; tables of times shrink to a tenth or twentieth."""

MOST_MEMBERS = 1000
NEEDED = ("agency.txt", "routes.txt", "stop_times.txt", "stops.txt", "trips.txt")
EITHER = ("calendar.txt", "calendar_dates.txt")
"""Files that every timetable has; of the last two, one at least."""

_LOCKED = 1
_BUFFER_BYTES = 1 << 18


class GtfsZip:
    """An opened GTFS zip.

    Attributes
    ----------
    name
        Of the zip file.
    names
        Its files that do not lie in a folder.
    faults
        Where what is wrong with them is noted.
    read_bytes
        How many unpacked bytes were read until now.
    """

    def __init__(self, packed: ZipFile, name: str, faults: FeedFaults, report: Callable[[int], None]) -> None:
        self._packed = packed
        self._report = report
        self.name = name
        self.faults = faults
        self.names = frozenset(info.filename for info in packed.infolist() if "/" not in info.filename)
        self.read_bytes = 0

    def size(self, name: str) -> int:
        """Give the unpacked size of one file in bytes; 0 where there is none."""
        return self._packed.getinfo(name).file_size if name in self.names else 0

    def date(self) -> str:
        """Give the ISO date of its newest file; empty where the zip says none."""
        newest = max((info.date_time[:3] for info in self._packed.infolist()), default=(1980, 1, 1))
        return "" if newest <= (1980, 1, 1) else "{:04d}-{:02d}-{:02d}".format(*newest)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Read one file as bytes that are UTF-8, without a byte order mark.

        Raises
        ------
        geo.faults.FileFaults
            When that byte is reached: the file is no UTF-8, or damaged.
        """
        try:
            with self._packed.open(name) as packed:
                stream = io.BufferedReader(_Checked(packed, self, name), _BUFFER_BYTES)
                if stream.peek(3)[:3] == codecs.BOM_UTF8:
                    stream.read(3)
                yield stream
        except (BadZipFile, zlib.error, EOFError) as error:
            raise self.refusal(name, FaultCode.NOT_A_ZIP, reason="damaged") from error

    def refusal(self, name: str, code: FaultCode, **params: str | float) -> FileFaults:
        """Note a fault after which a file cannot be read further, and give all that was noted."""
        self.faults.add(name, code, row=None, field="", **params)
        return self.faults.error()

    def count(self, read: int) -> None:
        """Note that so many more bytes were read."""
        self.read_bytes += read
        self._report(read)


class _Checked(io.RawIOBase):
    """Bytes of one file that are checked as they pass."""

    def __init__(self, packed: IO[bytes], owner: GtfsZip, name: str) -> None:
        self._packed = packed
        self._owner = owner
        self._name = name
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._passed = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._packed.read(len(buffer))
        waiting = len(self._decoder.getstate()[0])
        try:
            self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            byte = self._passed - waiting + error.start + 1
            raise self._owner.refusal(self._name, FaultCode.NOT_UTF8, byte=byte) from error
        if b"\0" in data:
            raise self._owner.refusal(self._name, FaultCode.NUL_BYTE, byte=self._passed + data.index(b"\0") + 1)
        self._passed += len(data)
        self._owner.count(len(data))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def open_gtfs(path: Path, faults: FeedFaults, *, report: Callable[[int], None] = lambda _: None) -> Iterator[GtfsZip]:
    """Open a GTFS zip for reading.

    Nothing is unpacked before it is known that the file is a zip, that no path in it leads out of its folder, how
    much it announces to be, and that it holds what a timetable needs. What is read is never more than announced.

    Parameters
    ----------
    report
        Is told how many unpacked bytes were read each time.

    Raises
    ------
    geo.faults.FileFaults
        With what is wrong.
    """
    _check_file(path, faults)
    with path.open("rb") as file:
        try:
            packed = ZipFile(file)
        except (BadZipFile, NotImplementedError, ValueError, EOFError) as error:
            file.seek(0)
            begins = file.read(4) == b"PK\x03\x04"
            faults.add("", FaultCode.NOT_A_ZIP, reason="cut short" if begins else "not a zip")
            raise faults.error() from error
        with packed:
            _check_members(packed, faults)
            faults.raise_any()
            yield GtfsZip(packed, path.name, faults, report)


def unpacked_bytes(path: Path) -> int:
    """Give the size that a zip announces to have unpacked; 0 where it cannot be read."""
    try:
        with ZipFile(path) as packed:
            return sum(info.file_size for info in packed.infolist())
    except (BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        return 0


def _check_file(path: Path, faults: FeedFaults) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except FileNotFoundError:
        faults.add("", FaultCode.NOT_FOUND)
    except (OSError, ValueError) as error:
        faults.add("", FaultCode.NOT_READABLE, reason=getattr(error, "strerror", None) or type(error).__name__)
    else:
        if not size:
            faults.add("", FaultCode.EMPTY_FILE)
        elif size > MOST_MB * 1e6:
            faults.add("", FaultCode.TOO_LARGE, megabytes=round(size / 1e6), most=MOST_MB)
    faults.raise_any()


def _check_members(packed: ZipFile, faults: FeedFaults) -> None:
    members = packed.infolist()
    if len(members) > MOST_MEMBERS:
        faults.add("", FaultCode.TOO_MANY, count=len(members), most=MOST_MEMBERS)
        return
    for name in (info.filename for info in members):
        if re.search(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^\w:|\\", name):
            faults.add("", FaultCode.UNSAFE_PATH, value=name[:200])
    unpacked, small = sum(info.file_size for info in members), sum(info.compress_size for info in members)
    ratio = unpacked / max(small, 1)
    if unpacked > MOST_UNPACKED_MB * 1e6 or (ratio > MOST_RATIO and unpacked > 20e6):
        sizes = {"megabytes": round(unpacked / 1e6), "ratio": round(ratio)}
        faults.add(
            "", FaultCode.UNPACKED_TOO_LARGE, row=None, field="", most=MOST_UNPACKED_MB, most_ratio=MOST_RATIO, **sizes
        )
    if any(info.flag_bits & _LOCKED for info in members):
        faults.add("", FaultCode.ZIP_LOCKED)
    plain = [info.filename for info in members if "/" not in info.filename]
    for name in sorted({name for name in plain if plain.count(name) > 1}):
        faults.add("", FaultCode.REPEATED_VALUE, value=name)
    if any(info.compress_type not in (0, 8, 12, 14) for info in members):
        faults.add("", FaultCode.NOT_A_ZIP, reason="other packing")
    _check_needed(plain, [info.filename for info in members], faults)


def _check_needed(plain: list[str], members: list[str], faults: FeedFaults) -> None:
    missing = [name for name in NEEDED if name not in plain]
    if not any(name in plain for name in EITHER):
        missing.append(EITHER[0])
    folders = sorted(name.removesuffix("stop_times.txt") for name in members if name.endswith("/stop_times.txt"))
    if len(missing) > len(NEEDED) and folders:
        faults.add("", FaultCode.ZIP_FOLDER, folder=folders[0])
        return
    for name in missing:
        faults.add(name, FaultCode.MISSING_MEMBER)
