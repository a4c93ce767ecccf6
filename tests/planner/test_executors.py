"""A process that is killed in the middle costs time, not the plan: in a pool of our own and on a Dask cluster."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from big_week import a_week
from check_solution import check_solution

from planner.search.executors import ExecutorError, Processes, executor_setting, open_executor
from planner.search.parts import Parts

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 15_000


def searched(executor, *, report=None):
    """Search a week, killing on the way whatever ``report`` kills."""
    problem = a_week(3)
    parts = Parts(problem, seed=5, executor=executor)
    parts.run(rounds=ROUNDS, report=report)
    found = parts.solution()
    assert check_solution(problem, found.routes, found.starts) == pytest.approx(found.value)
    return found


@pytest.fixture(scope="module")
def alone():
    """What comes of a search that nobody helps."""
    return searched(None)


def gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    with suppress(OSError):
        return stat.read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def wait_for(condition, *, seconds=20.0):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", "processes"),
        ("processes", "processes"),
        ("none", "none"),
        ("dask:tcp://10.0.0.5:8786", "dask:tcp://10.0.0.5:8786"),
        ("dask:tls://[::1]:8786", "dask:tls://[::1]:8786"),
    ],
)
def test_a_setting_names_an_executor(text, read):
    assert executor_setting(text) == read


@pytest.mark.parametrize("text", ["threads", "tcp://10.0.0.5:8786", "dask:", "dask:10.0.0.5", "dask:tcp://a b:1"])
def test_another_setting_is_refused_with_what_to_write(text):
    with pytest.raises(ValueError, match=r"dask:tcp://10\.0\.0\.5:8786"):
        executor_setting(text)


def test_none_opens_nothing():
    with open_executor("none") as executor:
        assert executor is None


def test_a_process_that_is_killed_costs_time_and_not_the_plan(alone):
    with Processes(2) as executor:
        first = executor.submit(os.getpid).result(timeout=60)
        kills = []

        def kill() -> None:
            if not kills:
                kills.append(first)
                os.kill(first, signal.SIGKILL)

        assert searched(executor, report=kill) == alone
        assert kills
        second = executor.submit(os.getpid).result(timeout=60)
        assert second != first
    wait_for(lambda: gone(second))
    with pytest.raises(RuntimeError, match="shut down"):
        executor.submit(os.getpid)


def test_processes_do_not_outlive_the_one_that_opened_them():
    code = (
        "import time; from multiprocessing import active_children; from planner.search.executors import open_executor\n"
        "if __name__ == '__main__':\n"
        "    with open_executor() as executor:\n"
        "        executor.submit(time.sleep, 600)\n"
        "        print([worker.pid for worker in active_children()], flush=True)\n"
        "        time.sleep(600)\n"
    )
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        workers = json.loads(owner.stdout.readline())
        assert workers
        assert not any(gone(pid) for pid in workers)
    finally:
        owner.kill()
        owner.wait()
        owner.stdout.close()
    wait_for(lambda: all(gone(pid) for pid in workers))


@pytest.fixture
def cluster(tmp_path):
    """Start a Dask scheduler and two workers; gives the scheduler's address and the workers."""
    pytest.importorskip("distributed")
    told = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__ADMIN__LOG_FORMAT": "%(message)s"}
    started = []

    def dask(*words: str) -> subprocess.Popen:
        with (tmp_path / f"log-{len(started)}").open("w") as log:
            call = [sys.executable, "-m", "dask", *words, "--no-dashboard", "--host", "127.0.0.1"]
            started.append(subprocess.Popen(call, env=environment, cwd=tmp_path, stdout=log, stderr=log))
        return started[-1]

    try:
        dask("scheduler", "--port", "0", "--scheduler-file", str(told))
        here = ["--scheduler-file", str(told), "--local-directory", str(tmp_path), "--nthreads", "1", "--no-nanny"]
        workers = [dask("worker", *here, "--name", f"worker-{i}") for i in range(2)]
        wait_for(told.exists, seconds=40)
        yield json.loads(told.read_text())["address"], started[0], workers
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def test_a_dask_worker_that_is_killed_costs_time_and_not_the_plan(cluster, alone):
    address, scheduler, workers = cluster
    with open_executor(f"dask:{address}") as executor:
        wait_for(lambda: executor.at_once == 2, seconds=40)
        kills = []

        def kill() -> None:
            if not kills:
                kills.append(executor.submit(os.getpid).result(timeout=60))
                os.kill(kills[0], signal.SIGKILL)

        assert searched(executor, report=kill) == alone
        assert kills[0] in [worker.pid for worker in workers]
        wait_for(lambda: executor.at_once == 1)
        for worker in workers:
            worker.kill()
        wait_for(lambda: executor.at_once == 0)
        assert searched(executor) == alone
        scheduler.kill()
        assert searched(executor) == alone


def test_a_scheduler_that_does_not_answer_is_told_with_what_to_do(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("planner.search.executors.ANSWER_S", 0.5)
    with (
        pytest.raises(ExecutorError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9: start one"),
        open_executor("dask:tcp://127.0.0.1:9"),
    ):
        pass


def test_without_dask_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExecutorError, match="pip install"), open_executor("dask:tcp://127.0.0.1:8786"):
        pass
