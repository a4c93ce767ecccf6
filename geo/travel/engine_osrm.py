"""OSRM, the Open Source Routing Machine, asked by its HTTP API (https://project-osrm.org/docs, v1)."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from geo.travel.engine_door import Ask, EngineDoor, EngineError
from geo.travel.engine_table import EngineTable, LonLat, blocks, cells, check_speed, lon_lat
from geo.travel.ground_metres import ground_metres
from geo.travel.times import Mode, Place

BLOCK = 100
"""OSRM's own limit is 100 × 100 pairs in one table, unless ``--max-table-size`` says more."""

_PROFILES = {Mode.WALK: "foot", Mode.CAR: "driving"}
"""Name in the address; ``osrm-routed`` itself has one profile and heeds no name."""


class OsrmEngine:
    """An OSRM server for one mode.

    .. warning::
        A place is moved to the nearest way, however far. OSRM may move it elsewhere where all places of one question
        lie in the same small island of its network.
    """

    name = "osrm"
    gives_tables = True

    def __init__(self, door: EngineDoor, mode: Mode) -> None:
        self.url = door.url
        self._door, self._mode = door, mode

    def version(self) -> str:
        """Give what ``osrm-extract --data_version`` was told; empty where it was told nothing."""
        with self._door.open() as ask:
            answer = ask(f"/nearest/v1/{_PROFILES[self._mode]}/0,0?generate_hints=false")
            told = answer.get("data_version") if isinstance(answer, dict) else None
            return told if isinstance(told, str) else ""

    def table(self, places: Sequence[Place]) -> EngineTable:
        """Give times and lengths between places, two or more, in blocks of 100 × 100."""
        n = len(places)
        seconds, metres = np.zeros((n, n)), np.zeros((n, n))
        met: list[LonLat] = [(0.0, 0.0)] * n
        with self._door.open() as ask:
            for rows, columns in blocks(n, BLOCK):
                here = np.s_[rows.start : rows.stop, columns.start : columns.stop]
                answer = self._block(ask, places, rows, columns)
                shape = (len(rows), len(columns))
                seconds[here] = cells(answer.get("durations"), shape)
                metres[here] = cells(answer.get("distances"), shape)
                if rows == columns:
                    met[rows.start : rows.stop] = _met(answer.get("sources"), len(rows))
            check_speed(seconds, metres, self._mode)
        return EngineTable(seconds, metres, ground_metres(np.array(met), np.array([(p.lon, p.lat) for p in places])))

    def way(self, start: Place, end: Place) -> tuple[LonLat, ...]:
        """Give the points of the fastest way; empty where there is none."""
        options = "overview=full&geometries=geojson&steps=false&generate_hints=false"
        with self._door.open() as ask:
            answer = _checked(ask(self._path("route", (start, end), options)), none=("NoRoute", "NoSegment"))
            if answer["code"] != "Ok":
                return ()
            try:
                line = answer["routes"][0]["geometry"]["coordinates"]
                return tuple(lon_lat(pair) for pair in line)
            except (LookupError, TypeError):
                raise EngineError("sent a route without its course") from None

    def _block(self, ask: Ask, places: Sequence[Place], rows: range, columns: range) -> dict[str, Any]:
        asked = [places[k] for k in rows]
        options = "annotations=duration,distance&generate_hints=false"
        if rows != columns:
            ends = range(len(asked), len(asked) + len(columns))
            asked += [places[k] for k in columns]
            options += f"&sources={_join(range(ends.start))}&destinations={_join(ends)}"
        if len(asked) == 1:  # OSRM wants two
            asked, options = asked * 2, f"{options}&sources=0&destinations=0"
        return _checked(ask(self._path("table", asked, options)))

    def _path(self, service: str, places: Sequence[Place], options: str) -> str:
        points = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in places)
        return f"/{service}/v1/{_PROFILES[self._mode]}/{points}?{options}"


def _join(numbers: range) -> str:
    return ";".join(map(str, numbers))


def _checked(answer: object, none: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give an answer whose code is ``Ok`` or one of those that say that there is nothing."""
    known: dict[str, Any] = answer if isinstance(answer, dict) else {}
    code = known.get("code")
    if code == "Ok" or code in none:
        return known
    told = code if isinstance(code, str) and re.fullmatch(r"[A-Za-z]{1,30}", code) else "no code"
    raise EngineError(f"answered with {told}" + (" (give it --max-table-size 100)" if told == "TooBig" else ""))


def _met(waypoints: object, n: int) -> list[LonLat]:
    if not isinstance(waypoints, list) or len(waypoints) != n:
        raise EngineError("did not say where places meet the network")
    return [lon_lat(point.get("location") if isinstance(point, dict) else None) for point in waypoints]
