"""A link to navigation: one public coordinate, and nothing else."""

import re
from dataclasses import fields, replace

import pytest
from shapely.geometry import Point, Polygon

from geo.hotspot import Hotspot, HotspotKind, Sensitivity
from web.lead.board import board_of
from web.maps.navigation_link import navigation_link
from web.maps.standalone import standalone_map
from web.words import translator

COORDINATE = r"-?\d{1,2}\.\d{5},-?\d{1,3}\.\d{5}"
GEO = re.compile(rf"geo:({COORDINATE})\?q=\1")
APPLE = re.compile(rf"maps://\?q={COORDINATE}")


def spot(**changes):
    return Hotspot(
        **{"id": "slussen", "name": "Slussen & co", "kind": HotspotKind.SQUARE, "geometry": Point(18.0719, 59.3195)}
        | changes
    )


def test_it_holds_the_coordinate_and_nothing_else():
    link = navigation_link(spot(meet="Vid klockan", teams=("eu-teamet",), source="secret"))
    assert link.geo == "geo:59.31950,18.07190?q=59.31950,18.07190"
    assert link.apple == "maps://?q=59.31950,18.07190"
    assert link.coordinates == "59.31950, 18.07190"
    assert len(fields(link)) == 3


def test_a_polygon_is_found_at_the_point_that_is_walked_to():
    park = Polygon([(18.0, 59.3), (18.01, 59.3), (18.01, 59.31), (18.0, 59.31)])
    assert navigation_link(spot(geometry=park)).geo.startswith("geo:59.30500,18.00500?")


@pytest.mark.parametrize(
    "changes",
    [
        {"sensitivity": Sensitivity.NAMED_TEAMS, "teams": ("uppsokarteamet",)},
        {"kind": HotspotKind.SETTLEMENT},
        {"kind": HotspotKind.SETTLEMENT, "sensitivity": Sensitivity.NAMED_TEAMS, "teams": ("eu-teamet",)},
    ],
)
def test_a_place_that_is_not_for_everybody_has_none(changes):
    assert navigation_link(spot(**changes)) is None


def test_the_team_that_may_see_a_settlement_gets_no_link_to_it_either(example):
    plan = example.example_plan(settlement=True, team="eu-teamet")
    route = plan.routes[0]
    stop = replace(route.stops[0], hotspot="hemlig-boplats")
    plan = replace(plan, routes=(replace(route, stops=(stop, *route.stops[1:])), *plan.routes[1:]))
    stops = board_of(plan, translator("sv")).days[0].routes[0].stops
    assert stops[0].name == "Hemlig boplats"
    assert stops[0].find is None
    assert all(other.find for other in stops[1:])
    page = standalone_map(plan, {"type": "FeatureCollection", "features": []}, lang="sv")
    assert not re.search(r"(geo:|maps://)[^\"]*59\.300*,18\.100*", page)


def test_every_link_of_a_page_is_a_bare_coordinate(hostile_plan):
    page = standalone_map(hostile_plan, {"type": "FeatureCollection", "features": []}, lang="sv")
    links = re.findall(r"<a href=\"(geo:[^\"]*)\" data-apple=\"([^\"]*)\" rel=\"noreferrer\">", page)
    assert len(links) == sum(len(route.stops) for route in hostile_plan.routes)
    assert all(GEO.fullmatch(geo) and APPLE.fullmatch(apple) for geo, apple in links)
    assert len(re.findall(r"geo:\d", page)) == len(links)


def test_no_link_leads_to_the_base(plan):
    base = plan.request.bases[0]
    page = standalone_map(plan, {"type": "FeatureCollection", "features": []}, lang="sv")
    assert f"{base.lat:.5f},{base.lon:.5f}" not in page
