"""The only home of EPSG codes: which coordinate reference system is used where."""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

WGS84 = 4326
"""Longitude and latitude in degrees: everything at rest and in GeoJSON (RFC 7946)."""

SWEREF99_TM = 3006
"""Metres, all of Sweden: the metric system where a city names none."""


@lru_cache(maxsize=32)
def _to_metres(metric_epsg: int) -> Transformer:
    return Transformer.from_crs(WGS84, metric_epsg, always_xy=True)


@lru_cache(maxsize=32)
def _to_degrees(metric_epsg: int) -> Transformer:
    return Transformer.from_crs(metric_epsg, WGS84, always_xy=True)


def to_metres(lon_lat: Iterable[tuple[float, float]], metric_epsg: int = SWEREF99_TM) -> NDArray[np.float64]:
    """Project points from EPSG:4326 to metres.

    Parameters
    ----------
    lon_lat
        n pairs of (longitude, latitude) in degrees.
    metric_epsg
        The projected system to use, in metres.

    Returns
    -------
    numpy.ndarray
        Shape (n, 2): easting and northing in metres; shape (0, 2) for no points.

    Examples
    --------
    >>> to_metres([(18.0646, 59.3345)]).round().tolist()
    [[674318.0, 6581311.0]]
    """
    points = np.asarray(list(lon_lat), dtype=float).reshape(-1, 2)
    if not len(points):
        return points
    east, north = _to_metres(metric_epsg).transform(points[:, 0], points[:, 1])
    return np.column_stack([east, north])


def to_degrees(east_north: NDArray[np.float64], metric_epsg: int = SWEREF99_TM) -> NDArray[np.float64]:
    """Project points in metres, shape (n, 2), back to (longitude, latitude) in EPSG:4326, shape (n, 2)."""
    points = np.asarray(east_north, dtype=float).reshape(-1, 2)
    if not len(points):
        return points
    lon, lat = _to_degrees(metric_epsg).transform(points[:, 0], points[:, 1])
    return np.column_stack([lon, lat])
