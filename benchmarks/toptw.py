"""How the planner compares on the team orienteering problem with time windows (TOPTW), beside its peers in one run.

Run: ``python -m benchmarks.toptw DIR [--pairs FILE | --routes 1-4] --seconds 10 --seeds 5 --peers``. DIR holds
instances in the text format of KU Leuven, and ``best_known.csv`` (instance,routes,score) where it has one.

Every run is one fresh process with one thread. Imports, reading, and for ours compiling (numba), are off the clock;
the model is built on it. The limit is the same for all, and a run that is a second and a tenth over it is killed.
Every answer is scored by one checker that shares no code with a solver.

stdout has nothing but rows, one JSON object a line: instance, m, solver, seed, seconds (the limit), score (null where
it was killed) and bound (null where nothing is proved; rounded down, as scores are whole). stderr has the table.
"""

import argparse
import contextlib
import os
import stat
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import floor
from pathlib import Path

from benchmarks.apart import ONE_THREAD, limit_of, run_apart
from benchmarks.solvers import CP_SAT, FALTPLAN, ORTOOLS, PYVRP, VROOM, VRP_CLI, Solver, what_is_missing
from benchmarks.toptw_check import BrokenRouteError, checked_score
from benchmarks.toptw_instance import Instance, InstanceError, NoInstanceError, read_instance
from benchmarks.toptw_run import prepare
from benchmarks.toptw_table import Pair, Row, best_seen, read_best_known, table_of

