"""Journeys by the timetable against a separate slow reference, and the expected wait against every departure.

Random pairs of street corners of Porto Alegre in the hours when most runs. The reference (``timetable_reference``)
shares no code with ``geo``: it reads the GTFS files itself and scans every connection. It is asked for the journey that
arrives first for a departure every few minutes of the period, and its mean is what a traveller meets who comes at any
moment and takes the best that the timetable has. The model knows one expected time for each ride; it cannot choose anew
at each moment, so it is expected to be a little slower.

Goal: the model within 20 % of the mean over departures.

Run: ``FALTPLAN_TEST_DATA=… python -m benchmarks.timetable_check [--journeys 50] [--every 3] [--seed 1] [--json]``.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import dijkstra

from benchmarks.porto_alegre import CITY_CRS, SETTINGS, import_all
from benchmarks.timetable_reference import SlowTimetable
from geo.imports import STREETS_FILE, TIMETABLE_FILE, ImportKind
from geo.travel.estimated import EstimatedTravel
from geo.travel.network import Network
from geo.travel.network_travel import NetworkTravel
from geo.travel.service_periods import departures_per_hour, service_periods
from geo.travel.street_graph import StreetGraph
from geo.travel.street_ground import StreetGround
from geo.travel.times import Mode, Period, Place
from geo.travel.timetable import Timetable
from geo.travel.timetable_rides import TimetableRides

GOAL = 0.20
LONGEST_CHANGE_S = 900.0
"""The reference walks so far at most between two rides; the model as far as it likes."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One pair: seconds of the model, of the reference's mean, and on foot."""

    start: int
    end: int
    lines: str
    model_s: float
    mean_s: float
    walk_s: float

    @property
    def error(self) -> float:
        """How far the model is off, as a share of the mean."""
        return self.model_s / self.mean_s - 1


class Check:
    """The model and the reference over the same streets, stops and walking speed."""

    def __init__(self, data: Path, folder: Path) -> None:
        imports = import_all(data, folder)
        self.timetable = Timetable.load(imports[ImportKind.TIMETABLE].file(TIMETABLE_FILE))
        self.graph = StreetGraph.load(imports[ImportKind.STREETS].file(STREETS_FILE))
        periods = service_periods(self.timetable, SETTINGS.periods)
        self.rides = TimetableRides(self.timetable, SETTINGS, CITY_CRS, periods=periods)
        self.ground = StreetGround(self.graph, CITY_CRS)
        self.travel = NetworkTravel(
            "streets and timetable",
            ground=self.ground,
            rides=self.rides,
            beneath=EstimatedTravel(Network(), SETTINGS, CITY_CRS),
            settings=SETTINGS,
            version="benchmark",
            sources=(),
        )
        zips = [data / "gtfs" / f"{name}.zip" for name in ("poa_eptc", "poa_trensurb")]
        self.slow = SlowTimetable(zips, self.timetable.days)
        self.periods = periods
        self.speed = SETTINGS.walk_speed_kmh / 3.6

    def journeys(self, count: int, *, every_min: int, seed: int) -> list[Journey]:
        """Ask both for random pairs between which the model rides."""
        rng = np.random.default_rng(seed)
        near = np.unique(self.graph.start)
        places = [
            Place(str(node), *map(float, self.graph.lon_lat[node]))
            for node in rng.choice(near, 2 * count, replace=False)
        ]
        period = busiest(self.timetable, self.periods)
        matrix = self.travel.matrix(places, mode=Mode.TRANSIT, period=period.id)
        walk = self.travel.matrix(places, mode=Mode.WALK, period=period.id)
        joined = self.ground.join(self.rides.stops, places)
        stops = len(self.rides.stops)
        on_foot = dijkstra(joined.metres, indices=joined.node[stops:])[:, joined.node[:stops]] / self.speed
        on_foot[:, joined.node[:stops] < 0] = np.inf  # a stop that lies off the streets is not walked to
        changes = self._changes(joined.metres, joined.node[:stops])
        window = period.when.windows[0]
        departures = [(2, minute * 60) for minute in range(window.start_min, window.end_min, every_min)]
        into = dict(zip(self.timetable.stop_ids, self.rides.in_s.tolist(), strict=True))
        out = dict(zip(self.timetable.stop_ids, self.rides.out_s.tolist(), strict=True))
        pairs = [(k, k + count) for k in range(count) if matrix.line[k, k + count] >= 0]
        return [
            Journey(
                int(places[a].id),
                int(places[b].id),
                matrix.lines[matrix.line[a, b]],
                float(matrix.seconds[a, b]),
                self.slow.mean_journey(
                    self._near(on_foot[a], walk.seconds[a, b]),
                    changes,
                    self._near(on_foot[b], walk.seconds[a, b]),
                    float(walk.seconds[a, b]),
                    departures,
                    in_s=into,
                    out_s=out,
                ),
                float(walk.seconds[a, b]),
            )
            for a, b in pairs
        ]

    def _near(self, seconds: np.ndarray, most_s: float) -> dict[str, float]:
        rows = np.flatnonzero(seconds < most_s)
        return {self.timetable.stop_ids[row]: float(seconds[row]) for row in rows}

    def _changes(self, metres: object, nodes: np.ndarray) -> dict[str, list[tuple[str, float]]]:
        on = np.flatnonzero(nodes >= 0)
        changes: dict[str, list[tuple[str, float]]] = {}
        for first in range(0, len(on), 100):
            rows = on[first : first + 100]
            seconds = (
                dijkstra(metres, indices=nodes[rows], limit=LONGEST_CHANGE_S * self.speed)[:, nodes[on]] / self.speed
            )
            for row, line in zip(rows, seconds, strict=True):
                others = [(k, s) for k, s in zip(on, line, strict=True) if np.isfinite(s) and k != row]
                changes[self.timetable.stop_ids[row]] = [
                    (self.timetable.stop_ids[k], float(s + self.rides.out_s[row] + self.rides.in_s[k]))
                    for k, s in others
                ]
        return changes


