"""The base map is built once for a city as it is, and kept."""

import json

import pytest

from web.maps.basemap import EMPTY, Basemap


@pytest.fixture
def city(tmp_path):
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "lines.csv").write_text("mode,line\n")
    return folder


class Counted:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, city):
        self.calls += 1
        return {"type": "FeatureCollection", "features": [], "number": self.calls}


def test_it_is_built_once_and_kept_between_starts(city, tmp_path):
    build = Counted()
    first = Basemap(tmp_path / "maps", city, build).geojson()
    again = Basemap(tmp_path / "maps", city, build)
    assert again.geojson() == again.geojson() == first
    assert build.calls == 1
    assert json.loads(first)["number"] == 1


def test_a_change_of_the_city_or_of_the_maker_builds_it_anew(city, tmp_path):
    build = Counted()
    basemap = Basemap(tmp_path / "maps", city, build)
    basemap.geojson()
    (city / "lines.csv").write_text("mode,line\nmetro,17\n")
    assert json.loads(basemap.geojson())["number"] == 2
    assert json.loads(Basemap(tmp_path / "maps", city, build, version="2").geojson())["number"] == 3


def test_a_city_that_no_map_can_be_made_of_has_an_empty_one(city, tmp_path, caplog):
    def fail(city):
        raise ValueError("no landmass")

    assert Basemap(tmp_path / "maps", city, fail).geojson() == EMPTY
    assert "no landmass" in caplog.text
    assert not list((tmp_path / "maps").glob("*"))


def test_nothing_half_written_is_left(city, tmp_path):
    Basemap(tmp_path / "maps", city, Counted()).geojson()
    assert [file.suffix for file in (tmp_path / "maps").iterdir()] == [".geojson"]
