"""Rides between stations in one departure period: waits, running times and changes, as one table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import floyd_warshall

from geo.travel.network import Line, Network
from geo.travel.ride_table import natural
from geo.travel.ways import Metres, keep_zeros

Headway = Callable[[str, str], float | None]
"""(mode, line) → minutes between departures; None where the line does not run."""


@dataclass(frozen=True, slots=True)
class Ride:
    """A direct ride: every line that is worth boarding, and the one whose stations draw the way.

    ``seconds`` is the expected wait and running time.
    """

    mode: str
    lines: tuple[str, ...]
    drawn: Line
    seconds: float
    metres: float

    @property
    def name(self) -> str:
        """What a traveller reads: ``"metro 17"``, or ``"metro 17/18"`` where the first to come is taken."""
        return f"{self.mode} {'/'.join(self.lines)}"


@dataclass(frozen=True, slots=True)
class _Option:
    """One line from one station to another."""

    running_s: float
    headway_s: float
    metres: float
    line: Line
    stops: tuple[int, ...]


class Rides:
    """Quickest ways between stations, from platform to platform, in one period.

    A direct ride costs the expected wait and the running time. The wait is half the time between departures.
    Where several lines stop at the same stations on the way, the traveller boards the first to come of those
    that are worth it: with departures per second f and running times t, the ride takes (1/2 + Σ f t) / Σ f
    seconds, and a slower line is taken in only while that makes this smaller. A change costs the next wait.

    Parameters
    ----------
    east_north
        Shape (m, 2), the stations in metres, in the order of ``network.stations``.
    on_foot_s, on_foot_m
        Shape (m, m), seconds and metres from platform to platform on foot; inf for none.

    References
    ----------
    C. Chriqui and P. Robillard, "Common bus lines", Transportation Science 9(2), 1975, pp. 115-121.
    """

    def __init__(
        self, network: Network, headway: Headway, *, east_north: Metres, on_foot_s: Metres, on_foot_m: Metres
    ) -> None:
        self._direct: dict[tuple[int, int], Ride] = {}
        self._names: dict[tuple[int, int], str] = {}
        cost, metres = on_foot_s.copy(), on_foot_m.copy()
        for pair, ride in direct_rides(network, headway, east_north).items():
            if ride.seconds < cost[pair]:
                cost[pair], metres[pair] = ride.seconds, ride.metres
                self._direct[pair] = ride
        if len(cost):
            self.seconds, self._before = floyd_warshall(keep_zeros(cost), return_predecessors=True)
        else:
            self.seconds, self._before = cost, np.zeros((0, 0), dtype=np.int32)
        self.metres = self._sum_along(metres)

    def way(self, start: int, end: int) -> list[tuple[int, int, Ride | None]]:
        """Give the stretches from one station to another: (from, to, ride); without a ride it is walked."""
        stretches = []
        while end != start:
            before = int(self._before[start, end])
            stretches.append((before, end, self._direct.get((before, end))))
            end = before
        return stretches[::-1]

    def name(self, start: int, end: int) -> str:
        """Name the lines that are ridden, in order; empty where all is walked."""
        pair = (start, end)
        if pair not in self._names:
            self._names[pair] = " + ".join(ride.name for _, _, ride in self.way(*pair) if ride)
        return self._names[pair]

    def _sum_along(self, metres: Metres) -> Metres:
        """Add up the metres of the stretches of every way; inf where there is none."""
        starts, here = np.indices(self.seconds.shape)
        total = np.where(np.isfinite(self.seconds), 0.0, np.inf)
        here = np.where(np.isfinite(self.seconds), here, starts)
        while (moving := here != starts).any():
            before = np.where(moving, self._before[starts, here], here)
            total += np.where(moving, metres[before, here], 0)
            here = before
        return total


def direct_rides(network: Network, headway: Headway, east_north: Metres) -> dict[tuple[int, int], Ride]:
    """Give the rides without a change, by the rows of their stations; shape of ``east_north`` is (m, 2)."""
    rides = {}
    for pair, options in _options(network, headway, east_north).items():
        seconds, taken = min(map(first_to_come, _by_stops(options)), key=lambda found: found[0])
        names = tuple(sorted((option.line.name for option in taken), key=natural))
        rides[pair] = Ride(taken[0].line.mode, names, taken[0].line, seconds, taken[0].metres)
    return rides


def _options(network: Network, headway: Headway, east_north: Metres) -> dict[tuple[int, int], list[_Option]]:
    """Give the lines that go from one station to another."""
    row = {(mode, station.name): k for k, (mode, station) in enumerate(network.stations)}
    options: dict[tuple[int, int], list[_Option]] = {}
    for line in network.lines:
        minutes = headway(line.mode, line.name)
        if minutes is None:
            continue
        rows = [row[line.mode, station.name] for station in line.stations]
        at_s = np.concatenate([[0.0], np.cumsum(line.minutes)]) * 60
        at_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(east_north[rows], axis=0).T))])
        quickest: dict[tuple[int, int], _Option] = {}
        for i, a in enumerate(rows):
            for j, b in enumerate(rows):
                running_s = abs(float(at_s[j] - at_s[i]))
                if a != b and ((a, b) not in quickest or running_s < quickest[a, b].running_s):
                    metres = abs(float(at_m[j] - at_m[i]))
                    stops = tuple(rows[i : j + 1] if i <= j else rows[j : i + 1][::-1])
                    quickest[a, b] = _Option(running_s, minutes * 60, metres, line, stops)
        for pair, option in quickest.items():
            options.setdefault(pair, []).append(option)
    return options


def first_to_come(options: Sequence[_Option]) -> tuple[float, list[_Option]]:
    """Choose the lines worth boarding, the quickest first; give the expected seconds, wait included."""
    taken: list[_Option] = []
    per_second = weighted = 0.0
    best = np.inf
    for option in sorted(options, key=lambda o: (o.running_s, o.headway_s, o.line.name)):
        frequency = 1 / option.headway_s
        with_it = (0.5 + weighted + frequency * option.running_s) / (per_second + frequency)
        if with_it < best:
            best = with_it
            per_second += frequency
            weighted += frequency * option.running_s
            taken.append(option)
    return best, taken


def _by_stops(options: Sequence[_Option]) -> list[list[_Option]]:
    """Part the lines by the stations they stop at on the way: only such leave from one platform."""
    groups: dict[tuple[int, ...], list[_Option]] = {}
    for option in options:
        groups.setdefault(option.stops, []).append(option)
    return list(groups.values())


def stations_between(line: Line, start: str, end: str) -> tuple[tuple[float, float], ...]:
    """Give (longitude, latitude) of the stations from one to another along a line, the quicker way round."""
    at = [0.0]
    for minutes in line.minutes:
        at.append(at[-1] + minutes)
    names = [station.name for station in line.stations]
    i, j = min(
        ((i, j) for i, a in enumerate(names) for j, b in enumerate(names) if (a, b) == (start, end)),
        key=lambda pair: abs(at[pair[1]] - at[pair[0]]),
    )
    chosen = line.stations[i : j + 1] if i <= j else line.stations[j : i + 1][::-1]
    return tuple((station.lon, station.lat) for station in chosen)
