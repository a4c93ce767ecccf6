"""The benchmark on team orienteering: what it reads, what its checker refuses, what it runs again, what it says."""

import json
import math
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import toptw, toptw_run
from benchmarks.apart import run_apart
from benchmarks.solvers import Solver, what_is_missing
from benchmarks.toptw_check import BrokenRouteError, checked_score
from benchmarks.toptw_instance import InstanceError, NoInstanceError, decimals_of, read_instance
from benchmarks.toptw_ortools import by_cp_sat, by_routing
from benchmarks.toptw_table import Row, best_seen, results_of, table_of

PLACES = [
    (0, 0, 0, 0, 0, 100),
    (3, 4, 10, 7, 0, 50),
    (6, 8, 10, 5, 20, 30),
    (0, 30, 5, 9, 40, 60),
    (-7, 1, 2, 1, 0, 80),
]


def write(path: Path, places=PLACES, *, header: str | None = None) -> Path:
    """Write an instance; each place is x, y, service, score, opens, closes."""
    rows = [header or f"4 2 {len(places) - 1} 1", "0 200"]
    for number, (x, y, service, score, opens, closes) in enumerate(places):
        listed = "0 0" if number == 0 else "1 1 1"
        rows.append(f"  {number} {x} {y} {service} {score} {listed} {opens} {closes}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_places_and_windows_are_read_in_tenths(tmp_path):
    read = read_instance(write(tmp_path / "c101.txt"))
    assert (read.name, read.decimals) == ("c101", 1)
    assert read.service.tolist() == [0, 100, 100, 50, 20]
    assert read.score.tolist() == [0, 7, 5, 9, 1]
    assert read.closes.tolist() == [1000, 500, 300, 600, 800]
    assert read.travel[0, :4].tolist() == [0, 50, 100, 300]


def test_distances_are_rounded_down(tmp_path):
    places = [(0, 0, 0, 0, 0, 100), (1, 1, 0, 1, 0, 9)]
    assert read_instance(write(tmp_path / "r101.txt", places)).travel[0, 1] == 14
    assert read_instance(write(tmp_path / "pr01.txt", places)).travel[0, 1] == 141


@pytest.mark.parametrize(
    ("name", "third", "decimals"),
    [
        ("pr11", False, 2),
        ("c201", True, 1),
        ("rc205", True, 1),
        ("50_r101", True, 1),
        ("town", True, 2),
        ("town", False, 1),
        ("spr1", True, 2),
        ("spr1", False, 1),
    ],
)
def test_the_decimals_follow_from_the_name_or_else_the_coordinates(name, third, decimals):
    assert decimals_of(name, [Decimal("3.500"), Decimal("1.204" if third else "1.20")]) == decimals


@given(st.lists(st.tuples(*[st.decimals(-99, 99, places=3)] * 2), min_size=2, max_size=6))
def test_a_distance_is_never_above_the_straight_line_and_never_a_unit_below(tmp_path_factory, xy):
    places = [(x, y, 0, 1, 0, 100) for x, y in xy]
    read = read_instance(write(tmp_path_factory.mktemp("pr") / "pr01.txt", places))
    for i, (x, y) in enumerate(xy):
        for j, (u, v) in enumerate(xy):
            square = (x - u) ** 2 + (y - v) ** 2
            low = int(read.travel[i, j])
            assert Decimal(low) ** 2 <= square * 10_000 < Decimal(low + 1) ** 2


def test_every_fault_is_told_with_its_line(tmp_path):
    path = write(tmp_path / "c101.txt", header="4 2 5 1")
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[3] = "1 3 4 10 7.5 1 1 1 0 50"
    lines[4] = "9 6 8 10 5 1 1 1 20 30"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InstanceError, match=r"line 4: .*scores none.*line 5: place 9"):
        read_instance(path)


