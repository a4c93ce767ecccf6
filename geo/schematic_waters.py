"""Chains of points in waters, on land and in parks, with half-widths: for the schematic map alone."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from geo.entry import Entry
from geo.faults import FaultCode, FaultList
from geo.point_check import Bounds, check_point
from geo.table import read_table

REQUIRED = ("kind", "chain", "name", "seq", "lat", "lon", "radius_m")
OPTIONAL = ("landmass", "source")


class ChainKind(StrEnum):
    """Water that parts land, land that no place marks, or green land."""

    WATER = "water"
    LAND = "land"
    PARK = "park"


@dataclass(frozen=True, slots=True)
class ChainPoint:
    """A point in EPSG:4326, and the radius around it that is water (or land) too."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Chain:
    """Points along one water or park, in order; or single points of land of one landmass."""

    kind: ChainKind
    id: str
    name: str
    points: tuple[ChainPoint, ...]
    landmass: str = ""


def read_waters(
    path: Path, *, bounds: Bounds | None = None, landmasses: Collection[str] | None = None
) -> tuple[Chain, ...]:
    """Read ``waters.csv``; no chains where there is no file.

    Parameters
    ----------
    landmasses
        The known landmasses; None where they are not to be checked.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of the file.
    """
    if not path.exists():
        return ()
    faults = FaultList(path.name)
    table = read_table(path, faults, required=REQUIRED, optional=OPTIONAL)
    absent = [name for name in REQUIRED if name not in table.columns]
    numbers: dict[str, int] = {}
    chains: dict[str, list[tuple[int, Entry, Chain]]] = {}
    for row in table.rows:
        entry = Entry(
            row.cells,
            faults,
            row=row.number,
            absent=absent,
            from_text=True,
            decimal_comma=table.separator == ";",
        )
        kind = entry.choice("kind", ChainKind)
        ident = entry.text("chain", most=80)
        seq = entry.whole("seq", low=1, high=100_000)
        lon, lat = check_point(entry, bounds)
        point = ChainPoint(lon, lat, entry.number("radius_m", low=1, high=20_000))
        land = entry.reference("landmass", landmasses, what="landmass", default="")
        if kind is ChainKind.LAND and not land and "kind" not in absent:
            entry.fault(FaultCode.EMPTY_VALUE, "landmass")
        chain = Chain(kind, ident, entry.text("name", most=120), (point,), land)
        if entry.ok:
            entry.unique(f"{ident} {seq}", numbers, "seq")
            chains.setdefault(ident, []).append((seq, entry, chain))
    joined = tuple(_join(rows) for rows in chains.values())
    faults.raise_any()
    return joined


def _join(rows: list[tuple[int, Entry, Chain]]) -> Chain:
    """Make one chain of its points, and note what its rows do not agree in."""
    rows = sorted(rows, key=lambda row: row[0])
    first = rows[0][2]
    for wanted, (seq, entry, chain) in enumerate(rows, start=1):
        if seq != wanted:
            entry.fault(FaultCode.SEQUENCE_GAP, "seq", name=first.id, wanted=wanted)
            break
        for field, own, other in (
            ("kind", chain.kind, first.kind),
            ("name", chain.name, first.name),
            ("landmass", chain.landmass, first.landmass),
        ):
            if own != other:
                entry.fault(FaultCode.UNKNOWN_VALUE, field, value=str(own), allowed=str(other))
    points = tuple(point for _, _, chain in rows for point in chain.points)
    return Chain(first.kind, first.id, first.name, points, first.landmass)
