"""Outlines of districts and neighbourhoods: names, dates, and everything that can be wrong with them."""

import json
import sqlite3
import struct
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box, mapping

from geo.city import read_city
from geo.district import Districts, Neighbourhood, Validity
from geo.faults import FaultCode, FileFaults
from geo.outlines_file import OutlineKind, read_outlines
from geo.place_names import KnownNames, fold_name
from geo.reference import city_folder

CITY = read_city(Path(__file__).resolve().parent.parent / "cities" / "lilleby")
STOCKHOLM = read_city(city_folder())
ON = date(2026, 12, 1)
CENTRUM, NORR, LILLON = box(21.95, 60.09, 22.0, 60.11), box(21.95, 60.11, 22.02, 60.13), box(22.02, 60.08, 22.05, 60.1)
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[21.95, 60.1], [21.97, 60.12], [21.97, 60.1], [21.95, 60.12], [21.95, 60.1]]],
}


def write(folder, *features, name="areas.geojson", **top):
    """Write (properties, geometry) as GeoJSON."""
    made = [
        {"type": "Feature", "properties": p, "geometry": g if isinstance(g, dict | None) else mapping(g)}
        for p, g in features
    ]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made, **top}, ensure_ascii=False))
    return path


def read(path, **options):
    given = {"known": CITY.districts, "bounds": CITY.bounds, "on": ON, "metric_epsg": CITY.metric_crs}
    return read_outlines(path, **(given | options))


def faults(path, **options):
    with pytest.raises(FileFaults) as caught:
        read(path, **options)
    return [(str(fault.code), fault.row or 0, fault.field) for fault in caught.value.faults]


def test_neighbourhoods_get_each_district_that_they_belonged_to(tmp_path):
    path = write(tmp_path, ({"NAMN": "CENTRUM"}, CENTRUM), ({"NAMN": "Norr"}, NORR), ({"NAMN": "lillon"}, LILLON))
    found = read(path)
    assert (found.kind, found.name_field, found.count) == (OutlineKind.NEIGHBOURHOODS, "NAMN", 3)
    assert found.respelled == (("lillon", "Lillön"),)
    assert found.unknown == found.ended == found.lacking == ()
    districts = replace(CITY.districts, areas=found.areas)
    assert districts.at(22.0, 60.12, date(2023, 12, 31)) == "Lilleby norra"
    assert districts.at(22.0, 60.12, date(2024, 1, 1)) == "Lilleby västra"
    assert {(a.name, a.part) for a in found.areas} == {
        ("Lilleby västra", "Centrum"),
        ("Lilleby norra", "Norr"),
        ("Lilleby västra", "Norr"),
        ("Lilleby östra", "Lillön"),
    }
    assert {a.name for a in read(path, valid_from=ON).areas} == {"Lilleby västra", "Lilleby östra"}


def test_a_neighbourhood_that_is_not_known_is_left_out_and_named(tmp_path):
    path = write(tmp_path, ({"name": "Centrum"}, CENTRUM), ({"name": "Nor"}, NORR), ({"name": "Lillön"}, LILLON))
    found = read(path)
    assert [(one.row, one.name, one.nearest) for one in found.unknown] == [(2, "Nor", "Norr")]
    assert found.lacking == ("Norr",)
    assert {area.part for area in found.areas} == {"Centrum", "Lillön"}


def test_a_file_of_which_most_is_not_known_is_refused(tmp_path):
    path = write(tmp_path, ({"name": "Centrum"}, CENTRUM), ({"name": "X"}, NORR), ({"name": "Y"}, LILLON))
    told = faults(path, kind=OutlineKind.NEIGHBOURHOODS)
    assert told == [("unknown_reference", 2, "name"), ("unknown_reference", 3, "name")]


def test_districts_hold_for_as_long_as_they_had_the_same_parts(tmp_path):
    path = write(
        tmp_path, ({"namn": "Lilleby Västra stadsdelsområde"}, box(21.95, 60.09, 22.02, 60.13)),
        ({"namn": "Lilleby östra"}, LILLON), ({"namn": "Lilleby norra"}, box(22.03, 60.11, 22.04, 60.12)),
    )  # fmt: skip
    found = read(path)
    assert found.kind is OutlineKind.DISTRICTS
    spans = {area.name: area.valid for area in found.areas}
    assert spans == {
        "Lilleby västra": Validity(date(2024, 1, 1)),
        "Lilleby östra": Validity(date(2010, 1, 1)),
        "Lilleby norra": Validity(date(2010, 1, 1), date(2024, 1, 1)),
    }
    later = {area.name: area.valid for area in read(path, valid_from=date(2020, 5, 1)).areas}
    assert set(later.values()) == {Validity(date(2020, 5, 1))}


