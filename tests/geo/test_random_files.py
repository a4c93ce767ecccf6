"""Whatever stands in a file, its reader gives a result or faults, and nothing else."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geo.calendar_file import read_calendar
from geo.city import read_city
from geo.city_settings import read_city_settings
from geo.district_file import read_neighbourhoods
from geo.faults import FaultList, FileFaults
from geo.hotspots_file import read_hotspots
from geo.needs_file import read_needs
from geo.outlines_file import read_outlines
from planner.team_file import read_team

LILLEBY = Path(__file__).resolve().parent.parent / "cities" / "lilleby"
CITY = read_city(LILLEBY)
MANY = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def _settings(path: Path) -> object:
    faults = FaultList(path.name)
    found = read_city_settings(path, faults)
    faults.raise_any()
    return found


def _hotspots(path: Path) -> object:
    return read_hotspots(path, bounds=CITY.bounds, metric_epsg=CITY.metric_crs, teams=CITY.team_ids)


def _outlines(path: Path) -> object:
    return read_outlines(
        path, known=CITY.districts, bounds=CITY.bounds, on=date(2026, 12, 1), metric_epsg=CITY.metric_crs
    )


READERS: dict[str, Callable[[Path], object]] = {
    "hotspots.geojson": _hotspots,
    "hotspots.csv": _hotspots,
    "hotspots.gpkg": _hotspots,
    "outlines.geojson": _outlines,
    "outlines.gpkg": _outlines,
    "needs.csv": lambda path: read_needs(path, hotspots=CITY.hotspots, seasons=CITY.calendar.seasons),
    "neighbourhoods.csv": lambda path: read_neighbourhoods(path, bounds=CITY.bounds),
    "city.toml": _settings,
    "calendar.toml": lambda path: read_calendar(path, country="FI", timezone="UTC", lon=22.0, lat=60.1),
    "team.toml": lambda path: read_team(path, city=CITY),
}


def _good_files() -> dict[str, bytes]:
    files = {name: (LILLEBY / name).read_bytes() for name in READERS if (LILLEBY / name).exists()}
    files["team.toml"] = (LILLEBY / "teams" / "en.toml").read_bytes()
    files["hotspots.csv"] = (
        "id;name;kind;lon;lat;teams;sensitivity\n"
        "torget;Torget på Lillön;square;22,01;60,1;;\n"
        'skog;"Skogsgården; norra";settlement;22,02;60,11;en tall;named_teams\n'
    ).encode("cp1252")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "good.gpkg"
        frame = gpd.read_file(LILLEBY / "hotspots.geojson")[["id", "name", "kind", "geometry"]]
        frame.to_crs(CITY.metric_crs).to_file(path)
        files["hotspots.gpkg"] = path.read_bytes()
        parts = [box(21.95, 60.09, 22.0, 60.11), box(21.95, 60.11, 22.02, 60.13), box(22.02, 60.08, 22.05, 60.1)]
        outlines = gpd.GeoDataFrame({"namn": ["CENTRUM", "Norr", "Lillön"]}, geometry=parts, crs=4326)
        outlines.to_file(Path(folder) / "outlines.geojson")
        outlines.to_crs(3011).to_file(Path(folder) / "outlines.gpkg")
        files |= {name: (Path(folder) / name).read_bytes() for name in ("outlines.geojson", "outlines.gpkg")}
    return files


GOOD = _good_files()
PIECES = st.sampled_from(
    b"\0 \xff \" ; , \n [ { ] null -1 1e999 NaN \xc3\xa5 \xe5 \\ud800 2026-02-30 ''' \xed\xa0\x80".split(b" ")
)


def read_or_faults(name: str, content: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            return READERS[name](path)
        except FileFaults as found:
            faults = found
    assert faults.faults
    assert str(faults).encode("utf-8")
    return None


@pytest.mark.parametrize("name", READERS)
def test_the_good_file_is_good(name):
    assert read_or_faults(name, GOOD[name])


@pytest.mark.parametrize("name", READERS)
@MANY
@given(content=st.binary(max_size=300))
def test_arbitrary_bytes_give_faults(name, content):
    read_or_faults(name, content)


@pytest.mark.parametrize("name", [name for name in READERS if not name.endswith("gpkg")])
@MANY
@given(content=st.text(max_size=200))
def test_arbitrary_text_gives_faults(name, content):
    read_or_faults(name, content.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", READERS)
@MANY
@given(data=st.data())
def test_a_good_file_with_bytes_changed_gives_faults_or_a_result(name, data):
    content = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        kind = data.draw(st.sampled_from(["insert", "replace", "delete", "cut"]))
        if kind == "insert":
            content[at:at] = data.draw(PIECES | st.binary(max_size=4))
        elif kind == "replace":
            piece = data.draw(PIECES | st.binary(min_size=1, max_size=4))
            content[at : at + len(piece)] = piece
        elif kind == "delete":
            del content[at : at + data.draw(st.integers(1, 40))]
        elif data.draw(st.booleans()):
            del content[at:]
    read_or_faults(name, bytes(content))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@MANY
@given(
    values=st.dictionaries(st.sampled_from(["id", "name", "kind", "teams", "meet", "position"]), JSON), geometry=JSON
)
def test_a_feature_of_any_values_gives_faults_or_a_result(values, geometry):
    import json

    feature = {"type": "Feature", "properties": values, "geometry": geometry}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    assert read_or_faults("hotspots.geojson", text.encode()) is None


@MANY
@given(
    kind=st.sampled_from(["Point", "Polygon", "MultiPoint", "MultiPolygon"]),
    coordinates=st.recursive(st.floats() | st.integers(), lambda inner: st.lists(inner, max_size=5), max_leaves=20),
)
def test_any_coordinates_give_faults_or_a_place_inside(kind, coordinates):
    import json

    values = {"id": "a", "name": "A", "kind": "park"}
    geometry = {"type": kind, "coordinates": coordinates}
    feature = {"type": "Feature", "properties": values, "geometry": geometry}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    read = read_or_faults("hotspots.geojson", text.encode())
    assert read is None or CITY.bounds[0] <= read[0].point.x <= CITY.bounds[2]


@MANY
@given(lon=st.floats(21.9, 22.1), lat=st.floats(60.05, 60.15), on=st.dates())
def test_every_point_has_a_district_while_neighbourhoods_are_valid(lon, lat, on):
    if on >= date(2010, 1, 1):
        assert CITY.districts.at(lon, lat, on) in CITY.districts.names(on)
