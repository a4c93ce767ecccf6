"""Blur a place: from exact to the middle of its square of 250 m, and from there to the name of its district."""

from datetime import date

import numpy as np
from shapely.geometry import Point, Polygon, box

from geo.crs import to_degrees
from geo.district import Districts, NoDistrictError

GRID_M = 250
"""Side of a square in metres. Corners lie on multiples of it in EPSG:3006, as in the squares (``rutor``) of Sweden's
official statistics (SCB), so that blurred places can be set beside those."""


def middle_of_square(place: Point) -> Point:
    """Move a point to the middle of its square.

    Parameters
    ----------
    place
        A point in EPSG:3006, metres. The south and west edges belong to a square, the north and east ones do not.

    Returns
    -------
    shapely.geometry.Point
        At most 177 m away; the same for every point of the square, so that nothing finer can be worked out from it.

    Examples
    --------
    >>> middle_of_square(Point(674318.4, 6581311.9))
    <POINT (674375 6581375)>
    """
    east, north = ((value // GRID_M) * GRID_M + GRID_M / 2 for value in (place.x, place.y))
    return Point(east, north)


def square_of(place: Point) -> Polygon:
    """Give the square that a point lies in, EPSG:3006."""
    middle = middle_of_square(place)
    half = GRID_M / 2
    return box(middle.x - half, middle.y - half, middle.x + half, middle.y + half)


def district_of(place: Point, districts: Districts, on: date) -> str | None:
    """Name the district of a point (EPSG:3006, metres) on a date; None where no district is known for it."""
    lon, lat = to_degrees(np.array([[place.x, place.y]]))[0]
    try:
        return districts.at(float(lon), float(lat), on)
    except NoDistrictError:
        return None