PEERS = (PYVRP, VROOM, VRP_CLI, ORTOOLS)
SOLVERS = {one.name: one for one in (FALTPLAN, *PEERS, CP_SAT)}
MORE_THREADS = 1.3
"""A run that uses so many times more processor time than time on the clock has more than one thread."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run to make."""

    instance: Instance
    m: int
    solver: Solver
    seed: int
    seconds: float

    def row(self, score: int | None, bound: int | None) -> Row:
        """Give its row."""
        return Row(self.instance.name, self.m, self.solver.name, self.seed, self.seconds, score, bound)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the runs that are not made yet, and print the table; 1 where a run failed or broke a rule."""
    asked = parser().parse_args(arguments)
    folder: Path = asked.folder
    try:
        pairs = pairs_of(asked)
        instances = read_all(folder, pairs)
        old = finished_rows(asked.out)
    except (InstanceError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    solvers = [SOLVERS[name] for name in asked.solvers or ["faltplan"]]
    solvers += [
        one for one in (*(PEERS if asked.peers else ()), *((CP_SAT,) if asked.proof else ())) if one not in solvers
    ]
    for line in what_is_missing(solvers):
        print(line, file=sys.stderr)
    solvers = [one for one in solvers if one.version]
    pairs = (
        [pair for pair in pairs if pair[0] in instances] if pairs else [(n, m) for n in instances for m in asked.routes]
    )
    runs = [
        Run(instances[name], m, solver, seed, asked.seconds)
        for name, m in pairs
        for seed in range(1, asked.seeds + 1)
        for solver in solvers
    ]
    wanted = {run.row(None, None).key for run in runs}
    rows = {row.key: row for row in old if row.key in wanted}
    todo = [run for run in runs if run.row(None, None).key not in rows]
    print(f"{len(runs)} runs, {len(rows)} of them finished before", file=sys.stderr)
    os.environ.update(ONE_THREAD)
    faults = make_runs(todo, rows, asked.out, asked.jobs)
    known = read_best_known(folder)
    made = [rows[key] for key in (run.row(None, None).key for run in runs) if key in rows]
    faults += wrong_bounds(made)
    for line in [*(table_of(made, known) if made else []), *doubts(made, known), *faults]:
        print(line, file=sys.stderr)
    return 1 if faults else 0


def parser() -> argparse.ArgumentParser:
    """Give what the command line may say."""
    told = argparse.ArgumentParser(
        prog="python -m benchmarks.toptw", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    told.add_argument("folder", type=Path, metavar="DIR", help="folder of instances")
    which = told.add_mutually_exclusive_group()
    which.add_argument("--pairs", type=Path, metavar="FILE", help="lines of instance and number of routes: c101 2")
    which.add_argument(
        "--routes", type=routes_of, default=[1, 2, 3, 4], metavar="1-4", help="numbers of routes for every instance"
    )
    told.add_argument("--seconds", type=positive, default=10.0, help="limit of each run on the clock (default 10)")
    told.add_argument("--seeds", type=int, default=5, help="seeds 1 to this (default 5); medians are over seeds")
    told.add_argument("--peers", action="store_true", help="also pyvrp, vroom, vrp-cli and ortools")
    told.add_argument("--proof", action="store_true", help="also cp-sat, which is weak at routes but proves bounds")
    told.add_argument("--solvers", type=solvers_of, metavar="A,B", help=f"these only: {', '.join(SOLVERS)}")
    told.add_argument("--jobs", type=int, default=1, help="runs at once, each one thread (default 1)")
    told.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="also append rows to FILE, and skip what is finished in it (same instance, m, solver, seed and seconds); "
        "without it, rows that `>> FILE` finds on stdout are skipped so",
    )
    return told


def routes_of(text: str) -> list[int]:
    """Read ``1-4`` or ``2`` or ``1,3``."""
    found: list[int] = []
    for part in text.split(","):
        lo, _, hi = part.partition("-")
        found += range(int(lo), int(hi or lo) + 1)
    if not found or min(found) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not like 1-4")
    return found


def positive(text: str) -> float:
    """Read a number above 0."""
    if float(text) <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return float(text)


def solvers_of(text: str) -> list[str]:
    """Read names of solvers."""
    names = text.split(",")
    if unknown := [name for name in names if name not in SOLVERS]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: there are {', '.join(SOLVERS)}")
    return names


def pairs_of(asked: argparse.Namespace) -> list[Pair]:
    """Read the pairs; none where every instance is wanted.

    Raises
    ------
    ValueError
        A line is not an instance and a number.
    """
    if asked.pairs is None:
        return []
    pairs = []
    for number, line in enumerate(asked.pairs.read_text(encoding="utf-8").splitlines(), 1):
        words = line.replace(",", " ").split()
        if words and (len(words) != 2 or not words[1].isdecimal()):
            raise ValueError(f"{asked.pairs}, line {number}: {line!r} is not an instance and its number of routes")
        pairs += [(words[0].removesuffix(".txt"), int(words[1]))] if words else []
    return pairs


def read_all(folder: Path, pairs: Sequence[Pair]) -> dict[str, Instance]:
    """Read the instances of the pairs, or else all in the folder; other texts are named and left out."""
    if pairs:
        return {name: read_instance(folder / f"{name}.txt") for name, _ in pairs}
    found = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            found[path.stem] = read_instance(path)
        except NoInstanceError as error:
            print(f"left out: {error}", file=sys.stderr)
    if not found:
        raise InstanceError(f"{folder} holds no instance (*.txt)")
    return found


def finished_rows(out: Path | None) -> list[Row]:
    """Give the rows of earlier runs in ``--out``, else in the file that stdout is appended to."""
    if out is None:
        return _rows_on_stdout()
    if not out.exists():
        return []
    return [Row.of_line(line) for line in _lines(out)]


def _rows_on_stdout() -> list[Row]:
    rows = []
    with contextlib.suppress(ImportError, OSError, ValueError):
        import fcntl  # noqa: PLC0415

        out = sys.stdout.fileno()
        if stat.S_ISREG(os.fstat(out).st_mode) and fcntl.fcntl(out, fcntl.F_GETFL) & os.O_APPEND:
            for line in _lines(Path(f"/dev/fd/{out}")):
                with contextlib.suppress(ValueError):
                    rows.append(Row.of_line(line))
    return rows


def _lines(path: Path) -> list[str]:
    """Give whole lines: half a one is a run that was stopped."""
    return [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]


def make_runs(
    todo: Sequence[Run], rows: dict[tuple[str, int, str, int, float], Row], out: Path | None, jobs: int
) -> list[str]:
    """Make runs, some at once, and write each row as it comes; gives what went wrong."""
    lock = threading.Lock()
    faults: list[str] = []

    def make(run: Run) -> None:
        row, said, fault = one_run(run)
        with lock:
            print(said, file=sys.stderr, flush=True)
            if fault:
                faults.append(said)
            if row is not None:
                rows[row.key] = row
                print(row.line(), flush=True)
                if out is not None:
                    with out.open("a", encoding="utf-8") as lines:
                        lines.write(row.line() + "\n")

    with ThreadPoolExecutor(jobs) as pool:
        try:
            for done in [pool.submit(make, run) for run in todo]:
                done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return faults


def one_run(run: Run) -> tuple[Row | None, str, bool]:
    """Make one run: its row (None where it failed), what to say of it, and whether that is a fault."""
    name = f"{run.instance.name} {run.m}, {run.solver.name}, seed {run.seed}"
    task = {
        "path": str(run.instance.path),
        "m": run.m,
        "solver": run.solver.name,
        "module": run.solver.module,
        "seconds": run.seconds,
        "seed": run.seed,
    }
    ran = run_apart(prepare, task, kill_after_s=limit_of(run.seconds))
    if ran.late:
        return run.row(None, None), f"{name}: overran, {ran.fault}", False
    if ran.told is None:
        return None, f"{name}: failed, {ran.fault}", True
    try:
        score = checked_score(run.instance.path, ran.told["routes"], most_routes=run.m, decimals=run.instance.decimals)
    except BrokenRouteError as error:
        return None, f"{name}: its answer breaks a rule: {error}", True
    bound = None if ran.told["bound"] is None else floor(ran.told["bound"] + 1e-6)
    said = f"{name}: {score}{'' if bound is None else f' of at most {bound}'} in {ran.seconds:.1f} s"
    if ran.cpu_s > MORE_THREADS * ran.seconds + 0.5:
        return None, f"{said}; it used {ran.cpu_s:.1f} s of processors, so it has more than one thread", True
    return run.row(score, bound), said, False


def wrong_bounds(rows: Sequence[Row]) -> list[str]:
    """Name the bounds that lie below a score that the checker found."""
    best = best_seen(rows, {})
    return [f"{said}, which was checked: the bound is wrong" for said in _below(rows, best)]


def doubts(rows: Sequence[Row], known: dict[Pair, int]) -> list[str]:
    """Name the bounds that lie below a best-known score: that score may be wrong too."""
    return [f"{said}, the best known: one of them is wrong" for said in _below(rows, known)]


def _below(rows: Sequence[Row], scores: dict[Pair, int]) -> Iterator[str]:
    for row in rows:
        seen = scores.get((row.instance, row.m), 0)
        if row.bound is not None and row.bound < seen:
            yield f"{row.instance} {row.m}, {row.solver}, seed {row.seed}: its bound {row.bound} is below {seen}"


if __name__ == "__main__":
    sys.exit(main())
