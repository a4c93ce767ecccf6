"""Render a Folium map to what a page under a strict policy can serve: links, one element, one script."""

import importlib
import pkgutil
import re
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

import folium
import folium.plugins
from branca.element import CssLink, Element, Figure, JavascriptLink

STATIC = "/static/"

VENDORED = {
    "leaflet.js": f"{STATIC}vendor/leaflet/leaflet.js",
    "leaflet.css": f"{STATIC}vendor/leaflet/leaflet.css",
}
"""Where the files lie that folium takes from elsewhere, by the last part of their address."""

UNUSED = frozenset(
    {
        "jquery-3.7.1.min.js",
        "bootstrap.bundle.min.js",
        "bootstrap.min.css",
        "leaflet.awesome-markers.js",
        "leaflet.awesome-markers.css",
        "leaflet.awesome.rotate.min.css",
        "bootstrap-glyphicons.css",
        "all.min.css",
    }
)
"""Files that folium adds to every map and that no map here uses."""

_FOREIGN = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)


class ForeignUrlError(RuntimeError):
    """A map wants files from another server; vendor them, or leave the plugin out."""


@dataclass(frozen=True, slots=True)
class MapParts:
    """A rendered map: addresses of scripts and style sheets, the element it lives in, and its script."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]
    element: str
    script: str


@lru_cache(maxsize=1)
def use_vendored_files() -> None:
    """Point every folium class at the vendored files; ``parts_of_map`` refuses any other address."""
    for module in _folium_modules():
        for cls in vars(module).values():
            if isinstance(cls, type) and issubclass(cls, Element):
                for attribute in ("default_js", "default_css"):
                    if attribute in vars(cls):
                        setattr(cls, attribute, _localised(getattr(cls, attribute)))


def parts_of_map(drawn: folium.Map) -> MapParts:
    """Render a map.

    Styles that folium writes into the page's head are left out: the map's size and font stand in ``map.css``.

    Raises
    ------
    ForeignUrlError
        The map, or a plugin of it, asks another server for a file.
    """
    use_vendored_files()
    root = drawn.get_root()
    if not isinstance(root, Figure):
        raise TypeError("the map lies in no figure")
    for child in list(root._children.values()):  # noqa: SLF001  branca has no public way to the children
        child.render()
    links = list(root.header._children.values())  # noqa: SLF001
    scripts = tuple(str(link.url) for link in links if isinstance(link, JavascriptLink))
    styles = tuple(str(link.url) for link in links if isinstance(link, CssLink))
    foreign = [url for url in scripts + styles if _FOREIGN.match(url)]
    if foreign:
        raise ForeignUrlError(f"files from other servers: {', '.join(foreign)}")
    return MapParts(scripts, styles, root.html.render().strip(), root.script.render().strip())


def _folium_modules() -> list[ModuleType]:
    plugins = [
        importlib.import_module(f"folium.plugins.{module.name}")
        for module in pkgutil.iter_modules(folium.plugins.__path__)
    ]
    return [folium.folium, folium.features, folium.map, folium.raster_layers, folium.vector_layers, *plugins]


def _localised(files: list[tuple[str, str]]) -> list[tuple[str, str]]:
    kept = [(name, url, url.rsplit("/", 1)[-1]) for name, url in files]
    return [(name, VENDORED.get(last, url)) for name, url, last in kept if last not in UNUSED]
