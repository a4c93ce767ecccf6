"""The audit and the clocks of erasure in a browser: quiet, readable by everybody, and they do what they say."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

WHO = (("admin", ""), ("auditor", ""))
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("path", ["/audit", "/admin/retention", "/audit?first=x&kind=tip"])
def test_the_pages_have_no_violation_and_ask_nobody_else(visit, address, path, phone, theme):
    seen = visit(address + path, phone=phone, theme=theme, wait=False, grants=WHO)
    assert violations(seen.page) == []
    assert [url for url in seen.requests if not url.startswith((address, "data:"))] == []
    assert [said for said in seen.complaints if "400" not in said] == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "text"), [(320, 100), (390, 200), (1280, 200)])
@pytest.mark.parametrize("path", ["/audit", "/admin/retention"])
def test_nothing_is_wider_than_the_screen_or_cut_off_by_large_text(visit, address, path, width, text):
    page = visit(address + path, wait=False, grants=WHO, viewport={"width": width, "height": 800}).page
    page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_an_auditor_finds_who_looked_and_takes_it_out(visit, address):
    page = visit(address + "/audit", wait=False, grants=WHO).page
    page.get_by_label("Gjorde vad").select_option(label="såg granskningsloggen")
    page.get_by_role("button", name="Sök").click()
    assert "såg granskningsloggen" in page.locator(".entries").first.inner_text()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Ta ut som CSV").click()
    assert taken.value.suggested_filename == "granskning.csv"


def test_an_administrator_sets_a_clock_and_is_told_of_a_wrong_one(visit, address):
    page = visit(address + "/admin/retention", wait=False, grants=WHO).page
    field = page.get_by_label("Tips: raderas, dagar", exact=True)
    field.fill("9999")
    page.get_by_role("button", name="Spara tidsgränserna").click()
    assert "från 3 till 730" in page.get_by_role("alert").inner_text()
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("300")
    page.get_by_role("button", name="Spara tidsgränserna").click()
    assert "ändrades" in page.get_by_role("status").inner_text()
    assert field.input_value() == "300"
