"""Anybody tells: a neighbour with the map, a relative without JavaScript, somebody with the keyboard alone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from web.store.tables.places import NeighbourhoodRow
from web.store.tables.tips import Tip, TipState
from web.tips.actions import tip_by_code
from web.tips.steps import move_tip

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
READ_MS = 3_200
"""Nobody is faster than this, and whoever is, is asked to send once more."""

ATTACKS = (
    '"><img src=x onerror="window.hit=1">',
    "</textarea><script>window.hit=1</script>",
    "<svg onload=window.hit=1>",
    "';window.hit=1;'",
)


@pytest.fixture(scope="module")
def door(serve, served):
    """Give the address of an installation that knows two parts of the city."""
    address = serve()
    with served[address].app.config["FALTPLAN"].store.housekeeping() as session:
        session.add(NeighbourhoodRow(name="Klara", district="Norra innerstaden", lon=18.06, lat=59.333))
        session.add(NeighbourhoodRow(name="Södra Hammarbyhamnen", district="Södermalm", lon=18.088, lat=59.305))
    return address


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


class Counted:
    """Does what a person does, and counts it."""

    def __init__(self):
        self.done = 0

    def __call__(self, act, *args, **options):
        self.done += 1
        return act(*args, **options)


def test_a_neighbour_tells_with_the_map_and_follows_the_tip_by_its_code(visit, served, door):
    seen = visit(f"{door}/tips", phone=True, grants=(), at=door)
    page, does = seen.page, Counted()
    does(
        page.locator("#map .leaflet-container, #map.leaflet-container, .folium-map").first.tap,
        position={"x": 150, "y": 120},
    )
    assert re.search("Nålen står i eller nära .+", page.locator("#where").inner_text())
    does(page.get_by_label("Beskriv så att vi hittar").fill, "Under gångbron, vid trappan.")
    does(page.get_by_label("Sover ute").check)
    does(page.get_by_label("Nej, jag har inte frågat").check)
    page.wait_for_timeout(READ_MS)
    does(page.get_by_role("button", name="Skicka tipset").click)
    page.wait_for_url("**/tips/sent")
    code = page.locator("#code").inner_text()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", code)
    assert violations(page) == []
    does(page.get_by_role("link", name="Följ tipset").click)
    does(page.get_by_label("Koden till ditt tips").fill, code.lower())
    does(page.get_by_role("button", name="Visa vad som har hänt").click)
    assert page.get_by_role("heading", name="Hittills: Mottaget").is_visible()
    assert does.done <= 12
    parts = served[door].app.config["FALTPLAN"]
    tip = tip_by_code(parts.store, code, key=parts.keys.tips_key)
    assert (tip.precision, tip.place is None) == ("exact", False)
    with parts.store.write("account:1") as work:
        move_tip(work, work.session.get(Tip, tip.id), TipState.GOING)
    page.reload()
    assert page.get_by_role("heading", name="Hittills: Vi åker dit").is_visible()
    assert [url for url in seen.requests if code in url] == []
    seen.quiet(door)


def test_a_relative_tells_without_javascript_and_nothing_typed_is_lost(visit, door):
    seen = visit(f"{door}/tips", phone=True, wait=False, grants=(), at=door, java_script_enabled=False)
    page = seen.page
    assert not page.locator("#map").is_visible()
    page.get_by_label("Stadsdel").select_option("Södra Hammarbyhamnen")
    page.get_by_label("Beskriv så att vi hittar").fill("Vid kajen, bakom båthuset.")
    page.get_by_label("Fryser, är sjuk").check()
    page.get_by_label("Vad du har sett").fill("En man under en presenning. Ring mig på 070-174 06 05.")
    page.get_by_label("Vem är du?").select_option("relative")
    page.get_by_label("Jag vill kunna bli kontaktad").check()
    page.get_by_label("Telefon eller e-post").fill("070-174 06 05")
    page.wait_for_timeout(READ_MS)
    page.get_by_role("button", name="Skicka tipset").click()
    assert "Allt du skrev finns kvar" in page.get_by_role("alert").inner_text()
    assert "070-174 06 05" in page.locator("#details-fault").inner_text()
    assert page.get_by_label("Stadsdel").input_value() == "Södra Hammarbyhamnen"
    page.get_by_label("Vad du har sett").fill("En man under en presenning.")
    page.get_by_role("button", name="Skicka tipset").click()
    code = page.locator("#code").inner_text()
    page.get_by_role("link", name="Följ tipset").click()
    page.get_by_label("Koden till ditt tips").fill(code)
    page.get_by_role("button", name="Visa vad som har hänt").click()
    page.get_by_role("button", name="Radera min kontaktuppgift nu").click()
    assert page.get_by_text("Din kontaktuppgift är raderad").is_visible()


def test_the_pin_is_set_and_moved_with_the_keyboard_alone(visit, door):
    page = visit(f"{door}/tips", grants=(), at=door).page
    page.locator(".folium-map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    lon = float(page.locator("input[name=lon]").input_value())
    pin = page.get_by_label("Nålen. Flytta den")
    pin.focus()
    page.keyboard.press("ArrowRight")
    assert float(page.locator("input[name=lon]").input_value()) > lon
    page.get_by_role("button", name="Ta bort nålen").press("Enter")
    assert page.locator("input[name=lon]").input_value() == ""
    page.get_by_role("button", name="Nål mitt i kartan").press("Enter")
    assert page.locator("input[name=lon]").input_value() != ""


def test_where_the_map_does_not_come_the_list_of_parts_is_open(visit, door):
    seen = visit("about:blank", wait=False, grants=())
    seen.page.route("**/tips/base.geojson", lambda route: route.abort())
    seen.page.goto(f"{door}/tips")
    seen.page.wait_for_selector("html[data-map=error]")
    assert seen.page.get_by_text("Kartan kunde inte hämtas.").is_visible()
    assert seen.page.get_by_label("Stadsdel").is_visible()


def test_where_one_is_is_asked_for_by_a_press_alone(visit, door):
    page = visit(
        f"{door}/tips", grants=(), at=door,
        geolocation={"latitude": 59.3144, "longitude": 18.0737}, permissions=["geolocation"],
    ).page  # fmt: skip
    assert page.locator("input[name=lon]").input_value() == ""
    page.get_by_role("button", name="Där jag är").click()
    page.get_by_text("Nålen står i eller nära").wait_for()
    assert page.locator("input[name=lon]").input_value() == "18.073700"
    page.context.set_geolocation({"latitude": 57.7, "longitude": 11.97})
    page.get_by_role("button", name="Där jag är").click()
    page.get_by_text("Det ligger utanför staden.").wait_for()


def test_personal_data_is_pointed_out_while_somebody_writes(visit, door):
    page = visit(f"{door}/tips", grants=(), at=door).page
    page.get_by_label("Vad du har sett").fill("Ring 070-174 06 05")
    page.locator("#details-found .refuse").get_by_text("070-174 06 05").wait_for()
    assert not page.locator("#keep").is_visible()
    page.get_by_label("Vad du har sett").fill("Ligger i portgången på Götgatan 12.")
    page.locator("#details-found .warn").get_by_text("Götgatan 12").wait_for()
    assert page.locator("#keep").is_visible()
    page.get_by_label("Vad du har sett").fill("Ligger i portgången.")
    page.locator("#details-found p").wait_for(state="detached")


@pytest.mark.parametrize(("lang", "theme"), [("sv", "dark"), ("en", "light")])
def test_the_pages_have_no_violation(visit, door, lang, theme):
    seen = visit(f"{door}/tips?lang={lang}", phone=lang == "sv", theme=theme, grants=(), at=door)
    page = seen.page
    page.locator("#middle").click()
    page.locator("[name=worry][value=young]").check()
    page.locator("[name=may_contact]").check()
    page.locator("#without > summary").click()
    page.locator("#details").fill("Ring 070-174 06 05")
    page.locator("#details-found p").wait_for()
    assert violations(page) == []
    page.locator("#send").click()
    page.wait_for_selector("html[data-map=ready] #faults")
    assert violations(page) == []
    for path in ("/tips/status", "/tips/about", "/tips/sent"):
        page.goto(door + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert [url for url in seen.requests if not url.startswith((door, "data:"))] == []


def test_nothing_that_is_typed_runs(visit, door):
    seen = visit(f"{door}/tips", grants=(), at=door)
    page = seen.page
    for attack in ATTACKS:
        page.locator("#find").fill(attack)
        page.locator("#details").fill(f"{attack} Ring 070-174 06 05 {attack}")
        page.locator("[name=may_contact]").check()
        page.locator("#contact").fill(attack)
        page.locator("[name=worry][value=other]").check()
        page.locator("#send").click()
        page.wait_for_selector("html[data-map=ready] #faults")
        assert page.locator("#find").input_value() == attack
        page.locator("#details-found p").first.wait_for()
        assert page.evaluate("window.hit") is None
    assert seen.dialogs == []
