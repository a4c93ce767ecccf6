"""Travel times that are kept in files, so that the same question is worked out once."""

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from geo.travel.matrix_files import MatrixFiles
from geo.travel.times import Mode, PathPart, Period, Place, Source, TravelMatrix, TravelTimes

FORMAT = "1"
"""Part of every key; changes with the form of the files."""

MOST_BYTES = 256_000_000
"""Room for some 300 matrices of 270 places."""


class CachedTravel:
    """Another provider's travel times, its matrices kept in a folder and its paths in memory.

    A matrix is kept under what it was made of: the provider's version, mode, period, and the places in their order,
    with coordinates and landmass. So what is kept is never stale; a provider that cannot tell its version (an engine
    without a data version, or one that is silent) is asked anew each time.

    Parameters
    ----------
    folder
        Made where it is not there. It may be taken away at any time, and shared by any number of processes.
    most_bytes
        The folder's size; what was used longest ago goes first.

    .. warning::
        A file holds times and no places, but its name is a fingerprint of them.
    """

    def __init__(self, provider: TravelTimes, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._provider = provider
        self._files = MatrixFiles(folder, most_bytes=most_bytes)
        self._paths = lru_cache(maxsize=4096)(self._ask_path)

    @property
    def name(self) -> str:
        """The provider's name."""
        return self._provider.name

    @property
    def estimated(self) -> bool:
        """Whether all of the provider's times are estimated."""
        return self._provider.estimated

    @property
    def periods(self) -> tuple[Period, ...]:
        """The provider's departure periods."""
        return self._provider.periods

    @property
    def version(self) -> str:
        """The provider's version."""
        return self._provider.version

    @property
    def sources(self) -> tuple[Source, ...]:
        """The provider's sources."""
        return self._provider.sources

    def matrix(self, places: Sequence[Place], *, mode: Mode, period: str) -> TravelMatrix:
        """Give door-to-door times from each place to each other for departures in one period.

        Raises
        ------
        KeyError, ValueError, geo.travel.Unreachable
            As the provider.
        """
        version = self._provider.version
        if not version:
            return self._provider.matrix(places, mode=mode, period=period)
        key = key_of(version, places, mode=mode, period=period)
        kept = self._files.read(key, len(places))
        if kept is not None:
            return kept
        found = self._provider.matrix(places, mode=mode, period=period)
        if self._provider.version == version:  # its data did not change while it answered, nor did it fall silent
            self._files.write(key, found)
        return found

    def path(self, start: Place, end: Place, *, mode: Mode, period: str) -> tuple[PathPart, ...]:
        """Give the way between two places in parts, for drawing it; their seconds add up to the matrix's.

        Raises
        ------
        KeyError, ValueError, geo.travel.Unreachable
            As the provider.
        """
        version = self._provider.version
        if not version:
            return self._provider.path(start, end, mode=mode, period=period)
        try:
            return self._paths(version, start, end, mode, period)
        except _NotKeptError as told:
            return told.parts

    def _ask_path(self, version: str, start: Place, end: Place, mode: Mode, period: str) -> tuple[PathPart, ...]:
        parts = self._provider.path(start, end, mode=mode, period=period)
        if self._provider.version != version:
            raise _NotKeptError(parts)
        return parts


class _NotKeptError(Exception):
    """Hands a path past the memory: the provider's version changed while it was made."""

    def __init__(self, parts: tuple[PathPart, ...]) -> None:
        super().__init__()
        self.parts = parts


def key_of(version: str, places: Sequence[Place], *, mode: Mode, period: str) -> str:
    """Give the name under which a matrix is kept: 64 hexadecimal digits.

    Examples
    --------
    >>> here, there = Place("a", 18.07, 59.33), Place("b", 18.08, 59.34)
    >>> first = key_of("1", [here, there], mode=Mode.WALK, period="day")
    >>> first == key_of("1", [there, here], mode=Mode.WALK, period="day")
    False
    """
    made_of = [FORMAT, version, str(mode), period, [[place.lon, place.lat, place.landmass] for place in places]]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()
