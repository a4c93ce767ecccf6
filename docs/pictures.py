"""Take the pictures of the guides: ``python docs/pictures.py`` writes ``docs/pictures/*.png``.

The example city is loaded into a database of its own and a week of it goes by (`picture_house`): each page is taken in
a browser as one role sees it, at the moment that it is about.
"""

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from picture_house import House, effort_stop
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from planner.plan import WeekPlan
from planner.request import week_monday
from web import create_app
from web.parts import Parts
from web.settings import Settings
from web.store.migrate import migrate

PICTURES = Path(__file__).parent / "pictures"
WIDTHS = {1280: 900, 390: 844}
SECONDS = 30.0
"""How long the week in the pictures is searched for; the one before it gets a sixth."""
BEFORE, AFTER = "2026-W48", "2026-W50"
REACH = "/lead/reach?from=duty&day=2026-12-01&time=22:00&minutes=30&posts=1"
"""A Tuesday evening, with one new post."""
NOON = 12
READY = "html[data-map=ready]"
PIN = "482913"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Picture:
    """One page as one role sees it.

    ``do`` is what is done on the page first, ``high`` the viewport's height; ``whole`` takes the page to its end.
    """

    name: str
    path: str
    role: str = ""
    width: int = 1280
    theme: str = "light"
    wait: str = "main"
    high: int = 0
    whole: bool = False
    do: Callable[[Page], None] | None = None


@dataclass
class Camera:
    """A browser at an address; whoever has signed in stays so until the clock of the installation moves."""

    browser: Browser
    address: str
    house: House
    _states: dict[tuple[str, datetime], Any] = field(default_factory=dict)

    def take(self, *pictures: Picture) -> None:
        """Take pictures."""
        for picture in pictures:
            context = self.context(picture)
            page = context.new_page()
            page.goto(self.address + picture.path)
            page.wait_for_selector(picture.wait)
            if picture.do:
                picture.do(page)
            shoot(page, picture)
            context.close()

    def context(self, picture: Picture) -> BrowserContext:
        """Open a context for a picture, signed in as its role."""
        key = picture.role, self.house.now
        context = self.browser.new_context(
            viewport={"width": picture.width, "height": picture.high or WIDTHS[picture.width]},
            color_scheme="dark" if picture.theme == "dark" else "light",
            locale="sv-SE",
            reduced_motion="reduce",
            has_touch=picture.width == 390,
            storage_state=self._states.get(key),
        )
        if picture.width == 390:
            context.clock.set_fixed_time(self.house.now)
        if picture.role and key not in self._states:
            sign_in(context, self.address, *self.house.passwords[picture.role])
            self._states[key] = context.storage_state()
        return context


