"""Reading ``city.toml``: what a city is called, where it lies and what its travel assumptions are."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

import holidays

from geo.emergency import DANGER, EmergencyLine, read_emergency
from geo.entry import Entry
from geo.faults import FaultCode, FaultList
from geo.feature_file import parse_crs
from geo.point_check import Bounds, check_inside
from geo.toml_file import TomlEntry, read_toml
from geo.travel.settings import TravelSettings
from geo.travel_settings_file import read_travel_settings

KEYS = (
    "id", "name", "country", "timezone", "bounds", "metric_crs", "local_crs", "districts_approximate",
    "map", "travel", "emergency", "settlement_team",
)  # fmt: skip
MAP_KEYS = ("center", "zoom")
WORLD: Bounds = (-180.0, -90.0, 180.0, 90.0)
_ANYWHERE_IN_METRES = 3857


@dataclass(frozen=True, slots=True)
class CitySettings:
    """What ``city.toml`` says.

    Attributes
    ----------
    bounds
        West, south, east, north in EPSG:4326.
    metric_crs, local_crs
        EPSG codes of the system in metres, and of the city's own map files where there is one.
    center
        (longitude, latitude) on which maps open.
    emergency
        Telephone lines that come before everything else, danger to life first.
    settlement_team
        The team that alone is told of settlements; empty where every team of the city is.
    """

    id: str
    name: str
    country: str
    timezone: str
    bounds: Bounds
    metric_crs: int
    local_crs: int | None
    districts_approximate: bool
    center: tuple[float, float]
    zoom: int
    travel: TravelSettings
    emergency: tuple[EmergencyLine, ...] = (DANGER,)
    settlement_team: str = ""


def read_city_settings(path: Path, faults: FaultList) -> CitySettings:
    """Read ``city.toml``; where faults are noted, stand-ins let the city's other files be checked still."""
    top = read_toml(path, faults) or TomlEntry({}, FaultList(path.name), lines={}, path="", row=None)
    top.only(KEYS)
    bounds = _read_bounds(top)
    center, zoom = _read_map(top, bounds)
    travel = top.table("travel", required=False)
    timezone = top.reference("timezone", available_timezones(), what="timezone")
    return CitySettings(
        id=top.slug("id"),
        name=top.text("name"),
        country=top.reference("country", _countries(), what="country"),
        timezone=timezone if timezone in available_timezones() else "UTC",
        bounds=bounds or WORLD,
        metric_crs=_read_metric_crs(top, bounds),
        local_crs=_read_crs(top, "local_crs") if top.has("local_crs") else None,
        districts_approximate=top.truth("districts_approximate", default=True),
        center=center,
        zoom=zoom,
        travel=read_travel_settings(travel) if travel else TravelSettings(),
        emergency=read_emergency(top),
        settlement_team=top.slug("settlement_team") if top.has("settlement_team") else "",
    )


@cache
def _countries() -> tuple[str, ...]:
    return tuple(holidays.list_supported_countries(include_aliases=False))


def _read_bounds(top: TomlEntry) -> Bounds | None:
    sides = top.numbers("bounds", 4)
    if sides is None:
        return None
    west, south, east, north = sides
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        top.fault(FaultCode.BAD_BOUNDS, "bounds")
        return None
    return west, south, east, north


def _read_map(top: TomlEntry, bounds: Bounds | None) -> tuple[tuple[float, float], int]:
    entry = top.table("map", required=True)
    if entry is None:
        return (0.0, 0.0), 12
    entry.only(MAP_KEYS)
    center = entry.numbers("center", 2)
    if center and bounds:
        check_inside(entry, center[0], center[1], bounds, field="center")
    return (center[0], center[1]) if center else (0.0, 0.0), entry.whole("zoom", low=1, high=19, default=12)


def _read_crs(entry: Entry, field: str) -> int:
    code = entry.whole(field, low=1, high=10**6)
    if entry.ok and parse_crs(code) is None:
        entry.fault(FaultCode.UNKNOWN_CRS, field, value=str(code), example="EPSG:3006")
    return code


def _read_metric_crs(top: TomlEntry, bounds: Bounds | None) -> int:
    was_ok, top.ok = top.ok, True
    code = _read_crs(top, "metric_crs")
    system = parse_crs(code) if top.ok else None
    if system and (not system.is_projected or any(axis.unit_name != "metre" for axis in system.axis_info)):
        top.fault(FaultCode.NOT_METRIC, "metric_crs", value=code)
    elif system and bounds and system.area_of_use:
        west, south, east, north = system.area_of_use.bounds
        if bounds[2] < west or bounds[0] > east or bounds[3] < south or bounds[1] > north:
            top.fault(FaultCode.CRS_ELSEWHERE, "metric_crs", value=code, name=system.name)
    usable = top.ok
    top.ok = was_ok and usable
    return code if usable else _ANYWHERE_IN_METRES
