"""The tiles, read back by the reader that their format's makers ship, and by GDAL."""

import gzip
import math

import pyogrio
import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles

from geo.basemap.features import features
from geo.basemap.tiles import write_tiles
from geo.osm.reading import read_extract


def tiles(file) -> dict[tuple[int, int, int], bytes]:
    with file.open("rb") as opened:
        return {zxy: gzip.decompress(tile) for zxy, tile in all_tiles(MmapSource(opened))}


def told(file):
    with file.open("rb") as opened:
        reader = Reader(MmapSource(opened))
        return reader.header(), reader.metadata()


def tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int, int]:
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return zoom, int((lon + 180) / 360 * 2**zoom), int(y * 2**zoom)


def read_back(file, zoom: int):
    return pyogrio.read_dataframe(file, ZOOM_LEVEL=str(zoom), CLIP="NO")


@pytest.fixture
def folder(town, tmp_path):
    write_tiles(features(read_extract(town)), tmp_path)
    return tmp_path


def test_the_zooms_and_the_layers_are_those_that_are_promised(folder):
    header, metadata = told(folder / "ground.pmtiles")
    assert (header["min_zoom"], header["max_zoom"]) == (9, 14)
    assert header["clustered"]
    assert [layer["id"] for layer in metadata["vector_layers"]] == ["ground"]
    assert set(metadata["vector_layers"][0]["fields"]) >= {"kind", "name", "rank", "of"}
    header, metadata = told(folder / "buildings.pmtiles")
    assert (header["min_zoom"], header["max_zoom"]) == (15, 15)
    assert [layer["id"] for layer in metadata["vector_layers"]] == ["buildings"]
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".pbf") == [
        "buildings.pmtiles", "ground.pmtiles",
    ]  # fmt: skip


def test_every_tile_lies_where_the_town_lies(folder):
    found = tiles(folder / "ground.pmtiles")
    assert {zoom for zoom, _, _ in found} >= {12, 13, 14}
    for zoom in (12, 14):
        assert b"4 gatan" in found[tile_at(18.0025, 59.004, zoom)]
        assert "Sjön".encode() in found[tile_at(18.0015, 59.0005, zoom)]


def test_what_is_far_away_shows_large_things_only(folder):
    near, middle, far = (read_back(folder / "ground.pmtiles", zoom) for zoom in (14, 13, 11))
    assert set(near["kind"]) == {"street", "path", "water", "park", "place", "station", "label"}
    assert set(middle["kind"]) == set(near["kind"]) - {"path"}
    assert set(far["kind"]) == {"place"}
    assert set(near[near["kind"] == "street"]["rank"]) == {3}


def test_without_buildings_there_is_no_file_of_them(osm_file, tmp_path):
    path = osm_file({1: (18, 59), 2: (18.01, 59)}, {1: ([1, 2], {"highway": "footway"})})
    write_tiles(features(read_extract(path)), tmp_path)
    assert not (tmp_path / "buildings.pmtiles").exists()
    assert told(tmp_path / "ground.pmtiles")[0]["min_zoom"] in {9, 12, 14}


def test_the_real_city_is_drawn_whole(test_data, tmp_path):
    made = features(read_extract(test_data / "osm" / "stockholm_ostermalm_2020.osm.pbf"))
    write_tiles(made, tmp_path)
    near = read_back(tmp_path / "ground.pmtiles", 14)
    names = set(made.ground[made.ground["kind"] == "street"]["name"].dropna())
    assert names <= set(near[near["kind"] == "street"]["name"].dropna())
    assert len(read_back(tmp_path / "buildings.pmtiles", 15)) >= made.counts["building"]
    assert near.query("kind == 'street'")["rank"].max() == 4
    assert read_back(tmp_path / "ground.pmtiles", 13).query("kind == 'street'")["rank"].max() == 3
    found = tiles(tmp_path / "ground.pmtiles")
    assert {zoom for zoom, _, _ in found} == {9, 10, 11, 12, 13, 14}
    assert any(zoom == 11 and "Sveavägen".encode() in tile for (zoom, _, _), tile in found.items())
