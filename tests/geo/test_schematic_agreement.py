"""How well the schematic map agrees with the real shores (the City of Stockholm's water layer, CC0).

Tolerance of points: water points within 25 m of water (locks and decks are drawn as land in the layer), land points
on land. Land is compared inside the city's boundary, where the layer knows the shores.
"""

from datetime import date
from typing import NamedTuple

import geopandas
import numpy as np
import pytest
import shapely
from shapely.geometry import box

from geo.city import City, read_city
from geo.crs import to_metres
from geo.reference import city_folder
from geo.schematic import city_basemap
from geo.schematic_waters import ChainKind

OUTSIDE = "general knowledge, outside the layer"
POINT_TOLERANCE_M = 25


class Shores(NamedTuple):
    city: shapely.Geometry
    water: shapely.Geometry
    land: shapely.Geometry
    inner: shapely.Geometry


@pytest.fixture(scope="module")
def stockholm() -> City:
    return read_city(city_folder())


@pytest.fixture(scope="module")
def shores(test_data, stockholm) -> Shores:
    folder = test_data / "districts"
    water = geopandas.read_file(folder / "vatten_simplified.geojson").to_crs(stockholm.metric_crs)
    areas = geopandas.read_file(folder / "stadsdelar.geojson").to_crs(stockholm.metric_crs)
    whole = shapely.union_all(shapely.make_valid(areas.geometry.values))
    wet = shapely.union_all(shapely.make_valid(water.geometry.values))
    corners = to_metres([(17.98, 59.30), (18.13, 59.35)], stockholm.metric_crs)
    return Shores(whole, wet, whole.difference(wet), box(*corners[0], *corners[1]).intersection(whole))


@pytest.fixture(scope="module")
def drawn(stockholm) -> shapely.Geometry:
    """Give the drawn land in metres."""
    features = city_basemap(stockholm, on=date(2026, 11, 30)).layer("land")["features"]
    land = shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in features])
    return shapely.transform(land, lambda at: to_metres(at.tolist(), stockholm.metric_crs))


def overlap(a: shapely.Geometry, b: shapely.Geometry) -> float:
    """Give the intersection over the union."""
    return float(a.intersection(b).area / a.union(b).area)


def points(stockholm: City, kind: ChainKind) -> list[shapely.Geometry]:
    at = [(p.lon, p.lat) for chain in stockholm.chains if chain.kind is kind for p in chain.points]
    return list(shapely.points(to_metres(at, stockholm.metric_crs)))


def test_every_water_point_inside_the_layer_lies_in_water_within_25_m(stockholm, shores):
    """All 453 points inside the city do; the 43 outside it are marked as general knowledge."""
    inside = [p for p in points(stockholm, ChainKind.WATER) if shores.city.contains(p)]
    assert len(inside) > 400
    assert [p.wkt for p in inside if shores.water.distance(p) > POINT_TOLERANCE_M] == []
    assert np.mean([shores.water.contains(p) for p in inside]) > 0.97


def test_every_helper_point_of_land_inside_the_layer_lies_on_land(stockholm, shores):
    inside = [p for p in points(stockholm, ChainKind.LAND) if shores.city.contains(p)]
    assert len(inside) > 40
    assert [p.wkt for p in inside if not shores.land.contains(p)] == []


def test_measured_half_widths_do_not_reach_far_onto_land(stockholm, shores):
    """At most 1 % of the land is covered by the waters' discs."""
    discs = [
        shapely.Point(*to_metres([(p.lon, p.lat)], stockholm.metric_crs)[0]).buffer(p.radius_m)
        for chain in stockholm.chains
        if chain.kind is ChainKind.WATER
        for p in chain.points
    ]
    assert shapely.union_all(discs).intersection(shores.land).area < 0.01 * shores.land.area


def test_points_are_marked_as_outside_the_layer_exactly_where_they_are(shores):
    import csv

    with (city_folder() / "waters.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at = shapely.Point(*to_metres([(float(row["lon"]), float(row["lat"]))])[0])
            near_border = shores.city.boundary.distance(at) < 1
            assert near_border or (row["source"] == OUTSIDE) is not shores.city.contains(at), row


def test_land_of_the_whole_city_overlaps_by_at_least_95_percent(drawn, shores):
    """Reached: 0.961 (intersection over union); calling everything land would give 0.87."""
    assert overlap(drawn.intersection(shores.city), shores.land) >= 0.95


def test_land_of_the_inner_city_overlaps_by_at_least_94_percent(drawn, shores):
    """Reached: 0.951 between 17.98 and 18.13 east, 59.30 and 59.35 north."""
    assert overlap(drawn.intersection(shores.inner), shores.land.intersection(shores.inner)) >= 0.94


def test_at_least_87_percent_of_the_water_is_drawn_as_water(drawn, shores):
    """Reached: 0.89 in the whole city and in the inner city; water's overlap is 0.77 and 0.82."""
    for area in (shores.city, shores.inner):
        water = shores.water.intersection(area)
        found = water.difference(drawn)
        assert found.area / water.area >= 0.87
        assert overlap(area.difference(drawn), water) >= 0.74


def test_every_place_stands_on_drawn_land(drawn, stockholm):
    """Within 40 m: shores are rounded."""
    at = shapely.points(to_metres([(s.point.x, s.point.y) for s in stockholm.hotspots], stockholm.metric_crs))
    wet = [s.id for s, p in zip(stockholm.hotspots, at, strict=True) if drawn.distance(p) > 40]
    assert wet == []
