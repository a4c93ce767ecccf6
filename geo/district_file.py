"""Reading districts by the points of their neighbourhoods, from CSV."""

from collections.abc import Collection, Sequence
from pathlib import Path

from geo.crs import SWEREF99_TM
from geo.district import Districts, Neighbourhood, Validity, overlapping
from geo.entry import Entry
from geo.faults import FaultCode, FaultList
from geo.point_check import Bounds, check_point
from geo.table import read_table

REQUIRED = ("neighbourhood", "district", "lat", "lon")
OPTIONAL = ("landmass", "land_km2", "valid_from", "valid_to", "source")


def read_neighbourhoods(
    path: Path,
    *,
    bounds: Bounds | None,
    metric_epsg: int = SWEREF99_TM,
    landmasses: Collection[str] | None = None,
) -> Districts:
    """Read neighbourhood points with their districts and dates; the same neighbourhood may stand once a time.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of the file.
    """
    faults = FaultList(path.name)
    table = read_table(path, faults, required=REQUIRED, optional=OPTIONAL)
    absent = [name for name in REQUIRED if name not in table.columns]
    read: list[tuple[Entry, Neighbourhood]] = []
    for row in table.rows:
        entry = Entry(
            row.cells,
            faults,
            row=row.number,
            absent=absent,
            from_text=True,
            decimal_comma=table.separator == ";",
        )
        name, district = entry.text("neighbourhood"), entry.text("district")
        lon, lat = check_point(entry, bounds)
        landmass = entry.reference("landmass", landmasses, what="landmass", default="")
        land_km2 = entry.number("land_km2", low=0, high=1e6, default=0)
        valid = read_validity(entry)
        source = entry.text("source", default="", most=1000)
        if entry.ok:
            known = entry.has("land_km2")
            item = Neighbourhood(name, district, lon, lat, landmass or None, land_km2 if known else None, valid, source)
            read.append((entry, item))
    note_overlaps([entry for entry, _ in read], [(item.name, item.valid) for _, item in read], "neighbourhood")
    faults.raise_any()
    return Districts(tuple(item for _, item in read), metric_epsg=metric_epsg)


def read_validity(entry: Entry) -> Validity:
    """Read ``valid_from`` and ``valid_to`` of an entry; open where nothing stands there."""
    first, end = entry.day("valid_from", required=False), entry.day("valid_to", required=False)
    if first and end and end <= first:
        entry.fault(FaultCode.DATES_DO_NOT_RISE, "valid_to", first=first.isoformat(), last=end.isoformat())
        return Validity()
    return Validity(first, end)


def note_overlaps(entries: Sequence[Entry], spans: Sequence[tuple[str, Validity]], field: str) -> None:
    """Note every entry whose name is valid at the same time in an earlier one."""
    for place, other in overlapping(spans):
        entries[place].fault(
            FaultCode.OVERLAPPING_VALIDITY, field, value=spans[place][0], other=entries[other].row or 0
        )
