"""A position written by hand: one coordinate is a point, three or more are the corners of an area."""

import re

from shapely.geometry import Point, Polygon

from geo.point_check import Bounds, inside
from web.words import N_

MOST_CORNERS = 200

NOTHING = N_("Click in the map, or write latitude and longitude, for instance 59.31487, 18.07347.")
NO_NUMBERS = N_("“%(line)s” is not two numbers. Write latitude and longitude, for instance 59.31487, 18.07347.")
SWAPPED = N_(
    "The place lies outside the city. Have latitude and longitude changed places? Turned round it is %(turned)s."
)
OUTSIDE = N_("The place lies outside the city.")
TWO = N_("Two points make no area. Write one, or three or more corners.")
CROSSING = N_("The edges of the area cross each other. Move a corner, or begin anew.")
MANY = N_("An area has at most %(most)s corners.")

_PAIR = re.compile(
    r"\s*([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*[NnEeÖö]?(?:\s*[;,]\s*|\s+)([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*[NnEeÖö]?\s*"
)


class PositionError(ValueError):
    """A position cannot be used; ``said`` says why, as a text to be translated, ``values`` fills it in."""

    def __init__(self, said: str, **values: object) -> None:
        super().__init__(said)
        self.said, self.values = said, values


def read_position(text: str, bounds: Bounds) -> Point | Polygon:
    """Read lines of latitude and longitude.

    Parameters
    ----------
    bounds
        West, south, east, north of the city in EPSG:4326.

    Returns
    -------
    shapely.geometry.Point or shapely.geometry.Polygon
        In EPSG:4326, [longitude, latitude].

    Raises
    ------
    PositionError
        It cannot be read, lies outside the city (perhaps turned round), or crosses itself.

    Examples
    --------
    >>> read_position("59,31487 18,07347", (17.7, 59.2, 18.3, 59.5)).coords[0]
    (18.07347, 59.31487)
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise PositionError(NOTHING)
    if len(lines) > MOST_CORNERS:
        raise PositionError(MANY, most=MOST_CORNERS)
    corners = [_read_line(line, bounds) for line in lines]
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) == 1:
        return Point(corners[0])
    if len(corners) == 2:
        raise PositionError(TWO)
    area = Polygon(corners)
    if not area.is_valid or area.is_empty:
        raise PositionError(CROSSING)
    return area


def write_position(shape: Point | Polygon) -> str:
    """Write a point or the outer corners of an area as `read_position` reads them."""
    at = [shape.coords[0]] if isinstance(shape, Point) else list(shape.exterior.coords)[:-1]
    return "\n".join(_written(lat, lon) for lon, lat, *_ in at)


def _read_line(line: str, bounds: Bounds) -> tuple[float, float]:
    match = _PAIR.fullmatch(line)
    if not match:
        raise PositionError(NO_NUMBERS, line=line.strip()[:40])
    lat, lon = (float(number.replace(",", ".")) for number in match.groups())
    if inside(lon, lat, bounds):
        return lon, lat
    if inside(lat, lon, bounds):
        raise PositionError(SWAPPED, turned=_written(lon, lat))
    raise PositionError(OUTSIDE)


def _written(lat: float, lon: float) -> str:
    return f"{lat:.6f}".rstrip("0").rstrip(".") + ", " + f"{lon:.6f}".rstrip("0").rstrip(".")
