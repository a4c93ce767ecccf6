"""A lead's week from set-up to published and after a sick call: in few steps, by mouse and by keyboard alone."""

import importlib.util
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

TEAM = "en"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
MOST_TO_PUBLISHED, MOST_AFTER_A_SICK_CALL = 12, 6


def neighbour(name):
    """Give a module that lies beside this one; tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


planning = neighbour("test_planning")


@pytest.fixture
def installation(compiled, tmp_path, databases):
    """Run the tiny city; what the pages do to either database is told by other tests."""
    url = databases.new("sqlite")
    with planning.running(tmp_path, url, planning.LILLEBY, TEAM) as found:
        yield found
    databases.drop(url)


def next_week():
    """Give the ISO week after this one, and its Monday."""
    today = datetime.now(UTC).date()
    monday = today + timedelta(days=7 - today.weekday())
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02d}", monday


class Mouse:
    """Clicks and fields that are filled in, counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, role, name):
        self.count += 1
        self.page.get_by_role(role, name=name, exact=True).click()

    def choose(self, label, value):
        self.count += 1
        self.page.get_by_label(label).select_option(value)

    def write(self, label, value):
        self.count += 1
        self.page.get_by_label(label).fill(value)


class Keys(Mouse):
    """The same by keyboard alone: what is pressed has been reached with the tabulator."""

    def _reach(self, locator):
        locator.wait_for()
        for _ in range(400):
            if locator.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"{locator} is not reached by keyboard")

    def press(self, role, name):
        self.count += 1
        self._reach(self.page.get_by_role(role, name=name, exact=True))
        self.page.keyboard.press("Enter")

    def choose(self, label, value):
        self.count += 1
        field = self.page.get_by_label(label)
        self._reach(field)
        text = field.locator(f"option[value='{value}']").inner_text()
        self.page.keyboard.type(text)
        assert field.input_value() == value

    def write(self, label, value):
        self.count += 1
        self._reach(self.page.get_by_label(label))
        year, month, day = value.split("-")
        self.page.keyboard.type(f"{month}{day}{year}")  # as the browser's own field asks for them
        assert self.page.get_by_label(label).input_value() == value


def signed_in(chromium, address, email, password, path):
    """Open a page, signed in; gives it with what it complains of and what it asks other hosts for."""
    context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.add_cookies([{"name": "faltplan_lang", "value": "sv", "url": address}])
    page, noise = context.new_page(), []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((address, "data:")) else noise.append(asked.url))
    page.set_default_timeout(90_000)
    page.goto(address + path)
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit], main button.primary")
    page.wait_for_url(address + path)
    return page, noise


@pytest.mark.parametrize("hand", [Mouse, Keys])
def test_a_week_is_set_up_planned_and_published_and_after_a_sick_call_published_again(installation, chromium, hand):
    address, email, password = installation
    week, _ = next_week()
    page, noise = signed_in(chromium, address, email, password, f"/plan/{TEAM}/{week}")
    lead = hand(page)
    lead.press("link", "Förbered veckan")
    page.get_by_role("heading", name="Innan den planeras").wait_for()
    away = page.locator("button[name=toggle]").last
    name = " ".join(away.inner_text().replace("–", "").split())
    was = away.get_attribute("aria-pressed")
    lead.press("button", name)
    page.wait_for_function("was => [...document.querySelectorAll('[name=toggle]')].at(-1).ariaPressed !== was", arg=was)
    lead.press("button", "Planera veckan")
    page.locator("#solve progress").wait_for()
    lead.press("button", "Nöj dig med det här")
    page.wait_for_selector("#map .mk.stop", state="attached")
    page.get_by_role("link", name="Granska och publicera").wait_for()
    page.locator("#solve progress").wait_for(state="detached")
    page.wait_for_load_state("networkidle")  # the page loads itself anew when the search has ended
    lead.press("link", "Granska och publicera")
    page.get_by_text("Det här publiceras för första gången").wait_for()
    lead.press("button", "Publicera veckan")
    page.get_by_text("Veckan är publicerad").wait_for()
    print(f"{hand.__name__}: new week to published in {lead.count} interactions")
    assert lead.count <= MOST_TO_PUBLISHED

    worker, day = somebody_out(page)
    lead = hand(page)
    lead.press("link", "Anmäl frånvaro")
    page.wait_for_url(re.compile("/sick$"))
    lead.choose("Vem är borta?", worker)
    if page.get_by_label("Första dagen").input_value() != day:
        lead.write("Första dagen", day)
        lead.write("Sista dagen", day)
    lead.press("button", "Spara och räkna om")
    page.get_by_text("Det här ändras för paren").wait_for()
    assert page.locator(".dif").count() > 0
    lead.press("button", "Publicera ändringarna")
    page.get_by_text("Veckan är publicerad").wait_for()
    print(f"{hand.__name__}: sick call to published in {lead.count} interactions")
    assert lead.count <= MOST_AFTER_A_SICK_CALL
    assert noise == []
    page.context.close()


def somebody_out(page):
    """Give somebody who is out on the day that the board opens, and the day."""
    day = page.locator(".day[aria-current]").get_attribute("data-day")
    text = page.locator(".dayp:visible").text_content()
    names = {"tofsvipa": "Tofsvipa", "strandskata": "Strandskata", "tarna": "Tärna", "labb": "Labb"}
    return next(worker for worker, name in names.items() if name in text), day


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


PATHS = (
    "/lead/week/uppsokarteamet/2026-W49",
    "/plan/uppsokarteamet/2026-W49/sick",
    "/plan/uppsokarteamet/2026-W49/publish",
)


@pytest.fixture(scope="module")
def loaded(serve, served, example):
    """Serve the example plan in an installation that knows its city."""
    from geo.reference import city_folder
    from web.lead.actions import load_city

    address = serve(example.example_plan())
    load_city(served[address].app.config["FALTPLAN"].store, city_folder())
    return address


@pytest.mark.parametrize("path", PATHS)
def test_the_pages_have_no_violation_and_are_no_wider_than_the_screen(visit, loaded, path):
    for theme, phone, lang in (("light", True, "sv"), ("dark", False, "en")):
        seen = visit(f"{loaded}{path}?lang={lang}", theme=theme, phone=phone, wait=False)
        assert seen.page.locator("html").get_attribute("lang") == lang
        seen.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert violations(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= seen.page.viewport_size["width"]
        seen.quiet(loaded)
