"""Kernels are compiled once, for one set of types; a change makes them anew; whether they are there is told at once."""

import shutil
import subprocess
import sys

import numpy as np
import pytest
from small_week import NEEDS, SHIFTS, WORKERS, request

from planner.plan_week import plan_week
from planner.search import kernel_cache
from planner.search.compiled import KERNELS
from planner.search.kernel_cache import KernelPart, fingerprint, kernel_files
from planner.search.packing import pack
from planner.search.problem import Need, Option, ShiftKind, make_problem
from planner.search.solve import solve
from planner.search.warm import call_kernels


def toptw():
    """Give six places and two routes, without breaks, periods, gaps or joint visits."""
    xy = np.random.default_rng(3).integers(0, 60, (7, 2))
    ways = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)).astype(np.int32)
    options = [Option(k - 1, k, 10, ((20 * k, 20 * k + 90),)) for k in range(1, 7)]
    return make_problem(ways[None], [ShiftKind(0, 300, 0)], [0, 0], options, [Need((float(k),)) for k in range(1, 7)])


def types_of(kernel):
    """Give the types that a kernel was compiled for: here, or as it is kept (what it calls is then not loaded)."""
    found = (*kernel.signatures, *(key[0] for key in kernel._cache._cache_file._load_index()))
    return {str(types) for types in found}


def test_every_kernel_is_compiled_at_set_up_and_for_one_set_of_types_only():
    for part in KernelPart:
        call_kernels(part)
    never = [kernel.py_func.__name__ for kernel in KERNELS if not types_of(kernel)]
    assert never == [], "call these in planner.search.warm.call_kernels: somebody would wait for them"
    plan_week(request(NEEDS, SHIFTS, WORKERS), rounds=4)
    problem = toptw()
    solved = solve(problem, rounds=4)
    pack(problem, (), seconds=1.0, incumbent=solved.solution)
    twice = {kernel.py_func.__name__: types_of(kernel) for kernel in KERNELS if len(types_of(kernel)) > 1}
    assert twice == {}, "their arguments have other types now and then: another layout, whole numbers of another size"


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """Let the cache look at a copy of the sources."""
    shutil.copytree(kernel_cache.HERE, tmp_path / "search", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(kernel_cache, "HERE", tmp_path / "search")
    fingerprint.cache_clear()
    yield tmp_path / "search"
    fingerprint.cache_clear()


@pytest.mark.parametrize(
    ("changed", "search", "proof"),
    [("steps", True, True), ("compiled", True, True), ("pricing", False, True), ("solve", False, False)],
)
def test_what_is_kept_is_not_used_once_any_source_of_it_has_changed(sources, changed, search, proof):
    before = {part: fingerprint(part) for part in KernelPart}
    with (sources / f"{changed}.py").open("a") as file:
        file.write("# another version\n")
    fingerprint.cache_clear()
    after = {part: fingerprint(part) for part in KernelPart}
    assert [after[part] != before[part] for part in KernelPart] == [search, proof]


def test_kernels_come_from_files_that_are_hashed():
    hashed = {path.stem for part in KernelPart for path in kernel_files(part)}
    assert {kernel.py_func.__module__.rpartition(".")[2] for kernel in KERNELS} <= hashed


def test_whether_it_is_compiled_is_told_without_the_compiler():
    code = (
        "import sys; from planner.search.kernel_cache import is_warm; print(is_warm());"
        "assert not {'numba', 'ortools'} & set(sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() in {"True", "False"}


def test_it_is_cold_where_nothing_was_compiled_yet(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    kernel_cache.kernel_folder.cache_clear()
    try:
        assert kernel_cache.kernel_folder() == tmp_path / "kernels"
        assert not kernel_cache.is_warm()
        (tmp_path / "kernels").mkdir()
        for part in KernelPart:
            kernel_cache.mark_warm(part)
        assert kernel_cache.is_warm()
        (tmp_path / "kernels" / KernelPart.SEARCH).write_text("of another version")
        assert not kernel_cache.is_warm()
        assert kernel_cache.is_warm(KernelPart.PROOF)
    finally:
        kernel_cache.kernel_folder.cache_clear()


def test_a_place_that_cannot_be_written_is_none(monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/proc/nowhere")
    kernel_cache.kernel_folder.cache_clear()
    monkeypatch.setattr(kernel_cache, "_writable", lambda _folder: False)
    try:
        assert kernel_cache.kernel_folder() is None
        assert not kernel_cache.is_warm()
    finally:
        kernel_cache.kernel_folder.cache_clear()