def busiest(timetable: Timetable, periods: Sequence[Period]) -> Period:
    """Give the period with most departures in an hour."""
    per_hour = departures_per_hour(timetable)

    def rate(period: Period) -> float:
        window = period.when.windows[0]
        hours = range(window.start_min // 60, -(-window.end_min // 60))
        return float(np.mean([per_hour[(window.weekday * 24 + hour) % len(per_hour)] for hour in hours]))

    return max(periods, key=rate)


def summary(found: list[Journey]) -> dict[str, float]:
    """Give the figures of all journeys."""
    errors = np.array([journey.error for journey in found])
    return {
        "journeys": len(found),
        "mean_over_mean": float(sum(j.model_s for j in found) / sum(j.mean_s for j in found) - 1),
        "mean_error": float(np.abs(errors).mean()),
        "median_error": float(np.median(np.abs(errors))),
        "worst": float(np.abs(errors).max()),
        "within_goal": float((np.abs(errors) <= GOAL).mean()),
        "too_slow": float((errors > 0).mean()),
    }


def main() -> None:
    """Ask, and tell the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--journeys", type=int, default=50)
    parser.add_argument("--every", type=int, default=3, help="minutes between departures")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    data = os.environ.get("FALTPLAN_TEST_DATA") or sys.exit("FALTPLAN_TEST_DATA must name the folder of test data")
    with tempfile.TemporaryDirectory() as folder:
        check = Check(Path(data), Path(folder))
        found = check.journeys(options.journeys, every_min=options.every, seed=options.seed)
    told = summary(found)
    if options.json:
        json.dump(told, sys.stdout)
        return
    for journey in sorted(found, key=lambda j: j.error):
        print(
            f"{journey.error:+6.1%}  {journey.model_s / 60:5.1f} min, mean {journey.mean_s / 60:5.1f}  {journey.lines}"
        )
    print({name: round(value, 3) for name, value in told.items()})


if __name__ == "__main__":
    main()
