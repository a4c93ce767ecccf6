"""Killing workers, web and both at random moments: nothing that was acknowledged is lost, nothing is there twice.

``FALTPLAN_KILLS`` sets how many kills there are; a few unless it is set.
"""

import json
import os
import random
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from http.client import HTTPException
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from planner.check import check
from web.store.audit import verify
from web.store.tables.audit import AuditEntry
from web.store.tables.jobs import Job, JobState, PlanWork
from web.store.tables.places import HotspotRow
from web.store.tables.plans import PlanVersion
from web.store.tables.tips import Tip
from web.store.tables.visits import VisitRow
from web.supervise import listener

KILLS = int(os.environ.get("FALTPLAN_KILLS", "6"))
SEED = 20261203
TEAMS, WEEKS = ("en", "tall"), ("2026-W49", "2026-W50", "2026-W51")
SERVER = Path(__file__).with_name("write_server.py")


class Client(threading.Thread):
    """Somebody who writes all the time, and writes down on disk what was acknowledged before it writes on."""

    def __init__(self, port, hotspots, book, seed):
        super().__init__(daemon=True)
        self.port, self.hotspots, self.random = port, hotspots, random.Random(seed)
        self.book = book
        self.over = threading.Event()
        self.sent = self.refused = 0

    def run(self):
        with self.book.open("a", encoding="utf-8") as book:
            while not self.over.is_set():
                ident = str(UUID(int=self.random.getrandbits(128), version=4))
                kind = self._until_acknowledged(ident)
                if kind:
                    book.write(f"{kind} {ident}\n")
                    book.flush()
                    os.fsync(book.fileno())
                time.sleep(self.random.uniform(0, 0.05))

    def _until_acknowledged(self, ident):
        """Send, and send again what was not acknowledged, as a phone does."""
        while not self.over.is_set():
            try:
                return self._send(ident)
            except urllib.error.HTTPError as error:
                error.close()
                self.refused += 1
            except (OSError, HTTPException, ValueError):
                time.sleep(0.05)
        return None

    def _send(self, ident):
        chosen = random.Random(ident)
        self.sent += 1
        if chosen.random() < 0.6:
            told = {"team": "en", "hotspot": chosen.choice(self.hotspots), "at": "2026-12-03T18:00:00+01:00"}
            self._call("PUT", f"visits/{ident}", told)
            return "visit"
        if chosen.random() < 0.9:
            self._call("PUT", f"tips/{ident}", {"lon": 21.99, "lat": 60.1})
            return "tip"
        team, week = chosen.choice(TEAMS), chosen.choice(WEEKS)
        job = self._call("POST", f"plans/{team}/{week}", {"seconds": chosen.choice((2, 5))})
        return f"job:{job['id']}"

    def _call(self, method, path, told):
        call = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            json.dumps(told).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(call, timeout=20) as answer:  # noqa: S310
            return json.load(answer)


def test_killed_at_random_moments_nothing_acknowledged_is_lost_or_there_twice(installation, tmp_path, backend):
    chance = random.Random(SEED)
    opened = listener("127.0.0.1", 0)
    port = opened.getsockname()[1]
    with installation.store.read() as session:
        hotspots = sorted(session.scalars(select(HotspotRow.id).where(HotspotRow.sensitivity == "teams")))

    def web():
        return installation.run(sys.executable, SERVER, opened.fileno(), files=[opened.fileno()])

    running = {"web": web(), "worker": installation.worker("one")}
    clients = [Client(port, hotspots, tmp_path / f"book-{n}", SEED + n) for n in range(3)]
    for client in clients:
        client.start()
    begin, killed = time.monotonic(), Counter()
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.2, 6.0))
        target = chance.choice(("web", "worker", "both"))
        killed[target] += 1
        for name in ("web", "worker") if target == "both" else (target,):
            os.kill(running[name].pid, signal.SIGKILL)
        for name in ("web", "worker") if target == "both" else (target,):
            running[name].wait()
            running[name] = web() if name == "web" else installation.worker("one")
    kills_s = time.monotonic() - begin
    for client in clients:
        client.over.set()
    for client in clients:
        client.join(60)
    installation.until(lambda: not installation.jobs.list(under_way=True), 180)
    opened.close()
    assert sum(client.refused for client in clients) == 0, installation.log()[-4000:]
    report(installation, tmp_path, killed, kills_s, sum(client.sent for client in clients), backend)


def report(installation, tmp_path, killed, kills_s, sent, backend):
    books = [line.split() for book in tmp_path.glob("book-*") for line in book.read_text().splitlines()]
    visits = [ident for kind, ident in books if kind == "visit"]
    tips = [ident for kind, ident in books if kind == "tip"]
    jobs = {kind[4:] for kind, _ in books if kind.startswith("job:")}
    with installation.store.read() as session:
        kept_visits = session.scalars(select(VisitRow.id)).all()
        kept_tips = session.scalars(select(Tip.id)).all()
        ended = session.execute(select(Job.id, Job.state, Job.error)).all()
        versions = session.scalars(select(PlanVersion.job_id)).all()
        logged = session.scalars(select(AuditEntry.object_id).where(AuditEntry.action == "visit.logged")).all()
        kept_notes = session.scalars(select(AuditEntry.object_id).where(AuditEntry.action == "tip.left")).all()
        faults = list(verify(session, installation.store.audit_key))
        left = session.scalar(select(func.count()).select_from(PlanWork))
    lost = len(set(visits) - set(kept_visits)) + len(set(tips) - set(kept_tips)) + len(jobs - {row.id for row in ended})
    twice = sum(len(every) - len(set(every)) for every in (kept_visits, kept_tips, versions, logged, kept_notes))
    states = Counter(row.state if not row.error else f"{row.state}:{row.error}" for row in ended)
    print(
        f"\n{backend}: {sum(killed.values())} kills ({dict(killed)}) in {kills_s:.0f} s; {sent} calls, "
        f"{len(visits)} visits, {len(tips)} tips and {len(jobs)} jobs acknowledged; lost {lost}, twice {twice}; "
        f"jobs {dict(states)}"
    )
    assert visits
    assert tips
    assert lost == 0
    assert twice == 0
    assert faults == []
    assert left == 0
    assert sorted(logged) == sorted(kept_visits)
    assert sorted(kept_notes) == sorted(kept_tips)
    assert not {row.state for row in ended} & {JobState.WAITING, JobState.RUNNING}
    done = {row.id for row in ended if row.state == JobState.DONE}
    assert done == set(versions)
    for key in installation.parts.plans.list():
        assert check(installation.parts.plans.read(key.team, key.week)) == ()
