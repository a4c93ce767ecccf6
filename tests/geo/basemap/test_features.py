"""What the base map shows of a file."""

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon

from geo.basemap.features import features
from geo.basemap.sea import sea
from geo.osm.reading import read_extract

STREET = {"highway": "residential"}
FRAME = (18.0, 59.0, 18.1, 59.1)


def square(first: int, lon: float, lat: float, size: float) -> dict[int, tuple[float, float]]:
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    return {first + k: (lon + x * size, lat + y * size) for k, (x, y) in enumerate(corners)}


def ring(first: int) -> list[int]:
    return [first, first + 1, first + 2, first + 3, first]


def drawn(path, **options):
    return features(read_extract(path), **options)


def test_a_town_has_its_streets_areas_and_names(town):
    made = drawn(town)
    assert dict(made.counts) == {
        "building": 1, "label": 2, "park": 2, "path": 4, "place": 1, "station": 1, "street": 8, "water": 1,
    }  # fmt: skip
    ground = made.ground
    assert set(ground[ground["kind"] == "street"]["name"].dropna()) == {f"{k} gatan" for k in range(6)}
    assert set(ground[ground["kind"] == "street"]["rank"]) == {3.0}
    labels = ground[ground["kind"] == "label"].set_index("name")
    assert labels["of"].to_dict() == {"Parken": "park", "Sjön": "water"}
    assert ground[ground["kind"] == "place"]["rank"].tolist() == [2.0]
    assert ground.geometry.is_valid.all()
    assert ground.crs.to_epsg() == 4326
    assert made.left_out == {}
    lake = ground[ground["kind"] == "water"].iloc[0]
    assert lake["square_m"] == pytest.approx(0.0006 * 111_195 * 0.0006 * 111_195 * 0.515, rel=0.01)


def test_a_lake_keeps_its_island_and_a_label_never_stands_on_it(osm_file):
    nodes = square(10, 18, 59, 0.1) | square(20, 18.04, 59.04, 0.02) | {1: (18, 59), 2: (18.1, 59.1)}
    ways = {1: (ring(10), {}), 2: (ring(20), {}), 3: ([1, 2], STREET)}
    lake = ([("w", 1, "outer"), ("w", 2, "inner")], {"type": "multipolygon", "natural": "water", "name": "Sjön"})
    ground = drawn(osm_file(nodes, ways, {1: lake})).ground
    water = ground[ground["kind"] == "water"].geometry.iloc[0]
    assert not water.covers(Point(18.05, 59.05))
    label = ground[ground["kind"] == "label"]
    assert water.covers(label.geometry.iloc[0])
    assert label["rank"].tolist() == [1.0]


def test_a_crossing_outline_is_mended_or_counted(osm_file):
    bow = {1: (18, 59), 2: (18.01, 59.01), 3: (18.01, 59), 4: (18, 59.01)}
    flat = {5: (18.02, 59), 6: (18.03, 59), 7: (18.04, 59)}
    ways = {
        1: ([1, 2, 3, 4, 1], {"leisure": "park"}),
        2: ([5, 6, 7, 5], {"leisure": "park"}),
        3: ([1, 3], STREET),
    }
    made = drawn(osm_file(bow | flat, ways))
    assert made.ground.geometry.is_valid.all()
    parks = made.ground[made.ground["kind"] == "park"]
    broken = read_extract(osm_file(bow | flat, ways)).left_out.get("areas_broken", 0) + made.left_out.get(
        "areas_broken", 0
    )
    assert len(parks) + broken == 2
    assert (parks["square_m"] > 0).all()


