"""What is promised of real streets and a real timetable, on a sample; the benchmarks measure the whole."""

import importlib
import os
import sys
from pathlib import Path

import pytest

DATA = os.environ.get("FALTPLAN_TEST_DATA", "")
pytestmark = pytest.mark.skipif(
    not (Path(DATA) / "osm").is_dir(), reason="FALTPLAN_TEST_DATA does not name a folder: real streets are needed"
)


@pytest.fixture(scope="module")
def benchmark(request):
    """Give a benchmark's module by its name."""
    sys.path.insert(0, str(request.config.rootpath))
    yield lambda name: importlib.import_module(f"benchmarks.{name}")
    sys.path.remove(str(request.config.rootpath))


def test_the_shipped_detour_is_that_of_porto_alegre_and_holds_in_ostermalm(benchmark, stockholm):
    estimate = benchmark("streets_estimate")
    there, here = (Path(DATA) / "osm" / f"{name}.osm.pbf" for name in ("porto_alegre", "stockholm_ostermalm_2020"))
    low, high = estimate.NEAREST_M, estimate.FARTHEST_M
    fixed_on = estimate.pairs_of(there, 32722, count=5000, seed=1, low_m=low, high_m=high)
    assert estimate.best_factor(fixed_on) == pytest.approx(stockholm.travel.detour, abs=0.02)
    pairs = estimate.pairs_of(here, 3006, count=500, seed=1, low_m=low, high_m=high)
    assert len(pairs.street_m) == 500
    assert pairs.error(stockholm.travel.detour) <= 0.08


def test_expected_journeys_are_near_the_mean_over_departures(benchmark, tmp_path):
    check = benchmark("timetable_check")
    found = check.Check(Path(DATA), tmp_path).journeys(5, every_min=30, seed=4)
    assert len(found) >= 3
    told = check.summary(found)
    assert told["mean_error"] <= check.GOAL
    assert abs(told["mean_over_mean"]) <= check.GOAL
