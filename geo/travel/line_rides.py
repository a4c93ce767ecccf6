"""Direct rides on the lines that a city states, with its headways: no timetable is read."""

import numpy as np

from geo.crs import SWEREF99_TM, to_metres
from geo.travel.network import Network
from geo.travel.ride_table import Changes, RideTable
from geo.travel.rides import direct_rides, stations_between
from geo.travel.settings import TravelSettings
from geo.travel.times import Period, Place


class LineRides:
    """The lines of ``lines.csv`` as a source of rides: half the headway is waited."""

    estimated = True

    def __init__(self, network: Network, settings: TravelSettings, metric_epsg: int = SWEREF99_TM) -> None:
        self._network, self._settings = network, settings
        self.periods: tuple[Period, ...] = settings.periods
        stations = network.stations
        self.stop_names = tuple(station.name for _, station in stations)
        self._east_north = to_metres([(s.lon, s.lat) for _, s in stations], metric_epsg)
        self.stops = tuple(Place(f"{mode} {s.name}", s.lon, s.lat, s.landmass or None) for mode, s in stations)
        self.lines = tuple(dict.fromkeys((line.mode, line.name) for line in network.lines))
        street = np.array([mode in settings.street_modes for mode, _ in stations], dtype=bool)
        self.in_s = np.where(street, 0.0, float(settings.station_in_s))
        self.out_s = np.where(street, 0.0, float(settings.station_out_s))
        self.changes = self._changes(~street)

    def table(self, period: str) -> RideTable:
        """Give the direct rides of a period; raises KeyError where there is no such period."""
        if all(known.id != period for known in self.periods):
            raise KeyError(period)
        rides = direct_rides(
            self._network, lambda mode, line: self._settings.headway_min(mode, line, period), self._east_north
        )
        row = {line: k for k, line in enumerate(self.lines)}
        pairs = np.array(list(rides), dtype=np.int32).reshape(-1, 2)
        boarded = [[row[ride.mode, name] for name in ride.lines] for ride in rides.values()]
        return RideTable(
            pairs[:, 0],
            pairs[:, 1],
            np.array([ride.seconds for ride in rides.values()], dtype=np.float64),
            np.array([ride.metres for ride in rides.values()], dtype=np.float64),
            np.array([line for lines in boarded for line in lines], dtype=np.int32),
            np.cumsum([0, *map(len, boarded)], dtype=np.int64),
        )

    def course(self, start: int, end: int, line: int) -> list[tuple[float, float]]:
        """Give (longitude, latitude) along a line from one stop to another, EPSG:4326."""
        mode, name = self.lines[line]
        drawn = next(known for known in self._network.lines if (known.mode, known.name) == (mode, name))
        return list(stations_between(drawn, self.stop_names[start], self.stop_names[end]))

    def _changes(self, inside: np.ndarray) -> Changes:
        apart = self._east_north[:, None] - self._east_north[None]
        metres = np.hypot(apart[..., 0], apart[..., 1]) * self._settings.detour
        near = inside[:, None] & inside[None] & (metres <= self._settings.transfer_m)
        np.fill_diagonal(near, val=False)
        start, end = np.nonzero(near)
        seconds = metres[start, end] / (self._settings.walk_speed_kmh / 3.6)
        return Changes(start.astype(np.int32), end.astype(np.int32), seconds)
