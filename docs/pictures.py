"""Take the pictures of the guide: ``python docs/pictures.py [plan.json]`` writes ``docs/pictures/*.png``.

Without a file, the plan is the one that the program opens first (see ``web.settings``).
"""

import logging
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from planner.plan import WeekPlan
from planner.plan_json import read_plan
from web import create_app
from web.plans import PlanFolder
from web.settings import Settings

PICTURES = Path(__file__).parent / "pictures"
WIDTHS = {1280: 900, 390: 844}
THEMES = ("light", "dark")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main(arguments: list[str]) -> None:
    """Serve the plan on a free port of this computer and take a picture for each width and theme."""
    settings = Settings.from_environment({})
    plan = read_plan(Path(arguments[0])) if arguments else PlanFolder(settings.plans).read(settings.team, settings.week)
    if plan is None:
        raise SystemExit(f"there is no plan in {settings.plans}; make one with 'faltplan plan', or name a file")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    PICTURES.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with served(plan, settings) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for width, height in WIDTHS.items():
            for theme in THEMES:
                file = PICTURES / f"week-{width}-{theme}.png"
                take(browser, f"{address}?dag={clearest(plan)}", file, size=(width, height), theme=theme)
                print(file)
        browser.close()


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
def served(plan: WeekPlan, settings: Settings) -> Iterator[str]:
    """Serve one plan from a folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        app = create_app(replace(settings, home=Path(home)))
        PlanFolder(Path(home) / "plans").write(plan)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.port}/plan/{plan.team}/{plan.week}"
        server.shutdown()
        server.server_close()


def take(browser: Browser, url: str, file: Path, *, size: tuple[int, int], theme: str) -> None:
    """Take one picture of the whole page, when its map is drawn."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        locale="sv-SE",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("html[data-map=ready]")
    page.wait_for_timeout(300)
    page.screenshot(path=file, full_page=True)
    context.close()
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1).save(file, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
