"""Checking a point in degrees against a city's bounds, telling swapped coordinates from far ones."""

from geo.entry import Entry
from geo.faults import FaultCode

Bounds = tuple[float, float, float, float]
"""West, south, east, north in EPSG:4326."""


def inside(lon: float, lat: float, bounds: Bounds) -> bool:
    """Tell whether a point lies inside the bounds or on them."""
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north


def check_point(entry: Entry, bounds: Bounds | None, *, lon: str = "lon", lat: str = "lat") -> tuple[float, float]:
    """Read longitude and latitude from two fields of an entry, noting what is wrong with them.

    Returns
    -------
    tuple
        (longitude, latitude) in degrees; a stand-in where a fault was noted.
    """
    was_ok, entry.ok = entry.ok, True
    x, y = entry.number(lon, low=-180, high=180), entry.number(lat, low=-180, high=180)
    if entry.ok and entry.has(lon) and entry.has(lat):
        check_inside(entry, x, y, bounds or (-180, -90, 180, 90), field=lat)
    entry.ok = entry.ok and was_ok
    return x, y


def check_inside(entry: Entry, lon: float, lat: float, bounds: Bounds, *, field: str) -> None:
    """Note a point outside the bounds, or one that is inside when turned round."""
    if inside(lon, lat, bounds):
        return
    if inside(lat, lon, bounds):
        entry.fault(FaultCode.SWAPPED, field, lon=lon, lat=lat)
    else:
        shown = ", ".join(f"{side:g}" for side in bounds)
        entry.fault(FaultCode.OUT_OF_BOUNDS, field, lon=lon, lat=lat, bounds=shown)