def test_missing_places_are_told(tmp_path):
    with pytest.raises(InstanceError, match="5 places, and the first line says 9"):
        read_instance(write(tmp_path / "c101.txt", header="4 2 9 1"))


def test_another_text_is_no_instance(tmp_path):
    other = tmp_path / "pairs.txt"
    other.write_text("c101 2\n", encoding="utf-8")
    with pytest.raises(NoInstanceError):
        read_instance(other)


def test_the_checker_adds_up_what_is_reached_in_time(tmp_path):
    path = write(tmp_path / "c101.txt")
    assert checked_score(path, [[1, 2], [3]], most_routes=2, decimals=1) == 21
    assert checked_score(path, [], most_routes=1, decimals=1) == 0


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        ([[1], [2], [3]], "more than 2 routes"),
        ([[1, 1]], "visited twice"),
        ([[1], [1]], "visited twice"),
        ([[0]], "does not exist"),
        ([[5]], "does not exist"),
        ([[3, 2]], "place 2 has closed"),
    ],
)
def test_the_checker_refuses(tmp_path, routes, said):
    with pytest.raises(BrokenRouteError, match=said):
        checked_score(write(tmp_path / "c101.txt"), routes, most_routes=2, decimals=1)


def test_the_checker_wants_every_route_back_in_time(tmp_path):
    places = [*PLACES[:3], (0, 30, 50, 9, 40, 60)]
    with pytest.raises(BrokenRouteError, match="back too late"):
        checked_score(write(tmp_path / "c101.txt", places), [[3]], most_routes=1, decimals=1)


def test_a_hair_late_is_late(tmp_path):
    places = [(0, 0, 0, 0, 0, 100), (1, 1, 0, 1, 0, 1.4), (2, 2, 0, 1, 0, 2.7)]
    path = write(tmp_path / "c101.txt", places)
    assert checked_score(path, [[1]], most_routes=1, decimals=1) == 1
    with pytest.raises(BrokenRouteError):
        checked_score(path, [[1]], most_routes=1, decimals=2)
    with pytest.raises(BrokenRouteError):
        checked_score(path, [[1, 2]], most_routes=1, decimals=1)


def test_reader_and_checker_agree_on_every_real_distance(test_data):
    folder = test_data / "benchmarks" / "toptw"
    read = toptw.read_all(folder, [])
    assert len(read) >= 24
    random = np.random.default_rng(5)
    for instance in read.values():
        lines = [line.split() for line in instance.path.read_text(encoding="utf-8").splitlines()[2:] if line.strip()]
        assert instance.decimals == (2 if instance.name.startswith("pr") else 1)
        for a, b in random.integers(0, len(lines), (30, 2)).tolist():
            exact = math.dist(*(tuple(map(float, lines[k][1:3])) for k in (a, b))) * 10**instance.decimals
            assert instance.travel[a, b] == math.floor(exact + 1e-7)


def test_every_pair_of_the_list_has_a_best_known_score(test_data):
    folder = test_data / "benchmarks" / "toptw"
    pairs = toptw.pairs_of(toptw.parser().parse_args([str(folder), "--pairs", str(folder / "pairs.txt")]))
    assert len(pairs) == 14
    assert set(pairs) <= set(toptw.read_best_known(folder))


@pytest.fixture
def little(tmp_path):
    """A folder with two instances, a text that is none, and best-known scores."""
    folder = tmp_path / "instances"
    folder.mkdir()
    write(folder / "c101.txt")
    write(folder / "pr01.txt")
    (folder / "TOPTW_format.txt").write_text("* a text *\n", encoding="utf-8")
    (folder / "best_known.csv").write_text("instance,routes,score,basis\nc101,1,16,by hand\n", encoding="utf-8")
    return folder


def run(folder, *options):
    command = [sys.executable, "-m", "benchmarks.toptw", str(folder), "--seconds", "1", "--seeds", "1", *options]
    root = Path(toptw.__file__).parents[1]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)