def test_dates_of_the_file_hold_and_what_ended_before_is_left_out(tmp_path):
    path = write(
        tmp_path, ({"name": "Old", "valid_to": "2020-01-01"}, CENTRUM),
        ({"name": "New", "valid_from": "2020-01-01", "source": "kartan"}, CENTRUM),
    )  # fmt: skip
    found = read(path, known=Districts())
    assert [(a.name, a.valid, a.source) for a in found.areas] == [
        ("Old", Validity(end=date(2020, 1, 1)), ""), ("New", Validity(date(2020, 1, 1)), "kartan"),
    ]  # fmt: skip
    after = read(path, known=Districts(), valid_from=date(2025, 1, 1))
    assert after.ended == ("Old",)
    assert [(a.name, a.valid.first) for a in after.areas] == [("New", date(2025, 1, 1))]


@pytest.mark.parametrize("name", ["areas.gpkg", "areas.geojson"])
def test_any_coordinate_system_gives_the_same_place(tmp_path, name):
    frame = gpd.GeoDataFrame({"name": ["Centrum", "Norr"]}, geometry=[CENTRUM, MultiPolygon([NORR])], crs=4326)
    frame.to_crs(3011 if name.endswith("gpkg") else 3067).to_file(tmp_path / name)
    areas = {area.part: area.area for area in read(tmp_path / name).areas}
    assert areas["Centrum"].equals_exact(MultiPolygon([CENTRUM]).normalize(), 1e-6, normalize=True)


def test_a_system_that_is_not_stated_is_asked_for_and_the_fitting_one_proposed(tmp_path):
    metres = gpd.GeoSeries([CENTRUM], crs=4326).to_crs(3067)
    path = write(tmp_path, ({"name": "Centrum"}, metres[0]))
    with pytest.raises(FileFaults) as caught:
        read(path, metric_epsg=3857, local_epsg=3067)
    assert [(f.code, f.params["nearest"]) for f in caught.value.faults] == [(FaultCode.MISSING_CRS, "EPSG:3067")]
    assert read(path, crs="EPSG:3067").areas[0].part == "Centrum"
    assert {code for code, *_ in faults(path, crs="EPSG:3011")} == {"out_of_bounds"}


def test_every_fault_is_told_with_its_row(tmp_path):
    ring = [[22, 60.1], [22.01, 60.1], [22.01, 60.11], [22, 60.11]]
    path = write(
        tmp_path,
        ({"name": "Centrum"}, BOW_TIE), ({"name": ""}, CENTRUM), ({"name": None}, box(22.06, 60.06, 22.07, 60.07)),
        ({"name": "Lillön"}, LILLON), ({"name": "LILLÖN"}, box(22.08, 60.06, 22.09, 60.07)),
        ({"name": "Norr"}, box(60.11, 21.95, 60.12, 21.96)), ({"name": "Far"}, box(10, 60, 10.1, 60.1)),
        ({"name": "Open"}, {"type": "Polygon", "coordinates": [ring]}),
        ({"name": "Point"}, {"type": "Point", "coordinates": [22, 60.1]}), ({"name": 7}, NORR),
        ({"name": "None"}, None),
    )  # fmt: skip
    assert faults(path) == [
        ("self_crossing", 1, "geometry"), ("empty_value", 2, "name"), ("empty_value", 3, "name"),
        ("overlapping_validity", 5, "name"), ("swapped", 6, "geometry"), ("out_of_bounds", 7, "geometry"),
        ("open_ring", 8, "geometry"), ("geometry_type", 9, "geometry"), ("wrong_type", 10, "name"),
        ("null_geometry", 11, "geometry"),
    ]  # fmt: skip