def test_bridges_tunnels_ranks_and_squares_are_told(osm_file):
    nodes = {k: (18 + k / 1000, 59 + k % 2 / 1000) for k in range(10)} | square(20, 18.02, 59, 0.001)
    ways = {
        1: ([0, 1], {"highway": "motorway", "bridge": "yes"}),
        2: ([1, 2], {"highway": "primary_link"}),
        3: ([2, 3], {"highway": "service", "tunnel": "building_passage"}),
        4: ([3, 4], {"highway": "steps"}),
        5: ([4, 5], {"railway": "subway", "tunnel": "yes"}),
        6: ([5, 6], {"waterway": "stream", "name": "Bäcken"}),
        7: ([6, 7], {"highway": "proposed"}),
        8: ([7, 8], {"railway": "abandoned"}),
        9: (ring(20), {"highway": "pedestrian", "area": "yes", "name": "Torget"}),
        10: ([8, 9], {"highway": "pedestrian"}),
    }
    ground = drawn(osm_file(nodes, ways)).ground
    told = {(kind, rank): (tunnel, bridge) for kind, rank, tunnel, bridge in zip(
        ground["kind"], ground["rank"].fillna(0), ground["tunnel"].fillna(0), ground["bridge"].fillna(0), strict=True
    )}  # fmt: skip
    assert told == {
        ("street", 1): (0, 1),
        ("street", 2): (0, 0),
        ("street", 4): (1, 0),
        ("path", 0): (0, 0),
        ("rail", 0): (1, 0),
        ("waterway", 0): (0, 0),
        ("square", 0): (0, 0),
        ("street", 3): (0, 0),
        ("label", 3): (0, 0),
    }


def test_lines_stop_where_points_are_missing(osm_file):
    nodes = {k: (18 + k / 1000, 59) for k in (1, 2, 4, 5, 7)}
    ground = drawn(osm_file(nodes, {1: ([1, 2, 3, 4, 5, 6, 7], STREET)})).ground
    assert sorted(shape.length for shape in ground.geometry) == pytest.approx([0.001, 0.001])


def test_what_lies_outside_the_bounds_is_cut_off(osm_file):
    nodes = {1: (18, 59), 2: (18.1, 59)} | square(10, 18.04, 58.99, 0.02)
    path = osm_file(nodes, {1: ([1, 2], STREET), 2: (ring(10), {"natural": "water"})})
    made = drawn(path, bounds=(18.0, 58.9, 18.05, 59.1))
    assert made.ground.total_bounds.tolist() == pytest.approx([18, 58.99, 18.05, 59.01])


def area_of_sea(*lines: LineString) -> tuple[float, int]:
    found, doubtful = sea(np.array(lines, dtype=object), FRAME)
    return round(float(shapely.area(found).sum()) / 0.01, 3), doubtful


def test_the_sea_lies_right_of_the_coast():
    north = LineString([(18.05, 58.9), (18.05, 59.2)])
    assert area_of_sea(north) == (0.5, 0)
    assert sea(np.array([north]), FRAME)[0][0].centroid.x == pytest.approx(18.075)
    assert sea(np.array([north.reverse()]), FRAME)[0][0].centroid.x == pytest.approx(18.025)


def test_islands_are_no_sea_and_lakes_in_them_are_none_either():
    island = Polygon([(18.02, 59.02), (18.08, 59.02), (18.08, 59.08), (18.02, 59.08)])
    assert area_of_sea(LineString(island.exterior.coords)) == (0.64, 0)
    bay = Polygon([(18.02, 59.02), (18.02, 59.08), (18.08, 59.08), (18.08, 59.02)])
    assert area_of_sea(LineString(bay.exterior.coords)) == (0.36, 0)


def test_a_coast_in_several_pieces_with_a_bay_that_comes_back():
    coast = LineString([(18.0, 59.05), (18.1, 59.05)])
    parts = [LineString([coast.coords[0], (18.04, 59.05)]), LineString([(18.04, 59.05), coast.coords[1]])]
    assert area_of_sea(*parts) == (0.5, 0)
    spit = LineString([(18.0, 59.05), (18.06, 59.05), (18.06, 59.12), (18.08, 59.12), (18.08, 59.05), (18.1, 59.05)])
    assert area_of_sea(spit) == (0.6, 0)


def test_a_coast_that_ends_inside_is_doubtful_and_not_guessed():
    assert area_of_sea(LineString([(18.05, 58.9), (18.05, 59.05)])) == (0.0, 1)
    assert area_of_sea() == (0.0, 0)


def test_the_sea_of_a_file_is_drawn(osm_file):
    nodes = {1: (18.05, 59.0), 2: (18.05, 59.1), 3: (18.0, 59.05), 4: (18.1, 59.05)}
    made = drawn(osm_file(nodes, {1: ([1, 2], {"natural": "coastline"}), 2: ([3, 4], STREET)}))
    assert made.counts == {"street": 1, "water": 1}
    assert made.ground[made.ground["kind"] == "water"].total_bounds.tolist() == pytest.approx([18.05, 59, 18.1, 59.1])
