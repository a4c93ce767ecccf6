"""How the planner does on a whole city's week: 200 routes for 1,500 visits, and 600 routes for 6,000.

Run: ``python -m benchmarks.scale [--sizes 200x1500,600x6000] [--seconds 60] [--peers] [--executor none]``. Each run is
a fresh process with one thread, as in ``benchmarks.toptw``, unless ``--executor`` gives ours more of them. A run that
is a second and a tenth over its limit is killed, and what it told before counts. Making the model is on the clock.
Memory is the sum of the peaks (VmHWM) of all processes of a run, with Python and the libraries. A checker of its own
adds up what the routes are worth.

stdout has one JSON object a run, stderr what it says in words.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.apart import ONE_THREAD, limit_of, run_apart
from benchmarks.course import course_of
from benchmarks.scale_case import make_case
from benchmarks.scale_check import BrokenRouteError, checked_value
from benchmarks.scale_run import prepare
from benchmarks.solvers import FALTPLAN, ORTOOLS, VROOM, Solver, tell, what_is_missing

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One run; ``value`` and the first plan are None where there was no plan within the limit.

    ``model_s`` is the part of ``first_s`` that making the arrays or the model took.
    """

    routes: int
    visits: int
    solver: str
    executor: str
    seed: int
    seconds: float
    value: int | None
    bound: float | None
    model_s: float | None
    first_s: float | None
    first_value: float | None
    killed: bool
    memory_mb: float | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Make every run; 1 where one failed or broke a rule."""
    asked = parser().parse_args(arguments)
    os.environ.update(ONE_THREAD)
    solvers = [FALTPLAN, *((ORTOOLS, VROOM) if asked.peers else ())]
    for line in what_is_missing(solvers):
        print(line, file=sys.stderr)
    return tell(runs(asked, [one for one in solvers if one.version]), words)


def parser() -> argparse.ArgumentParser:
    """Give what the command line may say."""
    told = argparse.ArgumentParser(
        prog="python -m benchmarks.scale", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    told.add_argument("--sizes", type=sizes_of, default=sizes_of("200x1500,600x6000"), help="routes x visits")
    told.add_argument("--seconds", type=float, default=60.0, help="limit of each run (default 60)")
    told.add_argument("--seeds", type=int, default=1, help="seeds 1 to this for ours (default 1); the city stays")
    told.add_argument(
        "--executor",
        type=lambda text: text.split(","),
        default=["none"],
        help="where parts of ours run, one or more: none (one process), processes (one a core), dask (a scheduler and "
        "workers that are started here), dask:tcp://host:port (default none)",
    )
    told.add_argument("--workers", type=int, default=os.cpu_count() or 2, help="workers of `dask` (default: cores)")
    told.add_argument("--peers", action="store_true", help="also ortools and vroom")
    return told


def sizes_of(text: str) -> list[Size]:
    """Read ``200x1500,600x6000``."""
    found = []
    for part in text.split(","):
        routes, _, visits = part.partition("x")
        found.append((int(routes), int(visits)))
    return found


def runs(asked: argparse.Namespace, solvers: Sequence[Solver]) -> Iterator[tuple[Row | None, str]]:
    """Make the runs one after the other."""
    for size in asked.sizes:
        for solver in solvers:
            ours = solver is FALTPLAN
            for executor in asked.executor if ours else ["none"]:
                for seed in range(1, asked.seeds + 1 if ours else 2):
                    yield run(size, solver.name, seed, asked.seconds, executor=executor, workers=asked.workers)


def run(
    size: Size, solver: str, seed: int, seconds: float, *, executor: str = "none", workers: int = 2
) -> tuple[Row | None, str]:
    """Plan once, and check the plan; gives the row, and what went wrong."""
    routes, visits = size
    name = f"{routes} x {visits}, {solver}, {executor}"
    task = {
        "routes": routes,
        "visits": visits,
        "solver": solver,
        "seed": seed,
        "seconds": seconds,
        "executor": executor,
        "workers": workers,
    }
    ran = run_apart(prepare, task, kill_after_s=limit_of(seconds))
    if ran.told is None and not ran.late:
        return None, f"{name}: {ran.fault}"
    course = course_of(ran.told["points"] if ran.told else [])
    value = None
    if ran.told:
        try:
            value = checked_value(make_case(routes, visits), ran.told["routes"])
        except BrokenRouteError as error:
            return None, f"{name}: {error}"
    row = Row(
        routes=routes,
        visits=visits,
        solver=solver,
        executor=executor,
        seed=seed,
        seconds=seconds,
        value=value,
        bound=course.bound,
        model_s=ran.told["model_s"] if ran.told else None,
        first_s=course.first_s,
        first_value=course.first_value,
        killed=ran.late,
        memory_mb=ran.memory_mb,
    )
    wrong = value is not None and course.bound is not None and value > course.bound + 1e-6
    return row, f"{name}: {value} is more than its bound {course.bound}" if wrong else ""


def words(row: Row) -> str:
    """Give a row as a sentence."""
    said = f"{row.routes} x {row.visits}, {row.solver}{'' if row.executor == 'none' else f' ({row.executor})'}: "
    said += "no plan" if row.value is None else f"{row.value}"
    if row.first_s is not None:
        said += (
            f"; first plan of {row.first_value:.0f} after {row.first_s:.2f} s, {row.model_s:.2f} of them for the model"
        )
    if row.memory_mb is not None:
        said += f"; {row.memory_mb:.0f} MB"
    return said + (f"; killed at its limit of {row.seconds:.0f} s" if row.killed else "")


if __name__ == "__main__":
    sys.exit(main())
