"""The public door over HTTP, without a browser: a page that is filled in and sent, and a clock that is moved."""

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web import create_app
from web.settings import Settings
from web.store.tables.places import NeighbourhoodRow
from web.tips.puzzle import read_ticket, solve

HONEST = {"lon": "18.0646", "lat": "59.3344", "worry": "sleeps_outside", "asked": "no", "find": "Bakom kiosken."}


class Fields(HTMLParser):
    """The values of a page's first form whose id is ``tip``, or of any form where ``form`` is empty."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._form, self._inside, self._area = form, False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = not self._form or found.get("id") == self._form
        if not self._inside or "name" not in found:
            return
        kind, name = found.get("type", "text"), found["name"]
        if tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in found):
            self.values[name] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self._area] = self.values[self._area].removeprefix("\n")
            self._area = ""
        if tag == "form":
            self._inside = False


def fields_of(page: str, form: str = "tip") -> dict[str, str]:
    parser = Fields(form)
    parser.feed(page)
    return parser.values


@dataclass
class Door:
    """Somebody's browser at the public door."""

    app: Flask
    client: FlaskClient
    time: list[datetime]
    address: str = "192.0.2.7"
    page: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Any:
        return self.app.config["FALTPLAN"].store

    @property
    def key(self) -> bytes:
        return self.app.config["FALTPLAN"].keys.tips_key

    def later(self, **length: float) -> None:
        self.time[0] += timedelta(**length)

    def get(self, path: str = "/tips") -> TestResponse:
        answer = self.client.get(path, environ_base={"REMOTE_ADDR": self.address})
        self.page = fields_of(answer.text, "")
        return answer

    def post(self, path: str, values: dict[str, str]) -> TestResponse:
        return self.client.post(path, data=values, environ_base={"REMOTE_ADDR": self.address})

    def proof(self) -> str:
        return solve(read_ticket(self.key, self.page["ticket"], self.time[0]))

    def send(self, *, proven: bool = True, wait_s: float = 10, **values: str) -> TestResponse:
        """Open the form, fill it in and send it."""
        self.get()
        self.later(seconds=wait_s)
        return self.again(**(HONEST | {"proof": self.proof() if proven else ""} | values))

    def again(self, *, path: str = "/tips", **values: str) -> TestResponse:
        """Send the page that is open, with other values; what comes back is the page that is open then."""
        self.page |= values
        answer = self.post(path, self.page)
        if answer.status_code != 303:
            self.page = fields_of(answer.text)
        return answer

    def code(self) -> str:
        """Read the code of the tip that was just sent."""
        text = self.client.get("/tips/sent").text
        return text.partition('id="code">')[2].partition("<")[0]

    def status(self, code: str, path: str = "/tips/status") -> TestResponse:
        token = fields_of(self.client.get("/tips/status").text, "")["csrf_token"]
        return self.post(path, {"csrf_token": token, "code": code})


@pytest.fixture
def make_door(tmp_path: Path, database_url: str) -> Iterator[Callable[..., Door]]:
    """Open the door of an installation that knows two parts of the city; settings may be chosen."""
    made: list[Flask] = []

    def make(**settings: Any) -> Door:
        app = create_app(Settings(home=tmp_path, **{"database_url": database_url, "tip_work": 2, **settings}))
        made.append(app)
        time = [datetime(2026, 12, 3, 18, 0, tzinfo=UTC)]
        store = app.config["FALTPLAN"].store
        store.clock = lambda: time[0]
        with store.housekeeping() as session:
            session.add(NeighbourhoodRow(name="Klara", district="Norra innerstaden", lon=18.06, lat=59.333))
            session.add(NeighbourhoodRow(name="Farsta", district="Farsta", lon=18.09, lat=59.243))
        client = app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return Door(app, client, time)

    yield make
    for app in made:
        app.config["FALTPLAN"].store.close()


@pytest.fixture
def door(make_door: Callable[..., Door]) -> Door:
    return make_door()


@pytest.fixture
def sign_in() -> Callable[[Flask], FlaskClient]:
    """Give a client that is signed in as a lead."""
    spec = importlib.util.spec_from_file_location("accounts", Path(__file__).parents[1] / "accounts.py")
    accounts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(accounts)
    return lambda app: accounts.signed_in(app, ("lead", "uppsokarteamet"))
