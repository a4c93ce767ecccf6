"""Checking one input file, or a whole city folder, told apart by name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.calendar_file import read_calendar
from geo.city import City, inspect_city, read_city
from geo.city_settings import read_city_settings
from geo.district_file import read_neighbourhoods
from geo.faults import FaultList, FileFaults
from geo.hotspots_file import read_hotspots
from geo.needs_file import read_needs
from geo.travel.network_file import read_network
from planner.team import Team
from planner.team_file import read_team, read_teams


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read without a fault.

    Attributes
    ----------
    what
        ``city``, ``settings``, ``calendar``, ``network``, ``neighbourhoods``, ``needs``, ``team``
        or ``hotspots``.
    counts
        Number of entries by name, as in ``{"hotspots": 118}``.
    """

    what: str
    counts: dict[str, int]


def validate(path: Path, *, city_folder: Path, crs: str | int | None = None, layer: str | None = None) -> Checked:
    """Read a file or a city folder, and tell what it holds.

    A folder is a city. A lone file is told by the first word of its name: ``needs-2026.csv`` holds needs,
    ``city.toml`` settings; any other TOML file is a team, and any other file holds hotspots.

    Parameters
    ----------
    city_folder
        The city that a lone file is checked against.
    crs, layer
        For a file of hotspots; see `geo.hotspots_file.read_hotspots`.

    Raises
    ------
    geo.faults.FileFaults
        With every fault.
    """
    if path.is_dir():
        return _validate_city(path)
    first = re.split(r"[^a-z]", path.stem.casefold(), maxsplit=1)[0]
    readers = _TOML if path.suffix.lower() == ".toml" else _CSV if path.suffix.lower() == ".csv" else {}
    if first == "city" and readers is _TOML:
        return _settings(path)
    city = read_city(city_folder)
    if first in readers:
        return readers[first](path, city)
    if readers is _TOML:
        team = read_team(path, city=city)
        return Checked("team", {"workers": len(team.workers), "shifts": len(team.templates)})
    hotspots = read_hotspots(
        path, bounds=city.bounds, crs=crs, layer=layer, metric_epsg=city.metric_crs, teams=city.team_ids
    )
    return Checked("hotspots", {"hotspots": len(hotspots)})


def _validate_city(folder: Path) -> Checked:
    city, faults = inspect_city(folder)
    teams: tuple[Team, ...] = ()
    try:
        teams = read_teams(city)
    except FileFaults as found:
        seasons_known = all(fault.file != "calendar.toml" for fault in faults)
        faults += [f for f in found.faults if seasons_known or f.params.get("what") != "season"]
    if faults:
        raise FileFaults(faults)
    return Checked("city", {"hotspots": len(city.hotspots), "needs": len(city.needs), "teams": len(teams)})


def _settings(path: Path) -> Checked:
    faults = FaultList(path.name)
    settings = read_city_settings(path, faults)
    faults.raise_any()
    return Checked("settings", {"periods": len(settings.travel.periods)})


def _calendar(path: Path, city: City) -> Checked:
    lon, lat = city.center
    calendar = read_calendar(path, country=city.country, timezone=city.timezone, lon=lon, lat=lat)
    return Checked("calendar", {"seasons": len(calendar.seasons), "special_days": len(calendar.special)})


def _needs(path: Path, city: City) -> Checked:
    seasons = city.calendar.seasons
    needs = read_needs(path, hotspots=city.hotspots, seasons=seasons, teams=city.team_ids)
    return Checked("needs", {"needs": len(needs)})


def _neighbourhoods(path: Path, city: City) -> Checked:
    lands = tuple(city.network.landmass)
    districts = read_neighbourhoods(path, bounds=city.bounds, metric_epsg=city.metric_crs, landmasses=lands)
    return Checked("neighbourhoods", {"neighbourhoods": len(districts.neighbourhoods)})


def _network(path: Path, city: City) -> Checked:
    """Read the three network files of the file's own folder, and tell only the faults of this one."""
    try:
        network = read_network(path.parent, bounds=city.bounds, metric_epsg=city.metric_crs)
    except FileFaults as found:
        own = [fault for fault in found.faults if fault.file == path.name]
        if own:
            raise FileFaults(own) from None
        return Checked("network", {})
    counts = {
        "landmasses": len(network.landmasses),
        "bridges": len(network.bridges),
        "lines": len(network.lines),
    }
    return Checked("network", counts)


_TOML: dict[str, Callable[[Path, City], Checked]] = {"calendar": _calendar}
_CSV: dict[str, Callable[[Path, City], Checked]] = {
    "needs": _needs,
    "neighbourhoods": _neighbourhoods,
    "landmasses": _network,
    "bridges": _network,
    "lines": _network,
}
