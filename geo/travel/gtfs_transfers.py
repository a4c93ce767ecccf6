"""Changes that a timetable states: ``transfers.txt``."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.faults import FaultCode
from geo.travel.gtfs_stops import STATION, FeedStops
from geo.travel.gtfs_table import Piece, read_table
from geo.travel.gtfs_values import wholes
from geo.travel.gtfs_zip import GtfsZip

NAME = "transfers.txt"
IMPOSSIBLE = -1
_TIMED, _LEAST, _NONE = 1, 2, 3
_BETWEEN_STOPS = 3
_OF_SOME = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")


def read_transfers(feed: GtfsZip, stops: FeedStops) -> tuple[NDArray[np.int32], int]:
    """Read the changes between stops; those of a station are those of each of its stops.

    A timed change (1) takes no time of its own, a change with a least time (2) that time, an impossible one (3) is
    `IMPOSSIBLE`. Passed over are recommended changes (0) without a time, which say nothing that the ways do not, and
    changes between certain lines or trips only. What is said of stops goes before what is said of their stations; of
    several rows on the same stops the shortest time holds.

    Returns
    -------
    tuple
        Shape (n, 3): from which row of ``stops.txt``, to which, seconds; and how many rows were passed over.
    """
    if NAME not in feed.names:
        return np.zeros((0, 3), dtype=np.int32), 0
    table = read_table(
        feed, NAME, required=("from_stop_id", "to_stop_id"), optional=("transfer_type", "min_transfer_time", *_OF_SOME)
    )
    kind = wholes(table, NAME, "transfer_type", feed.faults, low=0, high=5, empty=0)
    least = wholes(table, NAME, "min_transfer_time", feed.faults, low=0, high=86_400, empty=-1)
    general = np.ones(len(table), dtype=bool)
    for column in _OF_SOME:
        cells = table[column]
        general &= cells.each(np.array([not text for text in cells.texts]))
    says = (least >= 0) | np.isin(kind, (_TIMED, _NONE))
    kept = general & (kind <= _BETWEEN_STOPS) & says
    seconds = np.where(kind == _NONE, IMPOSSIBLE, np.maximum(least, 0))
    ends = {column: _rows(feed, table, column, stops, kept) for column in ("from_stop_id", "to_stop_id")}
    feed.faults.raise_any()
    rows = pd.DataFrame({"from": ends["from_stop_id"], "to": ends["to_stop_id"], "seconds": seconds})[kept]
    rows["of_stations"] = np.isin(rows["from"], _stations(stops)) * 1 + np.isin(rows["to"], _stations(stops)) * 1
    members = _members(stops)
    for end in ("from", "to"):
        rows = rows.merge(members.rename(columns={"row": end, "stop": f"{end}_stop"}), on=end)
    rows = rows.sort_values(["from_stop", "to_stop", "of_stations", "seconds"])
    rows = rows.drop_duplicates(["from_stop", "to_stop"])
    return rows[["from_stop", "to_stop", "seconds"]].to_numpy(dtype=np.int32), int((~kept).sum())


def _rows(feed: GtfsZip, table: Piece, column: str, stops: FeedStops, kept: NDArray[np.bool_]) -> NDArray[np.int32]:
    cells = table[column]
    found = cells.places(stops.place)
    feed.faults.add_rows(
        NAME,
        FaultCode.UNKNOWN_REFERENCE,
        np.flatnonzero(kept & (found < 0)),
        lambda k: {"what": "stop", "value": cells.texts[cells.codes[k]]},
        rows=table.rows,
        field=column,
    )
    return found


def _stations(stops: FeedStops) -> NDArray[np.intp]:
    return np.flatnonzero(stops.kind == STATION)


def _members(stops: FeedStops) -> pd.DataFrame:
    """Give the stops that each row stands for: itself, or those of the station that it is."""
    plain = np.flatnonzero(stops.kind != STATION)
    inside = plain[stops.station[plain] != plain]
    row = np.concatenate([plain, stops.station[inside]])
    return pd.DataFrame({"row": row.astype(np.int32), "stop": np.concatenate([plain, inside]).astype(np.int32)})
