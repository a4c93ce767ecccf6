"""The travel times of an installation: what the city has imported, the engines of the settings, and what is kept."""

from collections.abc import Callable
from pathlib import Path

from geo.city import City
from geo.imports import Imports
from geo.travel.cached import CachedTravel
from geo.travel.engine import engine_travel
from geo.travel.of_city import city_travel
from geo.travel.times import TravelTimes
from web.settings import Settings

TravelOf = Callable[[City], TravelTimes]
"""Gives the travel times of a city."""


def imports_of(home: Path, city: str) -> Imports:
    """Give the imports of a city in an installation's home folder."""
    return Imports(home / "imports" / city)


def installed_travel(settings: Settings) -> TravelOf:
    """Give what makes the travel times of a city in an installation; made anew for every plan.

    Raises
    ------
    geo.imports.BrokenImportError
        When called: imported streets or an imported timetable cannot be read.
    """

    def of(city: City) -> TravelTimes:
        known = city_travel(city, imports_of(settings.home, city.id))
        travel = engine_travel(known, city.travel, walk=settings.engine_walk, car=settings.engine_car)
        return travel if travel.estimated else CachedTravel(travel, settings.home / "travel")

    return of
