"""Hotspots come in and go out: formats, encodings, coordinate systems, and the round trip."""

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.polygon import orient

from geo.faults import FaultCode, FileFaults
from geo.hotspot import LASTING_KINDS, Hotspot, HotspotKind, Position, Sensitivity, ServiceKind
from geo.hotspots_file import read_hotspots, write_hotspots
from geo.windows import WeekWindows

LILLEBY = Path(__file__).resolve().parent.parent / "cities" / "lilleby" / "hotspots.geojson"
BOUNDS = (21.9, 60.05, 22.1, 60.15)
WORLD = (-180.0, -90.0, 180.0, 90.0)


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def one_feature(folder: Path, geometry: object, **top: object) -> Path:
    feature = {"type": "Feature", "properties": {"id": "a", "name": "A", "kind": "park"}, "geometry": geometry}
    return write(folder, "a.geojson", json.dumps({"type": "FeatureCollection", "features": [feature], **top}))


def test_geojson_keeps_every_field():
    read = {hotspot.id: hotspot for hotspot in read_hotspots(LILLEBY, bounds=BOUNDS)}
    assert len(read) == 12
    settlement = read["skogsgarden"]
    assert settlement.kind is HotspotKind.SETTLEMENT
    assert settlement.sensitivity is Sensitivity.NAMED_TEAMS
    assert settlement.teams == ("en",)
    assert settlement.position is Position.APPROXIMATE
    assert read["torget"].meet == "Vid brunnen"
    assert isinstance(read["lindparken"].geometry, Polygon)
    assert read["kyrkplan"].landmass is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize(("separator", "point"), [(",", "."), (";", ","), (";", ".")])
def test_csv_of_any_spreadsheet_gives_the_same(tmp_path, encoding, separator, point):
    rows = [["id", "name", "kind", "lon", "lat", "meet"], ["gasthamnen", "Gästhamnen", "square", "22.01", "60.1", ""]]
    text = "\r\n".join(separator.join(row) for row in rows)
    text = text.replace("22.01", "22.01".replace(".", point)).replace("60.1", "60.1".replace(".", point))
    (read,) = read_hotspots(write(tmp_path, "a.csv", text, encoding), bounds=BOUNDS)
    assert (read.name, read.point.x, read.point.y) == ("Gästhamnen", 22.01, 60.1)


def test_csv_with_well_known_text_and_a_stated_system(tmp_path):
    text = 'id,name,kind,wkt\na,A,park,"POLYGON ((222000 6673000, 222100 6673000, 222100 6673100, 222000 6673000))"\n'
    (read,) = read_hotspots(write(tmp_path, "a.csv", text), bounds=BOUNDS, crs=3067)
    assert isinstance(read.geometry, Polygon)
    assert 21.9 < read.point.x < 22.1


@pytest.mark.parametrize("crs", [3067, "3067", "EPSG:3067", "urn:ogc:def:crs:EPSG::3067"])
def test_a_system_may_be_stated_in_any_common_way(tmp_path, crs):
    text = "id,name,kind,lon,lat\na,A,park,222000,6673000\n"
    (read,) = read_hotspots(write(tmp_path, "a.csv", text), bounds=BOUNDS, crs=crs)
    assert (round(read.point.x, 3), round(read.point.y, 3)) == (21.998, 60.099)


