"""Importing GTFS zips: checked, read into a typical week, summed up, and only then in use."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.imports import TIMETABLE_FILE, ImportKind, Imports
from geo.point_check import Bounds
from geo.travel.gtfs_file import read_gtfs
from geo.travel.gtfs_modes import MODES
from geo.travel.gtfs_timetable import LeftOut
from geo.travel.gtfs_zip import unpacked_bytes
from geo.travel.timetable import Timetable

READ_BYTES_PER_S = 15e6
"""Unpacked bytes that are read in a second: half of what was measured on two quiet cores, to promise no less."""


@dataclass(frozen=True, slots=True)
class ModeService:
    """The traffic of one mode in the typical week: its lines, and its first and last departure, after midnight in s."""

    mode: str
    lines: int
    first_s: int
    last_s: int


@dataclass(frozen=True)
class TimetableImport:
    """What came in, and what was left out and why.

    Attributes
    ----------
    modes
        In the order of `geo.travel.gtfs_modes.MODES`.
    trips
        Of each day of the typical week, Monday first.
    looked_at
        Between which dates the typical week was chosen.
    """

    timetable: Timetable
    modes: tuple[ModeService, ...]
    trips: tuple[int, ...]
    left_out: Mapping[LeftOut, int]
    looked_at: tuple[date, date]
    sha256: str

    @property
    def counts(self) -> dict[str, int]:
        """What came in, by name."""
        timetable = self.timetable
        return {
            "stops": len(timetable.stop_names),
            "lines": len(timetable.lines),
            "patterns": len(timetable.pattern_line),
            "trips": len(timetable.trip_pattern),
            "calls": len(timetable.arrival_s),
        }


def import_timetable(
    files: Sequence[Path],
    imports: Imports,
    *,
    as_of: date,
    today: date,
    bounds: Bounds | None = None,
    timezone: str = "",
    report: Callable[[float], None] = lambda _: None,
) -> TimetableImport:
    """Import GTFS zips as one timetable; what was in use before stays in use until all of the new is on the disk.

    Parameters
    ----------
    as_of
        The date from which the typical week is chosen; ``today`` is when it is imported.
    bounds, timezone
        The city's; see `geo.travel.gtfs_file.read_gtfs`.
    report
        Is told the share that is done, from 0 to 1.

    Raises
    ------
    geo.faults.FileFaults
        A zip cannot be used, with everything that is wrong.
    OSError
        The disk is full or cannot be written.
    """
    read = read_gtfs(files, as_of=as_of, bounds=bounds, timezone=timezone, report=report)
    timetable = read.timetable
    sha256 = _hash(files)
    done = TimetableImport(
        timetable, modes_of(timetable), trips_by_day(timetable), read.left_out, read.looked_at, sha256
    )
    with imports.build(ImportKind.TIMETABLE, sha256) as draft:
        timetable.save(draft.folder / TIMETABLE_FILE)
        draft.keep(
            source=" + ".join(file.name for file in files),
            imported_on=today.isoformat(),
            data_date=read.data_date,
            attribution=timetable.publisher,
            counts=done.counts,
            valid_last=timetable.valid_last.isoformat(),
        )
    return done


def expected_s(files: Sequence[Path]) -> float:
    """Give about how long an import of these files takes; 0 where they cannot be read."""
    return sum(unpacked_bytes(file) for file in files) / READ_BYTES_PER_S


def trips_by_day(timetable: Timetable) -> tuple[int, ...]:
    """Count the trips of each day of the typical week, Monday first."""
    return tuple(int((timetable.trip_days >> weekday & 1).sum()) for weekday in range(7))


def modes_of(timetable: Timetable) -> tuple[ModeService, ...]:
    """Sum up the traffic of each mode."""
    first: NDArray[np.int32] = timetable.departure_s[timetable.trip_at[:-1]]
    line = timetable.pattern_line[timetable.trip_pattern]
    found = []
    for mode in MODES:
        own = np.array([known == mode for known, _ in timetable.lines], dtype=bool)
        departures = first[own[line]]
        if len(departures):
            found.append(ModeService(mode, int(own.sum()), int(departures.min()), int(departures.max())))
    return tuple(found)


def _hash(files: Sequence[Path]) -> str:
    """Give the hash of one file, or of the hashes of several."""
    hashes = []
    for file in files:
        with file.open("rb") as opened:
            hashes.append(hashlib.file_digest(opened, "sha256").hexdigest())
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()
