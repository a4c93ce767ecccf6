"""How the planner does on weeks: generated ones of 150 hotspots and 28 shifts, and those of the shipped city's teams.

Run: ``python -m benchmarks.week [--seconds 60] [--seeds 5] [--peers] [--kinds generated,shipped,changes]``. Each run is
a fresh process with one thread, as in ``benchmarks.toptw``; compiling is off the clock, making the model is on it.
Generated weeks have seeds 1, 2, … for the week and the search, and a checker of their own that works on days and hours.
The peer is one model of the whole week in OR-Tools' routing library.

Of the shipped teams' weeks those are planned that have 40 needs and 12 shifts of pairs or more, through `plan_week`.
Changes are a sick call in each of them, and the three best places for one more stop.

stdout has one JSON object a run, stderr what it says in words. The gap is (bound - value) / value.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.apart import ONE_THREAD, limit_of, run_apart
from benchmarks.course import certified_gap, course_of
from benchmarks.solvers import tell
from benchmarks.week_case import make_case, plan_of
from benchmarks.week_changes import prepare_changes
from benchmarks.week_check import BrokenPlanError, checked_value
from benchmarks.week_run import prepare_generated, prepare_shipped, shipped_request

CERTIFIED = 0.02
LEAST_NEEDS, LEAST_SHIFTS = 40, 12
WEEKS = ("2026-W49", "2027-W27")
KINDS = ("generated", "shipped", "changes")
REPLAN_S = 2.0


@dataclass(frozen=True, slots=True)
class Row:
    """One run.

    Attributes
    ----------
    week
        Which week: a seed, or a team and an ISO week.
    needs, shifts
        Hotspots that want visits, and shifts of pairs.
    value, bound, gap
        Of the plan; the bound and the gap are None where nothing is proved.
    first_s, first_value
        When the first plan came, and what it was worth.
    certified_s
        When the gap came within 2 %; None where it never did.
    """

    kind: str
    week: str
    needs: int
    shifts: int
    solver: str
    seed: int
    seconds: float
    value: float
    bound: float | None
    gap: float | None
    first_s: float | None
    first_value: float | None
    certified_s: float | None
    memory_mb: float | None


@dataclass(frozen=True, slots=True)
class ChangesRow:
    """Changes of one published week.

    Attributes
    ----------
    replan_s
        Seconds to a new plan after a sick call; ``before`` and ``after`` are the scores, ``changes`` the number of each
        kind next to the published plan with its ``stops``.
    insert_s, slowest_insert_s
        Seconds to the three best places for one more stop, median and most of the needs ``asked``; for some of them
        there is a place that breaks no rule.
    """

    kind: str
    week: str
    replan_s: float
    before: float
    after: float
    stops: int
    changes: dict[str, int]
    insert_s: float
    slowest_insert_s: float
    asked: int
    with_a_free_place: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Make every run; 1 where one failed or broke a rule."""
    asked = parser().parse_args(arguments)
    os.environ.update(ONE_THREAD)
    return tell(runs(asked), words)


