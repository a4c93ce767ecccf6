"""Applications with accounts, people who sign in to them as browsers do, and a clock that can be turned on."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from passlib.totp import TOTP
from sqlalchemy import select

from web import create_app
from web.admin.accounts_actions import add_account
from web.security.passwords import password_hash
from web.security.person import Grant, Role
from web.settings import Settings
from web.store.tables.accounts import Account
from web.store.tables.audit import AuditEntry

PASSWORD = "fyra ord i en rad"  # noqa: S105
EMAIL = "ek@falt.example"


@dataclass
class Clock:
    """A clock that tests turn on."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def turn(self, **by: float) -> None:
        self.ahead += timedelta(**by)


@dataclass
class Browser:
    """A client that fills in forms: it reads a page's token and sends it back."""

    app: Flask
    address: str = "127.0.0.1"
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.client.environ_base.update({"HTTP_SEC_FETCH_SITE": "same-origin", "REMOTE_ADDR": self.address})

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, *, page: str = "", **fields: Any) -> Any:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page or path).text)
        assert found, f"{page or path} has no form"
        return self.client.post(path, data={"csrf_token": found.group(1), **fields})

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, *, query: str = "") -> Any:
        return self.post(f"/sign-in{query}", email=email, password=password)

    @property
    def inside(self) -> bool:
        return self.get("/account").status_code == 200


@dataclass
class House:
    """An application with accounts."""

    app: Flask
    clock: Clock

    @property
    def store(self) -> Any:
        return self.app.config["FALTPLAN"].store

    def add(self, email: str = EMAIL, *grants: Grant, password: str | None = PASSWORD) -> int:
        ident, _ = add_account(self.store, name="Ek", email=email, grants=grants, teams=["uppsokarteamet"])
        if password:
            hashed = password_hash(password, self.app.config["FALTPLAN"].keys.password)
            self.change(ident, password=hashed)
        return ident

    def change(self, ident: int, **values: Any) -> None:
        with self.store.write("system") as work:
            work.edit(Account, ident, expected=None, changes=values)
            work.note("account.changed", "account", ident)

    def account(self, ident: int) -> Account:
        with self.store.read() as session:
            return session.get(Account, ident)

    def browser(self, address: str = "127.0.0.1") -> Browser:
        return Browser(self.app, address)

    def audit(self) -> list[str]:
        with self.store.read() as session:
            return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))

    def whole_audit(self) -> str:
        with self.store.read() as session:
            rows = session.scalars(select(AuditEntry)).all()
        return "\n".join(f"{row.actor} {row.action} {row.object_id} {row.detail}" for row in rows)

    def code(self, secret: str, *, steps: int = 0) -> str:
        """Give the code that an app shows, so many steps of 30 seconds from now."""
        key = re.sub(r"[^A-Z2-7]", "", secret)
        return TOTP(key=key).generate(datetime.now(UTC).timestamp() + 30 * steps).token

    def set_up_codes(self, browser: Browser) -> str:
        """Set up codes from an app as somebody who is signed in; gives the secret."""
        page = browser.post("/account/second-factor", setup="authenticator").text
        secret = re.search(r'class="code">([^<]+)<', page).group(1)
        action = re.search(r'action="(/account/second-factor/[^"]+)"', page).group(1)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        answer = browser.client.post(action, data={"csrf_token": token, "code": self.code(secret)})
        assert answer.headers["Location"] == "/account"
        return secret


@pytest.fixture
def make_house(tmp_path: Path, database_url: str) -> Iterator[Callable[..., House]]:
    """Make an application with accounts; settings may be chosen."""
    made = []

    def make(**settings: Any) -> House:
        app = create_app(Settings(home=tmp_path, database_url=database_url, **settings))
        app.testing = True
        clock = Clock()
        app.config["FALTPLAN"].store.clock = clock
        made.append(House(app, clock))
        return made[-1]

    yield make
    for house in made:
        house.store.close()


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    """Give an application with one account: a lead, with a password."""
    made = make_house()
    made.ident = made.add(EMAIL, Grant(Role.LEAD, team="uppsokarteamet"))
    return made
