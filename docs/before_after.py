"""One shift before and after importing the streets: ``python docs/before_after.py`` writes the page and its pictures.

The example city is loaded into a database of its own and a week is planned with the estimate. Then the real command
imports the streets of ``osm/stockholm_ostermalm_2020.osm.pbf`` from the folder in ``FALTPLAN_TEST_DATA``. The same
stops in the same order are timed again, and the week is planned again. Nothing of the extract is copied: the pictures
are those of the page, and name OpenStreetMap's contributors.
"""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path

from before_after_page import Found, Seed, page
from pictures import FLAGS, PICTURES, served, sign_in
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from way_facts import Streets

from geo.city import read_city
from geo.import_streets import import_streets
from geo.imports import STREETS_FILE, ImportKind, Imports
from geo.reference import city_folder
from geo.travel.of_city import city_travel, estimated_travel
from geo.travel.street_graph import StreetGraph
from geo.travel.times import Place
from planner.check import check
from planner.crews import crews_of
from planner.exact import exact_request
from planner.explain import unplanned_needs
from planner.plan import Route, WeekPlan
from planner.plan_week import plan_week
from planner.request import WeekRequest
from planner.search.problem import NEVER
from planner.search.route_times import lay_route
from planner.search.solution import Solution
from planner.value import plan_score
from planner.week_problem import WeekProblem
from web import create_app
from web.admin.demo_accounts import demo_accounts
from web.lead.actions import load_city, stored_request
from web.parts import Parts
from web.settings import Settings
from web.store.migrate import migrate
from web.travel import imports_of, installed_travel

PAGE = Path(__file__).parent / "streets-before-and-after.md"
EXTRACT = Path("osm") / "stockholm_ostermalm_2020.osm.pbf"
TEAM, WEEK = "ungdomsjouren", "2026-W49"
SECONDS = 30.0
SEEDS = (0, 1)
"""The plan with the shift that fits best is shown; the other tells how far two searches differ by chance."""
NEAR_M = 1500.0
"""Stops farther from the streets do not widen the extent of the maps."""
HIGH_PX = 560


@dataclass(frozen=True)
class Retimed:
    """A plan whose stops keep their order under other travel times; ``lost`` are the stops that no longer fit."""

    plan: WeekPlan
    lost: tuple[str, ...]
    broken: tuple[str, ...]


