"""How far the estimated walk across water is from the shortest way over a land raster and the foot bridges.

The estimate (straight lines inside a landmass, foot bridges between; no detour factor, since the raster has none) is
compared with shortest paths over land cells of 25 m, joined to their neighbours in 32 directions, and the foot
bridges. Pairs: shipped hotspots at most 3 km apart whose straight line crosses more than 50 m of water; and random
points on land, which are harder, as a landmass is not convex.

Run: ``FALTPLAN_TEST_DATA=… python -m benchmarks.travel_estimate [--json]`` (needs districts/vatten_simplified.geojson
and districts/stadsdelar.geojson there).
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import geopandas
import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geo.city import City, read_city
from geo.crs import to_degrees, to_metres
from geo.reference import city_folder
from geo.travel import Mode, Place
from geo.travel.of_city import city_travel

CELL_M = 25
APART_M = 3000
WATER_M = 50
DECK_M = 44
LEAST_CELLS = 20
STEPS = ((1, 0), (1, 1), (2, 1), (1, 2), (3, 1), (1, 3), (3, 2), (2, 3))


@dataclass(frozen=True)
class Accuracy:
    """Errors in metres over the pairs, of the estimate and of the plain straight line."""

    pairs: int
    mean_m: float
    median_m: float
    worst_m: float
    straight_mean_m: float
    straight_worst_m: float
    worst_pair: tuple[str, str]

    def __str__(self) -> str:
        return (
            f"{self.pairs} pairs: estimate off by {self.mean_m:.0f} m mean, {self.median_m:.0f} m median, "
            f"{self.worst_m:.0f} m worst ({self.worst_pair[0]} - {self.worst_pair[1]}); straight line "
            f"{self.straight_mean_m:.0f} m mean, {self.straight_worst_m:.0f} m worst"
        )


class LandRaster:
    """Land cells and foot bridges of a city as a graph."""

    def __init__(self, city: City, data: Path) -> None:
        folder = data / "districts"
        water = geopandas.read_file(folder / "vatten_simplified.geojson").to_crs(city.metric_crs)
        areas = geopandas.read_file(folder / "stadsdelar.geojson").to_crs(city.metric_crs)
        self.water = shapely.union_all(shapely.make_valid(water.geometry.values))
        whole = shapely.union_all(shapely.make_valid(areas.geometry.values))
        # Decks of bridges are gaps in the water; without strips this narrow only the listed bridges cross it.
        self.land = shapely.difference(whole, self.water).buffer(-DECK_M / 2).buffer(DECK_M / 2)
        shapely.prepare(self.land)
        west, south, east, north = whole.bounds
        easts, norths = np.arange(west, east, CELL_M), np.arange(south, north, CELL_M)
        self.grid = shapely.contains_xy(self.land, *np.meshgrid(easts, norths))
        rows, columns = np.nonzero(self.grid)
        self.at = np.column_stack([easts[columns], norths[rows]])
        starts, stops, metres = self._steps()
        n = len(self.at)
        part = connected_components(coo_matrix((metres, (starts, stops)), shape=(n, n)), directed=False)[1]
        self.large = np.flatnonzero(np.bincount(part)[part] >= LEAST_CELLS)
        self.tree = cKDTree(self.at[self.large])
        ends = to_metres([end for b in city.network.bridges if b.foot for end in b.ends], city.metric_crs)
        bridge = self.large[self.tree.query(ends)[1]].reshape(-1, 2)
        length = [max(b.length_m, 0.01) for b in city.network.bridges if b.foot]
        starts, stops = np.append(starts, bridge[:, 0]), np.append(stops, bridge[:, 1])
        self.graph = coo_matrix((np.append(metres, length), (starts, stops)), shape=(n, n)).tocsr()

    def _steps(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Join cells in 32 directions where every cell on the way is land."""
        number = np.cumsum(self.grid).reshape(self.grid.shape) - 1
        found = []
        for up, right in STEPS:
            for dy, dx in ((up, right), (right, -up)):
                here, there = _shifted(self.grid, 0, 0, dy, dx), _shifted(self.grid, dy, dx, dy, dx)
                free = here & there
                for k in range(1, 2 * max(abs(dy), abs(dx))):
                    share = k / (2 * max(abs(dy), abs(dx)))
                    free &= _shifted(self.grid, round(dy * share), round(dx * share), dy, dx)
                a, b = _shifted(number, 0, 0, dy, dx)[free], _shifted(number, dy, dx, dy, dx)[free]
                found.append((a, b, np.full(len(a), CELL_M * np.hypot(dy, dx))))
        starts, stops, metres = zip(*found, strict=True)
        return np.concatenate(starts), np.concatenate(stops), np.concatenate(metres)

    def metres(self, at: np.ndarray, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
        """Give the shortest way of each pair of points."""
        cells = self.large[self.tree.query(at)[1]]
        first = sorted({i for i, _ in pairs})
        row = {i: k for k, i in enumerate(first)}
        table = dijkstra(self.graph, directed=False, indices=cells[first], limit=3.5 * APART_M)[:, cells]
        return np.array([table[row[i], j] for i, j in pairs])


def _shifted(grid: np.ndarray, dy: int, dx: int, most_dy: int, most_dx: int) -> np.ndarray:
    """Give the part of a grid that lies (dy, dx) from the part whose cells have room for the largest shift."""
    height, width = grid.shape
    low_y, low_x = max(0, -most_dy), max(0, -most_dx)
    high_y, high_x = height - max(0, most_dy), width - max(0, most_dx)
    return grid[low_y + dy : high_y + dy, low_x + dx : high_x + dx]


def measure(
    city: City, raster: LandRaster, places: Sequence[Place], *, pairs: int, seed: int, across: bool = True
) -> Accuracy:
    """Compare the estimate with the raster on seeded pairs."""
    at = to_metres([(p.lon, p.lat) for p in places], city.metric_crs)
    straight = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    i, j = np.nonzero(np.triu((straight > 0) & (straight <= APART_M), 1))
    if across:
        wet = shapely.length(shapely.intersection(shapely.linestrings(np.stack([at[i], at[j]], 1)), raster.water))
        i, j = i[wet > WATER_M], j[wet > WATER_M]
    chosen = np.sort(np.random.default_rng(seed).permutation(len(i))[:pairs])
    i, j = i[chosen], j[chosen]
    plain = city_travel(replace(city, travel=replace(city.travel, detour=1.0)))
    estimate = plain.matrix(places, mode=Mode.WALK, period=city.travel.periods[0].id).metres[i, j]
    true = raster.metres(at, list(zip(i.tolist(), j.tolist(), strict=True)))
    known = np.isfinite(true)
    error = np.abs(estimate - true)[known]
    plain_error = np.abs(straight[i, j] - true)[known]
    worst = np.flatnonzero(known)[int(np.argmax(error))]
    return Accuracy(
        int(known.sum()),
        float(error.mean()),
        float(np.median(error)),
        float(error.max()),
        float(plain_error.mean()),
        float(plain_error.max()),
        (places[i[worst]].id, places[j[worst]].id),
    )


def hotspots(city: City) -> list[Place]:
    """Give the shipped hotspots."""
    return [Place(spot.id, spot.point.x, spot.point.y, spot.landmass) for spot in city.hotspots]


def random_land(city: City, raster: LandRaster, *, count: int, seed: int) -> list[Place]:
    """Give random points on the inner city's land; nothing says on which landmass they lie."""
    rng = np.random.default_rng(seed)
    low, high = to_metres([(17.98, 59.30), (18.13, 59.35)], city.metric_crs)
    at = rng.uniform(low, high, (20 * count, 2))
    at = at[shapely.contains_xy(raster.land, at[:, 0], at[:, 1])][:count]
    return [Place(f"{lat:.4f},{lon:.4f}", float(lon), float(lat)) for lon, lat in to_degrees(at, city.metric_crs)]


def main() -> int:
    """Print the figures."""
    data = os.environ.get("FALTPLAN_TEST_DATA")
    if not data:
        print("FALTPLAN_TEST_DATA must name the folder of outside test data", file=sys.stderr)
        return 2
    city = read_city(city_folder())
    raster = LandRaster(city, Path(data))
    anywhere = random_land(city, raster, count=150, seed=1)
    told = {
        "hotspots across water": measure(city, raster, hotspots(city), pairs=300, seed=1),
        "hotspots, all of them": measure(city, raster, hotspots(city), pairs=10**6, seed=1),
        "random points, across": measure(city, raster, anywhere, pairs=300, seed=1),
        "random points, any": measure(city, raster, anywhere, pairs=300, seed=1, across=False),
    }
    if "--json" in sys.argv[1:]:
        json.dump({name: asdict(one) for name, one in told.items()}, sys.stdout)
        return 0
    for name, one in told.items():
        print(f"{name + ':':23}", one)
    return 0


if __name__ == "__main__":
    sys.exit(main())
