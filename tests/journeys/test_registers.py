"""Registers in a browser: draw a place, fill its grid by keyboard, report an absence, read in a file with faults."""

import json
import random

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo.reference import city_folder
from geo.windows import WeekWindows
from web.lead.actions import load_city
from web.lead.place_grid import PARTS, cells, with_cell
from web.lead.place_hours import write_hours
from web.store.tables import HotspotRow, NeedRow
from web.words import translator

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
PLACE, TEAM = "/lead/places/medborgarplatsen", "/lead/team/uppsokarteamet"


@pytest.fixture(scope="module")
def address(serve, served):
    """Give the address of an installation that holds the shipped city."""
    found = serve()
    load_city(served[found].app.config["FALTPLAN"].store, city_folder())
    return found


@pytest.fixture
def store(served, address):
    return served[address].app.config["FALTPLAN"].store


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


def test_a_lead_keeps_the_registers_with_map_keyboard_and_files(visit, address, store, tmp_path):
    seen = visit(address + "/lead/new-place")
    draw_an_area(seen.page)
    fill_the_week_by_keyboard(seen.page)
    with store.read() as session:
        assert session.get(HotspotRow, "nya-planen").shape["type"] == "Polygon"
        assert session.get(NeedRow, "nya-planen-1").windows == "mo-th 17:00-22:00; fr 17:00-02:00"
    seen.page.goto(address + TEAM)
    report_an_absence(seen.page)
    seen.page.goto(address + "/lead/place-import")
    read_in_a_file(seen.page, tmp_path)
    # A form that comes back is told as such to the browser's log.
    seen.complaints = [said for said in seen.complaints if "400 (BAD REQUEST)" not in said]
    seen.quiet(address)


def draw_an_area(page):
    page.get_by_label("Namn").fill("Nya planen")
    page.get_by_role("button", name="Yta").click()
    box = page.locator("#map").bounding_box()
    for x, y in ((0.45, 0.45), (0.5, 0.45), (0.5, 0.52)):
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.wait_for_timeout(600)  # two quick clicks are a double click
    assert len(page.get_by_label("Läge", exact=True).input_value().splitlines()) == 3
    page.get_by_role("button", name="Ta tillbaka").click()
    page.mouse.click(box["x"] + 0.46 * box["width"], box["y"] + 0.52 * box["height"])
    page.get_by_role("button", name="Lägg till platsen").click()
    page.wait_for_selector("html[data-map=ready]")
    assert page.get_by_text("Nya planen är tillagd").is_visible()


def fill_the_week_by_keyboard(page):
    need = page.locator("#need-new")
    grid, hours = need.locator("table.wg"), need.get_by_label("Exakta tider")
    grid.get_by_role("button", name="Kväll mån").focus()
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")  # paints to Friday
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert hours.input_value() == "mån–tor 17.00–22.00; fre 17.00–02.00"
    hours.fill("lör 10-14")
    assert grid.get_by_role("button", name="Förmiddag lör").get_attribute("aria-pressed") == "mixed"
    hours.fill("mån–tor 17.00–22.00; fre 17.00–02.00")
    need.get_by_label("Minst").fill("3")
    need.get_by_label("Högst").fill("2")
    page.get_by_role("button", name="Lägg till behovet").click()
    page.wait_for_selector("html[data-map=ready]")
    assert "”Högst” (2) är mindre än ”Minst” (3). Ändra en av dem." in need.locator(".errors").inner_text()
    need.get_by_label("Minst").fill("1")
    page.get_by_role("button", name="Lägg till behovet").click()
    page.wait_for_selector("html[data-map=ready]")


def report_an_absence(page):
    away = page.locator("section[aria-labelledby=absences]")
    away.locator("#absences-new-worker").select_option("mes")
    away.locator("#absences-new-first").fill("2030-05-02")
    away.get_by_role("button", name="Anmäl frånvaro").click()
    assert page.get_by_text("Frånvaron är sparad").is_visible()
    assert "tor 2 maj 2030" in away.inner_text()


