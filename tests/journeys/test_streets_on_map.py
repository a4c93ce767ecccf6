"""The streets of an import on the map of a week: painted from pieces of a file, named, and never in the way."""

import geopandas as gpd
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from shapely.geometry import LineString, Point, box

from geo.basemap.features import Features
from geo.basemap.tiles import write_tiles
from geo.imports import ImportKind, Imports

pytestmark = pytest.mark.browser

PATH = "/plan/uppsokarteamet/2026-W49?dag=2026-12-03"
NAMED = "© OpenStreetMap contributors (ODbL)"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
PAINTED = """() => {
    const style = getComputedStyle(document.documentElement);
    const roles = ["street", "park", "water", "building", "square"];
    const dot = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgb = (colour) => {
        dot.fillStyle = colour;
        dot.fillRect(0, 0, 1, 1);
        return dot.getImageData(0, 0, 1, 1).data.slice(0, 3).join();
    };
    const roleOf = Object.fromEntries(roles.map((role) => [rgb(style.getPropertyValue(`--map-${role}`)), role]));
    const counts = Object.fromEntries(roles.map((role) => [role, 0]));
    const sheet = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    for (const tile of document.querySelectorAll("#map canvas.leaflet-tile-loaded")) {
        Object.assign(sheet.canvas, { width: tile.width, height: tile.height });
        sheet.drawImage(tile, 0, 0);
        const { data } = sheet.getImageData(0, 0, tile.width, tile.height);
        for (let n = 0; n < data.length; n += 4) {
            const role = data[n + 3] === 255 && roleOf[`${data[n]},${data[n + 1]},${data[n + 2]}`];
            if (role) counts[role] += 1;
        }
    }
    return counts;
}"""
"""Counts the pixels of each role's colour in the tiles that are shown, whatever the theme is."""


def town():
    """Make a town of streets, a park, a square, a pond and houses where the example's pairs go."""
    west, south, east, north = 18.01, 59.29, 18.11, 59.35
    rows = []

    def add(kind, shape, **values):
        rows.append({"kind": kind, "geometry": shape, **values})

    for n, lon in enumerate(np.linspace(west, east, 26)):
        add("street", LineString([(lon, south), (lon, north)]), name=f"Norrgatan {n}", rank=2 + n % 2)
    for n, lat in enumerate(np.linspace(south, north, 31)):
        add("street", LineString([(west, lat), (east, lat)]), name=f"Tvärgatan {n}", rank=3)
    for lat in np.linspace(south, north, 6):
        add("water", box(west, lat + 0.001, east, lat + 0.003))
        add("park", box(west, lat + 0.004, east, lat + 0.006))
        add("square", box(west, lat + 0.007, east, lat + 0.008))
    add("label", Point(18.0602, 59.3301), name="Stadsparken", of="park", rank=2)
    add("place", Point(18.095, 59.325), name="Norrstad", rank=2)
    ground = gpd.GeoDataFrame(
        rows, columns=["kind", "name", "of", "rank", "tunnel", "bridge", "square_m", "geometry"], crs=4326
    ).astype({"rank": float, "tunnel": float, "bridge": float})
    ground["square_m"] = 1e6  # large enough to be seen from afar
    corners = [(lon, lat) for lon in np.linspace(west, east, 20)[:-1] for lat in np.linspace(south, north, 60)]
    houses = [box(lon, lat, lon + 0.002, lat + 0.0003) for lon, lat in corners]
    buildings = gpd.GeoDataFrame(
        {"kind": "building", "square_m": 1.0}, geometry=houses, crs=4326, index=range(len(houses))
    )
    return Features(ground, buildings, {}, {})


@pytest.fixture(scope="module")
def with_streets(serve, served, example):
    """Give the address of the example plan in a city that has imported its streets."""
    address = serve(example.example_plan())
    put_tiles(served[address].app, lambda folder: write_tiles(town(), folder))
    return address


def put_tiles(app, write):
    parts = app.config["FALTPLAN"]
    with Imports(parts.settings.home / "imports" / parts.city_settings().id).build(
        ImportKind.STREETS, "ab" * 32
    ) as draft:
        write(draft.folder)
        draft.keep(source="town.osm.pbf", imported_on="2026-11-25", attribution=NAMED)


def opened(visit, address, *, state="ready", answers=None, answer=None, **options):
    """Open the week; ``answers`` collects what came for tiles, ``answer`` gives another answer to who asks for some."""
    seen = visit("about:blank", at=address, wait=False, **options)
    page = seen.page
    if answers is not None:
        page.on("response", lambda got: answers.append(got) if ".pmtiles" in got.url else None)
    if answer:
        page.route("**/*.pmtiles", answer)
    page.goto(address + PATH)
    page.wait_for_selector(f"html[data-map=ready][data-streets={state}]")
    return seen


def until(page, holds):
    """Wait until something holds; the policy lets no test run a text as a script in the page."""
    for _ in range(60):
        if holds():
            return
        page.wait_for_timeout(100)
    assert holds()


