"""The sea, from coastlines that are lines: land lies to the left of a coastline, water to the right."""

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.point_check import Bounds

_NEAR_DEG = 1e-7
_CLEAR = 0.9
"""A piece is sea or land where at least this share of its shore says so."""


def sea(lines: NDArray[np.object_], bounds: Bounds) -> tuple[NDArray[np.object_], int]:
    """Give the polygons of the sea within bounds, and how many pieces have a shore that contradicts itself.

    Parameters
    ----------
    lines
        Shapely lines in EPSG:4326 along natural=coastline, in their own direction.
    bounds
        West, south, east, north of what is to be covered.

    Returns
    -------
    tuple
        The polygons, and the number of pieces that are left out as doubtful: the coastline ends inside the bounds, as
        it does in a file that was cut along a city's border.

    Examples
    --------
    >>> northward = shapely.LineString([(18.5, 59.0), (18.5, 60.0)])
    >>> found, doubtful = sea(np.array([northward]), (18.0, 59.0, 19.0, 60.0))
    >>> [polygon.bounds for polygon in found], doubtful
    ([(18.5, 59.0, 19.0, 60.0)], 0)
    """
    frame = shapely.box(*bounds)
    shores = shapely.intersection(lines, frame)
    shores = shapely.get_parts(shores[~shapely.is_empty(shores)])
    shores = shores[shapely.get_type_id(shores) == shapely.GeometryType.LINESTRING]
    if not len(shores):
        return np.zeros(0, dtype=object), 0
    noded = shapely.unary_union([*shores, frame.boundary])
    pieces = shapely.get_parts(shapely.polygonize([noded]))
    water, land = _votes(pieces, shores)
    said = water + land
    clear = np.maximum(water, land) >= _CLEAR * said
    return pieces[(water > land) & clear], int((~clear & (water > 0)).sum())


def _votes(pieces: NDArray[np.object_], shores: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Add up the length of shore that has each piece on its right (water) and on its left (land)."""
    points, line = shapely.get_coordinates(shores, return_index=True)
    joined = line[:-1] == line[1:]
    start, end = points[:-1][joined], points[1:][joined]
    along = end - start
    length = np.hypot(*along.T)
    start, along, length = start[length > 0], along[length > 0], length[length > 0]
    middle = start + along / 2
    right = np.column_stack([along[:, 1], -along[:, 0]]) / length[:, None] * _NEAR_DEG
    tree = shapely.STRtree(pieces)
    votes = []
    for side in (middle + right, middle - right):
        shore, piece = tree.query(shapely.points(side), predicate="within")
        votes.append(np.bincount(piece, weights=length[shore], minlength=len(pieces)).astype(np.float64))
    return votes[0], votes[1]
