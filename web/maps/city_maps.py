"""What maps take from a city's folder: the ground that is drawn, and the ways between its places."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import geo
from geo.city import City, read_city
from geo.faults import FileFaults
from geo.imports import BrokenImportError, ImportKind, Imports
from geo.schematic import city_basemap
from geo.travel.engine import engine_travel
from geo.travel.of_city import city_travel, estimated_travel
from web.maps.basemap import Basemap
from web.maps.ways import CityWays, Ways

_log = logging.getLogger(__name__)


def schematic_ground(kept_in: Path, city: Path) -> Basemap:
    """Give the schematic base map of a city; it is built when it is first asked for, and kept in a folder."""
    return Basemap(kept_in, city, _draw, version=_maker_version())


def public_ground(kept_in: Path, city: Path) -> Basemap:
    """Give the base map that anybody may see: nothing of it is drawn from the teams' places."""
    return Basemap(kept_in, city, _draw_public, version=f"{_maker_version()} public")


def city_ways(city: Path, imports: Path, *, walk: str = "", car: str = "") -> Ways | None:
    """Give the ways between a city's places; None, and then legs are straight, where the city cannot be read.

    They are made anew when other streets or another timetable come into use; plans that were made with the estimate
    keep its ways.

    Parameters
    ----------
    imports
        Folder of the imports of all cities, ``home / "imports"``; it need not be there.
    walk, car
        Addresses of routing engines; empty for none.
    """
    known = _city(city)
    if known is None:
        return None
    imported = Imports(imports / known.id)
    try:
        in_use = tuple(found and found.folder for found in map(imported.in_use, ImportKind))
        return _ways(city, imported.folder, in_use, walk, car)
    except BrokenImportError as error:
        _log.warning("legs are drawn by the estimate alone: %s", error)
        return _ways(city, imported.folder, (), walk, car)


@lru_cache(maxsize=4)
def _city(folder: Path) -> City | None:
    try:
        return read_city(folder)
    except (FileFaults, OSError) as error:
        _log.warning("legs are drawn straight, since %s cannot be read: %s", folder, error)
        return None


@lru_cache(maxsize=2)
def _ways(city: Path, imports: Path, in_use: tuple[Path | None, ...], walk: str, car: str) -> Ways | None:
    known = _city(city)
    if known is None:
        return None
    estimate = estimated_travel(known)
    best = city_travel(known, Imports(imports)) if any(in_use) else estimate
    return CityWays(known, (estimate, best, engine_travel(best, known.travel, walk=walk, car=car)))


def _draw(city: Path) -> Mapping[str, Any]:
    # Names of the districts as they are from now on; the ground itself knows no date.
    return city_basemap(read_city(city), on=date.max).geojson()


def _draw_public(city: Path) -> Mapping[str, Any]:
    return city_basemap(read_city(city), on=date.max, public=True).geojson()


def _maker_version() -> str:
    digest = hashlib.sha256()
    for file in sorted(Path(geo.__file__).parent.glob("schematic*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
