"""Estimated travel times without any download: known points, bridges between landmasses, lines."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.crs import SWEREF99_TM, to_metres
from geo.travel.leg_path import LonLat, RawPart, rounded_parts
from geo.travel.nearest_land import NearestLand
from geo.travel.network import Bridge, Network
from geo.travel.rides import Rides, stations_between
from geo.travel.settings import TravelSettings
from geo.travel.times import Mode, PathPart, Period, Place, Source, TravelMatrix, Unreachable
from geo.travel.ways import Metres, Points, Ways, argmin_plus


@dataclass(frozen=True)
class _Placed:
    """Places with all that does not depend on the period: metres on foot and by car."""

    points: Points
    on_foot: Metres
    to_station: Metres
    by_car: Metres


class EstimatedTravel:
    """Travel times from a city's own facts, marked as estimated.

    On foot: a straight line times the detour factor inside a landmass, and foot bridges between landmasses.
    By line: the walk to a station, the way in, half the headway, the ride, changes, the way out, the walk.
    By car: a straight line times the car's factor inside a landmass, the bridges for cars between them, and
    the minutes to park. A car's speed is an average from door to door.

    Parameters
    ----------
    metric_epsg
        Projected system to measure in.
    known
        More points whose landmass is known (neighbourhoods, hotspots).
    waters
        Courses of waters in EPSG:4326: a place without a landmass has that of the nearest known point on its
        own side of them.

    .. warning::
        Tunnels, ferries, buses that the lines leave out, one-way streets and closed parks are unknown to it.
        Lines run both ways, with the same minutes.
    """

    name = "estimated"
    estimated = True

    def __init__(
        self,
        network: Network,
        settings: TravelSettings,
        metric_epsg: int = SWEREF99_TM,
        *,
        known: Iterable[Place] = (),
        waters: Iterable[Sequence[LonLat]] = (),
    ) -> None:
        self.network = network
        self.settings = settings
        known, waters = tuple(known), tuple(tuple(course) for course in waters)
        made_of = (network.landmasses, network.bridges, network.lines, settings, metric_epsg, known, waters)
        self.version = hashlib.sha256(repr(made_of).encode()).hexdigest()
        self.sources: tuple[Source, ...] = (Source("estimate", settings.source, self.version[:16]),)
        self.periods: tuple[Period, ...] = settings.periods
        self._epsg = metric_epsg
        self._lands = {"": 0} | {land.id: k for k, land in enumerate(network.landmasses, start=1)}
        marks = [*network.known_points(), *((p.lon, p.lat, p.landmass) for p in known if p.landmass)]
        self._nearest = NearestLand(marks, waters, metric_epsg)
        self.foot_bridges = tuple(bridge for bridge in network.bridges if bridge.foot)
        self._car_bridges = tuple(bridge for bridge in network.bridges if bridge.car)
        self._on_foot = self._ways(self.foot_bridges, detour=settings.detour)
        self._by_car = self._ways(self._car_bridges, detour=settings.car_detour)
        self._stations = self._points((s.lon, s.lat, s.landmass or None) for _, s in network.stations)
        self._street = np.array([mode in settings.street_modes for mode, _ in network.stations], dtype=bool)
        self._in_s = np.where(self._street, 0.0, settings.station_in_s)
        self._out_s = np.where(self._street, 0.0, settings.station_out_s)
        self._foot_m = self._on_foot.metres(self._stations, self._stations)
        self._placed = lru_cache(maxsize=4)(self._place)
        self._rides = lru_cache(maxsize=64)(self._ride)

    def matrix(self, places: Sequence[Place], *, mode: Mode, period: str) -> TravelMatrix:
        """Give door-to-door times from each place to each other for departures in one period.

        Raises
        ------
        KeyError
            The period is not one of ``periods``.
        ValueError
            A place names a landmass that the network does not have.
        geo.travel.Unreachable
            Two places have no way between them.
        """
        self._check(period)
        placed = self._placed(tuple(places))
        n = len(places)
        line = np.full((n, n), -1, dtype=np.int32)
        names: tuple[str, ...] = ()
        metres = placed.by_car if mode is Mode.CAR else placed.on_foot
        if mode is Mode.CAR:
            seconds = self._drive_s(metres)
        elif mode is Mode.WALK:
            seconds = self._walk_s(metres)
        else:
            seconds, metres, line, names = self._transit(placed, period)
        unreached = np.argwhere(~np.isfinite(seconds))
        if len(unreached):
            i, j = unreached[0]
            raise Unreachable(places[i].id, places[j].id, mode, period)
        return TravelMatrix(_whole(seconds), _whole(metres), line, names, np.ones(line.shape, dtype=bool))

    def path(self, start: Place, end: Place, *, mode: Mode, period: str) -> tuple[PathPart, ...]:
        """Give the way between two places for drawing: along bridges and stations, straight between them.

        The seconds of the parts add up to the matrix's.

        Raises
        ------
        KeyError, ValueError, geo.travel.Unreachable
            As in `matrix`.
        """
        seconds = int(self.matrix((start, end), mode=mode, period=period).seconds[0, 1])
        placed = self._placed((start, end))
        here, there = (start.lon, start.lat), (end.lon, end.lat)
        if mode is Mode.CAR:
            drive = self._along(self._by_car, self._car_bridges, placed.points.only(0), placed.points.only(1))
            return (PathPart("car", "", (here, *drive, there), seconds, estimated=True),)
        if mode is Mode.TRANSIT:
            rides = self._rides(period)
            first, last, by_line = self._boarding(placed, rides)
            if self._worth_riding(by_line, placed)[0, 1]:
                parts = self._ridden(placed, (here, there), int(first[0, 1]), int(last[0, 1]), rides)
                return rounded_parts(parts, seconds)
        walk = self._walked(placed.points.only(0), placed.points.only(1), here, there)
        return (PathPart("walk", "", walk, seconds, estimated=True),)

    def landmass_of(self, place: Place) -> str:
        """Give the landmass of a place: its own, else that of the nearest known point; empty for none."""
        number = int(self._points([(place.lon, place.lat, place.landmass)]).land[0])
        return list(self._lands)[number]

    def standing(self, places: Iterable[Place]) -> Points:
        """Give the points of places in metres, each with the number of its landmass."""
        return self._points((place.lon, place.lat, place.landmass) for place in places)

    @property
    def foot_ends(self) -> Points:
        """Both ends of each of the ``foot_bridges``, one bridge after the other."""
        return self._on_foot.ends

    def _check(self, period: str) -> None:
        if all(known.id != period for known in self.periods):
            raise KeyError(period)

    def _points(self, places: Iterable[tuple[float, float, str | None]]) -> Points:
        rows = list(places)
        for _, _, land in rows:
            if land and land not in self._lands:
                raise ValueError(f"no landmass {land!r} in the network; correct the name or add it")
        east_north = to_metres([(lon, lat) for lon, lat, _ in rows], self._epsg)
        lands = np.array([self._lands[land or ""] for _, _, land in rows], dtype=np.int64)
        unknown = np.flatnonzero(lands == 0)
        if len(unknown):
            lands[unknown] = [self._lands[land] for land in self._nearest.of(east_north[unknown])]
        return Points(east_north, lands)

    def _ways(self, bridges: Sequence[Bridge], *, detour: float) -> Ways:
        ends = self._points(
            (lon, lat, land)
            for bridge in bridges
            for (lon, lat), land in zip(bridge.ends, bridge.landmasses, strict=True)
        )
        return Ways(ends, [bridge.length_m for bridge in bridges], detour=detour)

    def _place(self, places: tuple[Place, ...]) -> _Placed:
        points = self.standing(places)
        return _Placed(
            points,
            on_foot=self._on_foot.metres(points, points),
            to_station=self._on_foot.metres(points, self._stations),
            by_car=self._by_car.metres(points, points),
        )

    def _ride(self, period: str) -> Rides:
        walk_s = self._walk_s(self._foot_m)
        through_street = self._out_s[:, None] + walk_s + self._in_s[None, :]
        inside = ~self._street[:, None] & ~self._street[None, :] & (self._foot_m <= self.settings.transfer_m)
        return Rides(
            self.network,
            lambda mode, line: self.settings.headway_min(mode, line, period),
            east_north=self._stations.east_north,
            on_foot_s=np.where(inside, walk_s, through_street),
            on_foot_m=self._foot_m,
        )

    def _boarding(
        self, placed: _Placed, rides: Rides
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """Give the first and last station and the seconds of the best way by line between each two places."""
        if not len(self._stations):
            nowhere = np.zeros(placed.on_foot.shape, dtype=np.int64)
            return nowhere, nowhere, np.full(nowhere.shape, np.inf)
        walk_s = self._walk_s(placed.to_station)
        aboard, first = argmin_plus(walk_s + self._in_s, rides.seconds)
        seconds, last = argmin_plus(aboard, (walk_s + self._out_s).T)
        return np.take_along_axis(first, last, axis=1), last, seconds

    def _transit(
        self, placed: _Placed, period: str
    ) -> tuple[NDArray[np.float64], Metres, NDArray[np.int32], tuple[str, ...]]:
        rides = self._rides(period)
        seconds, metres = self._walk_s(placed.on_foot), placed.on_foot.copy()
        line = np.full(seconds.shape, -1, dtype=np.int32)
        first, last, by_line = self._boarding(placed, rides)
        i, j = np.nonzero(self._worth_riding(by_line, placed))
        s, t = first[i, j], last[i, j]
        names = [rides.name(int(a), int(b)) for a, b in zip(s, t, strict=True)]
        order = {name: k for k, name in enumerate(sorted(set(names)))}
        seconds[i, j] = by_line[i, j]
        metres[i, j] = placed.to_station[i, s] + rides.metres[s, t] + placed.to_station[j, t]
        line[i, j] = [order[name] for name in names]
        return seconds, metres, line, tuple(order)

    def _worth_riding(self, by_line: NDArray[np.float64], placed: _Placed) -> NDArray[np.bool_]:
        """Tell where the way by line is quicker than the walk, by more than a rounding."""
        return by_line < self._walk_s(placed.on_foot) - 0.5

    def _ridden(
        self, placed: _Placed, ends: tuple[LonLat, LonLat], first: int, last: int, rides: Rides
    ) -> list[RawPart]:
        """Give the parts of a way by line between two places; ways into and out of stations go with rides."""
        stop, at = self._stations.only, [(s.lon, s.lat) for _, s in self.network.stations]
        names = [station.name for _, station in self.network.stations]
        walk_s = self._walk_s(placed.to_station)
        there = self._walked(placed.points.only(0), stop(first), ends[0], at[first])
        back = self._walked(stop(last), placed.points.only(1), at[last], ends[1])
        stretches = []
        for a, b, ride in rides.way(first, last):
            seconds = float(rides.seconds[a, b])
            if ride is None:
                stretches.append(RawPart("walk", "", self._walked(stop(a), stop(b), at[a], at[b]), seconds))
            else:
                along = stations_between(ride.drawn, names[a], names[b])
                stretches.append(RawPart(ride.mode, ride.name, along, seconds, start=names[a], end=names[b]))
        stretches[0] = replace(stretches[0], seconds=stretches[0].seconds + float(self._in_s[first]))
        stretches[-1] = replace(stretches[-1], seconds=stretches[-1].seconds + float(self._out_s[last]))
        return [
            RawPart("walk", "", there, float(walk_s[0, first])),
            *stretches,
            RawPart("walk", "", back, float(walk_s[1, last])),
        ]

    def _walked(self, a: Points, b: Points, start: LonLat, end: LonLat) -> tuple[LonLat, ...]:
        return (start, *self._along(self._on_foot, self.foot_bridges, a, b), end)

    def _along(self, ways: Ways, bridges: Sequence[Bridge], a: Points, b: Points) -> tuple[LonLat, ...]:
        return tuple(bridges[row // 2].ends[row % 2] for row in ways.bridge_ends(a, b))

    def _walk_s(self, metres: Metres) -> NDArray[np.float64]:
        return metres / (self.settings.walk_speed_kmh / 3.6)

    def _drive_s(self, metres: Metres) -> NDArray[np.float64]:
        seconds = metres / (self.settings.car_speed_kmh / 3.6) + self.settings.parking_s
        np.fill_diagonal(seconds, 0)
        return seconds


def _whole(values: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.rint(values).astype(np.int32)
