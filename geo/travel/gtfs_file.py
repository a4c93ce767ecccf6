"""Reading GTFS zips into one timetable of a typical week."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.point_check import Bounds
from geo.travel.gtfs_faults import FeedFaults
from geo.travel.gtfs_feed import Feed, each_of, read_feed, week_of
from geo.travel.gtfs_timetable import LeftOut, make_timetable
from geo.travel.gtfs_zip import open_gtfs
from geo.travel.timetable import Timetable
from geo.travel.timetable_merge import merge_timetables

_LARGE = ("stop_times.txt", "shapes.txt", "trips.txt", "stops.txt")
_READING = 0.8


@dataclass(frozen=True)
class GtfsRead:
    """A timetable, and what was left out of it.

    Attributes
    ----------
    left_out
        How many of each kind, where any.
    looked_at
        Between which dates the typical week was chosen.
    data_date
        ISO date of the newest file in the zips; empty where they say none.
    """

    timetable: Timetable
    left_out: Mapping[LeftOut, int]
    looked_at: tuple[date, date]
    data_date: str


def read_gtfs(
    paths: Sequence[Path],
    *,
    as_of: date,
    bounds: Bounds | None = None,
    timezone: str = "",
    report: Callable[[float], None] = lambda _: None,
) -> GtfsRead:
    """Read one or more GTFS zips as one timetable.

    It holds the trips of a typical week (see `geo.travel.typical_week`). Left out are stops that nobody calls at or
    that lie more than `geo.travel.gtfs_timetable.MARGIN_M` outside the bounds (a trip that goes on there ends at its
    last stop inside, and one that comes back skips them), calls where nobody may get on or off without having rung
    before, and trips that call at fewer than two of the others.

    Parameters
    ----------
    as_of
        A date on which the timetable holds; the typical week is chosen from it on.
    bounds
        West, south, east, north of the city in EPSG:4326; None for everywhere.
    timezone
        The city's; empty for any.
    report
        Is told the share that is done, from 0 to 1.

    Raises
    ------
    geo.faults.FileFaults
        With what is wrong in all of the zips, at most some dozens of each file. Tables that others refer to are read
        first; where one of them has a fault, the times are not looked at.

    Notes
    -----
    Not read: fares, pathways, translations, zones of traffic on demand, ``continuous_pickup``, and changes between
    certain trips. The format: GTFS Schedule Reference, gtfs.org/documentation/schedule/reference.
    """
    with ExitStack() as stack:
        progress = _Progress(report)
        opened = each_of(
            lambda path: stack.enter_context(open_gtfs(path, FeedFaults(path.name), report=progress.read)), paths
        )
        progress.whole = sum(one.size(name) for one in opened for name in _LARGE)
        feeds = each_of(read_feed, opened)
        week = week_of(feeds, as_of=as_of, timezone=timezone)
        left: Counter[LeftOut] = Counter()

        def make(part: tuple[int, Feed, NDArray[np.bool_], str]) -> Timetable:
            k, feed, runs, prefix = part
            return make_timetable(
                feed,
                runs,
                week,
                prefix=prefix,
                bounds=bounds,
                left=left,
                report=lambda share: progress.courses((k + share) / len(feeds)),
            )

        parts = each_of(make, list(zip(range(len(feeds)), feeds, week.runs, prefixes(paths), strict=True)))
        report(1.0)
        data_date = max(one.date() for one in opened)
    kept = {kind: left[kind] for kind in LeftOut if left[kind]}
    return GtfsRead(merge_timetables(parts), kept, week.looked_at, data_date)


def prefixes(paths: Sequence[Path]) -> list[str]:
    """Give what goes before the ids of each zip: nothing for one alone, else its name, which differs from the others.

    Examples
    --------
    >>> prefixes([Path("bus.zip"), Path("old/bus.zip"), Path("train.zip")])
    ['bus:', 'bus2:', 'train:']
    """
    if len(paths) == 1:
        return [""]
    found: list[str] = []
    for path in paths:
        twins = sum(other.stem == path.stem for other in paths[: len(found)])
        found.append(f"{path.stem}{twins + 1 if twins else ''}:")
    return found


class _Progress:
    """Turns bytes that were read and courses that were made into one share."""

    def __init__(self, report: Callable[[float], None]) -> None:
        self._report = report
        self._read = 0
        self._courses = 0.0
        self.whole = 1

    def read(self, count: int) -> None:
        self._read += count
        self._say()

    def courses(self, share: float) -> None:
        self._courses = share
        self._say()

    def _say(self) -> None:
        self._report(min(1.0, _READING * min(1.0, self._read / max(self.whole, 1)) + (1 - _READING) * self._courses))
