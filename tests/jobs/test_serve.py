"""`faltplan serve` supervises web and worker: restarts what dies, ends what it began."""

import os
import re
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from web.jobs.orders import PlanOrder
from web.store.tables.jobs import JobState


@pytest.fixture
def backend():
    """Name the one kind of database: the supervisor asks it whether it is ready, and no more."""
    return "sqlite"


def children(process):
    """Give the supervisor's children by what they do."""
    pids = " ".join(tasks.read_text() for tasks in Path(f"/proc/{process.pid}/task").glob("*/children")).split()
    found = {}
    for pid in pids:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        for name in (b"worker", b"serve"):
            if name in command and int(pid) != process.pid:
                found[name.decode()] = int(pid)
    return found


def answers(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310 - loopback
            return page.status == 200
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


@pytest.fixture
def served(installation, processes):
    """Give a supervisor whose web and worker are up, and its address."""
    process = installation.command("serve", FALTPLAN_PORT="0", FALTPLAN_WORKER="one")
    address = installation.until(lambda: re.search(r"http://127.0.0.1:\d+/", installation.log()))[0]
    installation.until(lambda: answers(address))
    installation.until(lambda: len(children(process)) == 2)
    return process, address


def test_web_and_worker_are_started_restarted_and_ended(installation, served, processes):
    process, address = served
    asked = installation.jobs.submit(PlanOrder("en", "2026-W49", seconds=0.5))
    assert installation.ended(asked.id).state is JobState.DONE
    assert len(re.findall(r"http://", installation.log())) == 1, "the address is told once"
    before = children(process)
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    assert answers(address), "the address is open while the web is started anew"
    after = installation.until(lambda: now if len(now := children(process)) == 2 else None)
    assert not set(after.values()) & set(before.values())
    again = installation.jobs.submit(PlanOrder("tall", "2026-W49", seconds=0.5))
    assert installation.ended(again.id).state is JobState.DONE
    process.terminate()
    assert process.wait(15) == 0
    assert not any(processes.run(pid) for pid in after.values())


def test_the_children_end_where_the_supervisor_is_killed(installation, served, processes):
    process, _ = served
    installation.jobs.submit(PlanOrder("en", "2026-W49", seconds=60))
    worker = type("Worker", (), {"pid": children(process)["worker"]})
    (search,) = installation.until(lambda: processes.searches(worker))
    pids = [*children(process).values(), search]
    process.kill()
    process.wait()
    installation.until(lambda: not any(processes.run(pid) for pid in pids), 15)


def test_a_port_that_is_taken_and_a_database_that_is_not_ready_are_told(installation, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = installation.command("serve", FALTPLAN_PORT=str(taken.getsockname()[1]))
        assert process.wait(60) == 2
    assert "FALTPLAN_PORT" in installation.log()
    for command in (["serve"], ["serve", "--no-worker"], ["worker"]):
        empty = f"sqlite:///{tmp_path / 'empty.sqlite'}"
        process = installation.command(*command, FALTPLAN_PORT="0", FALTPLAN_DATABASE_URL=empty)
        assert process.wait(60) == 2
    assert installation.log().count("faltplan migrate") + installation.log().count("does not answer") >= 3
    assert "Traceback" not in installation.log()


def test_a_worker_whose_name_is_taken_ends_the_supervisor_with_what_it_says(installation):
    installation.worker("one")
    installation.until(lambda: "does jobs" in installation.log())
    began = time.monotonic()
    process = installation.command("serve", FALTPLAN_PORT="0", FALTPLAN_WORKER="one")
    assert process.wait(90) == 2
    assert time.monotonic() - began < 90
    assert "FALTPLAN_WORKER" in installation.log()
