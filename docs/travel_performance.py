"""Measure travel: ``python docs/travel_performance.py`` runs its benchmarks and writes their part of performance.md.

Each benchmark runs in a process of its own, one after the other; the computer should do nothing else meanwhile. It
needs the folder in ``FALTPLAN_TEST_DATA`` and igraph (dependency group ``peers``), and takes some minutes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any

from performance_page import PAGE, ROOT, machine, table, write_part

PACKAGES = ("numpy", "scipy", "igraph", "osmium", "geopandas")

Row = tuple[str, str, str, str]
"""What is measured, the goal, what came out, the command."""


def main() -> None:
    """Run every benchmark and write the table."""
    if not os.environ.get("FALTPLAN_TEST_DATA"):
        sys.exit("FALTPLAN_TEST_DATA must name the folder of test data")
    before = os.getloadavg()[0]
    rows = [*_streets_import(), *_matrices(), *_timetable(), *_estimate(), *_water()]
    lines = table(
        ["what", "goal", "measured", "`python -m benchmarks.`"],
        [[what, goal, came, f"`{command}`"] for what, goal, came, command in rows],
    )
    said = f"{machine(PACKAGES)}. Load of the computer before the first one: {before:.1f}."
    write_part("travel", [*lines, "", said])
    print(PAGE)


def _run(name: str, *options: str) -> tuple[Any, str]:
    """Run one benchmark; gives what it told and how it was called."""
    print(f"{name} {' '.join(options)}", file=sys.stderr)
    command = [sys.executable, "-m", f"benchmarks.{name}", *options, "--json"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout), " ".join([name, *options])


def _streets_import() -> Iterator[Row]:
    told, command = _run("streets_import")
    for one in told:
        goal = "at most 5 s" if one["file"].startswith("porto_alegre") else "–"
        counts = one["counts"]
        yield (
            f"streets and base map of `{one['file']}` imported ({counts['points']} points, {counts['nodes']} kept)",
            goal,
            (
                f"{one['seconds']:.2f} s in the median of {one['runs']}, slowest {one['slowest_s']:.2f} s, "
                f"{one['memory_mib']:.0f} MiB"
            ),
            command,
        )


def _matrices() -> Iterator[Row]:
    told, command = _run("travel_matrix")
    for one, most in zip(told["matrices"], (1.1, 1.2), strict=True):
        ours, theirs = median(one["ours_s"]), median(one["igraph_s"])
        yield (
            f"Porto Alegre, {one['what']}",
            f"at most {most} × igraph, equal within 1 s",
            (
                f"{ours:.2f} s, igraph {theirs:.2f} s: {one['ratio']:.2f} ×; "
                f"farthest difference {one['difference_s']:.2f} s"
            ),
            command,
        )
    yield (
        "memory for the matrix of 1000 × 1000",
        "at most 300 MB",
        f"{told['matrix_mb']:.0f} MB; the whole process {told['memory_mb']:.0f} MB",
        command,
    )


def _timetable() -> Iterator[Row]:
    told, command = _run("timetable_check")
    yield (
        f"{told['journeys']} journeys by the timetable against a slow reference, mean over all departures",
        "within 20 %",
        f"{told['mean_error']:.1%} off on average, {told['worst']:.1%} at worst, {told['within_goal']:.0%} within",
        command,
    )


def _estimate() -> Iterator[Row]:
    told, command = _run("streets_estimate")
    errors = told["ostermalm_error_shipped"]
    yield (
        f"Östermalm, estimate against streets, {told['pairs']} pairs of 500 m to 3 km",
        "mean error at most 8 %",
        (
            f"{min(errors):.1%} to {max(errors):.1%} over {len(errors)} draws; factor {told['factor']} fixed on "
            f"Porto Alegre ({told['porto_alegre_error']:.1%} there)"
        ),
        command,
    )


def _water() -> Iterator[Row]:
    told, command = _run("travel_estimate")
    one = told["hotspots across water"]
    yield (
        f"estimate across water, {one['pairs']} pairs, against a land raster of 25 m with foot bridges",
        "mean at most 40 m, worst at most 350 m",
        (
            f"{one['mean_m']:.0f} m mean, {one['worst_m']:.0f} m worst; the straight line "
            f"{one['straight_mean_m']:.0f} m and {one['straight_worst_m']:.0f} m"
        ),
        command,
    )


if __name__ == "__main__":
    main()
