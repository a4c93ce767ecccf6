"""Routing engines by URL: which engine answers for which mode, over the provider that answers the rest."""

from functools import lru_cache

from geo.travel.engine_address import EngineAddress
from geo.travel.engine_door import EngineDoor
from geo.travel.engine_osrm import OsrmEngine
from geo.travel.engine_table import Engine
from geo.travel.engine_travel import EngineTravel
from geo.travel.engine_valhalla import ValhallaEngine
from geo.travel.settings import TravelSettings
from geo.travel.times import Mode, TravelTimes


def engine_travel(beneath: TravelTimes, settings: TravelSettings, *, walk: str = "", car: str = "") -> TravelTimes:
    """Put the engines that are named over a provider; with none, give that provider itself.

    Make it anew for every plan: it remembers whether an engine failed. That an engine which failed is left in peace
    for a minute is known to the whole process.

    Parameters
    ----------
    settings
        The city's walking speed and seconds to park.
    walk, car
        Addresses of engines (see `geo.travel.engine_address.EngineAddress`); empty for none.

    Raises
    ------
    ValueError
        An address is wrong.

    Examples
    --------
    >>> from geo.travel.estimated import EstimatedTravel
    >>> from geo.travel.network import Network
    >>> travel = engine_travel(EstimatedTravel(Network(), TravelSettings()), TravelSettings())
    >>> travel.name
    'estimated'
    """
    travel = beneath
    for mode, address in ((Mode.WALK, walk), (Mode.CAR, car)):
        if address:
            travel = EngineTravel(_engine(EngineAddress.parse(address), mode), travel, settings, mode=mode)
    return travel


def _engine(address: EngineAddress, mode: Mode) -> Engine:
    door = _door(address)
    if address.kind == "osrm":
        return OsrmEngine(door, mode)
    return ValhallaEngine(door, mode, gives_tables=address.kind == "valhalla-matrix")


@lru_cache(maxsize=16)
def _door(address: EngineAddress) -> EngineDoor:
    return EngineDoor(address.kind.removesuffix("-matrix"), address.url)
