"""A pair's phone in a real browser, and the house that it talks to: a server that is killed, a net that fails."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select

from web import create_app
from web.plan_turns import publish
from web.settings import Settings
from web.store.migrate import migrate
from web.store.place_rows import metric_point
from web.store.tables.places import HotspotRow
from web.store.tables.shifts_worked import CheckInRow
from web.store.tables.tips import Tip, TipStep
from web.store.tables.visits import VisitRow

TZ = ZoneInfo("Europe/Stockholm")
TEAM, DAY, PAIR = "uppsokarteamet", "2026-12-03", "Ek"
EVENING = datetime(2026, 12, 3, 17, 5, tzinfo=TZ)
ENDS = datetime(2026, 12, 3, 22, 30, tzinfo=TZ)
PIN = "271828"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "sv-SE"}

# The browser's clock, ahead by `window.ahead_ms`; what it counts itself (timers) runs as ever.
CLOCK = """
(() => {
  const Real = Date, began = Real.now();
  let ahead = %d;
  globalThis.moveClock = (ms) => { ahead += ms; };
  globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
})();
"""


class House:
    """A published week, somebody of the field, a server process behind a bad net, and what arrived there."""

    def __init__(self, home: Path, plan: Any, accounts: Any, proxy: Any) -> None:
        self.home, self.plan, self._accounts, self._proxy = home, plan, accounts, proxy
        self.ahead = EVENING - datetime.now(UTC)
        settings = Settings(home=home)
        migrate(settings.database)
        self.app = create_app(settings)
        self.parts = self.app.config["FALTPLAN"]
        self.parts.store.clock = lambda: datetime.now(UTC) + self.ahead
        self._fill()
        key = accounts.add_account(self.app, ("field", TEAM), name="Talgoxe")
        self.session = accounts.session_cookie(self.app, key)
        self.cookie = {}
        self.process: subprocess.Popen | None = None
        self.port = _free_port()
        self.start()
        self.proxy, self.faults = proxy.FaultProxy(self.port), tuple(proxy.Fault)
        self.address = f"http://127.0.0.1:{self.proxy.port}"
        self.cookie = {**self.session, "url": self.address, "httpOnly": True}

    def _fill(self) -> None:
        with self.parts.store.write("system") as work:
            for h in self.plan.request.hotspots:
                shape = {"type": "Point", "coordinates": [h.point.x, h.point.y]}
                values = {"shape": shape, "point": metric_point(h.point.x, h.point.y), "district": "Södermalm"}
                work.add(HotspotRow(id=h.id, name=h.name, kind=h.kind, sensitivity="teams", teams=[], **values,
                                    position="verified", meet=h.meet))  # fmt: skip
            work.note("city.loaded", "city", "test")
        self.publish(self.plan)

    def publish(self, plan: Any) -> None:
        """Publish a version of the week."""
        self.parts.plans.write(plan)
        seen = self.parts.plans.info(plan.team, plan.week).row_version
        with self.parts.store.write("system") as work:
            publish(work, plan.team, plan.week, expected=seen)

    def start(self) -> None:
        """Start the server, if it does not run, and wait until it answers."""
        if self.process is not None and self.process.poll() is None:
            return
        program = Path(__file__).with_name("offline_server.py")
        call = [sys.executable, str(program), str(self.home), str(self.port), str(self.ahead.total_seconds())]
        self.process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout.readline().strip() == "ready"

    def kill(self) -> None:
        """Kill the server as a power cut does."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def close(self) -> None:
        """Stop all of it."""
        self.proxy.shutdown()
        self.proxy.server_close()
        self.kill()
        self.parts.store.close()

    def visits(self) -> list[VisitRow]:
        """Give what arrived."""
        with self.parts.store.read() as session:
            return list(session.scalars(select(VisitRow)))

    def tips(self) -> list[Tip]:
        with self.parts.store.read() as session:
            return list(session.scalars(select(Tip)))

    def forget(self) -> None:
        """Let nothing have happened tonight."""
        with self.parts.store.write("system") as work:
            for table in (VisitRow, TipStep, Tip, CheckInRow):
                work.session.execute(delete(table))
            work.note("city.loaded", "city", "test")


