"""A pair's evening on a phone: tonight, arrive, log in few taps, correct; the same by keyboard, and without scripts."""

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from axe_playwright_python.sync_playwright import Axe

from web.plan_turns import publish
from web.store.place_rows import hotspot_values
from web.store.tables.places import HotspotRow

pytestmark = pytest.mark.browser

TEAM = "uppsokarteamet"
EK = f"/field/{TEAM}/2026-12-03/Ek"
PAIR = (("field", TEAM),)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
LEAST_PX = 44
AT = datetime(2026, 12, 3, 14, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def tonight(serve, served, example):
    """Serve the example week, published, on its Thursday at ten past three."""
    plan = example.example_plan()
    address = serve(plan)
    parts = served[address].app.config["FALTPLAN"]
    info = parts.plans.info(plan.team, plan.week)
    with parts.store.write("system") as work:
        for hotspot in plan.request.hotspots:
            work.add(HotspotRow(id=hotspot.id, **hotspot_values(hotspot)))
        publish(work, plan.team, plan.week, expected=info.row_version)
    began = monotonic()
    parts.store.clock = lambda: AT + timedelta(seconds=monotonic() - began)
    return address


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


def small_targets(page):
    """Name what is tapped and lies in no sentence, and is smaller than a finger."""
    return page.evaluate(
        """(least) => [...document.querySelectorAll("a, button, summary, input:not([type=hidden]), select, textarea")]
            .filter((part) => part.checkVisibility() && !part.closest("p, .skip, .folium-map"))
            .map((part) => part.closest("label") ?? part)
            .filter((part) => part.getBoundingClientRect().height < least)
            .map((part) => part.outerHTML.slice(0, 120))""",
        LEAST_PX,
    )


class Taps:
    """A finger that counts."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def tap(self, selector):
        self.page.locator(selector).first.tap()
        self.count += 1


def test_a_usual_visit_takes_three_taps_and_is_corrected_and_undone(visit, tonight):
    seen = visit(tonight + "/field", phone=True, wait=False, grants=PAIR)
    page = seen.page
    page.get_by_role("button", name="Par Ek").tap()
    page.wait_for_selector("html[data-map=ready]")
    assert page.locator("#nx").inner_text() == "Sergels torg"

    finger = Taps(page)
    finger.tap("text=Vi är framme")
    finger.tap("text=Vi mötte någon")
    finger.tap("text=Spara besöket")
    page.wait_for_selector("text=Sparat: Sergels torg")
    assert finger.count == 3
    assert page.locator("#nx").inner_text() == "T-Centralen (T-bana)"
    page.wait_for_selector("html[data-map=ready]")
    assert page.locator("#map .stop.done").count() == 1  # hollow on the map, as in the list
    assert page.locator(".track .done").count() == 1

    page.get_by_role("link", name="Rätta", exact=True).tap()
    page.wait_for_url("**/visits/*", wait_until="load")
    page.get_by_role("button", name="Fler: Kvinnor 25–64").tap()
    page.get_by_role("button", name="Fler: Kvinnor 25–64").tap()
    page.locator("label:has(#link-shelter)").tap()
    note = page.get_by_label("Kort om platsen")
    note.fill("Trasig belysning, ring 070-174 06 05")
    page.wait_for_selector("text=Det ser ut som ett telefonnummer")
    page.get_by_role("button", name="Ta bort det").tap()
    assert "070" not in note.input_value()
    page.get_by_role("button", name="Spara besöket").tap()
    page.wait_for_selector("text=Sparat: Sergels torg")
    page.get_by_role("link", name="Rätta", exact=True).tap()
    assert page.locator("#count-women_25_64").input_value() == "2"
    page.go_back()
    page.get_by_role("button", name="Ångra").tap()
    page.wait_for_selector("text=Besöket är ångrat")
    assert page.locator("#nx").inner_text() == "Sergels torg"
    page.wait_for_selector("html[data-map=ready]")
    seen.quiet(tonight)


@pytest.mark.parametrize(("theme", "lang"), [("light", "sv"), ("dark", "en")])
def test_no_page_of_the_pair_has_a_violation_or_asks_elsewhere(visit, tonight, theme, lang):
    seen = visit(tonight + "/field?choose=1", phone=True, wait=False, grants=PAIR, theme=theme)
    page = seen.page
    page.context.add_cookies([{"name": "faltplan_lang", "value": lang, "url": tonight}])
    for path in ("/field?choose=1", EK, f"{EK}/map", f"{EK}/visit?stop=2", f"{EK}/places", f"{EK}/tip", f"{EK}/safety"):
        page.goto(tonight + path)
        if page.locator("#map").count():
            page.wait_for_selector("html[data-map=ready]")
        for opened in page.locator("details > summary").all():
            opened.click()
        if page.locator("#outcome-done").count():
            page.locator("label:has(#outcome-done)").tap()
            page.locator("label:has(#link-health)").tap()
        assert violations(page) == [], path
        assert small_targets(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.evaluate("document.documentElement.lang") == lang
    seen.quiet(tonight)


def test_the_list_says_every_stop_that_the_map_shows(visit, tonight):
    page = visit(tonight + f"{EK}/map", phone=True, grants=PAIR).page
    on_map = page.locator("#map .stop[aria-label]").evaluate_all("all => all.map((one) => one.ariaLabel)")
    names = page.locator(".track [data-stop] b").all_inner_texts()
    assert len(on_map) == len(names) == 7
    for name in names:
        assert any(name in label for label in on_map)


def test_the_middle_of_the_map_and_a_long_press_tell_of_a_place(visit, tonight):
    page = visit(tonight + f"{EK}/map", phone=True, grants=PAIR).page
    page.get_by_role("button", name="Här").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tip#*")
    assert page.locator("#place").evaluate("part => part.selectedOptions[0].text") == "Punkten på kartan"
    page.go_back()
    page.wait_for_selector("html[data-map=ready]")
    page.locator("#map").click(button="right", position={"x": 60, "y": 300})  # as a long press is told
    page.wait_for_url("**/tip#*")
    assert "?" not in page.url  # the point stands behind the #, which no server is sent
    page.locator("label:has(#about-sleeps_outside)").tap()
    page.get_by_role("button", name="Spara tipset").tap()
    page.wait_for_selector("text=Tipset är sparat")


def test_without_scripts_a_visit_is_logged_all_the_same(visit, tonight):
    page = visit(tonight + f"{EK}/visit?stop=3", phone=True, wait=False, grants=PAIR, java_script_enabled=False).page
    page.locator("label:has(#outcome-done)").tap()
    page.get_by_label("Män 25–64", exact=True).fill("3")
    page.get_by_role("button", name="Spara besöket").tap()
    page.wait_for_selector("text=Sparat: Medborgarplatsen")
    page.get_by_role("button", name="Ångra").tap()
    page.wait_for_selector("text=Besöket är ångrat")


def test_a_lead_with_an_open_page_is_told_of_a_pair_that_is_late(visit, tonight):
    pair = visit(tonight + f"{EK}/safety", phone=True, wait=False, grants=PAIR).page
    lead = visit(f"{tonight}/plan/{TEAM}/2026-W49", grants=(("lead", TEAM),))
    page = lead.page
    assert page.locator("[data-late]:visible").count() == 0
    if pair.get_by_role("button", name="Vi går ut nu").count():
        with pair.expect_navigation():
            pair.get_by_role("button", name="Vi går ut nu").tap()
        pair.goto(tonight + f"{EK}/safety")
    pair.get_by_role("button", name="Ring oss").tap()
    pair.wait_for_selector("text=ser nu att ni vill bli uppringda")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("Par Ek har inte sagt till att allt är bra").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Jag ringer").click()
    page.get_by_text("Du ringer paret.", exact=True).wait_for()
    page.get_by_role("button", name="De är nådda, allt är bra").click()
    page.wait_for_selector("text=paret är nått och allt är bra")
    page.wait_for_selector("html[data-map=ready]")
    assert page.locator("[data-late]:visible").count() == 0
    lead.quiet(tonight)
