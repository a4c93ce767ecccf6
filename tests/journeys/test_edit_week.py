"""A lead edits a week on its board: by mouse, by touch and by keyboard alone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PATH = "/plan/uppsokarteamet/2026-W49?dag=2026-12-03"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@pytest.fixture
def here(serve, example):
    """Serve a week of its own: what one journey does to it, no other sees."""
    return serve(example.example_plan())


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


def row(page, pair):
    return page.locator(f".dayp:visible .tl-r[data-pair='{pair}']")


def stop(page, pair, name):
    return row(page, pair).locator(".stp", has_text=name)


def said(page, text):
    page.locator("#edit-toast .edit-said", has_text=text).wait_for()
    return page.locator("#edit-toast .edit-said").inner_text()


def agreed(page, text, do=None):
    """Wait until something is done, and agree to broken rules where that is asked; gives what was said."""
    again, done = page.get_by_role("button", name="Gör det ändå"), page.locator("#edit-toast .edit-said", has_text=text)
    again.or_(done).first.wait_for()
    if again.is_visible():
        (do or (lambda button: button.click()))(again)
    return said(page, text)


def open_menu(page, pair, name):
    stop(page, pair, name).hover()
    stop(page, pair, name).locator("a.dots").click()
    page.locator("#edit-dialog[open] #edit-h", has_text=name).wait_for()


def drag(page, start, end):
    """Drag by mouse from one point to another, and wait until it is shown where it may land."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 12, start[1] + 4, steps=3)
    page.mouse.move(*end, steps=6)
    page.locator(".drag-mark").wait_for(state="attached")


def middle(locator, share=0.5):
    box = locator.bounding_box()
    return box["x"] + box["width"] * share, box["y"] + box["height"] * 0.5


def test_a_week_edited_by_mouse(visit, here):
    seen = visit(here + PATH)
    page = seen.page
    open_menu(page, "Ek", "Björns trädgård")
    assert "Besök 1 av 2" in page.locator("#edit-dialog").inner_text()
    page.get_by_role("link", name="Flytta…").click()
    page.locator(".edit-choice").first.wait_for()
    assert "Luft för" in page.locator(".edit-choice").first.inner_text()
    page.get_by_label("Par och pass").select_option(label="Björk tor 3 dec 15.00–22.30")
    page.get_by_role("button", name="Flytta", exact=True).click()
    assert "Björns trädgård flyttades: Ek tor 3 dec" in said(page, "flyttades")
    stop(page, "Björk", "Björns trädgård").wait_for()
    assert stop(page, "Ek", "Björns trädgård").count() == 0
    page.locator("#map .mk.stop[aria-label*='Björns trädgård'][aria-label*='par Björk']").wait_for()
    assert "Par Björk" in page.locator("#map-popup").inner_text()

    page.evaluate("document.querySelector('.dayp:not([hidden])').scrollIntoView({block: 'center'})")
    before = row(page, "Lönn").locator(".stp").count()
    drag(page, middle(stop(page, "Al", "Nytorget").locator("button"), 0.2), middle(row(page, "Lönn"), 0.97))
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.locator(".drag-ghost, .drag-mark").count() == 0
    assert row(page, "Lönn").locator(".stp").count() == before
    drag(page, middle(stop(page, "Al", "Nytorget").locator("button"), 0.2), middle(row(page, "Lönn"), 0.6))
    page.mouse.up()
    assert "Nytorget flyttades" in agreed(page, "Nytorget flyttades")
    assert row(page, "Lönn").locator(".stp").count() == before + 1

    page.locator("#unplanned li", has_text="Tantolunden").get_by_role("button", name="Visa tre bästa lägen").click()
    page.locator(".edit-choice button").first.click()
    assert "Tantolunden lades in" in said(page, "Tantolunden")
    assert page.locator("#unplanned li", has_text="Tantolunden").locator("p", has_text="1 av 2").count() <= 1
    page.get_by_role("button", name=re.compile("^Ångra: tillägget av Tantolunden")).click()
    said(page, "Ångrat: tillägget av Tantolunden")
    page.keyboard.press("Control+z")
    said(page, "Ångrat: flytten av Nytorget")
    page.keyboard.press("Control+Shift+z")
    said(page, "Gjort igen: flytten av Nytorget")
    page.locator("summary", has_text="Veckans versioner").click()
    assert page.locator("#edit-bar tbody tr").count() == 4
    seen.quiet(here)
    page.reload()
    page.wait_for_selector("html[data-map=ready]")
    assert row(page, "Lönn").locator(".stp").count() == before + 1, "an edit is there after the page is"


