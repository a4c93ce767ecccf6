"""Real databases for the tests: SQLite files, and a PostgreSQL with PostGIS that is started and stopped here."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from web.store.migrate import migrate

BACKENDS = tuple(os.environ.get("FALTPLAN_TEST_BACKENDS", "sqlite postgresql").split())


def postgresql_programs() -> Path | None:
    """Give the folder of initdb and postgres; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).resolve().parent if named else None


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def as_servant() -> dict[str, object]:
    """Give how a server is started: PostgreSQL refuses to run as root, so root hands it to its own account."""
    if os.geteuid() != 0:
        return {}
    servant = pwd.getpwnam("postgres")
    return {"user": servant.pw_uid, "group": servant.pw_gid, "extra_groups": []}


@dataclass
class PostgreSQL:
    """A PostgreSQL server of the tests' own, on a free port of this computer, in a folder of its own."""

    folder: Path
    programs: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None
    _names: Iterator[int] = field(default_factory=count)

    def start(self) -> None:
        options = ["-F", "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.folder}"]
        options += ["-c", "fsync=off" if not os.environ.get("FALTPLAN_TEST_FSYNC") else "fsync=on"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *options],
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                **as_servant(),
            )
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            self.process.wait(30)

    def url(self, name: str) -> str:
        return f"postgresql://faltplan@127.0.0.1:{self.port}/{name}"

    def run(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)

    def new_database(self, template: str | None = None) -> str:
        name = f"t{next(self._names)}"
        self.run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        if template is None:
            self.run("CREATE EXTENSION postgis", name)
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """Make a cluster in a new folder, start it, and take everything away at the end."""
    programs = postgresql_programs()
    if programs is None:
        raise FileNotFoundError("PostgreSQL is not installed (Debian: apt-get install postgresql-15-postgis-3)")
    folder = Path(tempfile.mkdtemp(prefix="faltplan-pg-"))
    servant = as_servant()
    if servant:
        os.chown(folder, servant["user"], servant["group"])
    server = PostgreSQL(folder, programs)
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "faltplan", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **servant,
        )
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Databases:
    """Hands out databases that have the newest tables and no rows."""

    folder: Path
    postgresql: PostgreSQL | None = None
    _made: list[str] = field(default_factory=list)
    _names: Iterator[int] = field(default_factory=count)

    def new(self, backend: str) -> str:
        """Give the address of a new, empty, migrated database."""
        if backend == "sqlite":
            template = self.folder / "template.sqlite"
            if not template.exists():
                migrate(f"sqlite:///{template}")
            file = self.folder / f"{next(self._names)}.sqlite"
            shutil.copy(template, file)
            return f"sqlite:///{file}"
        assert self.postgresql is not None
        if "template" not in self._made:
            self.postgresql.run("CREATE DATABASE empty")
            self.postgresql.run("CREATE EXTENSION postgis", "empty")
            migrate(self.postgresql.url("empty"))
            self._made.append("template")
        name = self.postgresql.new_database("empty")
        return self.postgresql.url(name)

    def bare(self, backend: str) -> str:
        """Give the address of a new database without any table of ours."""
        if backend == "sqlite":
            return f"sqlite:///{self.folder / f'{next(self._names)}.sqlite'}"
        assert self.postgresql is not None
        return self.postgresql.url(self.postgresql.new_database())

    def drop(self, url: str) -> None:
        """Take a database away."""
        if self.postgresql and url.startswith("postgresql"):
            self.postgresql.drop(url.rpartition("/")[2])
