"""Take the pictures of the guide: ``python docs/pictures.py`` writes ``docs/pictures/*.png``.

The example city is loaded into a database of its own, a week is planned, and each role looks at it in a browser.
"""

import logging
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from planner.plan import WeekPlan
from planner.plan_week import plan_week
from web import create_app
from web.admin.demo_accounts import demo_accounts
from web.jobs.orders import PlanOrder
from web.lead.actions import load_city, stored_request
from web.parts import Parts
from web.settings import Settings
from web.store.migrate import migrate
from web.store.tables.jobs import Job, JobState

PICTURES = Path(__file__).parent / "pictures"
WIDTHS = {1280: 900, 390: 844}
THEMES = ("light", "dark")
SECONDS = 15.0
"""How long the week in the pictures is searched for."""
REACH = "/lead/reach?from=duty&day=2026-12-01&time=22:00&minutes=30&posts=1"
"""A Tuesday evening, with one new post."""
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
    """One page as one role sees it; ``widths`` and ``themes`` choose how often it is taken, ``high`` the viewport."""

    name: str
    path: str
    role: str = ""
    widths: tuple[int, ...] = (1280,)
    themes: tuple[str, ...] = ("light",)
    wait: str = "main"
    high: int = 0


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
        plan, passwords = example(parts)
        week = f"/plan/{plan.team}/{plan.week}"
        pictures = (
            Picture("sign-in", "/sign-in", widths=(390,)),
            Picture("week", f"{week}?dag={clearest(plan)}", "lead", (1280, 390), THEMES, "html[data-map=ready]"),
            Picture("planning", f"/plan/{plan.team}/{following(plan)}", "lead", wait="#solve progress"),
            Picture("accounts", "/admin/accounts", "admin"),
            Picture("audit", "/audit", "auditor"),
            Picture("retention", "/admin/retention", "admin"),
            Picture("reach", REACH, "coordinator", wait="html[data-map=ready]", high=1340),
        )
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with served(app) as address:
            for picture in pictures:
                for width in picture.widths:
                    for theme in picture.themes:
                        take(browser, address, picture, passwords, width=width, theme=theme)
        browser.close()
        parts.store.close()


def example(parts: Parts) -> tuple[WeekPlan, dict[str, tuple[str, str]]]:
    """Load the city, plan the first week, begin another one; gives the plan, and each role's address and password."""
    teams = load_city(parts.store, parts.city).team_ids
    team, week = parts.settings.team, parts.settings.week
    made = demo_accounts(parts.store, password_key=parts.keys.password, teams=teams, team=team)
    plan = plan_week(stored_request(parts.store, parts.plans, parts.city, team, week), seconds=SECONDS)
    parts.plans.write(plan)
    job = parts.jobs.submit(PlanOrder(team, following(plan), 30.0))
    with parts.store.housekeeping() as session:
        row = session.get_one(Job, job.id)
        row.state = JobState.RUNNING
        row.progress = {"seconds": 12.0, "budget_s": 30.0, "score": plan.score, "bound": plan.bound}
    return plan, {account.email.partition("@")[0]: (account.email, account.password) for account in made}


def following(plan: WeekPlan) -> str:
    """Name the week after a plan's."""
    year, week, _ = (plan.request.days[0].date + timedelta(days=7)).isocalendar()
    return f"{year}-W{week:02d}"


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


def take(
    browser: Browser, address: str, picture: Picture, passwords: dict[str, tuple[str, str]], *, width: int, theme: str
) -> None:
    """Take one picture of a whole page, signed in as its role."""
    context = browser.new_context(
        viewport={"width": width, "height": picture.high or WIDTHS[width]},
        color_scheme="dark" if theme == "dark" else "light",
        locale="sv-SE",
        reduced_motion="reduce",
    )
    if picture.role:
        sign_in(context, address, *passwords[picture.role])
    page = context.new_page()
    page.goto(address + picture.path)
    page.wait_for_selector(picture.wait)
    page.wait_for_timeout(300)
    file = PICTURES / f"{picture.name}-{width}-{theme}.png"
    page.screenshot(path=file, full_page=picture.name in {"week", "sign-in"})
    context.close()
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
