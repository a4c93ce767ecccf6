"""The ways that a plan's own travel times know, and when they are not known."""

import json
from dataclasses import replace

import numpy as np
import pytest

from geo.city import read_city
from geo.imports import STREETS_FILE, ImportKind, Imports
from geo.reference import city_folder
from geo.travel.of_city import city_travel
from geo.travel.street_graph import StreetGraph
from geo.travel.times import Mode
from web.maps.city_maps import city_ways
from web.maps.ways import CityWays


@pytest.fixture(scope="module")
def city():
    return read_city(city_folder())


@pytest.fixture(scope="module")
def ways(city):
    return CityWays(city, (city_travel(city),))


def way(ways, request, mode=Mode.TRANSIT, period="weekday_evening"):
    return ways.way(request, "t-centralen", "gullmarsplan", mode=mode, period=period)


def changed(request, **changes):
    return replace(request, travel=replace(request.travel, **changes))


def test_a_way_comes_from_the_travel_times_that_the_plan_names(plan, ways):
    parts = way(ways, plan.request)
    assert any(part.line for part in parts)
    assert all(part.mode == "walk" for part in way(ways, plan.request, Mode.WALK))
    assert way(ways, changed(plan.request, provider="streets")) is None


def test_of_several_travel_times_the_one_of_that_name_is_asked(plan, city):
    class Streets:
        name, version, sources, estimated, periods = "streets", "1", (), False, ()

        def path(self, start, end, *, mode, period):
            return ()

    both = CityWays(city, (city_travel(city), Streets()))
    assert way(both, plan.request)
    assert way(both, changed(plan.request, provider="streets")) is None
    assert both.version != CityWays(city, (city_travel(city),)).version


def test_unknown_periods_cities_and_places_have_no_way(plan, ways):
    request = plan.request
    assert way(ways, request, period="never") is None
    assert way(ways, replace(request, city="lilleby")) is None
    assert ways.way(request, "t-centralen", "nowhere", mode=Mode.WALK, period="weekday_evening") is None


def test_a_place_stands_where_the_plan_says_and_on_a_landmass_that_is_known(plan, ways):
    spots = tuple(replace(h, landmass="atlantis") if h.id == "gullmarsplan" else h for h in plan.request.hotspots)
    assert way(ways, replace(plan.request, hotspots=spots)) is None


def test_a_ride_names_the_stops_where_it_begins_and_ends(plan, ways):
    rides = [part for part in way(ways, plan.request) if part.line]
    assert (rides[0].start, rides[-1].end) == ("T-Centralen", "Gullmarsplan")
    assert all(not part.start and not part.end for part in way(ways, plan.request, Mode.WALK))


def one_street(draft):
    """Import a street along two places of the plan."""
    ends = np.array([[18.0586, 59.3326], [18.0645, 59.3326]])
    graph = StreetGraph(
        ends, np.array([0], np.int32), np.array([1], np.int32), np.array([340.0]), np.ones(1, np.uint8), ends,
        np.array([0, 2]),
    )  # fmt: skip
    graph.save(draft.folder / STREETS_FILE)
    draft.keep(source="stad.osm.pbf", imported_on="2026-11-25", data_date="2026-11-01")


def test_an_import_gives_its_own_plans_their_ways_and_leaves_older_plans_theirs(plan, tmp_path):
    before = city_ways(city_folder(), tmp_path)
    assert way(before, plan.request)
    assert way(before, changed(plan.request, provider="streets")) is None
    with Imports(tmp_path / "stockholm").build(ImportKind.STREETS, "a" * 64) as draft:
        one_street(draft)
    after = city_ways(city_folder(), tmp_path)
    assert after.version != before.version
    assert city_ways(city_folder(), tmp_path) is after
    assert way(after, changed(plan.request, provider="streets"))
    assert way(after, plan.request) == way(before, plan.request)


def test_an_import_that_cannot_be_read_leaves_the_estimate_its_ways(plan, tmp_path, caplog):
    (tmp_path / "stockholm").mkdir()
    (tmp_path / "stockholm" / "streets.json").write_text(json.dumps({"kind": "streets"}))
    assert way(city_ways(city_folder(), tmp_path), plan.request)
    assert "streets.json" in caplog.text


def test_a_city_that_cannot_be_read_has_no_ways(tmp_path):
    assert city_ways(tmp_path / "nowhere", tmp_path) is None
