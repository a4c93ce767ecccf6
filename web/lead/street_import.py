"""Use case: importing a city's streets and base map, and naming the hotspots that lie far from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from geo.city import City
from geo.faults import printable
from geo.import_streets import Report, StreetsImport, import_streets
from geo.travel.off_network import OffNetwork, off_network
from geo.travel.times import Place
from web.store.city_rows import stored_city
from web.store.store import SYSTEM, Store
from web.travel import imports_of


@dataclass(frozen=True, slots=True)
class CityStreets:
    """What came in, the hotspots far from it (furthest first), and the name of each by id."""

    streets: StreetsImport
    far: tuple[OffNetwork, ...]
    names: Mapping[str, str]


def import_city_streets(
    file: Path,
    *,
    city: City,
    home: Path,
    today: date,
    store: Store | None,
    report: Report = lambda _stage, _share: None,
    actor: str = SYSTEM,
) -> CityStreets:
    """Import streets for a city; what was in use before stays in use where that fails.

    Parameters
    ----------
    home
        Folder of the installation.
    store
        Whose hotspots are looked at, and whose audit tells of the import; None for the city folder's and no audit.

    Raises
    ------
    geo.faults.FileFaults
        The file cannot be used.
    OSError
        The disk is full or cannot be written.
    web.store.faults.StoreError
        The database refuses; the streets are in use all the same.
    """
    streets = import_streets(file, imports_of(home, city.id), today, report, bounds=city.bounds)
    if store is not None:
        with store.write(actor) as work:
            detail: dict[str, Any] = {"file": printable(file.name[:200]), "hash": streets.sha256}
            work.note("streets.imported", "streets", city.id, **detail)
        with store.read() as session:
            city = stored_city(session, city)
    places = [Place(spot.id, spot.point.x, spot.point.y, spot.landmass) for spot in city.hotspots]
    return CityStreets(streets, off_network(streets.graph, places), {spot.id: spot.name for spot in city.hotspots})
