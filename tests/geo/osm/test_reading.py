"""A file is read in one pass; what is wrong with it is told, never read in part."""

import random

import numpy as np
import osmium
import pytest

from geo.faults import FaultCode, FileFaults
from geo.osm.blocks import check_blocks
from geo.osm.reading import read_extract

STREET = {"highway": "residential"}


def told(path, **options) -> tuple[FaultCode, str]:
    with pytest.raises(FileFaults) as caught:
        read_extract(path, **options)
    (fault,) = caught.value.faults
    return fault.code, str(fault.params.get("reason", ""))


def test_ways_areas_barriers_and_names_are_read(town):
    found = read_extract(town)
    assert sum(tags.get("highway") == "residential" for tags in found.ways.tags) == 8
    assert len(found.lon_lat) == 36
    assert np.diff(found.ways.at).tolist() == [6] * 12
    assert sorted(area.tags.get("name", "") for area in found.areas) == ["", "", "Parken", "Sjön"]
    assert sorted(tags["name"] for tags, _, _ in found.names) == ["Centralen", "Norra"]
    assert (dict(found.left_out), found.warnings) == ({}, ())
    assert found.bounds == (18.0, 59.0, 18.005, 59.005)


def test_the_bounds_and_the_date_of_the_header_are_taken(osm_file):
    header = osmium.io.Header()
    header.add_box(osmium.osm.Box(osmium.osm.Location(17.0, 58.0), osmium.osm.Location(19.0, 60.0)))
    header.set("osmosis_replication_timestamp", "2026-11-20T21:00:00Z")
    found = read_extract(osm_file({1: (18, 59), 2: (18.1, 59)}, {1: ([1, 2], STREET)}, header=header))
    assert found.bounds == (17.0, 58.0, 19.0, 60.0)
    assert found.data_date == "2026-11-20"
    assert found.warnings == ("no_relations",)


def test_points_that_the_file_lacks_are_counted_and_ways_are_not_drawn_across_them(osm_file):
    found = read_extract(osm_file({1: (18, 59), 2: (18.1, 59), 4: (18.3, 59)}, {1: ([1, 2, 3, 4], STREET)}))
    assert found.left_out == {"points_missing": 1}
    assert "points_missing" in found.warnings
    assert found.ways.point.tolist() == [0, 1, -1, 2]


def test_a_file_without_most_of_its_points_is_refused(osm_file):
    path = osm_file({1: (18, 59)}, {1: ([1, 2, 3, 4], STREET)})
    assert told(path)[0] is FaultCode.POINTS_MISSING


def test_a_file_without_streets_is_refused(osm_file):
    assert told(osm_file({1: (18, 59), 2: (18.1, 59)}, {}))[0] is FaultCode.NO_STREETS
    assert told(osm_file({1: (18, 59), 2: (18.1, 59)}, {1: ([1, 2], {"barrier": "fence"})}))[0] is FaultCode.NO_STREETS


def test_a_file_of_another_city_is_refused_and_both_are_told(town):
    with pytest.raises(FileFaults, match=r"17\.00, 58\.00.*18\.00, 59\.00") as caught:
        read_extract(town, bounds=(17.0, 58.0, 17.1, 58.1))
    assert [fault.code for fault in caught.value.faults] == [FaultCode.STREETS_ELSEWHERE]


def test_what_lies_far_outside_the_bounds_is_left_out(osm_file):
    nodes = {1: (18, 59), 2: (18.01, 59), 3: (18.02, 59), 4: (18.5, 59), 5: (18.51, 59)}
    path = osm_file(nodes, {1: ([1, 2], STREET), 2: ([2, 3, 4], STREET), 3: ([4, 5], STREET)})
    found = read_extract(path, bounds=(17.99, 58.99, 18.005, 59.01))
    assert len(found.ways.tags) == 2
    assert found.lon_lat[:, 0].tolist() == [18, 18.01, 18.02, 18.5]


def test_a_multipolygon_that_is_cut_off_is_counted_and_a_whole_one_is_read(osm_file):
    nodes = {1: (18, 59), 2: (18.01, 59), 3: (18.01, 59.01), 4: (18, 59.01)}
    ways = {1: ([1, 2, 3], {}), 2: ([3, 4, 1], {}), 3: ([1, 2], STREET)}
    whole, water = [("w", 1, "outer"), ("w", 2, "outer")], {"type": "multipolygon", "natural": "water"}
    cut = [("w", 1, "outer"), ("w", 99, "outer")]
    found = read_extract(osm_file(nodes, ways, {1: (whole, water), 2: (cut, water), 3: (cut, {"type": "route"})}))
    assert len(found.areas) == 1
    assert found.left_out == {"areas_incomplete": 1}


def test_the_outline_of_a_square_made_of_several_ways_can_be_walked(osm_file):
    nodes = {1: (18, 59), 2: (18.01, 59), 3: (18.01, 59.01), 4: (18, 59.01)}
    ways = {1: ([1, 2, 3], {}), 2: ([3, 4, 1], {}), 3: ([1, 2], STREET)}
    square = ([("w", 1, "outer"), ("w", 2, "outer")], {"type": "multipolygon", "highway": "pedestrian"})
    found = read_extract(osm_file(nodes, ways, {1: square}))
    outline = found.ways.tags.index({"highway": "pedestrian", "area": "yes"})
    assert len(found.ways.point[found.ways.at[outline] : found.ways.at[outline + 1]]) == 5


def test_an_unsorted_file_is_told(tmp_path):
    path = tmp_path / "unsorted.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for ident in (2, 1):
            writer.add_way(osmium.osm.mutable.Way(id=ident, nodes=[1, 2], tags=STREET))
        for ident in (1, 2):
            writer.add_node(osmium.osm.mutable.Node(id=ident, location=(18 + ident, 59)))
    assert told(path) in {(FaultCode.WRONG_CONTENT, "not sorted"), (FaultCode.POINTS_MISSING, "")}


def test_damage_inside_a_block_is_a_fault_or_changes_no_street(town):
    whole, before = town.read_bytes(), read_extract(town)
    rng = random.Random(11)
    for _ in range(60):
        damaged = bytearray(whole)
        at = rng.randrange(len(whole))
        damaged[at] ^= 1 << rng.randrange(8)
        town.write_bytes(bytes(damaged))
        try:
            check_blocks(town)
            after = read_extract(town)
        except FileFaults:
            continue
        assert len(after.ways.tags) == len(before.ways.tags)
        assert np.array_equal(after.lon_lat, before.lon_lat)


def test_a_file_cut_between_blocks_loses_no_street_in_silence(test_data, tmp_path):
    whole = (test_data / "osm" / "stockholm_ostermalm_2020.osm.pbf").read_bytes()
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(whole)
    borders: list[int] = []
    check_blocks(path, borders.append)
    streets = len(read_extract(path).ways.tags)
    for border in borders[1:-1]:
        path.write_bytes(whole[:border])
        check_blocks(path)
        try:
            found = read_extract(path)
        except FileFaults:
            continue
        assert found.warnings or len(found.ways.tags) == streets
