"""A timetable as arrays: stops, lines, and every trip of one typical week."""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.arrays_file import load_arrays, save_arrays

DAY_S = 86_400

BOARD, ALIGHT = 1, 2
"""Bits of `Timetable.pattern_use`: what travellers may do at a stop."""


@dataclass(frozen=True)
class Timetable:
    """The trips of a typical week, by pattern: trips of one line that call at the same stops in the same order.

    Times are seconds after the midnight that begins the service day (GTFS: noon minus 12 h) and may exceed 24 h.

    Attributes
    ----------
    stop_lon_lat
        Shape (s, 2), EPSG:4326.
    stop_names
        s names.
    stop_station
        Shape (s,), int32: stops of one number belong to one station, where a traveller changes without going out;
        a stop that belongs to none has a number of its own.
    lines
        (mode, name) of each line, as ``("metro", "17")``, ``("bus", "4")``.
    pattern_line
        Shape (p,), int32, into ``lines``.
    pattern_stops, pattern_at
        The stops of pattern p are ``pattern_stops[pattern_at[p]:pattern_at[p + 1]]``, two or more; shapes (k,) and
        (p + 1,).
    pattern_shape, pattern_shape_at, pattern_shape_stop
        Course of each pattern in EPSG:4326, cut in the same way: shapes (q, 2) and (p + 1,). ``pattern_shape_stop`` has
        shape (k,): for each stop of the pattern the place in its own course (counted from 0) where it lies. Courses
        are straight between stops where the feed has none.
    trip_pattern
        Shape (t,), int32.
    trip_days
        Shape (t,), uint8: bit w is set where the trip runs on weekday w of the typical week (0 is Monday).
    arrival_s, departure_s, trip_at
        Times of trip t at the stops of its pattern, cut in the same way; shapes (u,), (t + 1,), int32 and int64. They
        never fall along a trip.
    transfer_from, transfer_to, transfer_s
        Stated changes between two stops and the least seconds they take; -1 where no change is possible.
    days
        The seven dates, Monday first, whose service stands for each weekday; they need not lie in one week.
    valid_first, valid_last
        First and last date of the feed.
    timezone, publisher
        As the feed says.
    pattern_use
        Shape (k,), uint8, cut as ``pattern_stops``: of the bits `BOARD` and `ALIGHT`; both where it is left out.
    stop_ids, trip_ids
        Ids of the s stops and t trips in the feed, with the feed's name before them where there are several feeds;
        of trips that are one since they run at the same times, that of the first. Empty where they are not known.
    """

    stop_lon_lat: NDArray[np.float64]
    stop_names: tuple[str, ...]
    stop_station: NDArray[np.int32]
    lines: tuple[tuple[str, str], ...]
    pattern_line: NDArray[np.int32]
    pattern_stops: NDArray[np.int32] = field(repr=False)
    pattern_at: NDArray[np.int64] = field(repr=False)
    pattern_shape: NDArray[np.float64] = field(repr=False)
    pattern_shape_at: NDArray[np.int64] = field(repr=False)
    pattern_shape_stop: NDArray[np.int32] = field(repr=False)
    trip_pattern: NDArray[np.int32] = field(repr=False)
    trip_days: NDArray[np.uint8] = field(repr=False)
    arrival_s: NDArray[np.int32] = field(repr=False)
    departure_s: NDArray[np.int32] = field(repr=False)
    trip_at: NDArray[np.int64] = field(repr=False)
    transfer_from: NDArray[np.int32] = field(repr=False)
    transfer_to: NDArray[np.int32] = field(repr=False)
    transfer_s: NDArray[np.int32] = field(repr=False)
    days: tuple[date, ...]
    valid_first: date
    valid_last: date
    timezone: str
    publisher: str = ""
    pattern_use: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, dtype=np.uint8), repr=False)
    stop_ids: tuple[str, ...] = field(default=(), repr=False)
    trip_ids: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if not len(self.pattern_use):
            object.__setattr__(self, "pattern_use", np.full(len(self.pattern_stops), BOARD | ALIGHT, dtype=np.uint8))
        stops = len(self.stop_lon_lat)
        if not len(self.stop_names) == len(self.stop_station) == stops:
            raise ValueError("the stops' arrays differ in length")
        if len(self.pattern_stops) and not 0 <= self.pattern_stops.min() <= self.pattern_stops.max() < stops:
            raise ValueError("a pattern names a stop that is not there")
        lengths = np.diff(self.pattern_at)
        if len(lengths) and lengths.min() < 2:
            raise ValueError("a pattern has fewer than two stops")
        if not np.array_equal(np.diff(self.trip_at), lengths[self.trip_pattern]):
            raise ValueError("a trip has other stops than its pattern")
        if len(self.pattern_use) != len(self.pattern_stops):
            raise ValueError("what may be done at the stops of a pattern is not said of each")
        if len(self.stop_ids) not in {0, stops} or len(self.trip_ids) not in {0, len(self.trip_pattern)}:
            raise ValueError("the ids differ in number from what they name")
        if len(self.days) != 7:
            raise ValueError("a typical week has seven days")

    def save(self, file: Path) -> None:
        """Write the timetable to an ``.npz`` file."""
        said = {
            "stop_names": self.stop_names,
            "lines": self.lines,
            "days": [day.isoformat() for day in self.days],
            "valid_first": self.valid_first.isoformat(),
            "valid_last": self.valid_last.isoformat(),
            "timezone": self.timezone,
            "publisher": self.publisher,
            "stop_ids": self.stop_ids,
            "trip_ids": self.trip_ids,
        }
        text = np.frombuffer(json.dumps(said, ensure_ascii=False).encode(), dtype=np.uint8)
        save_arrays(file, {"said": text, **{name: getattr(self, name) for name in _ARRAYS}})

    @classmethod
    def load(cls, file: Path) -> "Timetable":
        """Read what `save` wrote; raises ValueError, KeyError or OSError where it is not that."""
        arrays = load_arrays(file, ("said", *_ARRAYS))
        said: dict[str, Any] = json.loads(arrays["said"].tobytes())
        return cls(
            stop_names=tuple(said["stop_names"]),
            lines=tuple((mode, name) for mode, name in said["lines"]),
            days=tuple(map(date.fromisoformat, said["days"])),
            valid_first=date.fromisoformat(said["valid_first"]),
            valid_last=date.fromisoformat(said["valid_last"]),
            timezone=said["timezone"],
            publisher=said["publisher"],
            stop_ids=tuple(said["stop_ids"]),
            trip_ids=tuple(said["trip_ids"]),
            **{name: arrays[name] for name in _ARRAYS},
        )


_ARRAYS = (
    "stop_lon_lat", "stop_station", "pattern_line", "pattern_stops", "pattern_at", "pattern_shape", "pattern_shape_at",
    "pattern_shape_stop", "trip_pattern", "trip_days", "arrival_s", "departure_s", "trip_at", "transfer_from",
    "transfer_to", "transfer_s", "pattern_use",
)  # fmt: skip
