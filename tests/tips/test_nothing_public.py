"""Nobody who has not signed in sees a place of the teams or a tip of somebody else: every open address is looked at."""

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from geo.city import read_city
from geo.reference import city_folder
from geo.schematic import city_basemap
from web.security.access import access_of
from web.store.place_rows import metric_point
from web.store.tables.places import HotspotRow
from web.store.tables.tips import Tip
from web.store.times import utc_now

HIDDEN_NAME = "Blåbärsgläntan"


@pytest.fixture(scope="module")
def city():
    return read_city(city_folder())


def open_pages(app):
    """Give every address that anybody may get, and that needs no argument."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and not rule.arguments and access_of(app, rule.endpoint).anybody
    )


def test_no_open_page_names_a_place_or_tells_of_another_tip(door):
    app = door.app
    assert door.send(details=f"{HIDDEN_NAME} i tipset", find=f"{HIDDEN_NAME} bakom").status_code == 303
    code = door.code()
    with door.store.read() as session:
        tip = session.scalars(select(Tip)).one()
    with door.store.housekeeping() as session:
        session.add(hotspot_row())
    seen, todo = set(), [*open_pages(app), "/sign-in?next=/plan/x/2026-W49", "/nowhere", "/plan/x/2026-W49"]
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = door.client.get(path, headers={"Sec-Fetch-Mode": "navigate", "Accept": "text/html"})
        for hidden in (HIDDEN_NAME, tip.id, code, tip.code_hash):
            assert hidden not in answer.text, path
        todo += [link for link in re.findall(r'(?:href|src)="(/[^"#]*)"', answer.text) if "/static/" not in link]
    assert {"/tips", "/tips/about", "/tips/status", "/tips/base.geojson", "/tips/map.js"} <= seen
    assert HIDDEN_NAME not in door.status(code).text


def hotspot_row():
    return HotspotRow(
        id="blabarsglantan", name=HIDDEN_NAME, kind="park", shape={"type": "Point", "coordinates": [18.0646, 59.3344]},
        point=metric_point(18.0646, 59.3344), sensitivity="teams", teams=[], position="verified", meet=HIDDEN_NAME,
        changed_at=utc_now(), changed_by="system",
    )  # fmt: skip


def test_the_public_map_is_the_same_with_and_without_the_places(city):
    shown = city_basemap(city, on=date.max, public=True).geojson()
    assert shown == city_basemap(replace(city, hotspots=()), on=date.max).geojson()
    assert {feature["properties"]["role"] for feature in shown["features"]} <= {
        "land", "park", "bridge", "rail", "tram", "metro", "station", "label_area", "label_water",
    }  # fmt: skip
