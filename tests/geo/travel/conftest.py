"""Cities to travel in: the shipped one, the tiny one, and one without any network."""

import pytest

from geo.city import read_city
from geo.reference import city_folder
from geo.travel.estimated import EstimatedTravel
from geo.travel.network import Network
from geo.travel.of_city import city_travel
from geo.travel.settings import TravelSettings
from geo.travel.times import Period, Place
from geo.windows import WeekWindows

LILLEBY = "tests/cities/lilleby"


@pytest.fixture(scope="session")
def stockholm():
    return read_city(city_folder())


@pytest.fixture(scope="session")
def lilleby(request):
    return read_city(request.config.rootpath / LILLEBY)


def places_of(city) -> tuple[Place, ...]:
    return tuple(Place(spot.id, spot.point.x, spot.point.y, spot.landmass) for spot in city.hotspots)


@pytest.fixture(scope="session")
def travel(stockholm):
    return city_travel(stockholm)


@pytest.fixture(scope="session")
def place(stockholm):
    """Give a hotspot of Stockholm by its name."""
    by_name = {spot.name: spot for spot in stockholm.hotspots}

    def find(name: str) -> Place:
        spot = by_name[name]
        return Place(spot.id, spot.point.x, spot.point.y, spot.landmass)

    return find


@pytest.fixture(scope="session", params=["stockholm", "lilleby", "no network"])
def provider(request, stockholm, lilleby):
    """Give each provider with places to travel between; every provider of travel times passes the contract."""
    if request.param == "no network":
        always = (Period("always", WeekWindows.parse("daily 00:00-24:00")),)
        plain = EstimatedTravel(Network(), TravelSettings(periods=always))
        return plain, tuple(Place(f"p{k}", 18.0 + 0.01 * k, 59.3 + 0.003 * (k % 3)) for k in range(6))
    city = {"stockholm": stockholm, "lilleby": lilleby}[request.param]
    return city_travel(city), places_of(city)
