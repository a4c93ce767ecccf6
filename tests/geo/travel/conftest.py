"""Cities to travel in: the shipped one, the tiny one, and one without any network; and engines to ask."""

import importlib.util
import sys
from pathlib import Path

import pytest

from geo.city import read_city
from geo.imports import STREETS_FILE, TIMETABLE_FILE, ImportKind, Imports
from geo.reference import city_folder
from geo.travel.cached import CachedTravel
from geo.travel.engine import engine_travel
from geo.travel.estimated import EstimatedTravel
from geo.travel.network import Network
from geo.travel.of_city import city_travel
from geo.travel.settings import TravelSettings
from geo.travel.times import Period, Place
from geo.windows import WeekWindows

sys.path.insert(0, str(Path(__file__).parent))

from small_town import streets, timetable

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


ENGINES = ["osrm", "valhalla-matrix", "valhalla", "silent engine", "osrm over lilleby", "osrm kept"]


@pytest.fixture(scope="session")
def engines():
    """Give the module of the engine that stands in for OSRM and Valhalla."""
    spec = importlib.util.spec_from_file_location(
        "faltplan_tests_engine_server", Path(__file__).parents[2] / "engine_server.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def streets_engine(engines):
    with engines.running_engine(version="7") as server:
        yield server


IMPORTED = {"streets": ["streets"], "timetable": ["timetable"], "streets and timetable": ["streets", "timetable"]}


@pytest.fixture(scope="session")
def imported(tmp_path_factory):
    """Put streets and timetable of the small town where an import would."""

    def put(*kinds: str) -> Imports:
        imports = Imports(tmp_path_factory.mktemp("imports"))
        for kind in kinds:
            with imports.build(ImportKind(kind), kind[0] * 64) as draft:
                if kind == "streets":
                    streets().save(draft.folder / STREETS_FILE)
                else:
                    timetable().save(draft.folder / TIMETABLE_FILE)
                draft.keep(source=f"{kind}.zip", imported_on="2026-11-25", attribution="© somebody")
        return imports

    return put


@pytest.fixture(scope="session")
def in_town():
    """Give places that lie on the streets of the small town."""
    return tuple(Place(f"p{k}", 21.957 + 0.0086 * k, 60.085 + 0.0031 * (k * 5 % 9)) for k in range(11))


@pytest.fixture(scope="session", params=["stockholm", "lilleby", "no network", *IMPORTED, *ENGINES])
def provider(request, stockholm, lilleby, tmp_path_factory):
    """Give each provider with places to travel between; every provider of travel times passes the contract."""
    always = (Period("always", WeekWindows.parse("daily 00:00-24:00")),)
    settings = TravelSettings(periods=always)
    plain = EstimatedTravel(Network(), settings)
    scattered = tuple(Place(f"p{k}", 18.0 + 0.01 * k, 59.3 + 0.003 * (k % 3)) for k in range(6))
    if request.param == "no network":
        return plain, scattered
    if request.param in ENGINES:
        kind = request.param.split(" ")[0]
        url = request.getfixturevalue("streets_engine").url if kind != "silent" else "http://127.0.0.1:1"
        address = f"{'osrm' if kind == 'silent' else kind}+{url}"
        if request.param == "osrm over lilleby":
            return engine_travel(city_travel(lilleby), lilleby.travel, walk=address, car=address), places_of(lilleby)
        over = engine_travel(plain, settings, walk=address, car=address)
        if request.param == "osrm kept":
            return CachedTravel(over, tmp_path_factory.mktemp("kept")), scattered
        return over, scattered
    if request.param in IMPORTED:
        put, places = request.getfixturevalue("imported"), request.getfixturevalue("in_town")
        return city_travel(lilleby, put(*IMPORTED[request.param])), places
    city = {"stockholm": stockholm, "lilleby": lilleby}[request.param]
    return city_travel(city), places_of(city)
