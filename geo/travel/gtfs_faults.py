"""Collecting the faults of a timetable's files: several of each file, and how many more there are."""

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from geo.faults import Fault, FaultCode, FaultList, FileFaults

MOST_OF_A_FILE = 30
"""Faults of one file that are listed; of the others only the number is told."""


class FeedFaults:
    """The faults of one GTFS zip.

    Parameters
    ----------
    feed
        Name of the zip file; its files are called ``"sl.zip/stops.txt"``.
    """

    def __init__(self, feed: str) -> None:
        self.feed = feed
        self._lists: dict[str, FaultList] = {}
        self._more: Counter[str] = Counter()

    def __len__(self) -> int:
        return sum(map(len, self._lists.values()))

    def of(self, name: str) -> int:
        """Tell how many faults of one file were noted."""
        return len(self._lists.get(name, ()))

    def add(
        self, name: str, code: FaultCode, *, row: int | None = None, field: str = "", **params: str | float
    ) -> None:
        """Note a fault of one file of the zip; ``""`` is the zip itself."""
        listed = self._lists.setdefault(name, FaultList(f"{self.feed}/{name}" if name else self.feed))
        if len(listed) < MOST_OF_A_FILE:
            listed.add(code, row=row, field=field, **params)
        else:
            self._more[name] += 1

    def add_rows(
        self,
        name: str,
        code: FaultCode,
        wrong: NDArray[np.intp],
        params: Callable[[int], Mapping[str, str | float]],
        *,
        rows: NDArray[np.int32],
        field: str = "",
    ) -> None:
        """Note one fault for each place of ``wrong``; ``rows`` gives the row of a place, ``params`` what is wrong."""
        room = MOST_OF_A_FILE - self.of(name)
        for place in wrong[:room].tolist():
            self.add(name, code, row=int(rows[place]), field=field, **params(place))
        if len(wrong) > room:
            self._more[name] += len(wrong) - room

    def error(self) -> FileFaults:
        """Give everything that was noted, and how much more there was, as what is raised."""
        for name, count in self._more.items():
            listed = self._lists[name].faults
            last = max(fault.row or 0 for fault in listed)
            listed.append(Fault(listed[0].file, last, "", FaultCode.MORE_FAULTS, {"count": count}))
        self._more.clear()
        return FileFaults(fault for listed in self._lists.values() for fault in listed.faults)

    def raise_any(self) -> None:
        """Raise `FileFaults` with everything that was noted, if anything was."""
        if len(self):
            raise self.error()