def main() -> None:
    """Plan, import, time and plan again; write the pictures and the page."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    data = os.environ.get("FALTPLAN_TEST_DATA")
    if not data or not (Path(data) / EXTRACT).is_file():
        sys.exit(f"FALTPLAN_TEST_DATA must name a folder of test data that holds {EXTRACT}")
    file = Path(data) / EXTRACT
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        settings = Settings.from_environment({"FALTPLAN_HOME": home, "FALTPLAN_TEAM": TEAM, "FALTPLAN_WEEK": WEEK})
        migrate(settings.database)
        app = create_app(settings)
        parts: Parts = app.config["FALTPLAN"]
        teams = load_city(parts.store, parts.city).team_ids
        made = demo_accounts(parts.store, password_key=parts.keys.password, teams=teams, team=TEAM)
        lead = next((account.email, account.password) for account in made if account.email.startswith("lead@"))
        streets = _look(file)
        request = _request(parts)
        away = streets.away(_places(request))
        plans = {seed: plan_week(request, seconds=SECONDS, seed=seed) for seed in SEEDS}
        best = {seed: max(plan.routes, key=lambda route: _inside(route, away)) for seed, plan in plans.items()}
        seeds = sorted(SEEDS, key=lambda seed: _inside(best[seed], away), reverse=True)
        before, shift = [plans[seed] for seed in seeds], best[seeds[0]]
        near = {place for place in request.travel.places if away.get(place, 0.0) <= NEAR_M}
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with served(app) as address:
            parts.plans.write(before[0])
            _take(
                browser, address, lead, before[0], shift, name="streets-before", corners=_corners(request, shift, near)
            )
            said = _import(file, home)
            real = _request(parts)
            retimed = [_retimed(plan, real) for plan in before]
            again = retimed[0]
            parts.plans.write(again.plan)
            same = _same(again.plan, shift)
            _take(
                browser, address, lead, again.plan, same, name="streets-after", corners=_corners(request, shift, near)
            )
            compared = [
                Seed(
                    seed,
                    plan,
                    timed.plan,
                    plan_week(request, seconds=SECONDS, seed=seed, start=plan),
                    plan_week(real, seconds=SECONDS, seed=seed, start=None if timed.broken else timed.plan),
                    plan_week(real, seconds=SECONDS, seed=seed),
                )
                for seed, plan, timed in zip(seeds, before, retimed, strict=True)
            ]
            anew = compared[0].on_after
            parts.plans.write(anew)
            new = _same(anew, shift)
            _take(browser, address, lead, anew, new, name="streets-anew", corners=_corners(request, shift, near))
        browser.close()
        parts.store.close()
        city = read_city(city_folder())
        kept, known = estimated_travel(city), city_travel(city, imports_of(Path(home), city.id))
        on = _places(request, *(Place(s.id, s.point.x, s.point.y, s.landmass) for s in city.hotspots))
        off = streets.away(on)
        on = [place for place in on if place.id not in off]
        walks = [streets.walk(a, b, kept, known) for a, b in combinations(on, 2) if (a.lon, a.lat) != (b.lon, b.lat)]
        found = Found(
            seconds=SECONDS,
            detour=city.travel.detour,
            near_m=NEAR_M,
            said=said,
            before=before[0],
            shift=shift,
            again=again.plan,
            lost=again.lost,
            broken=again.broken,
            anew=anew,
            seeds=compared,
            away=away,
            walks=walks,
            names={spot.id: spot.name for spot in city.hotspots} | {base.id: base.name for base in request.bases},
            streets=streets,
            kept=kept,
            real=known,
        )
    PAGE.write_text(page(found), encoding="utf-8")
    print(PAGE)


def _look(file: Path) -> Streets:
    """Read the streets beforehand, to know which shift lies on them."""
    bounds = read_city(city_folder()).bounds
    with tempfile.TemporaryDirectory() as folder:
        imports = Imports(Path(folder))
        import_streets(file, imports, datetime.now(UTC).date(), bounds=bounds)
        made = imports.in_use(ImportKind.STREETS)
        if made is None:
            raise AssertionError
        return Streets(file, StreetGraph.load(made.file(STREETS_FILE)), bounds)


def _request(parts: Parts) -> WeekRequest:
    return stored_request(parts.store, parts.plans, parts.city, TEAM, WEEK, travel=installed_travel(parts.settings))


def _places(request: WeekRequest, *more: Place) -> list[Place]:
    bases = [Place(base.id, base.lon, base.lat) for base in request.bases]
    spots = [Place(spot.id, spot.point.x, spot.point.y, spot.landmass) for spot in request.hotspots]
    return list({place.id: place for place in (*bases, *spots, *more)}.values())


def _inside(route: Route, away: Mapping[str, float]) -> tuple[int, int]:
    """Count the legs both of whose ends lie on the streets, less the stops far from them; then the stops on them."""
    ends = [route.base, *(stop.hotspot for stop in route.stops), route.base]
    legs = sum(a != b and a not in away and b not in away for a, b in pairwise(ends))
    far = sum(away.get(stop.hotspot, 0.0) > NEAR_M for stop in route.stops)
    return legs - far, sum(stop.hotspot not in away for stop in route.stops)


def _import(file: Path, home: str) -> str:
    """Import by the command that operators use; gives what it said."""
    command = [str(Path(sys.executable).with_name("faltplan")), "--lang", "en", "import", "streets", str(file)]
    environment = {**os.environ, "FALTPLAN_HOME": home}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def _retimed(plan: WeekPlan, request: WeekRequest) -> Retimed:
    """Time the same stops in the same order by other travel times; what no longer fits is left out, the last first."""
    timed, lost = exact_request(request), []
    crews = crews_of(timed, replace(plan, request=timed))
    week = WeekProblem(timed, crews)
    asked = week.solution(plan.routes)
    options, starts = [], []
    for r, (own, times) in enumerate(zip(asked.routes, asked.starts, strict=True)):
        held = [
            (u, (at, at if week.problem.pairs[week.problem.need[u]] > 1 else NEVER))
            for u, at in zip(own, times, strict=True)
        ]
        kind = int(week.problem.route_kind[r])
        while (laid := lay_route(week.problem, kind, [u for u, _ in held], [span for _, span in held])) is None:
            lost.append(week.needs[week.options[held.pop()[0]].need].hotspot)
        options.append(tuple(u for u, _ in held))
        starts.append(laid.starts)
    routes = week.routes(Solution(tuple(options), tuple(starts), 0.0))
    bare = WeekPlan(plan.team, plan.week, request, routes, (), 0.0, plan.bound)
    whole = replace(bare, unplanned=unplanned_needs(bare, crews), score=plan_score(bare))
    return Retimed(whole, tuple(lost), tuple(violation.rule.value for violation in check(whole)))


def _same(plan: WeekPlan, shift: Route) -> Route:
    """Give the route of the same shift in another plan: the same pair's where it is, else the first of those hours."""
    alike = [r for r in plan.routes if (r.start, r.end, r.base) == (shift.start, shift.end, shift.base)]
    return next((route for route in alike if route.pair == shift.pair), alike[0])