def test_rows_are_all_that_stdout_has_and_finished_ones_are_skipped(little, tmp_path):
    out = tmp_path / "rows.jsonl"
    first = run(little, "--solvers", "ortools", "--routes", "1", "--out", str(out))
    rows = [json.loads(line) for line in first.stdout.splitlines()]
    assert [list(row) for row in rows] == [["instance", "m", "solver", "seed", "seconds", "score", "bound"]] * 2
    assert {(row["instance"], row["score"]) for row in rows} == {("c101", 21), ("pr01", 21)}
    assert first.stdout == out.read_text(encoding="utf-8")
    assert "left out: " in first.stderr
    assert "mean gap" in first.stderr
    assert first.returncode == 0
    again = run(little, "--solvers", "ortools", "--routes", "1-2", "--out", str(out), "--jobs", "2")
    assert [json.loads(line)["m"] for line in again.stdout.splitlines()] == [2, 2]
    assert "4 runs, 2 of them finished before" in again.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) == 4


def test_rows_that_stdout_is_appended_to_are_skipped_too(little, tmp_path):
    out = tmp_path / "rows.jsonl"
    row = Row("c101", 1, "ortools", 1, 1.0, 16, None)
    out.write_text(row.line() + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.toptw", str(little), "--routes", "1", "--solvers", "ortools"]
    with out.open("a", encoding="utf-8") as lines:
        done = subprocess.run(
            [*command, "--seconds", "1", "--seeds", "1"],
            cwd=Path(toptw.__file__).parents[1],
            stdout=lines,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
            timeout=60,
        )
    assert "2 runs, 1 of them finished before" in done.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--pairs", "no.txt"], "no.txt"),
        (["--routes", "0-2"], "not like 1-4"),
        (["--solvers", "gurobi"], "there are faltplan"),
        (["--seconds", "0"], "not above 0"),
        (["--pairs", "p", "--routes", "1"], "not allowed with"),
    ],
)
def test_arguments_that_make_no_sense_end_with_a_sentence(little, options, said, capsys):
    try:
        code = toptw.main([str(little), *options])
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_instances_is_told(tmp_path, capsys):
    assert toptw.main([str(tmp_path)]) == 2
    assert "holds no instance" in capsys.readouterr().err


def test_a_broken_line_of_pairs_is_told(little, tmp_path, capsys):
    pairs = tmp_path / "pairs.txt"
    pairs.write_text("c101 2\nc101 two\n", encoding="utf-8")
    assert toptw.main([str(little), "--pairs", str(pairs)]) == 2
    assert "line 2" in capsys.readouterr().err


def test_a_broken_file_of_rows_is_told(little, tmp_path, capsys):
    out = tmp_path / "rows.jsonl"
    out.write_text('{"instance": "c101"}\n', encoding="utf-8")
    assert toptw.main([str(little), "--out", str(out)]) == 2
    assert "not a row" in capsys.readouterr().err


def test_half_a_line_at_the_end_is_a_run_that_is_made_again(tmp_path):
    out = tmp_path / "rows.jsonl"
    row = Row("c101", 1, "ortools", 1, 1.0, 16, None)
    out.write_text(row.line() + "\n" + row.line()[:20], encoding="utf-8")
    assert toptw.finished_rows(out) == [row]


def test_what_is_not_installed_is_named_with_how_to_get_it():
    told = what_is_missing([Solver("ours", "ortools", "ortools"), Solver("theirs", "no-such-peer", "theirs")])
    assert len(told) == 1
    assert told[0].startswith("theirs is not installed")
    assert "make setup" in told[0]


