"""How far the estimated walk is from the way along real streets, where no water lies between.

The estimate inside a landmass is a straight line times one detour factor. The factor is fixed on Porto Alegre alone
(the one with the least mean error over pairs 500 m to 3 km apart), and only then measured in Östermalm, whose streets
had no part in it. Beside it stands the factor of the shipped city.

Goal: Östermalm, 500 pairs, mean error at most 8 % at 500 m to 3 km.

Run: ``FALTPLAN_TEST_DATA=… python -m benchmarks.streets_estimate [--pairs 500] [--seeds 5] [--json]``
(© OpenStreetMap contributors, ODbL).
"""

import argparse
import json
import math
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from benchmarks.porto_alegre import AS_OF, CITY_CRS
from geo.city import read_city
from geo.crs import SWEREF99_TM, to_metres
from geo.import_streets import import_streets
from geo.imports import Imports
from geo.reference import city_folder
from geo.travel.shortest import distances
from geo.travel.street_graph import FOOT
from geo.travel.street_ground import StreetGround

NEAREST_M, FARTHEST_M = 500.0, 3000.0
BANDS = ((200.0, 500.0), (500.0, 1000.0), (1000.0, 3000.0))


@dataclass(frozen=True)
class Pairs:
    """Pairs of street corners: metres in a straight line and along the streets, shapes (n,)."""

    straight_m: NDArray[np.float64]
    street_m: NDArray[np.float64]

    def error(self, factor: float) -> float:
        """Give the mean error of the estimate, as a share of the way."""
        return float(np.abs(self.straight_m * factor / self.street_m - 1).mean()) if len(self.street_m) else math.nan


def pairs_of(file: Path, epsg: int, *, count: int, seed: int, low_m: float, high_m: float) -> Pairs:
    """Draw pairs of corners at random whose straight line is so long, all over the network."""
    with tempfile.TemporaryDirectory() as folder:
        graph = import_streets(file, Imports(Path(folder)), AS_OF).graph
    ground = StreetGround(graph, epsg)
    rng = np.random.default_rng(seed)
    on_foot = (graph.use & FOOT) > 0
    corners = rng.permutation(np.unique(np.r_[graph.start[on_foot], graph.end[on_foot]]))[:600]
    at = to_metres(map(tuple, graph.lon_lat[corners]), epsg)
    straight = cdist(at, at)
    i, j = np.nonzero(np.triu((straight >= low_m) & (straight <= high_m)))
    chosen = rng.permutation(len(i))[:count]
    i, j = i[chosen], j[chosen]
    metres = distances(ground.join((), ()).metres, corners.astype(np.int32), corners.astype(np.int32))
    return Pairs(straight[i, j], metres[i, j])


def best_factor(pairs: Pairs) -> float:
    """Give the detour factor, in hundredths, with the least mean error."""
    factors = np.arange(1.0, 1.8, 0.01)
    return float(round(factors[int(np.argmin([pairs.error(factor) for factor in factors]))], 2))


def main() -> None:
    """Fix the factor on one city, measure it in the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    data = Path(
        os.environ.get("FALTPLAN_TEST_DATA") or sys.exit("FALTPLAN_TEST_DATA must name the folder of test data")
    )
    there, here = data / "osm" / "porto_alegre.osm.pbf", data / "osm" / "stockholm_ostermalm_2020.osm.pbf"
    shipped = read_city(city_folder()).travel.detour
    fixed_on = [
        pairs_of(there, CITY_CRS, count=5000, seed=seed, low_m=NEAREST_M, high_m=FARTHEST_M)
        for seed in range(1, options.seeds + 1)
    ]
    factor = float(np.median([best_factor(pairs) for pairs in fixed_on]))
    measured = [
        pairs_of(here, SWEREF99_TM, count=options.pairs, seed=seed, low_m=NEAREST_M, high_m=FARTHEST_M)
        for seed in range(1, options.seeds + 1)
    ]
    told = {
        "factor": factor,
        "porto_alegre_error": float(np.mean([pairs.error(factor) for pairs in fixed_on])),
        "ostermalm_error": [pairs.error(factor) for pairs in measured],
        "shipped_factor": shipped,
        "ostermalm_error_shipped": [pairs.error(shipped) for pairs in measured],
        "by_length": {
            f"{low:.0f}-{high:.0f} m": pairs_of(
                here, SWEREF99_TM, count=options.pairs, seed=1, low_m=low, high_m=high
            ).error(shipped)
            for low, high in BANDS
        },
        "pairs": len(measured[0].street_m),
    }
    if options.json:
        json.dump(told, sys.stdout)
        return
    print(f"factor fixed on Porto Alegre: {factor} (mean error there {told['porto_alegre_error']:.1%})")
    print(f"shipped factor: {shipped}")
    for name, errors in (("that factor", told["ostermalm_error"]), ("shipped", told["ostermalm_error_shipped"])):
        print(f"Östermalm, {told['pairs']} pairs, {name}: " + ", ".join(f"{error:.1%}" for error in errors))
    print("shipped, by length: " + ", ".join(f"{band} {error:.1%}" for band, error in told["by_length"].items()))


if __name__ == "__main__":
    main()
