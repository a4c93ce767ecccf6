"""A city: one folder of places, needs, calendar and travel facts, read with every fault of every file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from geo.calendar import Calendar
from geo.calendar_file import read_calendar
from geo.city_settings import CitySettings, read_city_settings
from geo.district import Districts
from geo.district_file import read_neighbourhoods
from geo.faults import Fault, FaultCode, FaultList, FileFaults
from geo.hotspot import Hotspot, VisitNeed
from geo.hotspots_file import read_hotspots
from geo.nearest import nearest_hint
from geo.needs_file import read_needs
from geo.point_check import Bounds
from geo.schematic_waters import Chain, read_waters
from geo.travel.network import Network
from geo.travel.network_file import read_network
from geo.travel.settings import TravelSettings

REQUIRED_FILES = ("city.toml", "calendar.toml", "hotspots.geojson", "needs.csv")
"""What a city needs; lines, landmasses, bridges, neighbourhoods and waters may be missing."""

Read = TypeVar("Read")


@dataclass(frozen=True)
class City:
    """Everything a city folder says but its teams, which ``planner.team_file`` reads.

    Attributes
    ----------
    bounds
        West, south, east, north in EPSG:4326; every place lies inside.
    metric_crs, local_crs
        EPSG codes of the system in metres, and of the city's own map files where there is one.
    center, zoom
        (longitude, latitude) and zoom on which maps open.
    team_ids
        The teams that have a file, sorted.
    chains
        Named waters and more points of land, for the schematic map alone.
    """

    folder: Path
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
    calendar: Calendar
    network: Network
    districts: Districts
    hotspots: tuple[Hotspot, ...]
    needs: tuple[VisitNeed, ...]
    team_ids: tuple[str, ...]
    chains: tuple[Chain, ...] = ()

    @property
    def tz(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.timezone)

    def team_path(self, team: str) -> Path:
        """Give the path of a team's file."""
        return self.folder / "teams" / f"{team}.toml"


def read_city(folder: Path) -> City:
    """Read a whole city folder, without its teams.

    Raises
    ------
    geo.faults.FileFaults
        With every fault of every file. Where one file refers to another that cannot be read, that reference
        is not checked.
    """
    city, faults = inspect_city(folder)
    if faults:
        raise FileFaults(faults)
    return city


def inspect_city(folder: Path) -> tuple[City, list[Fault]]:
    """Read a city folder and give its faults beside it; what could not be read is a stand-in or empty.

    Raises
    ------
    geo.faults.FileFaults
        There is no such folder.
    """
    if not folder.is_dir():
        raise FileFaults([Fault(folder.name or str(folder), None, "", FaultCode.NOT_FOUND)])
    faults: list[Fault] = []
    missing = _note_missing(folder, faults)
    settings = _read_settings(folder, missing, faults)
    teams = tuple(sorted(path.stem for path in (folder / "teams").glob("*.toml")))

    def attempt(name: str, read: Callable[[], Read]) -> Read | None:
        if name in missing:
            return None
        try:
            return read()
        except FileFaults as found:
            faults.extend(found.faults)
            return None

    bounds, metric = settings.bounds, settings.metric_crs
    lon, lat = settings.center
    calendar = attempt(
        "calendar.toml",
        lambda: read_calendar(
            folder / "calendar.toml", country=settings.country, timezone=settings.timezone, lon=lon, lat=lat
        ),
    )
    network = attempt("", lambda: read_network(folder, bounds=bounds, metric_epsg=metric))
    lands = None if network is None else tuple(network.landmass)
    hotspots = attempt(
        "hotspots.geojson",
        lambda: read_hotspots(
            folder / "hotspots.geojson", bounds=bounds, metric_epsg=metric, teams=teams, landmasses=lands
        ),
    )
    seasons = None if calendar is None else calendar.seasons
    needs = attempt(
        "needs.csv", lambda: read_needs(folder / "needs.csv", hotspots=hotspots, seasons=seasons, teams=teams)
    )
    districts: Districts | None = Districts(metric_epsg=metric)
    if (folder / "neighbourhoods.csv").exists():
        path = folder / "neighbourhoods.csv"
        districts = attempt("", lambda: read_neighbourhoods(path, bounds=bounds, metric_epsg=metric, landmasses=lands))
    chains = attempt("", lambda: read_waters(folder / "waters.csv", bounds=bounds, landmasses=lands))
    if network:
        _check_headways(settings.travel, network, faults)
    city = City(
        folder=folder,
        id=settings.id,
        name=settings.name,
        country=settings.country,
        timezone=settings.timezone,
        bounds=bounds,
        metric_crs=metric,
        local_crs=settings.local_crs,
        districts_approximate=settings.districts_approximate,
        center=settings.center,
        zoom=settings.zoom,
        travel=settings.travel,
        calendar=calendar or Calendar(settings.country, settings.timezone, lon, lat),
        network=network or Network(),
        districts=districts or Districts(),
        hotspots=hotspots or (),
        needs=needs or (),
        team_ids=teams,
        chains=chains or (),
    )
    return city, faults


def _note_missing(folder: Path, faults: list[Fault]) -> set[str]:
    present = sorted(path.name for path in folder.iterdir())
    missing = {name for name in REQUIRED_FILES if name not in present}
    spare = [name for name in present if name not in REQUIRED_FILES]
    faults += [Fault(name, None, "", FaultCode.NOT_FOUND, nearest_hint(name, spare)) for name in sorted(missing)]
    return missing


def _read_settings(folder: Path, missing: set[str], faults: list[Fault]) -> CitySettings:
    noted = FaultList("city.toml")
    settings = read_city_settings(folder / "city.toml", noted)
    if "city.toml" not in missing:
        faults += noted.faults
    return settings


def _check_headways(travel: TravelSettings, network: Network, faults: list[Fault]) -> None:
    """Note headways of lines that the city has not, and modes that have lines but no headway at all."""
    known = {line.mode for line in network.lines} | {f"{line.mode} {line.name}" for line in network.lines}
    noted = FaultList("city.toml")
    for name in travel.headways:
        if name not in known:
            hint = nearest_hint(name, known)
            noted.add(
                FaultCode.UNKNOWN_REFERENCE,
                row=None,
                field="travel.headways",
                what="line",
                value=name,
                **hint,
            )
    for mode in sorted({line.mode for line in network.lines}):
        if not any(name.split(" ")[0] == mode for name in travel.headways):
            noted.add(FaultCode.MISSING_KEY, field=f"travel.headways.{mode}")
    faults += noted.faults
