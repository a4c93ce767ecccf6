"""Reach in a browser: the form without scripts, map and tables that say the same, no violation, nothing cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo.reference import city_folder
from web.lead.actions import load_city

pytestmark = pytest.mark.browser

PATH = "/lead/reach?day=2026-12-01&time=22:00"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@pytest.fixture(scope="module")
def city_address(serve, served):
    """Give the address of an installation that holds the shipped city."""
    address = serve()
    load_city(served[address].app.config["FALTPLAN"].store, city_folder())
    return address


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


def test_a_lead_asks_who_comes_in_time_and_where_a_post_helps(visit, city_address):
    seen = visit(city_address + PATH)
    page = seen.page
    assert page.get_by_role("link", name="Räckvidd").get_attribute("aria-current") == "page"
    before = page.locator("#gaps + .count").inner_text()
    page.get_by_label("Nya närvaroplatser").fill("2")
    page.get_by_label("Kr per år och plats").fill("600 000")
    page.get_by_role("button", name="Visa räckvidden").click()
    page.wait_for_selector("html[data-map=ready]")
    assert "2 nya närvaroplatser" in page.locator(".siting-lead").inner_text()
    assert "1 200 000 kr" in page.locator(".bullets").inner_text().replace("\xa0", " ")
    assert page.locator("#gaps + .count").inner_text() == before  # what is out of reach today stays told
    assert page.locator(".steps-table tbody tr").count() == 3
    assert page.locator("path.reach").count() == 2
    seen.quiet(city_address)


def test_a_place_picked_in_the_table_is_told_on_the_map(visit, city_address):
    page = visit(city_address + PATH).page
    row = page.locator("section[aria-labelledby=gaps] tbody tr").first
    row.get_by_role("button").click()
    said = page.locator("#map-popup").inner_text()
    assert row.get_by_role("button").inner_text() in said
    assert row.locator("td").nth(0).inner_text() in said
    page.keyboard.press("Escape")
    assert page.locator("#map-popup").is_hidden()
    assert page.evaluate("document.activeElement.dataset.key") == row.get_attribute("data-row")


def test_without_scripts_the_tables_say_it_all(visit, city_address):
    page = visit(city_address + PATH, wait=False, java_script_enabled=False).page
    page.get_by_label("Högst antal minuter").fill("45")
    page.get_by_role("button", name="Visa räckvidden").click()
    assert page.get_by_role("heading", name="Inom 45 minuter").is_visible()
    assert page.get_by_text("Kartan kräver JavaScript").is_visible()
    assert page.locator("#gaps").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
def test_reach_has_no_violation(visit, city_address, theme, phone):
    page = visit(f"{city_address}{PATH}&posts=3", phone=phone, theme=theme).page
    for folded in page.locator("details.places > summary").all():
        folded.click()
    assert violations(page) == []


def test_what_is_wrong_and_what_is_empty_have_no_violation(visit, city_address, serve):
    assert violations(visit(f"{city_address}{PATH}&minutes=0&from=base:x").page) == []
    assert violations(visit(serve() + "/lead/reach", wait=False).page) == []


@pytest.mark.parametrize(("width", "text"), [(320, 100), (390, 200), (1280, 200)])
def test_nothing_is_wider_than_the_screen(visit, city_address, width, text):
    page = visit(f"{city_address}{PATH}&posts=3", viewport={"width": width, "height": 800}).page
    page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
    page.wait_for_timeout(150)
    wide = page.evaluate(
        """() => [...document.querySelectorAll("main *, header *")]
            .filter((part) => part.checkVisibility() && !part.closest(".tw, .side-scroll, .folium-map, .vh"))
            .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
            .map((part) => part.className || part.tagName)"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
