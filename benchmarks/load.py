"""Load on loopback: signed-in callers against our server and, in the same run, a small Flask and SQLite program.

Sixteen connections that stay open call without pause, nine reads to one write. Ours is ``faltplan serve`` as it is run:
web and worker, accounts, audit, headers. The other is ``load_peer.py`` on the same server (waitress, eight threads),
as durable as ours. Slices of a few seconds alternate between them, so that a noisy computer is noisy for both; the one
that is not called is idle. Each read is answered whole; ``--browser`` asks again with the ETag, as browsers do.

Afterwards every write that was acknowledged is looked for in the database, and the audit chain is verified.

Run: ``python -m benchmarks.load [--seconds 120] [--postgresql [URL]] [--browser] [--write]``. JSON goes to standard
output, a table to standard error; ``--write`` puts the table into ``docs/performance.md``.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from benchmarks.serving import FORM, ROOT, add_accounts, first_line, running, serving, sign_in
from web.lead.actions import load_city, plan_one
from web.parts import Parts
from web.settings import Settings
from web.store.audit import verify
from web.store.migrate import migrate
from web.store.store import Store
from web.store.tables.tips import Tip
from web.store.tables.visits import VisitRow

REPORT = ROOT / "docs" / "performance.md"
CONNECTIONS, WRITE_SHARE, SLICE_S = 16, 0.1, 5.0
TEAM, WEEK = "uppsokarteamet", "2026-W49"
HERE = Path(__file__).parent


@dataclass
class Tally:
    """What one server did over all slices."""

    name: str
    seconds: float = 0.0
    bytes: int = 0
    times_ms: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    cpu_s: float = 0.0
    memory_mib: float = 0.0

    def add(self, measured: dict[str, Any]) -> None:
        """Add what one slice measured."""
        self.seconds += measured["seconds"]
        self.bytes += measured["bytes"]
        self.errors += measured["errors"]
        self.acknowledged += measured["acknowledged"]
        for kind, times in measured["times_ms"].items():
            self.times_ms.setdefault(kind, []).extend(times)

    @property
    def all_ms(self) -> list[float]:
        """Every time, in milliseconds."""
        return [one for times in self.times_ms.values() for one in times]

    def told(self) -> dict[str, Any]:
        """Give the figures: throughput, times by what was called, errors, memory and processor."""
        calls = len(self.all_ms)
        return {
            "calls": calls,
            "per_second": round(calls / self.seconds, 1),
            "mb_per_second": round(self.bytes / self.seconds / 1e6, 1),
            **_percentiles(self.all_ms),
            "errors": len(self.errors),
            "first_errors": self.errors[:5],
            "memory_mib": round(self.memory_mib),
            "cpu_ms_per_call": round(1000 * self.cpu_s / calls, 2),
            "by_call": {
                kind: {"calls": len(times), **_percentiles(times)} for kind, times in sorted(self.times_ms.items())
            },
        }


@dataclass
class Server:
    """One server under load."""

    process: "subprocess.Popen[str]"
    port: int
    cookies: list[str]
    reads: list[tuple[float, str]]
    writes: list[tuple[float, str, str, dict[str, Any]]]
    tally: Tally

    def slice(self, seconds: float, seed: int, *, conditional: bool) -> dict[str, Any]:
        """Let the callers call for a while."""
        order = {
            "host": "127.0.0.1",
            "port": self.port,
            "seconds": seconds,
            "seed": seed,
            "cookies": self.cookies,
            "reads": self.reads,
            "writes": self.writes,
            "write_share": WRITE_SHARE,
            "conditional": conditional,
        }
        done = subprocess.run(
            [sys.executable, HERE / "load_client.py"],
            input=json.dumps(order),
            capture_output=True,
            text=True,
            check=True,
        )
        measured: dict[str, Any] = json.loads(done.stdout)
        return measured


def main() -> None:
    """Run the load and tell the figures."""
    options = _options()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="faltplan-load-")))
        url = f"sqlite:///{home / 'faltplan.sqlite'}"
        if options.postgresql is not None:
            url = options.postgresql or stack.enter_context(_postgresql())
        settings = Settings(home=home, database_url=url)
        _prepare(settings)
        ours = stack.enter_context(_ours(settings))
        peer = stack.enter_context(_peer(home))
        servers = (ours, peer)
        for server in servers:
            server.slice(options.warm, 0, conditional=options.browser)
        rounds = max(1, round(options.seconds / SLICE_S))
        for number in range(1, rounds + 1):
            for server in servers if number % 2 else servers[::-1]:
                before = _processor_s(server.process.pid)
                server.tally.add(server.slice(SLICE_S, number, conditional=options.browser))
                server.tally.cpu_s += _processor_s(server.process.pid) - before
            print(f"\r{number} of {rounds}", end="", file=sys.stderr)
        for server in servers:
            server.tally.memory_mib = _memory_mib(server.process.pid)
        kept = _kept(settings, ours.tally.acknowledged)
    told = _told(options, servers, kept, url)
    json.dump(told, sys.stdout, indent=1, ensure_ascii=False)
    print("\n" + _table(told), file=sys.stderr)
    if options.write:
        _write(told)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0, help="load on each server, in seconds")
    parser.add_argument("--warm", type=float, default=3.0, help="seconds that are not counted, before")
    parser.add_argument(
        "--postgresql", nargs="?", const="", metavar="URL", help="ours on PostgreSQL; starts one without URL"
    )
    parser.add_argument("--browser", action="store_true", help="ask with the ETag for what was read before")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    return parser.parse_args()


def _prepare(settings: Settings) -> None:
    """Make an installation with the example city, a planned week and sixteen accounts of its team."""
    migrate(settings.database)
    parts = Parts.of(settings)
    load_city(parts.store, parts.city)
    parts.plans.write(plan_one(parts.city, TEAM, WEEK, seconds=4.0))
    parts.basemap.geojson()
    add_accounts(parts, TEAM, ["lead" if number % 4 == 0 else "field" for number in range(CONNECTIONS)])
    parts.store.close()


@contextmanager
def _ours(settings: Settings) -> Iterator[Server]:
    with serving(settings) as (process, port):
        cookies = [sign_in(port, f"a{number}@example.org") for number in range(CONNECTIONS)]
        week = f"/plan/{TEAM}/{WEEK}"
        now = datetime.now(UTC)
        span = urlencode({"first": (now - timedelta(days=7)).isoformat(), "end": now.isoformat()})
        reads = [
            (0.4, week),
            (0.15, f"{week}/plan.geojson?lang=sv"),
            (0.15, f"{week}/map.js?lang=sv"),
            (0.3, f"/api/teams/{TEAM}/visits?{span}"),
        ]
        visit = {
            "hotspot": _hotspot(settings),
            "at": "{at}",
            "outcome": "done",
            "counts": {"men_25_64": 2},
            "note": "Kallt och blött.",
        }
        tip = {"lon": 18.0646, "lat": 59.3345, "worry": "sleeps_outside", "details": "Vid en busskur."}
        writes = [
            (0.8, "PUT", f"/api/teams/{TEAM}/visits/{{uuid}}", visit),
            (0.2, "PUT", f"/api/teams/{TEAM}/tips/{{uuid}}", tip),
        ]
        yield Server(process, port, cookies, reads, writes, Tally("Fältplan"))


@contextmanager
def _peer(home: Path) -> Iterator[Server]:
    command = [sys.executable, str(HERE / "load_peer.py"), str(home / "peer.sqlite")]
    with running(command, dict(os.environ), home / "peer.log") as process:
        port = int(first_line(process))
        cookies = []
        for number in range(CONNECTIONS):
            connection = HTTPConnection("127.0.0.1", port)
            connection.request("POST", "/login", urlencode({"user": number}), FORM)
            answer = connection.getresponse()
            answer.read()
            cookies.append(str(answer.headers["Set-Cookie"]).partition(";")[0])
            connection.close()
        reads = [(0.5, "/visits"), (0.5, "/api/visits")]
        visit = {"hotspot": "sergels-torg", "at": "{at}", "outcome": "done", "note": "Kallt och blött."}
        yield Server(process, port, cookies, reads, [(1.0, "POST", "/api/visits", visit)], Tally("Flask + SQLite"))


@contextmanager
def _postgresql() -> Iterator[str]:
    """Start the PostgreSQL of the tests, with everything that makes it durable."""
    sys.path.insert(0, str(ROOT / "tests"))
    os.environ["FALTPLAN_TEST_FSYNC"] = "1"
    from databases import running_postgresql  # noqa: PLC0415 - it lies with the tests

    with running_postgresql() as server:
        yield server.url(server.new_database())


def _hotspot(settings: Settings) -> str:
    from web.store.tables.places import HotspotRow  # noqa: PLC0415

    store = Store(settings.database, audit_key=b"")
    with store.read() as session:
        found = session.scalars(select(HotspotRow.id).where(HotspotRow.sensitivity == "teams")).first()
    store.close()
    if found is None:
        raise LookupError("the city has no place that every team sees")
    return found


def _kept(settings: Settings, acknowledged: list[str]) -> dict[str, Any]:
    """Look for every acknowledged write, and verify the audit."""
    parts = Parts.of(settings)
    with parts.store.read() as session:
        there = set(session.scalars(select(VisitRow.id))) | set(session.scalars(select(Tip.id)))
        faults = list(verify(session, parts.keys.audit_key))
    parts.store.close()
    return {
        "acknowledged": len(acknowledged),
        "lost": len(set(acknowledged) - there),
        "twice": len(acknowledged) - len(set(acknowledged)),
        "audit_faults": len(faults),
    }


def _told(options: argparse.Namespace, servers: tuple[Server, ...], kept: dict[str, Any], url: str) -> dict[str, Any]:
    ours, peer = (server.tally.told() for server in servers)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "computer": f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
        "database": "PostgreSQL" if urlsplit(url).scheme.startswith("postgres") else "SQLite",
        "seconds": options.seconds,
        "connections": CONNECTIONS,
        "write_share": WRITE_SHARE,
        "etags": options.browser,
        "ratio": round(ours["per_second"] / peer["per_second"], 2),
        "ours": ours,
        "peer": peer,
        "writes": kept,
    }


def _table(told: dict[str, Any]) -> str:
    """Write the figures as a table in Markdown."""
    rows = [
        ("calls a second", "per_second"),
        ("MB a second", "mb_per_second"),
        ("median, ms", "p50_ms"),
        ("99th percentile, ms", "p99_ms"),
        ("errors", "errors"),
        ("memory, MiB", "memory_mib"),
        ("processor a call, ms", "cpu_ms_per_call"),
    ]
    lines = [
        f"| {told['database']}{', ETags' if told['etags'] else ''} | Fältplan | Flask + SQLite |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {name} | {told['ours'][key]} | {told['peer'][key]} |" for name, key in rows]
    lines += [f"| ratio of calls | {told['ratio']} | 1 |", "", "| Fältplan's calls | calls | median, ms | 99th, ms |"]
    lines += ["| --- | --- | --- | --- |"]
    lines += [
        f"| `{kind}` | {one['calls']} | {one['p50_ms']} | {one['p99_ms']} |"
        for kind, one in told["ours"]["by_call"].items()
    ]
    return "\n".join([*lines, "", _sentence(told)])


def _sentence(told: dict[str, Any]) -> str:
    kept = told["writes"]
    return (
        f"Of {kept['acknowledged']} acknowledged writes {kept['lost']} are lost and {kept['twice']} double; "
        f"the audit has {kept['audit_faults']} faults. {told['seconds']:.0f} s of load on each, {told['at'][:10]}, "
        f"{told['computer']}."
    )


def _write(told: dict[str, Any]) -> None:
    """Put the table into its place in the document, between the marks of its database."""
    name = f"load {told['database'].lower()}{' etags' if told['etags'] else ''}"
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    text = REPORT.read_text(encoding="utf-8")
    if begin not in text:
        text = f"{text.rstrip()}\n\n{begin}\n{end}\n"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    REPORT.write_text(f"{before}{begin}\n{_table(told)}\n{end}{after}", encoding="utf-8")


def _percentiles(times: list[float]) -> dict[str, float]:
    if len(times) < 2:
        return {"p50_ms": round(times[0], 2), "p99_ms": round(times[0], 2)} if times else {"p50_ms": 0.0, "p99_ms": 0.0}
    cuts = statistics.quantiles(times, n=100)
    return {"p50_ms": round(cuts[49], 2), "p99_ms": round(cuts[98], 2)}


def _family(pid: int) -> list[int]:
    """Give a process and all that it started (Linux)."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def _memory_mib(pid: int) -> float:
    """Give the memory of a process and all that it started; what they share is counted once (PSS)."""
    kib = 0
    for one in _family(pid):
        told = Path(f"/proc/{one}/smaps_rollup").read_text()
        kib += int(told.partition("\nPss:")[2].split()[0])
    return kib / 1024


def _processor_s(pid: int) -> float:
    ticks = 0
    for one in _family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
