"""Third-party files are what the manifest says, and nothing shipped asks another server for anything."""

import re

import folium
import pytest

from web.maps import elements, rendering, vendor
from web.maps.map_frame import PANES, Tiles
from web.maps.rendering import ForeignUrlError, parts_of_map, use_vendored_files
from web.maps.week_plan_map import week_plan_map
from web.static_files import STATIC
from web.words import translator

WEB = STATIC.parent
HARMLESS = {
    "www.w3.org",
    "leafletjs.com",
    "www.openstreetmap.org",
    "bugs.chromium.org",
    "bugzilla.mozilla.org",
    "example.com",
    "openstreetmap.org",
    "protomaps.com",
}


def test_vendored_files_have_the_hashes_of_the_manifest():
    named = {file["path"]: file["sha256"] for package in vendor.read_manifest() for file in package["files"]}
    there = {
        str(path.relative_to(vendor.VENDOR)): vendor.sha256(path.read_bytes())
        for path in vendor.VENDOR.rglob("*")
        if path.is_file() and path != vendor.MANIFEST
    }
    assert there == named


def test_the_manifest_names_the_packages_that_are_rebuilt():
    told = [(p["name"], p["version"], p["licence"]) for p in vendor.read_manifest()]
    assert told == [(p.name, p.version, p.licence) for p in vendor.PACKAGES]
    assert all(any("LICENSE" in file["path"] for file in p["files"]) for p in vendor.read_manifest())


def test_what_would_fetch_more_files_is_dropped():
    assert vendor.slimmed("a.js", "x()\n//# sourceMappingURL=a.js.map\n") == "x()\n"
    css = ".a {\n\tbackground: url(images/a.png);\n\tcolor: red;\n}\n"
    assert vendor.slimmed("a.css", css) == ".a {\n\tcolor: red;\n}\n"


@pytest.mark.parametrize(
    "path", [p for p in sorted(STATIC.rglob("*")) if p.suffix in {".js", ".css", ".svg", ".json"}], ids=str
)
def test_static_files_name_no_other_server_that_a_browser_would_ask(path):
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://([\w.-]+)", text)) <= HARMLESS
    assert "sourceMappingURL" not in text
    assert "@import" not in text
    assert not re.search(r"url\(\s*['\"]?(?!data:|#|\$\{e\}\))", text)  # a font that nobody asks protomaps-leaflet for


def test_a_map_is_made_of_our_own_files_and_is_the_same_each_time(plan):
    drawn = [
        week_plan_map(plan, translator("sv"), plan_source="/p", base_source="/b") for _ in range(2)
    ]  # fmt: skip
    assert drawn[0] == drawn[1]
    assert drawn[0].scripts == ("/static/vendor/leaflet/leaflet.js",)
    assert drawn[0].styles == ("/static/vendor/leaflet/leaflet.css",)
    assert drawn[0].script.rstrip().endswith("}}));")
    assert "folium:ready" in drawn[0].script
    assert drawn[0].element == '<div class="folium-map" id="map_plan" ></div>'
    for pane, order in PANES.items():
        assert f"pane_{pane}.style.zIndex = {order}" in drawn[0].script


def test_tiles_are_drawn_only_where_they_are_asked_for(plan):
    words = translator("sv")
    assert "tileLayer" not in week_plan_map(plan, words, plan_source="/p", base_source="/b").script
    tiles = Tiles("https://tiles.example/{z}/{x}/{y}.png", "<b>Tile maker</b>")
    script = week_plan_map(plan, words, plan_source="/p", base_source="/b", tiles=tiles).script
    assert "https://tiles.example/{z}/{x}/{y}.png" in script
    assert "<b>" not in script


def test_a_plugin_that_is_not_vendored_is_refused():
    use_vendored_files()
    drawn = folium.Map((59.3, 18.0), tiles=None)
    folium.plugins.MiniMap().add_to(drawn)
    with pytest.raises(ForeignUrlError, match="files from other servers"):
        parts_of_map(drawn)


def test_no_folium_popup_or_tooltip_is_used_anywhere():
    # Both run user text as code, inside a template literal of a trusted script.
    banned = re.compile(r"folium\.Popup|folium\.Tooltip|GeoJsonPopup|GeoJsonTooltip|import .*\b(Popup|Tooltip)\b")
    for path in WEB.rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        code = "\n".join(line for line in lines if "``folium.Popup``" not in line)
        assert not banned.search(code), path
    for path in (STATIC / "js").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "bindPopup",
            "bindTooltip",
            "eval(",
            "document.write",
        ):
            assert word not in text, f"{path.name}: {word}"


def test_folium_is_imported_in_maps_alone():
    assert elements.__name__.startswith(rendering.__name__.rpartition(".")[0])
    for path in WEB.rglob("*.py"):
        if path.parent.name != "maps":
            assert not re.search(
                r"^\s*(import|from) (folium|branca)", path.read_text(encoding="utf-8"), re.MULTILINE
            ), path