def test_gaps_are_of_medians_to_the_best_seen_and_overruns_count_as_nothing():
    rows = [Row("c101", 2, "a", seed, 10, score, 100) for seed, score in enumerate((80, 90, 100), 1)]
    rows += [Row("c101", 2, "b", 1, 10, None, None)]
    best = best_seen(rows, {("c101", 2): 95})
    assert best == {("c101", 2): 100}
    found = results_of(rows, best)
    assert found["a"]["c101", 2].gap == pytest.approx(10)
    assert found["a"]["c101", 2].certified == pytest.approx(100 / 9)
    assert not found["a"]["c101", 2].proved
    assert found["b"]["c101", 2].gap == 100
    assert found["b"]["c101", 2].certified is None
    assert any("b overran on c101 2" in line for line in table_of(rows, {}))


def test_a_pair_is_proved_where_most_runs_prove_it():
    rows = [Row("c101", 2, "a", seed, 10, 100, bound) for seed, bound in enumerate((100, 101, 100), 1)]
    assert results_of(rows, best_seen(rows, {}))["a"]["c101", 2].proved
    assert any("1/1" in line for line in table_of(rows, {}))


def test_a_bound_below_a_checked_score_is_a_fault_and_below_a_known_one_a_doubt():
    row = Row("c101", 2, "a", 1, 10, 90, 95)
    assert toptw.wrong_bounds([row]) == []
    assert len(toptw.wrong_bounds([row, replace(row, solver="b", score=96, bound=None)])) == 1
    assert len(toptw.doubts([row], {("c101", 2): 99})) == 1


@pytest.mark.parametrize("solve", [by_routing, by_cp_sat])
def test_or_tools_finds_the_best_of_a_small_instance(tmp_path, solve):
    path = write(tmp_path / "c101.txt")
    routes, bound = solve(read_instance(path), 1, 1.0, 1)
    assert checked_score(path, routes, most_routes=1, decimals=1) == 21
    assert bound is None or bound == pytest.approx(21)


@pytest.mark.parametrize("name", ["faltplan", "pyvrp", "vroom", "vrp-cli"])
def test_a_solver_finds_the_best_of_a_small_instance(tmp_path, name):
    solver = toptw.SOLVERS[name]
    try:
        version(solver.package)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed: {solver.get}")
    row, said, fault = toptw.one_run(toptw.Run(read_instance(write(tmp_path / "c101.txt")), 1, solver, 1, 1.0))
    assert not fault, said
    assert row.score == 21


def prepare_sleep(task):
    """Prepare a run that tells one answer, and then takes longer than it may."""
    import time

    def run(tell):
        tell({"value": 1})
        time.sleep(task["seconds"])
        return {"value": 2}

    return run


def prepare_death(_task):
    """Prepare a run that kills itself."""
    import os

    return lambda _tell: os._exit(9)


def test_a_run_that_overruns_is_killed_and_what_it_told_before_is_kept():
    ran = run_apart(prepare_sleep, {"seconds": 30}, kill_after_s=0.5)
    assert ran.late
    assert ran.told == {"value": 1}
    assert "killed" in ran.fault


def test_a_run_within_its_limit_tells_its_answer_and_its_memory():
    ran = run_apart(prepare_sleep, {"seconds": 0.1}, kill_after_s=20)
    assert ran.told == {"value": 2}
    assert not ran.late
    assert ran.seconds >= 0.1
    assert ran.memory_mb is None or ran.memory_mb > 5


def test_a_run_that_dies_is_told_with_its_code():
    ran = run_apart(prepare_death, {}, kill_after_s=20)
    assert ran.told is None
    assert not ran.late
    assert "code 9" in ran.fault


def test_an_instance_becomes_one_shift_of_as_many_routes(tmp_path):
    instance = read_instance(write(tmp_path / "c101.txt"))
    problem = toptw_run.problem_of(instance, 3)
    assert problem.route_kind.tolist() == [0, 0, 0]
    assert problem.place.tolist() == [1, 2, 3, 4]
    assert problem.worth[:, 0].tolist() == [7, 5, 9, 1]
    assert problem.kind_end.tolist() == [1000]
    assert problem.win_hi.tolist() == [500, 300, 600, 800]
