"""Where the parts of a big search run in the benchmark: nowhere else, in processes here, or on a Dask cluster here."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, wait
from contextlib import contextmanager
from pathlib import Path

from benchmarks.toptw_run import warm

ANSWER_S = 60.0


@contextmanager
def warm_executor(setting: str, *, workers: int) -> Iterator[Executor | None]:
    """Open an executor whose processes have compiled what they need.

    Parameters
    ----------
    setting
        ``none``, ``processes``, ``dask`` for a scheduler and workers that are started here, or the address of a
        scheduler as ``dask:tcp://host:port``.
    workers
        Workers to start for ``dask``.
    """
    from planner.search.executors import done_at_once, open_executor  # noqa: PLC0415

    with _here(workers) if setting == "dask" else _given(setting) as chosen, open_executor(chosen) as executor:
        if executor is not None:
            wait([executor.submit(warm) for _ in range(2 * done_at_once(executor))])
        yield executor


@contextmanager
def _given(setting: str) -> Iterator[str]:
    yield setting


@contextmanager
def _here(workers: int) -> Iterator[str]:
    """Start a scheduler and workers on loopback, each worker one process with one thread."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"
        dask = [sys.executable, "-m", "dask"]
        scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        worker = [
            *dask,
            "worker",
            "--host",
            "127.0.0.1",
            "--nthreads",
            "1",
            "--nworkers",
            str(workers),
            "--no-dashboard",
        ]
        quiet = {**os.environ, "DASK_LOGGING__DISTRIBUTED": "error"}
        started = [
            subprocess.Popen([*command, "--scheduler-file", str(file)], cwd=Path(__file__).parents[1], env=quiet)
            for command in (scheduler, [*worker, "--local-directory", folder])
        ]
        try:
            yield f"dask:{_address(file)}"
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait()


def _address(file: Path) -> str:
    deadline = time.monotonic() + ANSWER_S
    while time.monotonic() < deadline:
        if file.exists() and (text := file.read_text(encoding="utf-8")):
            address: str = json.loads(text)["address"]
            return address
        time.sleep(0.1)
    raise TimeoutError(f"the Dask scheduler told no address within {ANSWER_S:.0f} s")