def read_in_a_file(page, folder):
    wrong, right = folder / "platser.csv", folder / "platser2.csv"
    head = "id,name,kind,lon,lat\n"
    wrong.write_text(head + "nytt,Nytt,torg,18.07,59.31\nandra,Andra,square,59.31,18.07\n", encoding="utf-8")
    right.write_text(head + "nytt,Nytt,square,18.07,59.31\n", encoding="utf-8")
    page.get_by_label("Platser").set_input_files(wrong)
    page.get_by_role("button", name="Se vad som skulle ändras").click()
    told = page.get_by_role("alert").inner_text()
    assert "platser.csv, rad 2 (nytt), kind" in told
    assert "platser.csv, rad 3 (andra)" in told
    page.get_by_label("Platser").set_input_files(right)
    page.get_by_role("button", name="Se vad som skulle ändras").click()
    page.wait_for_selector("html[data-map=ready]")
    page.get_by_role("button", name="Nytt", exact=True).click()
    assert "Ny" in page.locator("#map-popup").inner_text()
    page.get_by_role("button", name="Gör detta").click()
    assert page.get_by_text("Inläst. Platser: 1 nya").is_visible()


def test_the_browser_keeps_the_grid_as_the_server_does(visit, address):
    page = visit(address + "/lead/team/uppsokarteamet", wait=False).page
    chance, words, cases = random.Random(8), translator("sv"), []
    hours = WeekWindows.parse("mo-fr 08:00-17:00")
    for _ in range(400):
        part, day, on = chance.choice(list(PARTS)), chance.randrange(7), chance.random() < 0.6
        before = write_hours(words, hours)
        hours = with_cell(hours, day, part, on=on)
        cases.append(
            [before, day, part, on, write_hours(words, hours), [[c.value for c in row] for row in cells(hours)]]
        )
    wrong = page.evaluate(
        """async (cases) => {
            const { PARTS, cellOf, parseHours, withCell, writeHours } = await import("/static/js/week_hours.js");
            const names = { days: ["mån", "tis", "ons", "tor", "fre", "lör", "sön"], every: "alla dagar", point: "." };
            return cases.filter(([before, day, part, on, after, grid]) => {
                const spans = withCell(parseHours(before), day, part, on);
                const days = [0, 1, 2, 3, 4, 5, 6];
                const cells = Object.keys(PARTS).map((name) => days.map((day) => cellOf(spans, day, name)));
                return writeHours(spans, names) !== after || JSON.stringify(cells) !== JSON.stringify(grid);
            });
        }""",
        cases,
    )
    assert json.dumps(wrong, ensure_ascii=False) == "[]"


@pytest.mark.parametrize(("theme", "lang", "phone"), [("light", "sv", False), ("dark", "en", True)])
def test_the_registers_have_no_violation(visit, address, theme, lang, phone):
    seen = visit(f"{address}/lead/places", phone=phone, theme=theme)
    page = seen.page
    page.context.add_cookies([{"name": "faltplan_lang", "value": lang, "url": address}])
    for path in ("/lead/places", PLACE, "/lead/new-place"):
        page.goto(address + path)
        page.wait_for_selector("html[data-map=ready]")
        for folded in page.locator("details > summary").all():
            if (
                folded.is_visible()
                and folded.locator("..").get_attribute("open") is None
                and folded.locator("xpath=ancestor::header").count() == 0
            ):
                folded.click()
        assert violations(page) == [], path
    for path in (TEAM, "/lead/place-import", f"{PLACE}/remove"):
        page.goto(address + path)
        for folded in page.locator("main details > summary:visible").all()[:12]:
            folded.click()
        assert violations(page) == [], path
    seen.quiet(address)


@pytest.mark.parametrize(("width", "text"), [(320, 100), (390, 200)])
def test_nothing_is_wider_than_the_screen(visit, address, width, text):
    page = visit(address + "/lead/places", viewport={"width": width, "height": 800}).page
    for path in ("/lead/places", PLACE, TEAM, "/lead/place-import"):
        page.goto(address + path)
        page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
