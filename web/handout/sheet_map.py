"""The small map of a route sheet: black on white, as SVG text; coarse, and of one route alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import cos, radians
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 400
"""Size in SVG units; on paper it is drawn as wide as the page."""

MARGIN = 46
LEAST_M = 900.0
"""A map shows at least so many metres, so that one stop alone has its surroundings."""

LEAST_NAMED_ZOOM = 12
"""Areas whose names are shown at this zoom already have them on paper too."""

_M_PER_DEGREE = 111_320.0
_DRAWN: Mapping[str, str] = {
    "land": 'fill="#ffffff" stroke="#9a9a9a" stroke-width="0.8"',
    "park": 'fill="#f0f0f0" stroke="none"',
    "bridge": 'fill="none" stroke="#9a9a9a" stroke-width="2.4"',
    "rail": 'fill="none" stroke="#b0b0b0" stroke-width="1" stroke-dasharray="5 3"',
    "tram": 'fill="none" stroke="#b0b0b0" stroke-width="1"',
    "metro": 'fill="none" stroke="#b0b0b0" stroke-width="1.4"',
}
"""What is drawn of the base map, in this order, and how."""

Point = tuple[float, float]
Feature = Mapping[str, Any]


def sheet_map(base: Mapping[str, Any], legs: Sequence[Feature], stops: Sequence[Feature], home: Point | None) -> str:
    """Draw a route over the base map.

    Parameters
    ----------
    base
        The base map, a GeoJSON FeatureCollection (`web.maps.basemap`).
    legs, stops
        Features of one route as `web.maps.plan_geojson` makes them; a stop's number is in its properties.
    home
        Longitude and latitude of the base; None where it is not known.

    Returns
    -------
    str
        An SVG document; estimated legs are dashed.
    """
    points = [point for leg in legs for point in leg["geometry"]["coordinates"]]
    points += [stop["geometry"]["coordinates"] for stop in stops] + ([home] if home else [])
    view = _View(points) if points else None
    parts = list(_ground(base, view)) if view else []
    if view:
        parts += _legs(legs, view)
        parts += _home(home, view) if home else []
        parts += _stops(stops, view)
        parts += _names(base, view, [view.at(p) for p in (*_points(stops), *([home] if home else []))])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<defs><clipPath id="page"><rect width="{WIDTH}" height="{HEIGHT}"/></clipPath></defs>'
        f'<g clip-path="url(#page)"><rect width="{WIDTH}" height="{HEIGHT}" fill="#e4e4e4"/>{"".join(parts)}</g>'
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="none" stroke="#000"/></svg>'
    )


class _View:
    """Turns degrees into the map's units, so that all points lie within its margin."""

    def __init__(self, points: Sequence[Point]) -> None:
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        self.lon, self.lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        self.across = _M_PER_DEGREE * cos(radians(self.lat))
        wide = max((max(lons) - min(lons)) * self.across, LEAST_M)
        high = max((max(lats) - min(lats)) * _M_PER_DEGREE, LEAST_M * HEIGHT / WIDTH)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def at(self, point: Sequence[float]) -> Point:
        """Give where a point lies on the map."""
        x = WIDTH / 2 + (point[0] - self.lon) * self.across * self.scale
        y = HEIGHT / 2 - (point[1] - self.lat) * _M_PER_DEGREE * self.scale
        return round(x, 1), round(y, 1)


def _ground(base: Mapping[str, Any], view: _View) -> Iterator[str]:
    features = base.get("features", [])
    for role, style in _DRAWN.items():
        for feature in features:
            if feature["properties"].get("role") == role:
                path = "".join(_path(line, view, closed=closed) for line, closed in _lines(feature["geometry"]))
                if path:
                    yield f'<path d="{path}" fill-rule="evenodd" {style}/>'


