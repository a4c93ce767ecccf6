"""Measure the planner: ``python docs/planner_performance.py`` runs its benchmarks and writes their parts of the page.

Every benchmark runs beside its peers, one after the other; the computer should do nothing else meanwhile. It needs the
folder in ``FALTPLAN_TEST_DATA``, and what `make setup` installs. ``--parts`` names what is measured and written anew;
rows of orienteering are kept in ``build/performance``, so that what was stopped goes on where it was; after a change of
the planner ``--fresh`` measures all of them anew.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any

from performance_page import PAGE, ROOT, machine, table, write_part

from benchmarks.toptw import SOLVERS, pairs_of
from benchmarks.toptw import parser as toptw_parser
from benchmarks.toptw_table import Result, Row, best_seen, read_best_known, results_of

PACKAGES = ("numpy", "numba", "ortools", "pyvrp", "pyvroom", "vrp-cli")
ROWS = ROOT / "build" / "performance"
Told = list[dict[str, Any]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmarks and write what they say."""
    asked = parser().parse_args(arguments)
    if not os.environ.get("FALTPLAN_TEST_DATA"):
        sys.exit("FALTPLAN_TEST_DATA must name the folder of test data")
    if asked.fresh:
        shutil.rmtree(ROWS, ignore_errors=True)
    ROWS.mkdir(parents=True, exist_ok=True)
    for part in asked.parts:
        load = os.getloadavg()[0]
        lines = PARTS[part](asked)
        said = f"{machine(PACKAGES)}. Load of the computer before: {load:.1f}."
        write_part(f"planner {part}", [*lines, "", said])
        print(f"{PAGE}: {part}", file=sys.stderr)


