"""Importing the streets and the base map of a city: seconds of each stage, memory, and what came of it.

The whole use case of ``faltplan import streets``, each time in a process of its own: checked, read, joined, drawn,
written, put in use. Goal: Porto Alegre (16,032 ways) in at most 5 s.

Run: ``FALTPLAN_TEST_DATA=… python benchmarks/streets_import.py [--runs 5] [--json] [FILE …]``. Without files it takes
both extracts of the test data (© OpenStreetMap contributors, ODbL).
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from geo.import_streets import Stage, import_streets
from geo.imports import Imports

GOAL_S = 5.0
GOAL_FILE = "porto_alegre.osm.pbf"
SHOWN = ("points", "nodes", "segments", "edges", "foot_km", "car_km")


def main() -> None:
    """Run every file as often as is asked for, and tell the figures."""
    options = _options()
    if options.once:
        json.dump(_once(options.files[0]), sys.stdout)
        return
    files = options.files or _test_files()
    told = [_measured(file, options.runs) for file in files]
    if options.json:
        json.dump(told, sys.stdout, indent=1, ensure_ascii=False)
        return
    for one in told:
        _show(one)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _test_files() -> list[Path]:
    data = os.environ.get("FALTPLAN_TEST_DATA")
    if not data:
        sys.exit("FALTPLAN_TEST_DATA must name the folder of outside test data")
    return sorted((Path(data) / "osm").glob("*.osm.pbf"))


def _once(file: Path) -> dict[str, Any]:
    """Import a file into a new folder, and give the seconds of each stage."""
    moments: list[tuple[str, float]] = []

    def note(stage: Stage, _share: float) -> None:
        moments.append((str(stage), time.perf_counter()))

    with tempfile.TemporaryDirectory(prefix="faltplan-streets-") as folder:
        cpu = time.process_time()
        made = import_streets(file, Imports(Path(folder)), date(2026, 11, 25), note)
        cpu = time.process_time() - cpu
        sizes = {path.name: path.stat().st_size for path in Path(folder).glob("streets-*/*")}
    stages = {name: later - at for (name, at), (_, later) in pairwise(moments)}
    return {
        "stages_s": stages,
        "seconds": moments[-1][1] - moments[0][1],
        "cpu_s": cpu,
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "counts": dict(made.counts),
        "left_out": dict(made.left_out),
        "bytes": sizes,
    }


def _measured(file: Path, runs: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.streets_import", "--once", str(file)]
    root = Path(__file__).parents[1]
    found = []
    for _ in range(runs):
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    return {
        **found[0],
        "file": file.name,
        "mb": file.stat().st_size / 1e6,
        "runs": runs,
        "stages_s": {name: statistics.median(run["stages_s"][name] for run in found) for name in found[0]["stages_s"]},
        **{key: statistics.median(run[key] for run in found) for key in ("seconds", "cpu_s", "memory_mib")},
        "slowest_s": max(run["seconds"] for run in found),
    }


def _show(one: dict[str, Any]) -> None:
    print(f"{one['file']} ({one['mb']:.1f} MB), median of {one['runs']} runs in processes of their own")
    for name, seconds in one["stages_s"].items():
        print(f"  {name:<10} {seconds:8.2f} s")
    goal = ""
    if one["file"] == GOAL_FILE:
        goal = f"  (goal {GOAL_S:.0f} s: {'met' if one['seconds'] <= GOAL_S else 'missed'})"
    print(f"  {'whole':<10} {one['seconds']:8.2f} s{goal}; slowest {one['slowest_s']:.2f} s")
    print(f"  {'processor':<10} {one['cpu_s']:8.2f} s")
    print(f"  {'memory':<10} {one['memory_mib']:8.0f} MiB at most, of the whole process")
    print("  " + ", ".join(f"{name} {one['counts'][name]:,}" for name in SHOWN))
    drawn = {name: count for name, count in one["counts"].items() if name not in SHOWN}
    print("  drawn: " + ", ".join(f"{name} {count:,}" for name, count in drawn.items()))
    print("  left out: " + ", ".join(f"{name} {count:,}" for name, count in one["left_out"].items()))
    print("  files: " + ", ".join(f"{name} {size / 1000:,.0f} kB" for name, size in sorted(one["bytes"].items())))


if __name__ == "__main__":
    main()