def test_an_open_ring_in_a_geopackage_is_told_with_its_row(tmp_path):
    path = tmp_path / "areas.gpkg"
    gpd.GeoDataFrame({"name": ["Centrum", "Norr"]}, geometry=[CENTRUM, NORR], crs=4326).to_file(path, layer="areas")
    with closing(sqlite3.connect(path)) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        shape = db.execute("SELECT geom FROM areas WHERE fid = 2").fetchone()[0]
        db.execute("UPDATE areas SET geom = ? WHERE fid = 2", (shape[:-16] + struct.pack("<dd", 21.97, 60.12),))
        db.commit()
    assert faults(path) == [("open_ring", 2, "geometry")]


def test_outlines_that_lie_over_each_other_are_told_but_slivers_are_not(tmp_path):
    over = write(tmp_path, ({"name": "Centrum"}, CENTRUM), ({"name": "Norr"}, box(21.95, 60.10, 22.02, 60.13)))
    assert faults(over) == [("overlapping_outlines", 2, "geometry")]
    sliver = write(tmp_path, ({"name": "Centrum"}, CENTRUM), ({"name": "Norr"}, box(21.95, 60.10998, 22.02, 60.13)))
    assert len(read(sliver).areas) == 3
    known = Districts((Neighbourhood("Old", "A", 22, 60.1), Neighbourhood("New", "B", 22, 60.1)))
    old, new = {"name": "Old", "valid_to": "2020-01-01"}, {"name": "New", "valid_from": "2020-01-01"}
    times = write(tmp_path, (old, CENTRUM), (new, CENTRUM))
    assert len(read(times, known=known).areas) == 2


def test_the_column_of_names_is_found_or_asked_for(tmp_path):
    odd = write(tmp_path, ({"OBJECTID": 1, "SDOMR": "Centrum"}, CENTRUM))
    assert faults(odd) == [("no_name_column", 0, "")]
    assert read(odd, name_field="SDOMR").areas[0].part == "Centrum"
    with pytest.raises(FileFaults) as caught:
        read(odd, name_field="SDOMRA")
    assert [(f.code, f.params["nearest"]) for f in caught.value.faults] == [(FaultCode.MISSING_COLUMN, "SDOMR")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"name,wkt\n", "unknown_extension"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": [', "wrong_content"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "no_rows"),
        ("a.geojson", '{"type": "FeatureCollection"}'.encode("utf-16"), "wrong_encoding"),
        ("a.gpkg", b"PK\x03\x04", "wrong_content"),
    ],
)
def test_what_is_no_file_of_outlines_is_told(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    assert [told for told, *_ in faults(tmp_path / name)] == [code]


@given(st.sampled_from(sorted({n.name for n in STOCKHOLM.districts.neighbourhoods})), st.data())
def test_a_name_is_known_in_capitals_without_dots_and_cut(name, data):
    known = KnownNames(n.name for n in STOCKHOLM.districts.neighbourhoods)
    plain = fold_name(name).upper()
    assert known.find(data.draw(st.sampled_from([name, name.upper(), name.lower(), plain, f" {name} "]))) == name
    assert known.find(f"{name}s stadsdelsområde") == name


def test_the_real_neighbourhoods_join_to_todays_districts(test_data):
    city = STOCKHOLM
    found = read_outlines(
        test_data / "districts" / "stadsdelar.geojson", known=city.districts, bounds=city.bounds, on=ON,
        metric_epsg=city.metric_crs,
    )  # fmt: skip
    assert (found.kind, found.count) == (OutlineKind.NEIGHBOURHOODS, 117)
    assert found.unknown == found.ended == found.lacking == ()
    assert found.respelled == (("ULVSUNDA INDUSTRIOMR", "Ulvsunda industriområde"),)
    assert len({area.name for area in found.areas if area.valid.holds(ON)}) == 11
    real = replace(city.districts, areas=found.areas)
    nearest = {h.id: city.districts.at(h.point.x, h.point.y, ON) for h in city.hotspots}
    inside = {h.id: real.at(h.point.x, h.point.y, ON) for h in city.hotspots}
    assert all(real.outline_at(h.point.x, h.point.y, ON) for h in city.hotspots)
    assert {ident for ident in inside if inside[ident] != nearest[ident]} == {
        "arstaberg", "kungstradgarden-t", "skarmarbrink-t", "stigbergsparken",
    }  # fmt: skip
    assert inside == {h.id: h.district for h in city.hotspots}