def zoom_in(page, times):
    for _ in range(times):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(150)


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_streets_are_painted_from_pieces_of_a_file_of_our_own(visit, with_streets, theme, phone):
    answers = []
    seen = opened(visit, with_streets, answers=answers, theme=theme, phone=phone)
    page = seen.page
    assert {got.status for got in answers} == {206}
    assert all(got.headers["content-range"].startswith("bytes ") for got in answers)
    assert "buildings" not in "".join(got.url for got in answers)  # none are seen from so far away
    painted = page.evaluate(PAINTED)
    assert painted["street"] > 2000
    assert min(painted["park"], painted["water"]) > 500
    named = page.locator(".leaflet-control-attribution")
    assert NAMED in named.inner_text()
    assert named.is_visible()
    page.emulate_media(media="print", color_scheme=theme)
    assert named.is_visible()
    page.emulate_media(media="screen", color_scheme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert Axe().run(page, options=RULES).response["violations"] == []
    seen.quiet(with_streets)


def test_near_by_there_are_houses_and_names_that_hide_nothing(visit, with_streets):
    answers = []
    seen = opened(visit, with_streets, answers=answers)
    page = seen.page
    zoom_in(page, 4)
    until(page, lambda: page.locator("#map .lb.str").count() > 5)
    until(page, lambda: page.evaluate(PAINTED)["building"] > 200)
    assert any("buildings" in got.url for got in answers)
    assert {got.status for got in answers} == {206}
    assert set(page.locator("#map .lb.str").first.inner_text().split()[:1]) <= {"Norrgatan", "Tvärgatan"}
    hidden = page.evaluate(
        """() => {
            const boxOf = (part) => part.getBoundingClientRect();
            const marks = [...document.querySelectorAll("#map .mk.stop > svg, #map .tagm")].map(boxOf);
            return [...document.querySelectorAll("#map .lb.str")].map(boxOf).filter((name) => {
                const [x, y] = [name.left + name.width / 2, name.top + name.height / 2];
                const aside = (m) => [x - m.left - m.width / 2, y - m.top - m.height / 2].map(Math.abs);
                return marks.some((mark) => Math.max(...aside(mark)) < 8);
            }).length;
        }"""
    )
    assert hidden == 0
    seen.quiet(with_streets)


def test_the_map_is_painted_anew_when_the_scheme_changes(visit, with_streets):
    seen = opened(visit, with_streets)
    light = seen.page.evaluate(PAINTED)["street"]
    seen.page.emulate_media(color_scheme="dark")
    until(seen.page, lambda: seen.page.evaluate(PAINTED)["street"] > light // 2)
    seen.quiet(with_streets)


def gone(route):
    route.fulfill(status=404, body="")


def gone_after_the_first(route):
    first = route.request.headers.get("range", "").startswith("bytes=0-")
    return route.continue_() if first else route.fulfill(status=404, body="")


@pytest.mark.parametrize(
    "answer", [gone, gone_after_the_first, lambda route: route.abort()], ids=["404", "404 later", "no net"]
)
def test_where_no_tiles_can_be_fetched_the_schematic_ground_is_the_whole(visit, with_streets, answer):
    page = opened(visit, with_streets, state="missing", answer=answer).page
    assert page.locator("#map .mk.stop").count() == 26
    assert page.locator("#map [role=alert]").count() == 0
    assert page.locator("#map .streets-near, #map .streets-parks").count() == 0
    assert page.locator("#map path.park").count() > 5
    page.locator("#unplanned button", has_text="Tantolunden").click()
    assert page.locator("#map-popup").is_visible()


def test_a_city_without_a_schematic_ground_has_land_and_names_all_the_same(visit, with_streets):
    seen = visit("about:blank", at=with_streets, wait=False)
    empty = '{"type": "FeatureCollection", "features": []}'
    seen.page.route("**/base.geojson", lambda route: route.fulfill(body=empty, content_type="application/geo+json"))
    seen.page.goto(with_streets + PATH)
    seen.page.wait_for_selector("html[data-map=ready][data-streets=ready]")
    until(seen.page, lambda: seen.page.locator("#map .lb.area").all_inner_texts() == ["NORRSTAD"])
    ground = seen.page.locator("#map .folium-map").evaluate("map => getComputedStyle(map).backgroundColor")
    assert ground == "rgb(243, 240, 231)"
    seen.quiet(with_streets)


def test_without_an_import_nothing_is_asked_for(visit, address):
    seen = visit(address + PATH)
    assert not [url for url in seen.requests if "pmtiles" in url or "protomaps" in url]
    assert NAMED not in seen.page.locator(".leaflet-control-attribution").inner_text()
    assert "© OpenStreetMap" in seen.page.locator(".leaflet-control-attribution").inner_text()


def test_real_streets_are_painted_and_named(visit, serve, served, example, test_data):
    from geo.basemap.features import features
    from geo.osm.reading import read_extract

    found = features(read_extract(test_data / "osm" / "stockholm_ostermalm_2020.osm.pbf"))
    address = serve(example.example_plan())
    put_tiles(served[address].app, lambda folder: write_tiles(found, folder))
    answers = []
    seen = opened(visit, address, answers=answers)
    assert len(answers) <= 4
    assert sum(int(got.headers["content-length"]) for got in answers) < 60_000
    seen.page.locator("#map .mk.stop[aria-label*='Stureplan']").click()
    seen.page.keyboard.press("Escape")
    assert seen.page.evaluate(PAINTED)["street"] > 500
    seen.quiet(address)