def parser() -> argparse.ArgumentParser:
    """Give what the command line may say."""
    told = argparse.ArgumentParser(
        prog="python -m benchmarks.week", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    told.add_argument("--seconds", type=float, default=60.0, help="limit of a generated week (default 60)")
    told.add_argument("--shipped-seconds", type=float, default=30.0, help="budget of a shipped week (default 30)")
    told.add_argument("--seeds", type=int, default=5, help="generated weeks 1 to this (default 5)")
    told.add_argument("--peers", action="store_true", help="also ortools on the generated weeks")
    told.add_argument("--kinds", type=kinds_of, default=KINDS, help=f"of {', '.join(KINDS)} (default: all)")
    return told


def kinds_of(text: str) -> tuple[str, ...]:
    """Read names of kinds."""
    kinds = tuple(text.split(","))
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: there are {', '.join(KINDS)}")
    return kinds


def runs(asked: argparse.Namespace) -> Iterator[tuple[Row | ChangesRow | None, str]]:
    """Make the runs one after the other."""
    if "generated" in asked.kinds:
        for seed in range(1, asked.seeds + 1):
            for solver in ("faltplan", *(("ortools",) if asked.peers else ())):
                yield generated(solver, seed, asked.seconds)
    weeks = shipped_weeks() if {"shipped", "changes"} & set(asked.kinds) else []
    for team, week in weeks:
        if "shipped" in asked.kinds:
            yield shipped(team, week, asked.shipped_seconds)
    for team, week in weeks:
        if "changes" in asked.kinds:
            yield changes(team, week)


def shipped_weeks() -> list[tuple[str, str]]:
    """Give the teams and weeks of the shipped city that are big enough."""
    from geo.reference import city_folder  # noqa: PLC0415

    found = []
    for path in sorted((city_folder() / "teams").glob("*.toml")):
        for week in WEEKS:
            request = shipped_request(path.stem, week)
            if len(request.needs) >= LEAST_NEEDS and sum(s.pairs for s in request.shifts) >= LEAST_SHIFTS:
                found.append((path.stem, week))
    return found


def generated(solver: str, seed: int, seconds: float) -> tuple[Row | None, str]:
    """Plan one generated week, and check the plan."""
    case = make_case(seed)
    ran = run_apart(
        prepare_generated, {"solver": solver, "seed": seed, "seconds": seconds}, kill_after_s=limit_of(seconds)
    )
    if ran.told is None:
        return None, f"generated week {seed}, {solver}: {ran.fault}"
    try:
        value = checked_value(case, plan_of(case, ran.told["routes"]))
    except BrokenPlanError as error:
        return None, f"generated week {seed}, {solver}: {error}"
    course = course_of(ran.told["points"])
    row = Row(
        kind="generated",
        week=str(seed),
        needs=len(case.service) - 1,
        shifts=14 * case.pairs,
        solver=solver,
        seed=seed,
        seconds=seconds,
        value=value,
        bound=course.bound,
        gap=certified_gap(value, course.bound),
        first_s=course.first_s,
        first_value=course.first_value,
        certified_s=course.within(CERTIFIED),
        memory_mb=ran.memory_mb,
    )
    return row, f"generated week {seed}, {solver}: {ran.fault}; its last plan counts" if ran.fault else _doubt(row)


def shipped(team: str, week: str, seconds: float) -> tuple[Row | None, str]:
    """Plan one shipped week."""
    request = shipped_request(team, week)
    task = {"team": team, "week": week, "seed": 1, "seconds": seconds}
    ran = run_apart(prepare_shipped, task, kill_after_s=limit_of(seconds))
    if ran.told is None or ran.told["faults"]:
        return None, f"{team}, {week}: {ran.fault} {ran.told['faults'] if ran.told else ''}"
    course = course_of(ran.told["points"])
    row = Row(
        kind="shipped",
        week=f"{team} {week}",
        needs=len(request.needs),
        shifts=sum(shift.pairs for shift in request.shifts),
        solver="faltplan",
        seed=1,
        seconds=seconds,
        value=ran.told["value"],
        bound=ran.told["bound"],
        gap=certified_gap(ran.told["value"], ran.told["bound"]),
        first_s=course.first_s,
        first_value=course.first_value,
        certified_s=course.within(CERTIFIED),
        memory_mb=ran.memory_mb,
    )
    return row, _doubt(row)


def changes(team: str, week: str) -> tuple[ChangesRow | None, str]:
    """Change one shipped week."""
    ran = run_apart(prepare_changes, {"team": team, "week": week, "seconds": REPLAN_S}, kill_after_s=60.0)
    if ran.told is None or ran.told["faults"]:
        return None, f"{team}, {week}, changed: {ran.fault} {ran.told['faults'] if ran.told else ''}"
    told = {key: value for key, value in ran.told.items() if key != "faults"}
    return ChangesRow(kind="changes", week=f"{team} {week}", **told), ""


def _doubt(row: Row) -> str:
    wrong = row.bound is not None and row.value > row.bound + 1e-6
    return f"{row.kind} week {row.week}: {row.value} is more than its bound {row.bound}" if wrong else ""


def words(row: Row | ChangesRow) -> str:
    """Give a row as a sentence."""
    if isinstance(row, ChangesRow):
        counts = ", ".join(f"{count} {kind}" for kind, count in row.changes.items())
        return (
            f"{row.week} after a sick call: {row.replan_s:.2f} s, {row.before:.0f} to {row.after:.0f}, {counts} of "
            f"{row.stops} stops; one more stop: {row.insert_s:.2f} s, slowest {row.slowest_insert_s:.2f} s"
        )
    said = f"{row.kind} week {row.week}, {row.needs} needs on {row.shifts} shifts, {row.solver}: {row.value:.0f}"
    if row.bound is not None and row.gap is not None:
        said += f" of at most {row.bound:.0f} ({row.gap:.1%})"
    if row.first_s is not None:
        said += f"; first plan after {row.first_s:.2f} s"
    return said + ("" if row.certified_s is None else f", within {CERTIFIED:.0%} after {row.certified_s:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