def _free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@dataclass
class Phone:
    """One browser context: its tabs, and what its page has said was saved."""

    context: Any
    house: House
    tabs: list[Any] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, chromium: Any, house: House, *, theme: str = "dark", lang: str = "sv", **options: Any) -> "Phone":
        context = chromium.new_context(color_scheme=theme, reduced_motion="reduce", **(PHONE | options))
        return cls.within(context, house, lang=lang)

    @classmethod
    def within(cls, context: Any, house: House, *, lang: str = "sv") -> "Phone":
        context.add_init_script(CLOCK % round(house.ahead.total_seconds() * 1000))
        context.add_cookies(
            [house.cookie, {"name": "faltplan_lang", "value": lang, "url": house.address, "httpOnly": True}]
        )
        phone = cls(context, house)
        context.on("request", phone._note_request)
        return phone

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.house.address, "data:")):
            self.foreign.append(request.url)

    @property
    def page(self) -> Any:
        """The tab that was opened last."""
        return self.tabs[-1]

    def open_tab(self, path: str = "/field/offline") -> Any:
        page = self._new_page()
        page.set_default_timeout(25_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note_console)
        self.tabs.append(page)
        page.goto(self.house.address + path)
        return page

    def _new_page(self) -> Any:
        for _ in range(10):
            with suppress(Exception):  # the process that the browser had ready may be one that was killed
                return self.context.new_page()
            time.sleep(0.2)
        return self.context.new_page()

    def _note_console(self, message: Any) -> None:
        # A browser tells of every call that fails; that calls fail is what is tried here.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def choose_shift(self) -> None:
        """Choose tonight's pair, as the page of the field does."""
        answer = self.context.request.get(f"{self.house.address}/field/{TEAM}/{DAY}/{PAIR}")
        assert answer.ok, answer.status
        text = self.context.request.get(f"{self.house.address}/field?choose=1").text()
        token = text.split('name="csrf_token" value="')[1].split('"')[0]
        chosen = {"csrf_token": token, "team": TEAM, "day": DAY, "pair": PAIR}
        answer = self.context.request.post(
            f"{self.house.address}/field/pair", form=chosen, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert answer.ok, answer.status

    def prepare(self, pin: str = PIN) -> None:
        """Prepare for tonight."""
        page = self.open_tab()
        page.locator("#prepare [name=pin]").fill(pin)
        page.locator("#prepare [name=again]").fill(pin)
        page.locator("#prepare [type=submit]").click()
        self.wait_for("route")

    def wait_for(self, view: str, page: Any = None) -> None:
        (page or self.page).wait_for_selector(f"html[data-view={view}]", state="attached")

    def unlock(self, page: Any = None, pin: str = PIN) -> None:
        page = page or self.page
        self.wait_for("locked", page)
        page.locator("#unlock [name=pin]").fill(pin)
        page.locator("#unlock [type=submit]").click()
        page.wait_for_selector("html:not([data-view=locked])", state="attached")

    def cut_the_net(self) -> None:
        self.context.set_offline(True)

    def mend_the_net(self) -> None:
        self.context.set_offline(False)

    def crash(self) -> None:
        """Kill the processes of all tabs, as a phone does that needs their memory."""
        browser = self.context.browser.new_browser_cdp_session()
        for process in browser.send("SystemInfo.getProcessInfo")["processInfo"]:
            if process["type"] == "renderer":
                with suppress(ProcessLookupError):
                    os.kill(process["id"], signal.SIGKILL)
        browser.detach()
        while self.tabs:
            self.tabs.pop().close()

    def wait_until_sent(self, page: Any = None) -> None:
        (page or self.page).wait_for_selector("html[data-waits='0'][data-state=rest]", state="attached", timeout=40_000)

    def lies_here(self, page: Any = None) -> dict[str, Any]:
        """Give all that lies in the browser where scripts reach: databases, caches, storages, cookies."""
        return (page or self.page).evaluate(DUMP)

    def sign_in_again(self) -> None:
        self.context.add_cookies([self.house.cookie])

    def close(self) -> None:
        self.context.close()


DUMP = """
async () => {
  const bytes = (value) => {
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    if (ArrayBuffer.isView(value)) return "bytes:" + new TextDecoder().decode(value);
    if (Array.isArray(value)) return value.map(bytes);
    if (value instanceof CryptoKey) return "a key";
    if (!value || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, bytes(inside)]));
  };
  const databases = {};
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    databases[name] = {};
    for (const box of db.objectStoreNames) {
      const store = db.transaction(box).objectStore(box);
      const got = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
      const [keys, values] = await Promise.all([got(store.getAllKeys()), got(store.getAll())]);
      databases[name][box] = keys.map((key, n) => [key, bytes(values[n])]);
    }
    db.close();
  }
  const kept = {};
  for (const name of await caches.keys()) {
    kept[name] = {};
    const cache = await caches.open(name);
    for (const request of await cache.keys()) kept[name][request.url] = await (await cache.match(request)).text();
  }
  return {
    databases,
    caches: kept,
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookie: document.cookie,
    workers: (await navigator.serviceWorker.getRegistrations()).map((worker) => worker.scope),
    title: document.title,
    address: location.href,
    history: JSON.stringify(history.state),
  };
}
"""


def written(dump: dict[str, Any]) -> str:
    """Give all that lies there as one text, to look for words in."""
    return json.dumps(dump, ensure_ascii=False)


def note() -> str:
    """Give a note that nobody else writes."""
    return " ".join(["våt bänk", *_SPELLED(uuid4().hex[:10])])


def _SPELLED(letters: str) -> list[str]:  # noqa: N802
    words = ("grus", "port", "mur", "trapp", "lykta", "räcke", "tunnel", "spärr", "hiss", "gång", "kaj", "bro", "tak",
             "staket", "buske", "gräs")  # fmt: skip
    return [words[int(letter, 16)] for letter in letters]