def main() -> None:
    """Serve the example on a free port of this computer and take every picture."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    PICTURES.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        settings = Settings.from_environment({"FALTPLAN_HOME": home})
        migrate(settings.database)
        app = create_app(settings)
        parts: Parts = app.config["FALTPLAN"]
        house = House(parts, settings.team, settings.week)
        before = house.plan(BEFORE, seconds=SECONDS / 6)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with served(app) as address:
            camera = Camera(browser, address, house)
            house.walk(before, until=datetime.combine(week_monday(house.week), time(), before.request.tz))
            plan = house.plan(house.week, seconds=SECONDS)
            a_week(camera, plan)
            an_afternoon(camera, plan)
            an_evening(camera)
        browser.close()
        parts.store.close()


def a_week(camera: Camera, plan: WeekPlan) -> None:
    """Take the pages of a week that is planned and published."""
    house, week = camera.house, f"/plan/{plan.team}/{plan.week}"
    house.now = datetime.combine(week_monday(plan.week), time(8), UTC)
    board = f"{week}?dag={clearest(plan)}"
    house.set_up(AFTER, week_monday(AFTER))
    busy = max(plan.request.hotspots, key=lambda spot: len(plan.request.needs_at.get(spot.id, ())))
    camera.take(
        Picture("week", board, "lead", wait=READY, whole=True),
        Picture("week", board, "lead", 390, wait=READY, high=1800),
        Picture("move", board, "lead", wait=READY, do=open_menu),
        Picture("set-up", f"/lead/week/{plan.team}/{AFTER}", "lead", high=1500),
        Picture("place", f"/lead/places/{busy.id}", "lead", wait=READY, high=1400),
        Picture("team", f"/lead/team/{plan.team}", "lead", high=1200),
        Picture("hand-out", f"{week}/handout", "lead"),
        Picture("reach", REACH, "coordinator", wait=READY, high=1340),
        Picture("audit", "/audit", "auditor"),
        Picture("retention", "/admin/retention", "admin"),
    )
    house.be_planning(AFTER, plan)
    camera.take(Picture("planning", f"/plan/{plan.team}/{AFTER}", "lead", wait="#solve progress"))


def an_afternoon(camera: Camera, plan: WeekPlan) -> None:
    """Take what happens on the Thursday: follow-up of the weeks before, tips, a sick call, and what it changes."""
    house, thursday = camera.house, week_monday(plan.week) + timedelta(days=3)
    tonight = [route for route in plan.routes if route.date == thursday and route.start.hour >= NOON]
    begins = min(route.start for route in tonight)
    house.walk(plan, until=begins)
    house.now = begins + timedelta(hours=3, minutes=45)
    house.tell()
    camera.take(
        Picture("follow-up", f"/followup/team/{plan.team}", "lead", high=1500),
        Picture("triage", f"/triage/{house.tips[0]}", "lead", wait=READY, high=1560),
        Picture("tip", "/tips", width=390, wait=READY, high=1560, do=tell_of_something),
    )
    house.decide(ends=max(route.end for route in tonight))
    house.be_sick(thursday + timedelta(days=1))
    camera.take(
        Picture("publish", f"/plan/{plan.team}/{plan.week}/publish", "lead"),
        Picture("tip-status", "/tips/status", width=390, do=lambda page: ask_by_code(page, house.code)),
    )


def an_evening(camera: Camera) -> None:
    """Take the pair's phone shortly before the urgent visit, with a net and without."""
    house = camera.house
    plan = house.publish(house.week)
    route, number = effort_stop(plan, week_monday(plan.week) + timedelta(days=3))
    for stop in route.stops[:number]:
        house.now = stop.leave
        house.log(stop, route)
    house.now = route.stops[number].start - timedelta(minutes=12)
    house.check_in(route)
    shift = f"/field/{plan.team}/{route.date.isoformat()}/{route.pair}"
    camera.take(
        Picture("tonight", shift, "field", 390, "dark", READY, high=1300),
        Picture("log", f"{shift}/visit?stop={number + 1}", "field", 390, "dark", high=1500, do=fill_in),
    )
    prepare = Picture("phone-prepare", "/field?choose=1", "field", 390, "dark", high=900)
    context = camera.context(prepare)
    page = context.new_page()
    page.goto(camera.address + prepare.path)
    page.get_by_role("button", name=f"Par {route.pair}", exact=False).click()
    page.wait_for_selector("[data-page=tonight]")
    page.goto(f"{camera.address}/field/offline")
    page.locator("#prepare [name=pin]").fill(PIN)
    page.locator("#prepare [name=again]").fill(PIN)
    shoot(page, prepare)
    page.locator("#prepare [type=submit]").click()
    page.wait_for_selector("[data-view=route]:not([hidden])")
    context.set_offline(True)
    page.locator("#next [data-go=log]").first.click()
    page.locator("#outcomes [value=nobody]").check()
    page.locator("#log [type=submit]").click()
    page.locator("#state").get_by_text("väntar på nät").wait_for()
    page.locator("#state").scroll_into_view_if_needed()
    shoot(page, Picture("phone-without-net", "", width=390, theme="dark"))
    context.close()


def open_menu(page: Page) -> None:
    """Open the menu of a stop in the timeline, and the places that it could move to; of one that has some."""
    for stop in page.locator(".dayp:visible .stp a.dots").all():
        stop.press("Enter")
        page.locator("#edit-dialog[open] a[data-edit]").first.click()
        page.wait_for_selector("#edit-dialog [name=clock]")
        if page.locator("#edit-dialog .edit-choice").count() > 1:
            return
        page.keyboard.press("Escape")


def tell_of_something(page: Page) -> None:
    """Put the pin down and choose a worry."""
    page.click("#middle")
    page.locator("label:has([name=worry][value=cold_or_ill])").click()
    page.evaluate("scrollTo(0, 0)")


def ask_by_code(page: Page, code: str) -> None:
    """Ask what has become of a tip."""
    page.fill("#code", code)
    page.click("main button[type=submit]")
    page.wait_for_selector(".tip-steps")


def fill_in(page: Page) -> None:
    """Log that two people were met, one of whom was helped to a shelter."""
    page.locator("label:has(#outcome-done)").click()
    for _ in range(2):
        page.get_by_role("button", name="Fler: Män 25–64").click()
    page.locator("label:has(#link-shelter)").click()
    page.evaluate("scrollTo(0, 0)")


def clearest(plan: WeekPlan) -> str:
    """Give the date that makes the clearest picture: many stops, close to each other."""
    points: dict[str, list[tuple[float, float]]] = {}
    for route in plan.routes:
        at = [plan.request.hotspot[stop.hotspot].point for stop in route.stops]
        points.setdefault(route.date.isoformat(), []).extend((point.x, 2 * point.y) for point in at)
    many = max((len(at) for at in points.values()), default=0)
    if not many:
        return plan.request.days[0].date.isoformat()
    extent = {
        day: max(max(axis) - min(axis) for axis in zip(*at, strict=True))
        for day, at in points.items()
        if len(at) >= many / 2
    }
    return min(extent, key=extent.__getitem__)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the application; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()


def shoot(page: Page, picture: Picture) -> None:
    """Write what a page shows as a small PNG."""
    page.wait_for_timeout(300)
    file = PICTURES / f"{picture.name}-{picture.width}-{picture.theme}.png"
    page.screenshot(path=file, full_page=picture.whole)
    with Image.open(file) as taken:
        taken.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1).save(file, optimize=True)
    print(file)


def sign_in(context: BrowserContext, address: str, email: str, password: str) -> None:
    """Sign in by the page."""
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("main button.primary")
    page.wait_for_load_state()
    page.close()


if __name__ == "__main__":
    main()
