"""Lines and trips of a timetable: ``routes.txt`` and ``trips.txt``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo.faults import FaultCode
from geo.travel.gtfs_modes import MODES, mode_of
from geo.travel.gtfs_table import Column, Piece, ids, read_table
from geo.travel.gtfs_values import wholes
from geo.travel.gtfs_zip import GtfsZip


@dataclass(frozen=True)
class FeedTrips:
    """Every trip, in the file's order.

    Attributes
    ----------
    ids, place
        Id of each trip, and the trip of each id.
    lines
        (mode, name) in the order of ``routes.txt``; routes of one mode and name are one line.
    line, service
        Shape (t,): which line a trip is of, and which service.
    shape
        Id of each trip's course; empty for none.
    """

    ids: tuple[str, ...] = field(repr=False)
    place: Mapping[str, int] = field(repr=False)
    lines: tuple[tuple[str, str], ...]
    line: NDArray[np.int32] = field(repr=False)
    service: NDArray[np.int32] = field(repr=False)
    shape: Column = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)


def read_trips(feed: GtfsZip, services: Mapping[str, int]) -> FeedTrips:
    """Read lines and trips; faults are noted."""
    route_place, route_line, lines = _read_routes(feed)
    name = "trips.txt"
    table = read_table(feed, name, required=("route_id", "service_id", "trip_id"), optional=("shape_id",))
    found = ids(table, "trip_id", feed.faults.add, name=name)
    route = _refer(feed, table, name, "route_id", "route", route_place)
    service = _refer(feed, table, name, "service_id", "service", services)
    line = route_line[route] if len(route_line) else route
    place = {ident: trip for trip, ident in enumerate(found)}
    return FeedTrips(tuple(found), place, lines, line, service, table["shape_id"])


def _read_routes(feed: GtfsZip) -> tuple[dict[str, int], NDArray[np.int32], tuple[tuple[str, str], ...]]:
    name = "routes.txt"
    table = read_table(
        feed, name, required=("route_id", "route_type"), optional=("route_short_name", "route_long_name")
    )
    found = ids(table, "route_id", feed.faults.add, name=name)
    kinds = wholes(table, name, "route_type", feed.faults, low=0, high=1799)
    modes = [mode_of(kind) for kind in kinds.tolist()]
    for row, mode in enumerate(modes):
        if mode is None:
            feed.faults.add(
                name,
                FaultCode.UNKNOWN_VALUE,
                row=int(table.rows[row]),
                field="route_type",
                value=str(kinds[row]),
                allowed="0–7, 11, 12, 100–1799",
            )
    names = zip(table["route_short_name"].whole(), table["route_long_name"].whole(), found, strict=True)
    lines: dict[tuple[str, str], int] = {}
    line = [
        lines.setdefault((mode or MODES[-1], short or long or ident), len(lines))
        for mode, (short, long, ident) in zip(modes, names, strict=True)
    ]
    return {ident: row for row, ident in enumerate(found)}, np.array(line, dtype=np.int32), tuple(lines)


def _refer(
    feed: GtfsZip, table: Piece, name: str, column: str, what: str, place: Mapping[str, int]
) -> NDArray[np.int32]:
    cells = table[column]
    found = cells.places(place)
    feed.faults.add_rows(
        name,
        FaultCode.UNKNOWN_REFERENCE,
        np.flatnonzero(found < 0),
        lambda row: {"what": what, "value": cells.texts[cells.codes[row]]},
        rows=table.rows,
        field=column,
    )
    return found
