"""Valhalla, asked by its HTTP API (https://valhalla.github.io/valhalla/api): for ways, and for times where told to."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.travel.engine_door import Ask, EngineDoor, EngineError
from geo.travel.engine_table import EngineTable, LonLat, blocks, cells, check_speed, lon_lat
from geo.travel.ground_metres import ground_metres
from geo.travel.times import Mode, Place

BLOCK = 50
"""Valhalla's own limits are 2,500 pairs in one matrix."""

_COSTING = {Mode.WALK: "pedestrian", Mode.CAR: "auto"}
_NO_WAY = (154, 170, 171, 441, 442)
"""Too far apart; not joined; no street near; no way: https://valhalla.github.io/valhalla/api/turn-by-turn."""


class ValhallaEngine:
    """A Valhalla server for one mode.

    Parameters
    ----------
    gives_tables
        Whether it is asked for times too. A matrix of 1,000 places took 273 s where OSRM took 9 s.
    """

    name = "valhalla"

    def __init__(self, door: EngineDoor, mode: Mode, *, gives_tables: bool = False) -> None:
        self.url, self.gives_tables = door.url, gives_tables
        self._door, self._costing, self._mode = door, _COSTING[mode], mode

    def version(self) -> str:
        """Give the program's version and the moment when its tiles were made; empty where it does not tell."""
        with self._door.open() as ask:
            told = ask("/status")
            if not isinstance(told, dict) or not told.get("tileset_last_modified"):
                return ""
            return f"{told.get('version', '')} {told['tileset_last_modified']}"

    def table(self, places: Sequence[Place]) -> EngineTable:
        """Give times and lengths between places, two or more, in blocks of 50 × 50."""
        n = len(places)
        seconds, metres = np.full((n, n), np.nan), np.full((n, n), np.nan)
        with self._door.open() as ask:
            away = self._away(ask, places)
            # One place that lies nowhere would have the whole matrix refused.
            on = np.flatnonzero(np.isfinite(away))
            for rows, columns in blocks(len(on), BLOCK):
                here = np.ix_(on[rows], on[columns])
                seconds[here], metres[here] = self._block(
                    ask, [places[k] for k in on[rows]], [places[k] for k in on[columns]]
                )
            check_speed(seconds, metres, self._mode)
        return EngineTable(seconds, metres, away)

    def way(self, start: Place, end: Place) -> tuple[LonLat, ...]:
        """Give the points of the fastest way; empty where there is none."""
        body = {"locations": _located((start, end)), "costing": self._costing, "directions_type": "none"}
        with self._door.open() as ask:
            answer: Any = ask("/route", body)
            if isinstance(answer, dict) and answer.get("error_code") in _NO_WAY:
                return ()
            try:
                return decoded(answer["trip"]["legs"][0]["shape"])
            except (LookupError, TypeError):
                raise EngineError(f"sent a route without its course{_code(answer)}") from None

    def _away(self, ask: Ask, places: Sequence[Place]) -> NDArray[np.float64]:
        """Give the metres from each place to the nearest way that it can be joined to; inf for none."""
        answer = ask("/locate", {"locations": _located(places), "costing": self._costing, "verbose": False})
        if not isinstance(answer, list) or len(answer) != len(places):
            raise EngineError(f"did not say where places meet the network{_code(answer)}")
        away = np.full(len(places), np.inf)
        for k, (place, found) in enumerate(zip(places, answer, strict=True)):
            edges = found.get("edges") if isinstance(found, dict) else None
            met = [
                lon_lat((e.get("correlated_lon"), e.get("correlated_lat"))) for e in edges or () if isinstance(e, dict)
            ]
            if met:
                away[k] = ground_metres(np.array([(place.lon, place.lat)] * len(met)), np.array(met)).min()
        return away

    def _block(
        self, ask: Ask, starts: Sequence[Place], ends: Sequence[Place]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        body = {
            "sources": _located(starts),
            "targets": _located(ends),
            "costing": self._costing,
            "units": "kilometers",
        }
        answer = ask("/sources_to_targets", body)
        rows = answer.get("sources_to_targets") if isinstance(answer, dict) else None
        if rows is None:
            raise EngineError(f"sent no matrix{_code(answer)}")
        try:
            seconds, metres = ([[cell[name] for cell in row] for row in rows] for name in ("time", "distance"))
        except (LookupError, TypeError):
            raise EngineError("sent a matrix without times and lengths") from None
        shape = (len(starts), len(ends))
        return cells(seconds, shape), cells(metres, shape) * 1000


def decoded(shape: str) -> tuple[LonLat, ...]:
    """Read an encoded polyline of six decimals (latitude first, as Valhalla sends it).

    Raises
    ------
    EngineError
        It is none.

    Examples
    --------
    >>> decoded("_eyofA__lhkA?_ibE")
    ((40.0, 37.5), (40.1, 37.5))
    """
    if not isinstance(shape, str):
        raise EngineError("sent something other than points")
    values, value, shift = [], 0, 0
    for letter in shape:
        bits = ord(letter) - 63
        if not 0 <= bits < 64 or shift > 30:
            raise EngineError("sent something other than points")
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift or len(values) % 2:
        raise EngineError("sent something other than points")
    lat_lon = np.cumsum(np.array(values, dtype=np.int64).reshape(-1, 2), axis=0) / 1e6
    return tuple(lon_lat((float(lon), float(lat))) for lat, lon in lat_lon)


def _located(places: Sequence[Place]) -> list[dict[str, float]]:
    return [{"lon": round(place.lon, 6), "lat": round(place.lat, 6)} for place in places]


def _code(answer: object) -> str:
    code = answer.get("error_code") if isinstance(answer, dict) else None
    return f" (error {code})" if type(code) is int else ""
