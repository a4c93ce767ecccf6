"""Reading lines and their stations from ``lines.csv``."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geo.crs import to_metres
from geo.entry import Entry
from geo.faults import FaultCode, FaultList
from geo.point_check import Bounds, check_point
from geo.table import read_table
from geo.travel.network import Line, Station

LINE_REQUIRED = ("mode", "line", "seq", "station", "lat", "lon", "minutes_to_next")
LINE_OPTIONAL = ("minutes_basis", "landmass", "source")

STATION_SPREAD_M = 300
"""Rows of one mode and station name may lie this far apart and still be one station."""


@dataclass(frozen=True, slots=True)
class _Stop:
    """One row: a station of a line."""

    entry: Entry
    seq: int
    station: Station
    basis: str


def read_lines(
    path: Path,
    faults: FaultList,
    *,
    bounds: Bounds | None,
    metric_epsg: int,
    landmasses: Collection[str] | None,
) -> tuple[Line, ...]:
    """Read the lines; none where there is no file.

    Rows of a line may stand in any order; their numbers say the order of its stations. Each line runs both
    ways. Stations of one mode and name are one station; they may lie up to `STATION_SPREAD_M` apart.

    Parameters
    ----------
    landmasses
        The known landmasses; None where they could not be read (then no reference to them is checked).
    """
    if not path.exists():
        return ()
    table = read_table(path, faults, required=LINE_REQUIRED, optional=LINE_OPTIONAL)
    absent = [name for name in LINE_REQUIRED if name not in table.columns]
    numbers: dict[str, int] = {}
    seen: dict[tuple[str, str], tuple[int, Station]] = {}
    stops: dict[tuple[str, str], list[_Stop]] = {}
    for row in table.rows:
        entry = Entry(
            row.cells,
            faults,
            row=row.number,
            absent=absent,
            from_text=True,
            decimal_comma=table.separator == ";",
        )
        mode, name = entry.text("mode", most=40), entry.text("line", most=40)
        seq = entry.whole("seq", low=1, high=1000)
        lon, lat = check_point(entry, bounds)
        land = entry.reference("landmass", landmasses, what="landmass", default="")
        station = Station(entry.text("station", most=120), lon, lat, land)
        if mode and name and entry.ok:
            entry.unique(f"{mode} {name} {seq}", numbers, "seq")
            _check_station(entry, mode, station, seen, metric_epsg)
        stops.setdefault((mode, name), []).append(_Stop(entry, seq, station, entry.text("minutes_basis", default="")))
    return tuple(line for (mode, name), rows in stops.items() if (line := _join(mode, name, rows)) is not None)


def _check_station(
    entry: Entry, mode: str, station: Station, seen: dict[tuple[str, str], tuple[int, Station]], epsg: int
) -> None:
    other, first = seen.setdefault((mode, station.name), (entry.row or 0, station))
    here, there = to_metres([(station.lon, station.lat), (first.lon, first.lat)], epsg)
    metres = float(np.hypot(*(here - there)))
    if station.landmass != first.landmass:
        entry.fault(
            FaultCode.UNKNOWN_VALUE,
            "landmass",
            value=station.landmass,
            allowed=f"{first.landmass} (row {other})",
        )
    if metres > STATION_SPREAD_M:
        entry.fault(FaultCode.STATION_APART, "station", name=station.name, metres=round(metres), other=other)


def _join(mode: str, name: str, stops: list[_Stop]) -> Line | None:
    """Make a line of its rows; None where anything is wrong with it."""
    whole = f"{mode} {name}"
    stops = sorted(stops, key=lambda stop: stop.seq)
    last = stops[-1].entry
    if not all(stop.entry.ok for stop in stops):
        for stop in stops[:-1]:
            if stop.entry.has("minutes_to_next"):
                stop.entry.number("minutes_to_next", low=0, high=600)
        return None
    if len(stops) == 1:
        last.fault(FaultCode.TOO_SHORT, "line", name=whole)
    for wanted, stop in enumerate(stops, start=1):
        if stop.seq != wanted:
            stop.entry.fault(FaultCode.SEQUENCE_GAP, "seq", name=whole, wanted=wanted)
            break
    minutes = [stop.entry.number("minutes_to_next", low=0, high=600) for stop in stops[:-1]]
    if last.has("minutes_to_next"):
        last.fault(FaultCode.NEEDLESS_MINUTES, "minutes_to_next", name=whole)
    if not all(stop.entry.ok for stop in stops):
        return None
    return Line(
        mode,
        name,
        tuple(stop.station for stop in stops),
        tuple(minutes),
        tuple(stop.basis for stop in stops[:-1]),
    )
