"""Travel matrices of Porto Alegre beside igraph on the same graph, in one run.

Walking: 1,000 × 1,000 street corners. Walking and transit: 300 × 300 in the hours when most runs. igraph is given the
very graph that ours uses, built beforehand, and asked for the distances alone; ours is the whole call: joining the
places to the streets, the ways, their lengths and the names of the lines. Each is asked in turn, several times; the
medians are compared. Every second of ours is compared with igraph's.

Goals: walking at most 1.1 times igraph's time and 300 MB; walking and transit at most 1.2 times; equal within a second.

Run: ``FALTPLAN_TEST_DATA=… python -m benchmarks.travel_matrix [--runs 5] [--json]`` with igraph installed
(`make setup` installs it).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

import igraph
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from benchmarks.porto_alegre import CITY_CRS, SETTINGS, import_all, imported
from benchmarks.timetable_check import busiest
from geo.imports import STREETS_FILE, TIMETABLE_FILE, ImportKind
from geo.travel.estimated import EstimatedTravel
from geo.travel.line_rides import LineRides
from geo.travel.multimodal import Multimodal, PeriodRides
from geo.travel.network import Network
from geo.travel.network_travel import NetworkTravel
from geo.travel.ride_table import RideSource
from geo.travel.service_periods import service_periods
from geo.travel.street_graph import FOOT, StreetGraph
from geo.travel.street_ground import StreetGround
from geo.travel.times import Mode, Place, TravelMatrix
from geo.travel.timetable import Timetable
from geo.travel.timetable_rides import TimetableRides

TEST_DATA = "FALTPLAN_TEST_DATA"
WALKED, RIDDEN = 1000, 300


@dataclass(frozen=True)
class Compared:
    """Ours beside igraph: seconds of each run, the farthest difference, and what the graph holds."""

    what: str
    ours_s: list[float]
    igraph_s: list[float]
    difference_s: float
    nodes: int
    edges: int

    @property
    def ratio(self) -> float:
        """Median of ours over the median of igraph."""
        return statistics.median(self.ours_s) / statistics.median(self.igraph_s)


class City:
    """The travel times, and the graphs they are taken from."""

    def __init__(self, folder: Path, *, timetable: bool = True) -> None:
        imports = imported(folder)
        self.graph = StreetGraph.load(imports[ImportKind.STREETS].file(STREETS_FILE))
        self.ground = StreetGround(self.graph, CITY_CRS)
        self.rides: RideSource = LineRides(Network(), SETTINGS, CITY_CRS)
        if timetable:
            self._read(imports[ImportKind.TIMETABLE].file(TIMETABLE_FILE))

    def _read(self, file: Path) -> None:
        timetable = Timetable.load(file)
        periods = service_periods(timetable, SETTINGS.periods)
        self.period = busiest(timetable, periods).id
        self.rides = TimetableRides(timetable, SETTINGS, CITY_CRS, periods=periods)

    def travel(self) -> NetworkTravel:
        """Make the provider anew: nothing that it was asked before is known to it."""
        return NetworkTravel(
            "streets and timetable",
            ground=self.ground,
            rides=self.rides,
            beneath=EstimatedTravel(Network(), SETTINGS, CITY_CRS),
            settings=SETTINGS,
            version="benchmark",
            sources=(),
        )

    def places(self, count: int) -> list[Place]:
        """Draw street corners."""
        on_foot = (self.graph.use & FOOT) > 0
        corners = np.unique(np.r_[self.graph.start[on_foot], self.graph.end[on_foot]])
        chosen = np.random.default_rng(1).choice(corners, count, replace=False)
        return [Place(str(node), *map(float, self.graph.lon_lat[node])) for node in chosen]


def walked(city: City, runs: int) -> Compared:
    """Compare walking matrices."""
    places = city.places(WALKED)
    joined = city.ground.join((), places)
    speed = SETTINGS.walk_speed_kmh / 3.6
    weights = csr_array(joined.metres * (1 / speed))
    return _compared(
        f"walk {WALKED} × {WALKED}",
        weights,
        joined.node,
        lambda: city.travel().matrix(places, mode=Mode.WALK, period=city.period),
        runs,
        directed=False,
    )


def ridden(city: City, runs: int) -> Compared:
    """Compare matrices of walking and transit; the rides of the period are known to both beforehand."""
    places = city.places(RIDDEN)
    joined = city.ground.join(city.rides.stops, places)
    speed = SETTINGS.walk_speed_kmh / 3.6
    whole = Multimodal(joined, city.rides, PeriodRides.of(city.rides, city.period), speed=speed)
    return _compared(
        f"walk and transit {RIDDEN} × {RIDDEN}",
        csr_array(whole.weights * (1 / speed)),
        joined.node[len(city.rides.stops) :],
        lambda: city.travel().matrix(places, mode=Mode.TRANSIT, period=city.period),
        runs,
        directed=True,
    )


def _compared(
    what: str,
    weights: csr_array,
    nodes: NDArray[np.int32],
    ours: Callable[[], TravelMatrix],
    runs: int,
    *,
    directed: bool,
) -> Compared:
    """Ask ours and igraph in turn."""
    edges = weights.tocoo()
    once = np.ones(len(edges.data), dtype=bool) if directed else edges.row < edges.col
    graph = igraph.Graph(n=weights.shape[0], edges=np.c_[edges.row[once], edges.col[once]].tolist(), directed=directed)
    lengths, asked = edges.data[once].tolist(), nodes.tolist()
    found, own = _timed(ours)
    times: tuple[list[float], list[float]] = ([own], [])
    theirs: NDArray[np.float64] = np.zeros((0, 0))
    for run in range(runs):
        distances, seconds = _timed(lambda: graph.distances(asked, asked, weights=lengths))
        theirs = np.array(distances)
        times[1].append(seconds)
        if run + 1 < runs:
            times[0].append(_timed(ours)[1])
    difference = float(np.abs(found.seconds - theirs).max())
    return Compared(what, *times, difference, weights.shape[0], int(once.sum()))


def _timed(call: Callable[[], object]) -> tuple:
    start = perf_counter()
    found = call()
    return found, perf_counter() - start


def memory_mb(folder: Path) -> tuple[float, float]:
    """Give the peak memory of a process that only walks over imported streets, and how much the matrix takes of it."""
    child = [sys.executable, "-m", "benchmarks.travel_matrix", "--walk-only", str(folder)]
    told = subprocess.run(child, check=True, capture_output=True, text=True)
    before, after = map(float, told.stdout.split())
    return after, after - before


def walk_only(folder: Path) -> None:
    """Make the walking matrix and nothing else; print the peak memory in MB before and after it."""
    city = City(folder, timetable=False)
    places = city.places(WALKED)
    city.ground.join((), places[:1])
    before = _peak_mb()
    travel = city.travel()
    travel.matrix(places, mode=Mode.WALK, period=travel.periods[0].id)
    print(before, _peak_mb())


def _peak_mb() -> float:
    # Not ru_maxrss: a child begins with what its parent had.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """Compare both, and tell the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--walk-only", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.walk_only:
        walk_only(options.walk_only)
        return
    data = Path(os.environ.get(TEST_DATA) or sys.exit(f"{TEST_DATA} must name the folder of test data"))
    with tempfile.TemporaryDirectory() as name:
        import_all(data, Path(name))
        city = City(Path(name))
        told = [walked(city, options.runs), ridden(city, options.runs)]
        whole, more = memory_mb(Path(name))
    if options.json:
        rows = [{**asdict(one), "ratio": one.ratio} for one in told]
        json.dump({"matrices": rows, "memory_mb": whole, "matrix_mb": more}, sys.stdout)
        return
    for one in told:
        print(
            f"{one.what}: ours {statistics.median(one.ours_s):.2f} s, igraph {statistics.median(one.igraph_s):.2f} s, "
            f"ratio {one.ratio:.2f}; farthest difference {one.difference_s:.2f} s; {one.nodes} nodes, {one.edges} edges"
        )
    print(f"memory of a process that only walks: {whole:.0f} MB at its peak, {more:.0f} MB of it for the matrix")


if __name__ == "__main__":
    main()
