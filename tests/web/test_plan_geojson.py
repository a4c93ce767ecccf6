"""What the map draws, and what it must never hold."""

import json
from dataclasses import replace

from geo.travel.times import Mode, PathPart
from web.lead.board import board_of
from web.maps.plan_geojson import plan_geojson
from web.words import translator


def features(plan, role):
    found = json.loads(json.dumps(plan_geojson(board_of(plan, translator("sv")))))["features"]
    return [f for f in found if f["properties"]["role"] == role]


def test_stops_legs_base_unplanned_and_places_are_there(plan):
    stops = features(plan, "stop")
    assert len(stops) == sum(len(route.stops) for route in plan.routes)
    assert len(features(plan, "leg")) == sum(len(route.legs) for route in plan.routes)
    assert len(features(plan, "base")) == 1
    assert [f["properties"]["letter"] for f in features(plan, "unplanned")] == ["A", "B", "C"]
    assert len(features(plan, "place")) == len(plan.request.hotspots)


def test_coordinates_are_longitude_then_latitude(plan):
    for role in ("stop", "base", "unplanned", "place"):
        for feature in features(plan, role):
            lon, lat = feature["geometry"]["coordinates"]
            assert 17 < lon < 19
            assert 59 < lat < 60


def test_every_key_is_used_once_and_holds_no_user_text(hostile_plan):
    data = plan_geojson(board_of(hostile_plan, translator("sv")))
    keys = [f["properties"]["key"] for f in data["features"] if "key" in f["properties"]]
    assert len(keys) == len(set(keys))
    assert all(key.isalnum() for key in keys)


def test_a_settlement_is_only_in_the_data_of_a_team_that_may_see_it(example):
    hidden = example.example_plan(settlement=True)
    assert "hemlig" not in json.dumps(plan_geojson(board_of(hidden, translator("sv")))).lower()
    shown = example.example_plan(settlement=True, team="eu-teamet")
    assert "Hemlig boplats" in json.dumps(plan_geojson(board_of(shown, translator("sv"))))


def test_a_stop_at_a_place_that_the_team_may_not_see_has_neither_point_nor_name(example):
    plan = example.plan_with_hidden_stop()
    board = board_of(plan, translator("sv"))
    told = json.dumps(plan_geojson(board), ensure_ascii=False)
    assert "Hemlig" not in told
    assert "18.1," not in told
    assert "Skyddad plats" in {stop.name for day in board.days for r in day.routes for stop in r.stops}
    assert not any("Hemlig" in repr(day) for day in board.days)
    assert "Hemlig" not in repr(board.unplanned)


def test_pairs_that_share_a_stretch_are_drawn_side_by_side(plan):
    first = plan.routes[0]
    follower = replace(first, pair="Rönn", workers=("x", "y"))
    shared = features(replace(plan, routes=(first, follower)), "leg")
    for leg, other in zip(shared[: len(first.legs)], shared[len(first.legs) :], strict=True):
        assert leg["properties"]["shifts"] == [-s for s in other["properties"]["shifts"]] != [0]
    alone = features(replace(plan, routes=(first,)), "leg")
    there_and_back = [leg for leg in alone if leg["properties"]["shifts"] != [0]]
    assert len(there_and_back) in {0, 2}


class OverTheBridge:
    version = "1"

    def way(self, request, start, end, *, mode, period):
        points = ((0.0, 0.0), (18.07, 59.32), (0.0, 0.0))
        ridden = mode is Mode.TRANSIT
        way = (PathPart("metro" if ridden else "walk", "metro 17" if ridden else "", points, 60, estimated=True),)
        return way if start == "gamla-stan" else None


def test_legs_follow_known_ways_between_the_places_of_the_plan(plan):
    board = board_of(plan, translator("sv"), ways=OverTheBridge())
    legs = [f for f in plan_geojson(board)["features"] if f["properties"]["role"] == "leg"]
    bent = [leg for leg in legs if len(leg["geometry"]["coordinates"]) == 3]
    assert len(bent) == 1
    assert bent[0]["geometry"]["coordinates"] == ((18.066957, 59.323147), (18.07, 59.32), (18.0586, 59.3326))
    assert len(bent[0]["properties"]["shifts"]) == 2
    assert all(leg["properties"]["estimated"] for leg in legs)


def test_each_route_is_named_once_on_the_map(plan):
    tags = [f["properties"]["tag"] for f in features(plan, "stop") if f["properties"]["tag"]]
    assert sorted(tags) == sorted(route.pair for route in plan.routes)
