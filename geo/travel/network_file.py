"""Reading landmasses, bridges and lines of a city folder, with every fault of the three files at once."""

from collections.abc import Collection
from enum import StrEnum
from pathlib import Path

import numpy as np

from geo.crs import SWEREF99_TM, to_metres
from geo.entry import Entry
from geo.faults import FaultCode, FaultList, FileFaults
from geo.point_check import Bounds, check_point
from geo.table import Table, read_table
from geo.travel.lines_file import read_lines
from geo.travel.network import Bridge, BridgeKind, Landmass, Network

LANDMASS_REQUIRED = ("id", "name")
LANDMASS_OPTIONAL = ("area_km2", "lat", "lon", "in_city", "source")
BRIDGE_REQUIRED = ("name", "lat1", "lon1", "landmass1", "lat2", "lon2", "landmass2", "length_m")
BRIDGE_OPTIONAL = ("foot", "car", "kind", "confidence", "source", "note")


class _YesNo(StrEnum):
    YES = "yes"
    NO = "no"


class _Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def read_network(folder: Path, *, bounds: Bounds | None, metric_epsg: int = SWEREF99_TM) -> Network:
    """Read ``landmasses.csv``, ``bridges.csv`` and ``lines.csv``; a file that is not there stands for none.

    Parameters
    ----------
    bounds
        West, south, east, north in EPSG:4326; every station and bridge end lies inside.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of the three files.
    """
    of_landmasses, of_bridges, of_lines = (FaultList(name) for name in ("landmasses.csv", "bridges.csv", "lines.csv"))
    landmasses = _read_landmasses(folder / "landmasses.csv", of_landmasses)
    known = None if of_landmasses else [landmass.id for landmass in landmasses]
    bridges = _read_bridges(folder / "bridges.csv", of_bridges, bounds, metric_epsg, known)
    lines = read_lines(folder / "lines.csv", of_lines, bounds=bounds, metric_epsg=metric_epsg, landmasses=known)
    faults = [*of_landmasses.faults, *of_bridges.faults, *of_lines.faults]
    if faults:
        raise FileFaults(faults)
    return Network(lines, landmasses, bridges)


def _read_landmasses(path: Path, faults: FaultList) -> tuple[Landmass, ...]:
    if not path.exists():
        return ()
    table = read_table(path, faults, required=LANDMASS_REQUIRED, optional=LANDMASS_OPTIONAL)
    rows: dict[str, int] = {}
    landmasses = []
    for entry in _entries(table, faults, LANDMASS_REQUIRED):
        ident = entry.text("id", most=80)
        entry.unique(ident, rows)
        placed = entry.has("lat") or entry.has("lon")
        landmass = Landmass(
            ident,
            entry.text("name"),
            area_km2=entry.number("area_km2", low=0, high=1e6) if entry.has("area_km2") else None,
            lon=entry.number("lon", low=-180, high=180) if placed else None,
            lat=entry.number("lat", low=-90, high=90) if placed else None,
            in_city=entry.choice("in_city", _YesNo, default=_YesNo.YES) is _YesNo.YES,
        )
        if entry.ok:
            landmasses.append(landmass)
    return tuple(landmasses)


def _read_bridges(
    path: Path, faults: FaultList, bounds: Bounds | None, metric_epsg: int, known: Collection[str] | None
) -> tuple[Bridge, ...]:
    if not path.exists():
        return ()
    table = read_table(path, faults, required=BRIDGE_REQUIRED, optional=BRIDGE_OPTIONAL)
    rows: dict[str, int] = {}
    bridges = []
    for entry in _entries(table, faults, BRIDGE_REQUIRED):
        name = entry.text("name")
        entry.unique(name, rows, "name")
        ends = tuple(check_point(entry, bounds, lon=f"lon{k}", lat=f"lat{k}") for k in (1, 2))
        lands = tuple(entry.reference(f"landmass{k}", known, what="landmass") for k in (1, 2))
        if lands[0] and lands[0] == lands[1]:
            entry.fault(FaultCode.SAME_LANDMASS, "landmass2", value=lands[0])
        kind = entry.choice("kind", BridgeKind, default=BridgeKind.BRIDGE)
        shortest = _apart_m(ends[0], ends[1], metric_epsg) if entry.ok else 0.0
        longest = 0 if kind is BridgeKind.LAND_BORDER else 50_000
        length_m = entry.number("length_m", low=min(int(0.95 * shortest), longest), high=longest)
        foot = entry.choice("foot", _YesNo, default=_YesNo.YES)
        car = entry.choice("car", _YesNo, default=foot)
        confidence = entry.choice("confidence", _Confidence, default=_Confidence.HIGH)
        note = entry.text("note", default="", most=1000)
        if entry.ok:
            bridges.append(
                Bridge(
                    name,
                    (ends[0], ends[1]),
                    (lands[0], lands[1]),
                    length_m,
                    foot=foot is _YesNo.YES,
                    car=car is _YesNo.YES,
                    kind=kind,
                    confidence=str(confidence),
                    note=note,
                )
            )
    return tuple(bridges)


def _apart_m(a: tuple[float, float], b: tuple[float, float], metric_epsg: int) -> float:
    start, end = to_metres([a, b], metric_epsg)
    return float(np.hypot(*(end - start)))


def _entries(table: Table, faults: FaultList, required: tuple[str, ...]) -> list[Entry]:
    """Give the rows of a table as entries; fields of missing columns are noted already."""
    absent = [name for name in required if name not in table.columns]
    return [
        Entry(
            row.cells,
            faults,
            row=row.number,
            absent=absent,
            from_text=True,
            decimal_comma=table.separator == ";",
        )
        for row in table.rows
    ]
