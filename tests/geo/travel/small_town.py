"""An invented town for travel: a grid of streets with all that makes streets odd, and a small timetable over it."""

from datetime import date

import numpy as np

from geo.travel.street_graph import CAR_BACKWARD, CAR_FORWARD, FOOT, StreetGraph
from geo.travel.timetable import Timetable

BOTH = FOOT | CAR_FORWARD | CAR_BACKWARD
WEST, SOUTH, EAST, NORTH = 21.950, 60.080, 22.055, 60.125
METRES_EAST, METRES_NORTH = 55_600.0, 111_400.0
"""Metres in a degree here, near enough for a test."""


def streets(seed: int = 3, *, wide: int = 22, high: int = 20) -> StreetGraph:
    """Give a bent grid: some streets one-way, some for walking only, one loop, two streets side by side."""
    rng = np.random.default_rng(seed)
    lon, lat = np.meshgrid(np.linspace(WEST, EAST, wide), np.linspace(SOUTH, NORTH, high))
    nodes = np.c_[lon.ravel(), lat.ravel()] + rng.normal(0, 3e-4, (wide * high, 2))
    number = np.arange(wide * high).reshape(high, wide)
    pairs = np.r_[np.c_[number[:, :-1].ravel(), number[:, 1:].ravel()], np.c_[number[:-1].ravel(), number[1:].ravel()]]
    pairs = np.r_[pairs, [[5, 5]], [[0, 1]]]
    use = rng.choice([BOTH, BOTH, FOOT, FOOT | CAR_FORWARD], len(pairs)).astype(np.uint8)
    courses = [_course(nodes[a], nodes[b], rng) for a, b in pairs]
    at = np.cumsum([0, *map(len, courses)])
    metres = np.array([np.hypot(*(np.diff(c, axis=0) * [METRES_EAST, METRES_NORTH]).T).sum() for c in courses])
    return StreetGraph(
        nodes, pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32), metres, use, np.concatenate(courses), at
    )


def _course(a: np.ndarray, b: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if (a == b).all():
        return a + np.array([[0, 0], [6e-4, 0], [6e-4, 3e-4], [0, 0]])
    return np.array([a, (a + b) / 2 + rng.normal(0, 1e-4, 2), b])


def timetable() -> Timetable:
    """Give a tram (metro-like station) and two buses that share stops; one runs on Saturdays only, one at night too."""
    stops = np.array(
        [
            [21.96, 60.095],
            [21.98, 60.098],
            [22.0, 60.1],
            [22.02, 60.102],
            [22.04, 60.104],
            [21.98, 60.118],
            [22.0, 60.1003],
        ]
    )
    patterns = [
        (0, [0, 1, 2, 3, 4], 90, range(5 * 3600, 24 * 3600, 600), 0b0111111),
        (0, [4, 3, 2, 1, 0], 90, range(5 * 3600, 24 * 3600, 600), 0b0111111),
        (1, [5, 1, 6], 120, range(6 * 3600, 26 * 3600, 1200), 0b1111111),
        (2, [5, 1, 6], 150, range(6 * 3600 + 500, 22 * 3600, 1800), 0b0100000),
    ]
    at = np.cumsum([0, *(len(stops) for _, stops, _, _, _ in patterns)])
    pattern_stops = np.concatenate([stops for _, stops, _, _, _ in patterns]).astype(np.int32)
    trips = [
        (k, days, first + step * np.arange(len(calls)))
        for k, (_, calls, step, starts, days) in enumerate(patterns)
        for first in starts
    ]
    none = np.zeros(0, dtype=np.int32)
    arrivals = np.concatenate([times for _, _, times in trips]).astype(np.int32)
    return Timetable(
        stop_lon_lat=stops,
        stop_names=tuple("ABCDEFG"),
        stop_station=np.array([0, 1, 2, 3, 4, 5, 2], dtype=np.int32),
        lines=(("tram", "1"), ("bus", "4"), ("bus", "6")),
        pattern_line=np.array([line for line, *_ in patterns], dtype=np.int32),
        pattern_stops=pattern_stops,
        pattern_at=at,
        pattern_shape=stops[pattern_stops],
        pattern_shape_at=at,
        pattern_shape_stop=np.concatenate([np.arange(len(calls)) for _, calls, *_ in patterns]).astype(np.int32),
        trip_pattern=np.array([k for k, _, _ in trips], dtype=np.int32),
        trip_days=np.array([days for _, days, _ in trips], dtype=np.uint8),
        arrival_s=arrivals,
        departure_s=arrivals.copy(),
        trip_at=np.cumsum([0, *(len(times) for _, _, times in trips)]),
        transfer_from=none,
        transfer_to=none,
        transfer_s=none,
        days=tuple(date(2026, 11, 23 + k) for k in range(7)),
        valid_first=date(2026, 11, 1),
        valid_last=date(2027, 1, 31),
        timezone="Europe/Helsinki",
        publisher="invented",
    )