def _take(
    browser: Browser,
    address: str,
    lead: tuple[str, str],
    plan: WeekPlan,
    shift: Route,
    *,
    name: str,
    corners: Sequence[Sequence[float]],
) -> None:
    """Take a picture of the map with one pair's shift, between two corners (latitude, longitude)."""
    context = browser.new_context(
        viewport={"width": 1240, "height": 1000},
        color_scheme="light",
        locale="sv-SE",
        reduced_motion="reduce",
        device_scale_factor=1.5,
    )
    context.add_init_script(
        "document.addEventListener('folium:ready', ({ detail }) => { window.shownMap = detail.map; });"
    )
    sign_in(context, address, *lead)
    page = context.new_page()
    page.goto(f"{address}/plan/{plan.team}/{plan.week}?dag={shift.date.isoformat()}")
    page.wait_for_selector("html[data-map=ready]")
    for route in plan.routes:
        button = page.locator(".legend-strip button.lg").filter(has_text=route.pair).first
        if route.pair != shift.pair and button.get_attribute("aria-pressed") == "true":
            button.click()
    page.locator("button.lg[data-layer=unplanned]").click()
    page.evaluate(f"document.getElementById('map').style.height = '{HIGH_PX}px'")
    page.wait_for_timeout(300)
    page.evaluate("corners => window.shownMap.fitBounds(corners, { padding: [48, 48], animate: false })", corners)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1200)
    file = PICTURES / f"{name}.png"
    page.locator("#map").screenshot(path=file)
    _smaller(file)
    if name == "streets-after":
        page.locator(f"section.dayp[data-day='{shift.date.isoformat()}'] button.as-list").click()
        table = page.locator("table.sched").filter(has=page.locator("caption", has_text=shift.pair))
        table.locator("visible=true").first.screenshot(path=PICTURES / "streets-legs.png")
        _smaller(PICTURES / "streets-legs.png")
    context.close()


def _smaller(file: Path) -> None:
    with Image.open(file) as taken:
        taken.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1).save(file, optimize=True)
    print(file)


def _corners(request: WeekRequest, shift: Route, near: set[str]) -> list[list[float]]:
    """Give the south-western and the north-eastern corner of what lies near the streets."""
    points = [request.hotspot[stop.hotspot].point for stop in shift.stops if stop.hotspot in near]
    base = request.base[shift.base]
    lon, lat = [base.lon, *(p.x for p in points)], [base.lat, *(p.y for p in points)]
    return [[min(lat), min(lon)], [max(lat), max(lon)]]


if __name__ == "__main__":
    main()