def parser() -> argparse.ArgumentParser:
    """Give what the command line may say."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--parts", type=parts_of, default=list(PARTS), help=f"of {', '.join(PARTS)}; all by default")
    told.add_argument("--seeds", type=int, default=5, help="seeds of each run (default 5)")
    told.add_argument("--seconds", type=float, default=10.0, help="limit in part toptw (default 10)")
    told.add_argument("--long", type=float, default=60.0, help="limit in the other parts (default 60)")
    told.add_argument("--long-seeds", type=int, default=1, help="seeds in parts proof and scale (default 1)")
    told.add_argument("--jobs", type=int, default=1, help="runs at once in parts toptw and proof (default 1)")
    told.add_argument("--solvers", help="in part toptw, such as faltplan,pyvrp (default: all)")
    told.add_argument("--fresh", action="store_true", help="forget kept rows, as after a change of the planner")
    told.add_argument("--pairs", type=Path, help="in parts toptw and proof (default: pairs.txt beside the instances)")
    return told


def parts_of(text: str) -> list[str]:
    """Read names of parts."""
    names = text.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: there are {', '.join(PARTS)}")
    return names


def _toptw(asked: argparse.Namespace) -> list[str]:
    wanted = ["--solvers", asked.solvers] if asked.solvers else ["--peers", "--proof"]
    rows, known, command = _orienteering(asked, asked.seconds, asked.seeds, wanted)
    best = best_seen(rows, known)
    results = results_of(rows, best)
    pairs = list(dict.fromkeys((row.instance, row.m) for row in rows))
    cells = [
        [f"{name}, {m}", str(best[name, m]), *(_gap(results[solver].get((name, m))) for solver in results)]
        for name, m in pairs
    ]
    every = [list(found.values()) for found in results.values()]
    cells.append(["**mean gap, %**", "", *(f"**{fmean(cell.gap for cell in some):.2f}**" for some in every)])
    cells.append(
        ["**proved optimal**", "", *(f"**{sum(cell.proved for cell in some)}/{len(some)}**" for some in every)]
    )
    late = sum(row.score is None for row in rows)
    return [
        *table(["instance, routes", "best seen", *results], cells),
        "",
        (
            f"Gap in % of the median score of {asked.seeds} seeds to the best seen, {asked.seconds:g} s each; * "
            f"proved optimal in most runs. {late} of {len(rows)} runs overran and were killed. Goals: mean gap at most "
            f"0.30 %, 8 of 14 proved. {_at_once(asked)}`{command}`"
        ),
    ]


def _proof(asked: argparse.Namespace) -> list[str]:
    rows, known, command = _orienteering(asked, asked.long, asked.long_seeds, ["--solvers", "faltplan"])
    results = results_of(rows, best_seen(rows, known))["faltplan"]
    cells = []
    for family, cordeau, goal in (("Solomon", False, "at most 1 %"), ("Cordeau", True, "at most 5 %")):
        some = [one for (name, _), one in results.items() if name.startswith("pr") == cordeau]
        gaps = [100.0 if one.certified is None else one.certified for one in some]
        if some:
            count = f"{sum(one.proved for one in some)}/{len(some)}"
            cells.append([family, goal, f"{fmean(gaps):.2f}", f"{max(gaps):.2f}", count])
    return [
        *table(["instances", "goal for the certified gap", "mean, %", "worst, %", "proved optimal"], cells),
        "",
        (
            f"(bound - score) / score after {asked.long:g} s, median of {asked.long_seeds} seeds. {_at_once(asked)}"
            f"`{command}`"
        ),
    ]


def _orienteering(
    asked: argparse.Namespace, seconds: float, seeds: int, wanted: list[str]
) -> tuple[list[Row], dict[tuple[str, int], int], str]:
    folder = Path(os.environ["FALTPLAN_TEST_DATA"]) / "benchmarks" / "toptw"
    options = ["--pairs", str(asked.pairs or folder / "pairs.txt"), "--seconds", f"{seconds:g}", "--seeds", str(seeds)]
    out = ROWS / f"toptw_{seconds:g}.jsonl"
    _run("toptw", str(folder), *options, *wanted, "--jobs", str(asked.jobs), "--out", str(out))
    names = wanted[1].split(",") if wanted[0] == "--solvers" else list(SOLVERS)
    pairs = pairs_of(toptw_parser().parse_args([str(folder), *options]))
    rows = [Row.of_line(line) for line in out.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row.seed <= seeds and row.solver in names and (row.instance, row.m) in pairs]
    rows.sort(key=lambda row: (pairs.index((row.instance, row.m)), names.index(row.solver), row.seed))
    said = f"benchmarks.toptw DIR --pairs pairs.txt --seconds {seconds:g} --seeds {seeds} {' '.join(wanted)}"
    return rows, read_best_known(folder), said


def _weeks(asked: argparse.Namespace) -> list[str]:
    options = ["--seconds", f"{asked.long:g}", "--seeds", str(asked.seeds), "--peers", "--kinds", "generated,shipped"]
    told = _run("week", *options)
    cells = []
    for solver in dict.fromkeys(one["solver"] for one in told):
        some = [one for one in told if one["kind"] == "generated" and one["solver"] == solver]
        cells.append(
            [
                f"generated, {some[0]['needs']} × {some[0]['shifts']}, median of {len(some)}",
                solver,
                f"{median(one['value'] for one in some):.0f}",
                *_bounded(some),
                f"{median(one['first_s'] for one in some):.2f}",
                _certified(some),
            ]
        )
    for one in told:
        if one["kind"] == "shipped":
            name = f"{one['week']}, {one['needs']} × {one['shifts']}"
            first = f"{one['first_s']:.2f}"
            cells.append([name, one["solver"], f"{one['value']:.0f}", *_bounded([one]), first, _certified([one])])
    return [
        *table(["needs × shifts", "solver", "value", "bound", "gap, %", "first plan, s", "within 2 % after, s"], cells),
        "",
        (
            "Goals: a certified gap of at most 2 % after 60 s on generated weeks; on shipped ones the first plan "
            f"within 1 s, and within 2 % after 30 s. `benchmarks.week {' '.join(options)}`"
        ),
    ]


def _changes(_asked: argparse.Namespace) -> list[str]:
    options = ["--kinds", "changes"]
    cells = [
        [
            one["week"],
            f"{one['replan_s']:.2f}",
            f"{one['before']:.0f} → {one['after']:.0f}",
            ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in one["changes"].items()),
            str(one["stops"]),
            f"{one['insert_s']:.2f} ({one['slowest_insert_s']:.2f})",
        ]
        for one in _run("week", *options)
    ]
    head = ["week", "after a sick call, s", "value", "changes", "of stops", "three best places, s (slowest)"]
    return [
        *table(head, cells),
        "",
        f"Goals: a new plan within 2 s, three best places within 0.2 s. `benchmarks.week {' '.join(options)}`",
    ]


def _scale(asked: argparse.Namespace) -> list[str]:
    options = ["--seconds", f"{asked.long:g}", "--seeds", str(asked.long_seeds), "--peers"]
    options += ["--executor", "none,processes"]
    cells = [
        [
            f"{one['routes']} × {one['visits']}",
            one["solver"] + ("" if one["executor"] == "none" else f" ({one['executor']})"),
            "–" if one["first_s"] is None else f"{one['first_s']:.2f} ({one['model_s']:.2f})",
            "–" if one["first_value"] is None else f"{one['first_value']:.0f}",
            "none" if one["value"] is None else str(one["value"]),
            "–" if one["memory_mb"] is None else f"{one['memory_mb']:.0f}",
            "killed at the limit" if one["killed"] else "",
        ]
        for one in _run("scale", *options)
    ]
    return [
        *table(
            ["routes × visits", "solver", "first plan (model), s", "its value", "best value", "memory, MB", ""], cells
        ),
        "",
        f"Goals: a first plan within 0.1 s and 2 s, below 1 GB at 600 × 6000. `benchmarks.scale {' '.join(options)}`",
    ]


PARTS = {"toptw": _toptw, "proof": _proof, "weeks": _weeks, "changes": _changes, "scale": _scale}


def _run(name: str, *options: str) -> Told:
    """Run one benchmark; gives its rows."""
    print(f"{name} {' '.join(options)}", file=sys.stderr)
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *options], cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit(f"benchmarks.{name} ended with {done.returncode}: its faults stand above, nothing is written of it")
    (ROWS / f"{name}_last.jsonl").write_text(done.stdout, encoding="utf-8")
    return [json.loads(line) for line in done.stdout.splitlines()]


def _gap(cell: Result | None) -> str:
    return "–" if cell is None else f"{cell.gap:.2f}{'*' if cell.proved else ''}"


def _at_once(asked: argparse.Namespace) -> str:
    return "" if asked.jobs == 1 else f"{asked.jobs} runs at once, each one thread. "


def _bounded(some: Told) -> list[str]:
    bounds = [one["bound"] for one in some if one["bound"] is not None]
    gaps = [100 * one["gap"] for one in some if one["gap"] is not None]
    return [f"{median(bounds):.0f}" if bounds else "–", f"{median(gaps):.2f}" if gaps else "–"]


def _certified(some: Told) -> str:
    times = [one["certified_s"] for one in some if one["certified_s"] is not None]
    if not times:
        return "–"
    return f"{median(times):.1f}" + ("" if len(times) == len(some) else f" ({len(times)} of {len(some)})")


if __name__ == "__main__":
    main()
