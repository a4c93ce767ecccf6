"""No violation of WCAG 2.1 A and AA that axe finds; nothing cut off on small screens or by large text."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PATH = "/plan/uppsokarteamet/2026-W49?dag=2026-12-03"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
def test_the_week_has_no_violation(visit, address, theme, phone):
    page = visit(address + PATH, phone=phone, theme=theme).page
    assert violations(page) == []
    page.locator("details.places > summary").click()
    page.locator("details.bound > summary").click()
    page.locator("#unplanned button.pick").first.click()
    assert violations(page) == []
    page.locator("details.sources > summary").click()
    if not phone:
        page.get_by_role("button", name="Visa som lista").click()
    page.locator(".dayp:visible .way button").first.click()
    assert violations(page) == []


def test_the_week_as_a_list_has_no_violation(visit, address):
    page = visit(address + PATH).page
    page.get_by_role("button", name="Visa som lista").click()
    page.locator("details.menu summary").click()
    assert violations(page) == []


def test_high_contrast_has_no_violation(visit, address):
    seen = visit(address + PATH)
    seen.page.context.add_cookies([{"name": "faltplan_theme", "value": "contrast", "url": address}])
    seen.page.reload()
    seen.page.wait_for_selector("html[data-theme=contrast][data-map=ready]")
    assert violations(seen.page) == []


@pytest.mark.parametrize("path", ["/nowhere", "/plan/eu-teamet/2026-W50", "/plan/uppsokarteamet/2026-W49"])
def test_other_pages_have_no_violation(visit, address, path):
    assert violations(visit(address + path, wait=False, java_script_enabled=True).page) == []


@pytest.mark.parametrize(("width", "text"), [(320, 100), (390, 100), (390, 200), (1280, 100), (1280, 200)])
def test_nothing_is_wider_than_the_screen(visit, address, width, text):
    page = visit(address + PATH, viewport={"width": width, "height": 800}).page
    page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
    page.get_by_role("button", name="Visa som lista").click()
    page.locator("details.menu summary").click()
    page.wait_for_timeout(150)
    wide = page.evaluate(
        """() => {
            const scrolls = (part) => part.closest(".days, .tl-scroll, .tw, .folium-map, .day-list, .vh");
            return [...document.querySelectorAll("main *, header *")]
                .filter((part) => part.checkVisibility() && !scrolls(part))
                .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
                .map((part) => part.className || part.tagName);
        }"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