def test_geojson_names_its_system_in_the_old_way(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3067"}}
    path = one_feature(tmp_path, {"type": "Point", "coordinates": [222000, 6673000]}, crs=crs)
    (read,) = read_hotspots(path, bounds=BOUNDS, crs=4326)
    assert round(read.point.x, 3) == 21.998


@pytest.mark.parametrize("metric", [3067, 3035, 25834])
def test_a_geopackage_in_any_system_gives_the_places_of_the_geojson(tmp_path, metric):
    frame = gpd.read_file(LILLEBY).to_crs(metric)
    frame["teams"] = ["en" if kind == "settlement" else None for kind in frame["kind"]]
    path = tmp_path / "a.gpkg"
    frame.to_file(path, layer="places")
    plain = read_hotspots(LILLEBY, bounds=BOUNDS)
    read = read_hotspots(path, bounds=BOUNDS, layer="places")
    assert [(h.id, h.name, h.teams, h.landmass) for h in read] == [(h.id, h.name, h.teams, h.landmass) for h in plain]
    assert all(a.geometry.equals_exact(b.geometry, 1e-6) for a, b in zip(read, plain, strict=True))


def test_a_collection_of_one_polygon_is_that_polygon_and_heights_are_left_out(tmp_path):
    frame = gpd.GeoDataFrame(
        {"id": ["a"], "name": ["A"], "kind": ["park"]},
        geometry=[MultiPolygon([box(22.0, 60.1, 22.01, 60.11)])],
        crs=4326,
    )
    frame.to_file(tmp_path / "a.gpkg")
    (read,) = read_hotspots(tmp_path / "a.gpkg", bounds=BOUNDS)
    assert isinstance(read.geometry, Polygon)
    (read,) = read_hotspots(one_feature(tmp_path, {"type": "Point", "coordinates": [22, 60.1, 12]}), bounds=BOUNDS)
    assert not read.geometry.has_z


def test_an_unknown_layer_is_told_with_those_that_are(tmp_path):
    gpd.read_file(LILLEBY).to_file(tmp_path / "a.gpkg", layer="places")
    with pytest.raises(FileFaults) as caught:
        read_hotspots(tmp_path / "a.gpkg", bounds=BOUNDS, layer="place")
    (fault,) = caught.value.faults
    assert fault.code is FaultCode.UNKNOWN_LAYER
    assert fault.params["layers"] == "places"


def test_an_unknown_system_given_by_the_caller_is_a_fault(tmp_path):
    with pytest.raises(FileFaults) as caught:
        read_hotspots(write(tmp_path, "a.csv", "id,name,kind,lon,lat\na,A,park,22,60.1\n"), bounds=BOUNDS, crs="SWEREF")
    assert [fault.code for fault in caught.value.faults] == [FaultCode.UNKNOWN_CRS]


def test_unknown_landmasses_and_teams_are_told_only_where_the_known_ones_are_given(tmp_path):
    values = {"id": "a", "name": "A", "kind": "park", "landmass": "x", "sensitivity": "named_teams", "teams": "y"}
    feature = {"type": "Feature", "properties": values, "geometry": {"type": "Point", "coordinates": [22, 60.1]}}
    path = write(tmp_path, "a.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert read_hotspots(path, bounds=BOUNDS)
    with pytest.raises(FileFaults) as caught:
        read_hotspots(path, bounds=BOUNDS, teams=["en"], landmasses=["storlandet"])
    assert [fault.params["what"] for fault in caught.value.faults] == ["landmass", "team"]


def test_writing_any_other_format_is_refused(tmp_path):
    with pytest.raises(FileFaults):
        write_hotspots(tmp_path / "a.shp", [])


def test_a_hostile_name_is_only_a_name(tmp_path):
    name = "<img src=x onerror=alert(1)>${alert(1)}"
    place = Hotspot("a", name, HotspotKind.PARK, Point(22.0, 60.1))
    write_hotspots(tmp_path / "a.geojson", [place])
    assert read_hotspots(tmp_path / "a.geojson", bounds=BOUNDS) == (place,)


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=30)
HOURS = [WeekWindows.parse(text) for text in ("mo-fr 09:00-16:00", "daily 20:00-08:00", "tu 10:00-12:00,13:00-15:00")]
COORDINATES = st.tuples(st.floats(-179, 179), st.floats(-89, 89))


@st.composite
def places(draw):
    lon, lat = draw(COORDINATES)
    size = draw(st.floats(1e-4, 0.9))
    geometry = draw(st.sampled_from([Point(lon, lat), orient(box(lon, lat, lon + size, lat + size))]))
    sensitivity = draw(st.sampled_from(Sensitivity))
    teams = ("en", "tall")[: draw(st.integers(1, 2))] if sensitivity is Sensitivity.NAMED_TEAMS else ()
    return Hotspot(
        draw(st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)),
        draw(TEXT),
        draw(st.sampled_from(LASTING_KINDS)),
        geometry,
        draw(st.none() | st.just("storlandet")),
        draw(st.none() | TEXT),
        sensitivity,
        teams,
        draw(st.sampled_from(Position)),
        draw(st.just("") | TEXT),
        draw(st.just("") | TEXT),
        draw(st.none() | st.sampled_from(HOURS)),
        draw(st.just("") | TEXT),
        draw(st.none() | st.sampled_from(ServiceKind)),
    )


@settings(max_examples=150, deadline=None)
@given(hotspots=st.lists(places(), min_size=1, max_size=4, unique_by=lambda hotspot: hotspot.id))
def test_what_is_written_is_read_again_exactly(hotspots):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.geojson"
        write_hotspots(path, hotspots)
        assert read_hotspots(path, bounds=WORLD) == tuple(hotspots)


@pytest.mark.parametrize("name", ["places", "gpkg_contents"])
def test_a_layer_that_counts_for_ever_is_refused_before_it_is_read(tmp_path, name):
    path = tmp_path / "a.gpkg"
    gpd.read_file(LILLEBY).to_file(path, layer="places")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n, t"
    with closing(sqlite3.connect(path)) as db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{trigger}"')
        db.execute("PRAGMA legacy_alter_table = ON")
        db.execute(f"ALTER TABLE {name} RENAME TO t")
        db.execute(f"CREATE VIEW {name} AS {endless}")
        db.commit()
    with pytest.raises(FileFaults) as caught:
        read_hotspots(path, bounds=BOUNDS)
    assert [fault.code for fault in caught.value.faults] == [FaultCode.WRONG_CONTENT]
