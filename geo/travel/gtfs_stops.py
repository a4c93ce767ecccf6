"""Stops and stations of a timetable: ``stops.txt``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.faults import FaultCode
from geo.travel.gtfs_table import Piece, ids, read_table
from geo.travel.gtfs_values import numbers, wholes
from geo.travel.gtfs_zip import GtfsZip

STOP, STATION = 0, 1
_PLACED = (0, 1, 2)
_DEEPEST = 3
_NAME = "stops.txt"


@dataclass(frozen=True)
class FeedStops:
    """Every row of ``stops.txt``, stops or not, in the file's order.

    Attributes
    ----------
    place
        The row of each id, counted from 0.
    kind
        ``location_type``: 0 stop, 1 station, 2 entrance, 3 node, 4 boarding area.
    lon_lat
        Shape (s, 2), EPSG:4326; NaN where a row has no place.
    station
        The row of the station to which each row belongs in the end; its own where it belongs to none.
    """

    place: Mapping[str, int] = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    kind: NDArray[np.int32] = field(repr=False)
    lon_lat: NDArray[np.float64] = field(repr=False)
    station: NDArray[np.int32] = field(repr=False)

    def __len__(self) -> int:
        return len(self.kind)


def read_stops(feed: GtfsZip) -> FeedStops:
    """Read the stops; faults are noted. A stop without a name is called as its station, or by its id."""
    table = read_table(
        feed,
        _NAME,
        required=("stop_id", "stop_lat", "stop_lon"),
        optional=("stop_name", "location_type", "parent_station"),
    )
    found = ids(table, "stop_id", feed.faults.add, name=_NAME)
    place = {ident: row for row, ident in enumerate(found)}
    kind = wholes(table, _NAME, "location_type", feed.faults, low=0, high=4, empty=STOP)
    lon = numbers(table, _NAME, "stop_lon", feed.faults, low=-180, high=180, empty=np.nan)
    lat = numbers(table, _NAME, "stop_lat", feed.faults, low=-90, high=90, empty=np.nan)
    for values, column in ((lon, "stop_lon"), (lat, "stop_lat")):
        lacking = np.flatnonzero(np.isin(kind, _PLACED) & np.isnan(values))
        feed.faults.add_rows(_NAME, FaultCode.EMPTY_VALUE, lacking, lambda _: {}, rows=table.rows, field=column)
    station = _stations(table, place, feed)
    names = table["stop_name"].whole()
    called = tuple(
        name or names[station[row]] or ident for row, (name, ident) in enumerate(zip(names, found, strict=True))
    )
    return FeedStops(place, called, kind, np.column_stack([lon, lat]), station)


def _stations(table: Piece, place: Mapping[str, int], feed: GtfsZip) -> NDArray[np.int32]:
    """Follow each row's parent up to the station; boarding areas belong to stops, which belong to stations."""
    parents: Sequence[str] = table["parent_station"].whole()
    above = np.arange(len(table), dtype=np.int32)
    for row, parent in enumerate(parents):
        if parent and parent not in place:
            feed.faults.add(
                _NAME,
                FaultCode.UNKNOWN_REFERENCE,
                row=int(table.rows[row]),
                field="parent_station",
                what="stop",
                value=parent,
            )
        elif parent:
            above[row] = place[parent]
    for _ in range(_DEEPEST - 1):
        above = above[above]
    return above
