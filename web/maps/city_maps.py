"""What maps take from a city's folder: the ground that is drawn, and the ways between its places."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import geo
from geo.city import read_city
from geo.faults import FileFaults
from geo.schematic import city_basemap
from geo.travel.of_city import city_travel
from web.maps.basemap import Basemap
from web.maps.ways import CityWays, Ways

_log = logging.getLogger(__name__)


def schematic_ground(kept_in: Path, city: Path) -> Basemap:
    """Give the schematic base map of a city; it is built when it is first asked for, and kept in a folder."""
    return Basemap(kept_in, city, _draw, version=_maker_version())


@lru_cache(maxsize=4)
def city_ways(city: Path) -> Ways | None:
    """Give the ways between a city's places; None, and then legs are straight, where the city cannot be read."""
    try:
        known = read_city(city)
        return CityWays(known, (city_travel(known),))
    except (FileFaults, OSError) as error:
        _log.warning("legs are drawn straight, since %s cannot be read: %s", city, error)
        return None


def _draw(city: Path) -> Mapping[str, Any]:
    # Names of the districts as they are from now on; the ground itself knows no date.
    return city_basemap(read_city(city), on=date.max).geojson()


def _maker_version() -> str:
    digest = hashlib.sha256()
    for file in sorted(Path(geo.__file__).parent.glob("schematic*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()