def _names(base: Mapping[str, Any], view: _View, taken: list[Point]) -> Iterator[str]:
    """Write names of areas where they cover neither a stop nor another name, those of the large ones first."""
    spans = [(x - 14.0, x + 14.0, y - 14.0, y + 14.0) for x, y in taken]
    areas = [f for f in base.get("features", []) if f["properties"].get("role") == "label_area"]
    large = [f for f in areas if float(f["properties"].get("min_zoom", 0)) <= LEAST_NAMED_ZOOM]
    for feature in sorted(large, key=lambda f: float(f["properties"].get("min_zoom", 0))):
        name = str(feature["properties"]["name"]).upper()
        x, y = view.at(feature["geometry"]["coordinates"])
        half = 3.3 * len(name)
        span = (x - half, x + half, y - 9.0, y + 4.0)
        inside = half < x < WIDTH - half and 10 < y < HEIGHT - 6
        if inside and not any(span[0] < b and a < span[1] and span[2] < d and c < span[3] for a, b, c, d in spans):
            spans.append(span)
            yield _text(x, y, name, size=9, fill="#4a4a4a", halo=True)


def _points(features: Sequence[Feature]) -> list[Point]:
    return [tuple(feature["geometry"]["coordinates"]) for feature in features]


def _lines(geometry: Mapping[str, Any]) -> Iterable[tuple[Sequence[Sequence[float]], bool]]:
    kind, places = geometry["type"], geometry["coordinates"]
    if kind == "Polygon":
        return [(ring, True) for ring in places]
    if kind == "MultiPolygon":
        return [(ring, True) for polygon in places for ring in polygon]
    if kind == "MultiLineString":
        return [(line, False) for line in places]
    return [(places, False)] if kind == "LineString" else []


def _path(line: Sequence[Sequence[float]], view: _View, *, closed: bool) -> str:
    points = [view.at(point) for point in line]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    if max(xs) < 0 or min(xs) > WIDTH or max(ys) < 0 or min(ys) > HEIGHT:
        return ""
    return "M" + "L".join(f"{x} {y}" for x, y in points) + ("Z" if closed else "")


def _legs(legs: Sequence[Feature], view: _View) -> Iterator[str]:
    for leg in legs:
        path = _path(leg["geometry"]["coordinates"], view, closed=False)
        dash = ' stroke-dasharray="7 5"' if leg["properties"].get("estimated") else ""
        yield f'<path d="{path}" fill="none" stroke="#fff" stroke-width="6" stroke-linejoin="round"/>'
        yield f'<path d="{path}" fill="none" stroke="#000" stroke-width="2.2" stroke-linejoin="round"{dash}/>'


def _home(home: Point, view: _View) -> Iterator[str]:
    x, y = view.at(home)
    yield f'<rect x="{x - 8}" y="{y - 8}" width="16" height="16" rx="3" fill="#000"/>'
    yield f'<path d="M{x - 5} {y + 1}L{x} {y - 5}L{x + 5} {y + 1}" fill="none" stroke="#fff" stroke-width="1.6"/>'


def _stops(stops: Sequence[Feature], view: _View) -> Iterator[str]:
    taken: list[Point] = []
    for stop in stops:
        x, y = view.at(stop["geometry"]["coordinates"])
        while any(abs(x - a) < 20 and abs(y - b) < 20 for a, b in taken):
            x += 21
        taken.append((x, y))
        yield f'<circle cx="{x}" cy="{y}" r="10.5" fill="#fff" stroke="#000" stroke-width="1.8"/>'
        yield _text(x, y + 4.2, str(stop["properties"]["number"]), size=12, fill="#000", weight="bold")


def _text(x: float, y: float, text: str, *, size: int, fill: str, weight: str = "normal", halo: bool = False) -> str:
    ring = ' stroke="#fff" stroke-width="2.6" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{x}" y="{y}" font-family="Libertinus Serif" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="middle" fill="{fill}"{ring}>{escape(text)}</text>'
    )
