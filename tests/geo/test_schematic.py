"""The schematic base map is drawn for any city from its points alone, and is the same each time."""

import json
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, shape

from geo.city import read_city
from geo.crs import to_degrees, to_metres
from geo.district import Neighbourhood
from geo.faults import FaultCode, FileFaults
from geo.hotspot import Hotspot, HotspotKind, Sensitivity
from geo.reference import city_folder
from geo.schematic import ROLES, city_basemap, schematic_basemap, schematic_land
from geo.schematic_labels import area_labels, metres_per_pixel, water_labels
from geo.schematic_waters import Chain, ChainKind, ChainPoint, read_waters
from geo.travel.network import Landmass, Network

LILLEBY = Path(__file__).resolve().parent.parent / "cities" / "lilleby"
ON = date(2026, 11, 30)
BOUNDS = (17.9, 59.25, 18.2, 59.4)


@pytest.fixture(scope="module", params=["stockholm", "lilleby"])
def city(request):
    return read_city({"stockholm": city_folder(), "lilleby": LILLEBY}[request.param])


@pytest.fixture(scope="module")
def basemap(city):
    return city_basemap(city, on=ON)


def at(east_m: float, north_m: float) -> tuple[float, float]:
    lon, lat = to_degrees(to_metres([(18.05, 59.33)]) + np.array([east_m, north_m]))[0]
    return float(lon), float(lat)


def area(name: str, east_m: float, north_m: float, land: str = "", km2: float = 1.0) -> Neighbourhood:
    return Neighbourhood(name, "Norra", *at(east_m, north_m), landmass=land or "a", land_km2=km2)


def test_is_geojson_in_degrees_with_known_roles(city, basemap):
    text = json.dumps(basemap.geojson())
    west, south, east, north = city.bounds
    around = shapely.box(west, south, east, north).buffer(0.1)
    for feature in json.loads(text)["features"]:
        assert feature["type"] == "Feature"
        assert feature["properties"]["role"] in ROLES
        geometry = shape(feature["geometry"])
        assert geometry.is_valid
        assert around.contains(geometry)


def test_has_land_bridges_lines_and_names(city, basemap):
    wanted = {"land", "park", "bridge", "label_area"}
    if city.id == "stockholm":
        wanted = set(ROLES)
    assert all(basemap.layer(role)["features"] for role in wanted)
    with pytest.raises(KeyError):
        basemap.layer("shore")


def test_no_two_landmasses_touch(basemap):
    land = [shape(feature["geometry"]) for feature in basemap.layer("land")["features"]]
    for k, one in enumerate(land):
        assert all(not one.intersects(other) for other in land[:k])


def test_is_the_same_each_time_and_drawn_in_three_seconds(city, basemap):
    began = time.process_time()
    again = city_basemap(read_city(city.folder), on=ON)
    assert time.process_time() - began < 3
    assert json.dumps(again.geojson()) == json.dumps(basemap.geojson())


def test_places_for_named_teams_leave_no_trace(city, basemap):
    secret = Hotspot(
        "hemlig",
        "Hemlig",
        HotspotKind.PARK,
        Point(city.center[0] + 0.02, city.center[1] + 0.01),
        landmass=next(iter(city.network.landmass)),
        sensitivity=Sensitivity.NAMED_TEAMS,
        teams=("eu",),
    )
    with_secret = replace(city, hotspots=(*city.hotspots, secret))
    assert json.dumps(city_basemap(with_secret, on=ON).geojson()) == json.dumps(basemap.geojson())


def test_districts_are_those_of_the_date():
    city = read_city(city_folder())
    names = {
        year: {f["properties"]["name"] for f in city_basemap(city, on=date(year, 1, 1)).layer("label_area")["features"]}
        for year in (2019, 2026)
    }
    assert "Rinkeby-Kista" in names[2019]
    assert "Järva" not in names[2019]
    assert "Järva" in names[2026]
    assert "Rinkeby-Kista" not in names[2026]


def test_a_named_water_parts_the_land():
    course = Chain(ChainKind.WATER, "an", "Ån", tuple(ChainPoint(*at(0, north), 60) for north in (-3000, 0, 3000)))
    areas = [area("Väst", -500, 0, "a"), area("Öst", 500, 0, "b")]
    network = Network(landmasses=(Landmass("a", "A"), Landmass("b", "B")))
    land = schematic_land(network, neighbourhoods=areas, chains=[course], bounds=BOUNDS)
    assert set(land) == {"a", "b"}
    river = Point(to_metres([at(0, 0)])[0])
    assert all(shape_.distance(river) >= 50 for shape_ in land.values())


def test_without_anything_there_is_land_everywhere():
    assert schematic_basemap(Network(), bounds=BOUNDS).layer("land")["features"]


def test_big_names_come_first_and_none_crowds_another():
    areas = [area("Norra", 0, 0, km2=0.5), area("Stor", 900, 0, km2=3), area("Liten", 1200, 0, km2=0.2)]
    labels = [label for label in area_labels(areas, [], {}, metric_epsg=3006) if label.max_zoom is None]
    assert [label.name for label in labels] == ["Norra", "Stor", "Liten"]
    assert [label.big for label in labels] == [True, False, False]
    assert labels[0].min_zoom == 12
    assert labels[2].min_zoom > labels[1].min_zoom
    assert 112 * metres_per_pixel(labels[2].min_zoom, 59.33) < 300


def test_a_water_is_named_along_its_course():
    east = Chain(ChainKind.WATER, "a", "Viken", tuple(ChainPoint(*at(x, 0), 40) for x in (0, 400, 800)))
    (label,) = water_labels([east], metric_epsg=3006)
    assert abs(label.angle) <= 3
    south = Chain(ChainKind.WATER, "b", "Sundet", tuple(ChainPoint(*at(0, -y), 40) for y in (0, 400, 800)))
    (label,) = water_labels([south], metric_epsg=3006)
    assert abs(label.angle) >= 85


HEAD = "kind,chain,name,landmass,seq,lat,lon,radius_m,source\n"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("water,an,Ån,,1,59.3,18.0,40,\nwater,an,Ån,,3,59.3,18.1,40,\n", ("seq", FaultCode.SEQUENCE_GAP)),
        ("water,an,Ån,,1,59.3,18.0,40,\nwater,an,Ån,,1,59.3,18.1,40,\n", ("seq", FaultCode.DUPLICATE_ID)),
        ("water,an,Ån,,1,59.3,18.0,0,\n", ("radius_m", FaultCode.OUT_OF_RANGE)),
        ("land,o,Ön,,1,59.3,18.0,40,\n", ("landmass", FaultCode.EMPTY_VALUE)),
        ("land,o,Ön,b,1,59.3,18.0,40,\n", ("landmass", FaultCode.UNKNOWN_REFERENCE)),
        ("water,an,Ån,,1,59.3,18.0,40,\nwater,an,Åan,,2,59.3,18.1,40,\n", ("name", FaultCode.UNKNOWN_VALUE)),
        ("sea,an,Ån,,1,59.3,18.0,40,\n", ("kind", FaultCode.UNKNOWN_VALUE)),
        ("water,an,Ån,,1,18.0,59.3,40,\n", ("lat", FaultCode.SWAPPED)),
    ],
)
def test_faults_of_waters_are_named(tmp_path, rows, fault):
    path = tmp_path / "waters.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(FileFaults) as caught:
        read_waters(path, bounds=BOUNDS, landmasses=["a"])
    assert fault in [(f.field, f.code) for f in caught.value.faults]
