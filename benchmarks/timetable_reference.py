"""A slow reference for timetables: GTFS files read row by row, journeys found by scanning every connection in order.

It shares no code with ``geo`` and builds nothing clever, so that what agrees with it is right for another reason.
Journeys: a connection scan (Dibbelt, Pajor, Strasser and Wagner 2013, without its pruning by footpath limits), over
the service of one weekday, of the day before as far as it runs past midnight, and of the day after.
"""

import csv
import io
import math
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

DAY_S = 86_400
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
BASIC = {"0": "tram", "1": "metro", "2": "commuter", "3": "bus", "4": "ferry", "5": "tram", "11": "bus", "12": "metro"}
HUNDREDS = {
    "1": "commuter", "2": "bus", "4": "metro", "5": "metro", "6": "metro", "7": "bus", "8": "bus", "9": "tram",
    "10": "ferry", "12": "ferry",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a trip at a stop; times in seconds of the service day."""

    stop: str
    arrival_s: int
    departure_s: int
    board: bool
    alight: bool


@dataclass(frozen=True, slots=True)
class Trip:
    """One trip: its line as (mode, name), its service, and its calls in order."""

    id: str
    line: tuple[str, str]
    service: str
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Ride:
    """A direct ride from one stop to another, in seconds after the midnight of its service day."""

    departure_s: int
    arrival_s: int


class SlowTimetable:
    """Journeys and facts of one or more GTFS zips.

    Parameters
    ----------
    zips
        The files. With several, ids are written ``"<name of the zip>:<id>"``, as Fältplan does.
    days
        The date that stands for each weekday, Monday first.
    """

    def __init__(self, zips: Sequence[Path], days: Sequence[date]) -> None:
        self.days = tuple(days)
        self.trips: list[Trip] = []
        self.places: dict[str, tuple[float, float]] = {}
        self.runs: dict[str, set[date]] = {}
        for path in zips:
            self._read(path, f"{path.stem}:" if len(zips) > 1 else "")
        self._scans: dict[int, list[tuple[int, int, str, str, int, bool, bool]]] = {}

    def journey(
        self,
        access: Mapping[str, float],
        transfers: Mapping[str, Sequence[tuple[str, float]]],
        egress: Mapping[str, float],
        walk_s: float,
        depart_s: int,
        weekday: int,
        *,
        in_s: Mapping[str, float] | None = None,
        out_s: Mapping[str, float] | None = None,
        change_s: float = 0.0,
    ) -> float:
        """Give the door-to-door seconds of the journey that arrives first.

        Parameters
        ----------
        access, egress
            Seconds from the start to stops, and from stops to the end.
        transfers
            Seconds from a stop to others; not followed twice in a row.
        walk_s
            Seconds of the whole way on foot; infinite where there is none.
        depart_s
            When the traveller leaves, in seconds after midnight.
        weekday
            0 is Monday.
        in_s, out_s
            Seconds from the street to the platform and back by stop id, added to access and egress.
        change_s
            Least seconds between two trips at one stop.
        """
        into, out = in_s or {}, out_s or {}
        ready = {stop: depart_s + seconds + into.get(stop, 0.0) for stop, seconds in access.items()}
        best = depart_s + walk_s
        boarded: set[int] = set()
        scan = self._scan(weekday)
        for departure_s, arrival_s, start, end, run, board, alight in scan[bisect_left(scan, (depart_s,)) :]:
            if departure_s >= best:
                break
            if run not in boarded:
                if not board or ready.get(start, math.inf) > departure_s:
                    continue
                boarded.add(run)
            if not alight:
                continue
            best = min(best, arrival_s + out.get(end, 0.0) + egress[end]) if end in egress else best
            for other, seconds in ((end, change_s), *transfers.get(end, ())):
                ready[other] = min(ready.get(other, math.inf), arrival_s + seconds)
        return best - depart_s

    def mean_journey(
        self,
        access: Mapping[str, float],
        transfers: Mapping[str, Sequence[tuple[str, float]]],
        egress: Mapping[str, float],
        walk_s: float,
        departures: Sequence[tuple[int, int]],
        *,
        in_s: Mapping[str, float] | None = None,
        out_s: Mapping[str, float] | None = None,
        change_s: float = 0.0,
    ) -> float:
        """Give the mean of `journey` over departures as (weekday, second)."""
        found = [
            self.journey(
                access, transfers, egress, walk_s, depart_s, weekday, in_s=in_s, out_s=out_s, change_s=change_s
            )
            for weekday, depart_s in departures
        ]
        return sum(found) / len(found)

    def rides(self, line: tuple[str, str], start: str, end: str, weekday: int) -> list[Ride]:
        """Give the direct rides of a line from one stop to another on a weekday, sorted; alike ones once."""
        found = set()
        for trip in self._running(weekday):
            if trip.line != line:
                continue
            for i, first in enumerate(trip.calls):
                for last in trip.calls[i + 1 :]:
                    if (first.stop, last.stop) == (start, end) and first.board and last.alight:
                        found.add((first.departure_s, last.arrival_s))
        return [Ride(*times) for times in sorted(found)]

    def headway_s(self, rides: Sequence[Ride], start_s: int, end_s: int) -> float:
        """Give the mean seconds between departures in a part of a day; infinite where there are none."""
        count = sum(start_s <= ride.departure_s < end_s for ride in rides)
        return (end_s - start_s) / count if count else math.inf

    def _running(self, weekday: int) -> Iterator[Trip]:
        day = self.days[weekday]
        return (trip for trip in self.trips if day in self.runs.get(trip.service, ()))

    def _scan(self, weekday: int) -> list[tuple[int, int, str, str, int, bool, bool]]:
        """Give every ride from a stop to the next around one day, in the order in which they can be ridden."""
        if weekday in self._scans:
            return self._scans[weekday]
        found = []
        run = 0
        for shift in (-1, 0, 1):
            for trip in self._running((weekday + shift) % 7):
                run += 1
                for place, (one, other) in enumerate(zip(trip.calls[:-1], trip.calls[1:], strict=True)):
                    departs, arrives = one.departure_s + shift * DAY_S, other.arrival_s + shift * DAY_S
                    found.append((departs, place, arrives, one.stop, other.stop, run, one.board, other.alight))
        found.sort(key=lambda c: (c[0], c[2], c[5], c[1]))
        self._scans[weekday] = [(one[0], *one[2:]) for one in found]
        return self._scans[weekday]

    def _read(self, path: Path, prefix: str) -> None:
        with zipfile.ZipFile(path) as packed:
            tables = {name: list(_rows(packed, name)) for name in packed.namelist() if name.endswith(".txt")}
        for row in tables["stops.txt"]:
            if row["stop_lon"]:
                self.places[prefix + row["stop_id"]] = float(row["stop_lon"]), float(row["stop_lat"])
        self._read_calendar(tables, prefix)
        lines = {row["route_id"]: _line(row) for row in tables["routes.txt"]}
        of_trip: dict[str, list[dict[str, str]]] = {}
        for row in tables["stop_times.txt"]:
            of_trip.setdefault(row["trip_id"], []).append(row)
        repeated: dict[str, list[dict[str, str]]] = {}
        for row in tables.get("frequencies.txt", []):
            repeated.setdefault(row["trip_id"], []).append(row)
        for row in tables["trips.txt"]:
            ident = row["trip_id"]
            calls = self._calls(sorted(of_trip.get(ident, []), key=lambda r: int(r["stop_sequence"])), prefix)
            for shift in _shifts(calls, repeated.get(ident)):
                moved = tuple(
                    Call(c.stop, c.arrival_s + shift, c.departure_s + shift, c.board, c.alight) for c in calls
                )
                if len(moved) > 1:
                    self.trips.append(Trip(prefix + ident, lines[row["route_id"]], prefix + row["service_id"], moved))

    def _read_calendar(self, tables: Mapping[str, list[dict[str, str]]], prefix: str) -> None:
        for row in tables.get("calendar.txt", []):
            day, last = _day(row["start_date"]), _day(row["end_date"])
            while day <= last:
                if row[WEEKDAYS[day.weekday()]] == "1":
                    self.runs.setdefault(prefix + row["service_id"], set()).add(day)
                day += timedelta(days=1)
        for row in tables.get("calendar_dates.txt", []):
            dates = self.runs.setdefault(prefix + row["service_id"], set())
            (dates.add if row["exception_type"] == "1" else dates.discard)(_day(row["date"]))

    def _calls(self, rows: Sequence[Mapping[str, str]], prefix: str) -> list[Call]:
        times: list[tuple[float, float] | None] = []
        for row in rows:
            arrival, departure = _seconds(row["arrival_time"]), _seconds(row["departure_time"])
            arrival = departure if arrival is None else arrival
            departure = arrival if departure is None else departure
            times.append(None if arrival is None or departure is None else (arrival, departure))
        stops = [prefix + row["stop_id"] for row in rows]
        known = [k for k, time in enumerate(times) if time]
        for a, b in pairwise(known):
            legs = [_metres(self.places[stops[k]], self.places[stops[k + 1]]) for k in range(a, b)]
            for k in range(a + 1, b):
                share = sum(legs[: k - a]) / sum(legs) if sum(legs) > 0 else (k - a) / (b - a)
                leaves, comes = times[a][1], times[b][0]  # type: ignore[index]
                time = leaves + share * (comes - leaves)
                times[k] = time, time
        return [
            Call(
                stop,
                round(time[0]),
                round(time[1]),
                row.get("pickup_type", "") not in {"1", "2"},
                row.get("drop_off_type", "") not in {"1", "2"},
            )
            for stop, time, row in zip(stops, times, rows, strict=True)
            if time is not None
        ]


def _rows(packed: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    with packed.open(name) as file:
        reader = csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
        header = [cell.strip() for cell in next(reader)]
        for cells in reader:
            if any(cells):
                filled = cells + [""] * (len(header) - len(cells))
                yield {column: cell.strip() for column, cell in zip(header, filled, strict=False)}


def _line(row: Mapping[str, str]) -> tuple[str, str]:
    kind = row["route_type"]
    mode = HUNDREDS.get(kind[:-2], "other") if len(kind) > 2 else BASIC.get(kind, "other")
    return mode, row.get("route_short_name") or row.get("route_long_name") or row["route_id"]


def _shifts(calls: Sequence[Call], repeated: Sequence[Mapping[str, str]] | None) -> Iterator[int]:
    if repeated is None or not calls:
        yield 0
        return
    for row in repeated:
        second, end = _seconds(row["start_time"]), _seconds(row["end_time"])
        while second is not None and end is not None and second < end:
            yield second - calls[0].departure_s
            second += int(row["headway_secs"])


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _seconds(text: str) -> int | None:
    if not text:
        return None
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Give the great-circle distance (haversine)."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    part = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(part))