def reach(page, locator):
    """Come to something with the tabulator alone."""
    locator.wait_for(state="attached")
    for _ in range(400):
        if locator.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{locator} is not reached by keyboard")


def press(page, locator, key="Enter"):
    reach(page, locator)
    page.keyboard.press(key)


def test_a_week_edited_by_keyboard_alone(visit, here):
    seen = visit(here + PATH)
    page = seen.page
    page.evaluate("document.querySelector('.dayp:not([hidden]) .tl-scroll').focus()")
    dialog = page.locator("#edit-dialog[open]")

    press(page, stop(page, "Ek", "Björns trädgård").locator("a.dots"))
    dialog.locator("#edit-h").wait_for()
    page.keyboard.press("Escape")
    assert stop(page, "Ek", "Björns trädgård").locator("a.dots").evaluate("one => one === document.activeElement")

    page.keyboard.press(" ")
    press(page, dialog.get_by_role("button", name="Lås"))
    said(page, "Björns trädgård är låst")
    name = stop(page, "Ek", "Björns trädgård").locator("button")
    assert name.evaluate("one => one === document.activeElement")
    assert "låst" in name.inner_text()

    press(page, stop(page, "Ek", "Fatbursparken").locator("a.dots"))
    press(page, dialog.get_by_role("link", name="Byt med…"))
    press(page, dialog.locator(".edit-choice button").first)
    agreed(page, "har bytt plats", lambda button: press(page, button))

    press(page, stop(page, "Ek", "Gamla stan").locator("a.dots"))
    press(page, dialog.get_by_role("button", name="Ta bort"))
    agreed(page, "togs bort", lambda button: press(page, button))

    page.evaluate("document.querySelector('#unplanned').focus()")
    press(page, page.locator("#unplanned li", has_text="Liljeholmen").locator("a.three"))
    dialog.locator(".edit-choice.bad").first.wait_for()
    assert "Inget läge är fritt" in dialog.inner_text()
    press(page, dialog.locator(".edit-choice button").first)
    agreed(page, "lades in", lambda button: press(page, button))
    assert page.locator("#broken li", has_text="Liljeholmen").count() == 1
    assert "Liljeholmen" in page.evaluate("document.activeElement.textContent")

    page.keyboard.press("Control+z")
    said(page, "Ångrat: tillägget av")
    seen.quiet(here)


@pytest.mark.parametrize(("theme", "locale"), [("light", "sv-SE"), ("dark", "en-GB")])
def test_menus_have_no_violation(visit, here, theme, locale):
    page = visit(here + PATH, theme=theme, locale=locale).page
    page.locator("#edit-bar summary").click()
    page.locator("#figures summary").click()
    stop(page, "Ek", "Björns trädgård").locator("button").click()
    assert violations(page) == []
    page.locator("#map-popup .pop-actions a").first.click()
    page.locator(".edit-choice").first.wait_for()
    assert violations(page) == []
    page.locator("#edit-to").select_option(index=0)
    page.locator("button[name=dry]").click()
    page.locator("#edit-dialog h3").first.wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("#unplanned li", has_text="Liljeholmen").locator("a.three").click()
    page.locator(".edit-choice.bad").first.wait_for()
    assert violations(page) == []


def test_a_stop_is_moved_by_touch_after_a_long_press(visit, here):
    seen = visit(here + PATH, phone=True)
    page = seen.page
    page.get_by_role("button", name="Visa som lista").click()
    page.evaluate("document.querySelector('.dayp:not([hidden])').scrollIntoView({block: 'center'})")
    start, end = middle(stop(page, "Ek", "Sergels").locator("button"), 0.3), middle(row(page, "Björk"), 0.12)
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    send("touchStart", start)
    page.locator(".drag-ghost").wait_for(state="attached")
    for share in (0.3, 0.6, 1.0):
        send("touchMove", (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
    page.locator(".tl-r.over[data-pair='Björk']").wait_for(state="attached")
    send("touchEnd")
    assert "Sergels torg flyttades" in agreed(page, "Sergels torg flyttades")
    seen.quiet(here)
