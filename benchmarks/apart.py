"""One solver in a fresh process: its clock, its limit, its memory; what overruns is killed with all it started.

The other process prepares first (imports, compiled code), says that it is ready, and only then does its clock run. What
it prints goes to stderr, so that stdout stays ours.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS")
ONE_THREAD = dict.fromkeys(THREADS, "1")
"""Environment in which libraries start no threads of their own."""

PREPARE_S = 900.0
"""Longest preparation: compiling everything on a cold machine takes minutes."""
LOOK_S = 0.1
PART_S = 10.0
"""What has told its answer may take so long to end what it started."""

Told = dict[str, Any]
Tell = Callable[[Told], None]
Prepare = Callable[[Told], Callable[[Tell], Told]]
"""From a task to what is then run on the clock; what it is told and tells are dictionaries of plain values. The run may
tell an answer before its last one, which counts where it is killed."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one run.

    Attributes
    ----------
    told
        The answer, or the last one that it told before it was killed; None where there is none.
    fault
        What went wrong; empty otherwise. ``late`` where it was killed at its limit.
    seconds, cpu_s
        Time on the clock, and processor time of the solver's own process meanwhile.
    memory_mb
        Sum of the peaks (VmHWM) of all processes of the run, in MB; None where the system does not tell.
    """

    told: Told | None
    fault: str = ""
    late: bool = False
    seconds: float = 0.0
    cpu_s: float = 0.0
    memory_mb: float | None = None


def finite(bound: float | None) -> float | None:
    """Give a bound, or None where it bounds nothing.

    Examples
    --------
    >>> finite(3.5), finite(float("inf"))
    (3.5, None)
    """
    return bound if bound is not None and isfinite(bound) else None


def limit_of(seconds: float) -> float:
    """Give when a run of so many seconds is killed: a second and a tenth later.

    Examples
    --------
    >>> limit_of(10.0)
    12.0
    """
    return seconds * 1.1 + 1.0


def run_apart(prepare: Prepare, task: Told, *, kill_after_s: float) -> Ran:
    """Run one task in a fresh process.

    Parameters
    ----------
    prepare
        A function of a module (it is found again by its name).
    kill_after_s
        Seconds on the clock after which everything that the run started is killed.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(theirs, prepare, task))
    process.start()
    theirs.close()
    peaks: dict[int, int] = {}
    before: Told | None = None
    try:
        word, value = _next(ours, time.monotonic() + PREPARE_S, process, peaks)
        if word == "ready":
            deadline = time.monotonic() + kill_after_s
            while (found := _next(ours, deadline, process, peaks))[0] == "before":
                before = found[1]
            word, value = found
            if word == "told":
                process.join(PART_S)
                return Ran(value["told"], seconds=value["seconds"], cpu_s=value["cpu_s"], memory_mb=_total_mb(peaks))
        if word == "late":
            fault = f"killed after {kill_after_s:.0f} s"
            return Ran(before, fault, late=True, seconds=kill_after_s, memory_mb=_total_mb(peaks))
        process.join(5)
        return Ran(None, f"it ended with code {process.exitcode}; its own words are above")
    finally:
        _end(process)
        ours.close()


def _next(ours: Connection, deadline: float, process: BaseProcess, peaks: dict[int, int]) -> tuple[str, Any]:
    while True:
        said = ours.poll(LOOK_S)
        for pid, kilobytes in _memory(process.pid or 0):
            peaks[pid] = max(kilobytes, peaks.get(pid, 0))
        if said:
            try:
                return ours.recv()  # type: ignore[no-any-return]
            except EOFError:
                return "died", None
        if time.monotonic() > deadline:
            return "late", None


def _child(theirs: Connection, prepare: Prepare, task: Told) -> None:
    if hasattr(os, "setsid"):
        os.setsid()
        threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    os.dup2(2, 1)
    run = prepare(task)
    theirs.send(("ready", None))
    began, used = time.perf_counter(), time.process_time()
    told = run(lambda found: theirs.send(("before", found)))
    theirs.send(
        ("told", {"told": told, "seconds": time.perf_counter() - began, "cpu_s": time.process_time() - used}),
    )
    time.sleep(2 * LOOK_S)  # to be looked at once more


def _end_with(parent: int) -> None:
    """End this process, and all that it started, soon after whoever started it has died."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os.killpg(0, signal.SIGKILL)


def _memory(session: int) -> Iterator[tuple[int, int]]:
    """Give the processes of a session with the peak of each in kB; none where there is no /proc."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                peak = (folder / "status").read_text().partition("VmHWM:")[2].split()[0]
                yield int(folder.name), int(peak)


def _total_mb(peaks: dict[int, int]) -> float | None:
    return round(sum(peaks.values()) * 1024 / 1e6, 1) if peaks else None


def _end(process: BaseProcess) -> None:
    """Kill the run with all that it started."""
    if process.pid and hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()
    process.close()
