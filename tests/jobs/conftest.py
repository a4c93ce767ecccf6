"""An installation of the tiny city with real workers, each a process of its own."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from web.jobs.jobs import Jobs
from web.lead.actions import load_city
from web.parts import Parts
from web.settings import Settings
from web.store.tables.jobs import Job

ROOT = Path(__file__).parents[2]
LILLEBY = ROOT / "tests" / "cities" / "lilleby"
COMMAND = [sys.executable, "-c", "from web.cli import main; main()"]


@dataclass
class Installation:
    """One database, and the processes that work on it."""

    parts: Parts
    jobs: Jobs
    processes: list[subprocess.Popen] = field(default_factory=list)

    @property
    def store(self):
        return self.parts.store

    def environment(self, **more):
        settings = self.parts.settings
        kept = {k: v for k, v in os.environ.items() if not k.startswith("FALTPLAN_")}
        ours = {
            "FALTPLAN_HOME": str(settings.home),
            "FALTPLAN_CITY": str(LILLEBY),
            "FALTPLAN_DATABASE_URL": settings.database,
            "FALTPLAN_LANG": "en",
            "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": str(ROOT),
        }
        return {**kept, **ours, **more}

    def run(self, *command, files=(), **environment):
        """Start a process of the program; its output goes into a file beside the database."""
        log = self.parts.settings.home / "log.txt"
        with log.open("ab") as out:
            process = subprocess.Popen(
                list(map(str, command)),
                cwd=ROOT,
                env=self.environment(**environment),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=files,
            )
        self.processes.append(process)
        return process

    def command(self, *words, **environment):
        """Start a command of the program."""
        return self.run(*COMMAND, *words, **environment)

    def worker(self, name="one", **environment):
        """Start a worker."""
        return self.command("worker", FALTPLAN_WORKER=name, **environment)

    def log(self):
        """Give what the processes said."""
        return (self.parts.settings.home / "log.txt").read_text(encoding="utf-8")

    def row(self, job):
        with self.store.read() as session:
            return session.scalars(select(Job).where(Job.id == job)).one()

    def until(self, found, seconds=60.0):
        """Wait until something is so, and give it."""
        end = time.monotonic() + seconds
        while not (result := found()):
            assert time.monotonic() < end, self.log()[-4000:]
            time.sleep(0.02)
        return result

    def ended(self, job, seconds=60.0):
        """Wait until a job has ended, and give it."""
        return self.until(lambda: None if (info := self.jobs.get(job)).under_way else info, seconds)

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.store.close()


@pytest.fixture
def installation(compiled, database_url, tmp_path):
    """Give an installation whose store holds the tiny city."""
    parts = Parts.of(Settings(home=tmp_path, city=LILLEBY, database_url=database_url, worker="tests"))
    load_city(parts.store, LILLEBY)
    made = Installation(parts, Jobs(parts.store))
    (tmp_path / "log.txt").touch()
    yield made
    made.close()


def searches(process):
    """Give the pids of the searches that a worker has under way."""
    found = []
    for tasks in Path(f"/proc/{process.pid}/task").glob("*/children"):
        try:
            pids = tasks.read_text().split()
            found += [int(pid) for pid in pids if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        except OSError:
            continue
    return found


def runs(pid):
    """Tell whether a process runs."""
    try:
        return "zombie" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@pytest.fixture
def processes():
    """Give what tells of processes."""
    if not Path("/proc/self/task").exists():
        pytest.skip("/proc tells nothing of processes here")
    return type("Processes", (), {"searches": staticmethod(searches), "run": staticmethod(runs)})
