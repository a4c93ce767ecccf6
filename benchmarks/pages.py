"""Pages of a large team, as a phone gets them: server time, and how long until the map can be used.

300 hotspots and 60 routes. Server time is that of the answer on loopback, warm, the worst and the median of ten. The
phone is Chromium at 390 x 844 with a processor four times slower, 1.6 Mbit/s and 150 ms of latency (Chromium's own
emulation); a first visit with an empty cache and a second one; a map can be used when its script says so. Beside it, in
the same run, stands the same week as Folium writes it by itself (`benchmarks/pages_peer.py`).

Run: ``python -m benchmarks.pages [--visits 3] [--write]``; ``--write`` puts the table into ``docs/performance.md``.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmarks.pages_case import TEAM, WEEK, large_city
from benchmarks.serving import ROOT, add_accounts, first_line, running, serving, sign_in
from planner.plan_week import plan_week
from web.lead.actions import stored_request
from web.parts import Parts
from web.plan_turns import publish
from web.settings import Settings
from web.store.city_rows import save_city
from web.store.migrate import migrate

SLOWER, BYTES_A_S, LATENCY_MS = 4, 200_000, 150
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "sv-SE"}
READY = "html[data-map=ready]"
PEER_READY = "path.leaflet-interactive >> nth=100"
"""What there is when a map can be used; the other says nothing by itself, so its hundredth mark stands for it."""
ASKED = 10
SEARCH_S = 20.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is measured; not every page has a map."""

    path: str
    name: str
    has_map: bool = False


PAGES = (
    Page(f"/plan/{TEAM}/{WEEK}", "The week", has_map=True),
    Page("/lead/places", "Places", has_map=True),
    Page("/lead/places/plats-7", "A place", has_map=True),
    Page(f"/lead/week/{TEAM}/{WEEK}", "Set-up of the week"),
    Page(f"/lead/team/{TEAM}", "The team"),
    Page("/triage", "Tips"),
    Page("/field", "Tonight"),
    Page(f"/followup/team/{TEAM}", "Follow-up"),
    Page(f"/plan/{TEAM}/{WEEK}/handout", "Hand out"),
    Page("/tips", "Leave a tip", has_map=True),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: server time in milliseconds, its size, and seconds until its map can be used."""

    name: str
    times_ms: tuple[float, ...]
    kib: float
    first_s: float | None
    second_s: float | None

    def cells(self) -> tuple[str, ...]:
        """Give the cells of the table."""
        middle, worst = (
            (f"{statistics.median(self.times_ms):.0f} ms", f"{max(self.times_ms):.0f} ms")
            if self.times_ms
            else ("–", "–")
        )
        usable = tuple("–" if value is None else f"{value:.2f} s" for value in (self.first_s, self.second_s))
        return (self.name, middle, worst, f"{self.kib:.0f} KiB", *usable)


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=3, help="visits of each page; the median is told")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faltplan-pages-") as folder:
        settings = Settings(home=Path(folder))
        routes = _prepare(settings)
        with serving(settings) as (_, port), _chromium() as browser:
            cookie = sign_in(port, "a0@example.org")
            plan = _fetch(port, f"/plan/{TEAM}/{WEEK}/plan.geojson", cookie)
            measured = [_measure(browser, port, cookie, page, visits=options.visits) for page in PAGES]
            measured.append(_peer(browser, Path(folder), plan, visits=options.visits))
    rows = [one.cells() for one in measured]
    for row in rows:
        print(" | ".join(row))
    print(f"{routes} routes")
    if options.write:
        _write(rows, routes)


def _prepare(settings: Settings) -> int:
    """Make the installation; gives how many routes its week has."""
    migrate(settings.database)
    parts, (city, team) = Parts.of(settings), large_city()
    with parts.store.write("system") as work:
        save_city(work, city, [team])
    plan = plan_week(stored_request(parts.store, parts.plans, parts.city, TEAM, WEEK), seconds=SEARCH_S)
    parts.plans.write(plan)
    with parts.store.write("system") as work:
        publish(work, TEAM, WEEK, expected=1)
    add_accounts(parts, TEAM, ["lead"])
    parts.basemap.geojson()
    parts.store.close()
    return len(plan.routes)


def _measure(browser: Any, port: int, cookie: str, page: Page, *, visits: int) -> Measured:  # noqa: ANN401
    print(f"\r{page.name:30}", end="", file=sys.stderr)
    _fetch(port, page.path, cookie)
    times, size = [], 0
    for _ in range(ASKED):
        begin = time.perf_counter()
        size = len(_fetch(port, page.path, cookie))
        times.append(1000 * (time.perf_counter() - begin))
    first = second = None
    if page.has_map:
        origin = f"http://127.0.0.1:{port}"
        first, second = _visits(browser, origin + page.path, READY, visits=visits, cookie=(origin, cookie))
    return Measured(page.name, tuple(times), size / 1024, first, second)


def _peer(browser: Any, folder: Path, plan: bytes, *, visits: int) -> Measured:  # noqa: ANN401
    (folder / "peer").mkdir()
    (folder / "peer" / "plan.geojson").write_bytes(plan)
    command = [sys.executable, "-m", "benchmarks.pages_peer", str(folder / "peer")]
    with running(command, dict(os.environ), folder / "peer.log") as process:
        port = int(first_line(process))
        first, second = _visits(browser, f"http://127.0.0.1:{port}/", PEER_READY, visits=visits)
        size = (folder / "peer" / "index.html").stat().st_size
    return Measured("The week by Folium alone", (), size / 1024, first, second)


def _visits(
    browser: Any,  # noqa: ANN401
    url: str,
    ready: str,
    *,
    visits: int,
    cookie: tuple[str, str] | None = None,
) -> tuple[float, float]:
    """Give the medians of first and second visits, in seconds."""
    firsts: list[float] = []
    seconds: list[float] = []
    for _ in range(visits):
        context = browser.new_context(**PHONE)
        if cookie is not None:
            name, _, value = cookie[1].partition("=")
            context.add_cookies([{"name": name, "value": value, "url": cookie[0]}])
        for times in (firsts, seconds):
            times.append(_visit(context, url, ready))
        context.close()
    return statistics.median(firsts), statistics.median(seconds)


def _visit(context: Any, url: str, ready: str) -> float:  # noqa: ANN401
    page = context.new_page()
    wire = context.new_cdp_session(page)
    slow = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": BYTES_A_S, "uploadThroughput": BYTES_A_S}
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", slow)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    begin = time.perf_counter()
    page.goto(url, wait_until="commit", timeout=60_000)
    page.wait_for_selector(ready, state="attached", timeout=60_000)
    taken = time.perf_counter() - begin
    page.close()
    return taken


def _fetch(port: int, path: str, cookie: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html", "Accept-Language": "sv"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status >= 400:
        raise RuntimeError(f"{path} answers {answer.status}")
    return body


@contextmanager
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - it comes with the tests

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _write(rows: list[tuple[str, ...]], routes: int) -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    from performance_page import machine, table, write_part  # noqa: PLC0415 - it lies with the page

    head = ("Page", "Server, median", "Server, worst of 10", "HTML", "Map usable, first visit", "Second visit")
    said = f"{routes} routes, 300 hotspots. {machine(('flask', 'folium', 'waitress'))}"
    write_part("pages", [*table(head, rows), "", said])


if __name__ == "__main__":
    main()
