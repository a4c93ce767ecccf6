"""A running server on a free port, and pages, signed in, that tell of every request and every complaint."""

import importlib.util
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from planner.plan import WeekPlan
from web import create_app
from web.settings import Settings
from web.store.migrate import migrate

FLAGS_OF_A_PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example() -> ModuleType:
    return _load("example_plan")


@dataclass
class Visit:
    """A page in a browser, with what it asked for, what it complained of and which dialogs it opened."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def hear(self, message: Any) -> None:
        """Note what the browser says, but that it emptied itself when somebody signed out."""
        if not message.text.startswith("Clear-Site-Data header on"):
            self.complaints.append(f"{message.type}: {message.text}")

    def quiet(self, origin: str) -> None:
        """Check that nothing left the origin and nothing went wrong."""
        assert [url for url in self.requests if not url.startswith((origin, "data:"))] == []
        assert self.complaints == []
        assert self.dialogs == []


@dataclass
class Served:
    """A running application, and the session cookies of those who have been signed in to it."""

    app: Flask
    cookies: dict[tuple[tuple[str, str], ...], dict[str, str]] = field(default_factory=dict)

    def cookie(self, grants: tuple[tuple[str, str], ...]) -> dict[str, str]:
        """Give the session cookie of an account with roles."""
        if grants not in self.cookies:
            made = _load("accounts")
            self.cookies[grants] = made.session_cookie(self.app, made.add_account(self.app, *grants, name="Talgoxe"))
        return self.cookies[grants]


@pytest.fixture(scope="session")
def served() -> dict[str, Served]:
    """Give the running applications by their addresses."""
    return {}


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory, served: dict[str, Served]) -> Iterator[Callable[..., str]]:
    """Serve plans; gives the address. Settings may be chosen."""
    servers = []
    # One folder of maps for all: the ground is drawn once.
    maps = tmp_path_factory.mktemp("maps")

    def start(*plans: WeekPlan, host: str = "127.0.0.1", **settings: Any) -> str:
        home = tmp_path_factory.mktemp("home")
        (home / "maps").symlink_to(maps, target_is_directory=True)
        chosen = Settings(home=home, **settings)
        migrate(chosen.database)
        app = create_app(chosen)
        for plan in plans:
            app.config["FALTPLAN"].plans.write(plan)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append((server, app))
        address = f"http://{host}:{server.port}"
        served[address] = Served(app)
        return address

    yield start
    for server, app in servers:
        server.shutdown()
        server.server_close()
        app.config["FALTPLAN"].store.close()


@pytest.fixture(scope="session")
def address(serve: Callable[..., str], example: ModuleType) -> str:
    """Give the address of the example plan."""
    return serve(example.example_plan())


@pytest.fixture(scope="session")
def hostile_address(serve: Callable[..., str], example: ModuleType) -> str:
    """Give the address of the example plan with names that harm where they run as code."""
    return serve(example.example_plan(hostile=True))


LEADS = tuple(("lead", team) for team in ("uppsokarteamet", "eu-teamet", "ungdomsjouren", "convictus"))
"""Who visits, where a test does not say: a lead of these teams."""


@pytest.fixture
def visit(chromium: Any, served: dict[str, Served]) -> Iterator[Callable[..., Visit]]:
    """Open a page, signed in, and wait for its map; phone, theme and Playwright's context options may be chosen.

    ``grants`` are the roles of who visits; none for somebody who has not signed in. ``at`` is where, if not there yet.
    """
    contexts = []

    def open_page(
        url: str,
        *,
        phone: bool = False,
        theme: str = "light",
        wait: bool = True,
        grants: tuple[tuple[str, str], ...] = LEADS,
        at: str = "",
        **options: Any,
    ) -> Visit:
        chosen = {"viewport": {"width": 1280, "height": 900}, "locale": "sv-SE", "reduced_motion": "reduce"}
        chosen |= FLAGS_OF_A_PHONE if phone else {}
        context = chromium.new_context(color_scheme=theme, **(chosen | options))
        contexts.append(context)
        origin = at or "/".join(url.split("/")[:3])
        if grants and origin in served:
            context.add_cookies([{**served[origin].cookie(grants), "url": origin}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        seen = Visit(page)
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("console", seen.hear)
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))

        def refuse(dialog: Any) -> None:
            seen.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", refuse)
        page.goto(url)
        if wait:
            page.wait_for_selector("html[data-map=ready]")
        return seen

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def offline() -> ModuleType:
    """Give what drives a phone whose net, server and page fail."""
    return _load("offline_phone")


@pytest.fixture(scope="module")
def offline_house(offline: ModuleType, example: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give a server in a process of its own with tonight's shift, behind a proxy that fails when it is told to."""
    made = offline.House(
        tmp_path_factory.mktemp("offline"), example.example_plan(), _load("accounts"), _load("fault_proxy")
    )
    yield made
    made.close()
