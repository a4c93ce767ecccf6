"""Fixtures that every part shares: outside test data, a real browser, real databases."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CI = os.environ.get("CI") == "true"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing(what: str) -> None:
    """Fail in CI, skip elsewhere, naming what is missing."""
    (pytest.fail if CI else pytest.skip)(what)


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Give the folder of outside test data (real boundaries, streets, timetables): never shipped, only read."""
    folder = os.environ.get("FALTPLAN_TEST_DATA", "")
    if not folder or not Path(folder).is_dir():
        missing("FALTPLAN_TEST_DATA does not name a folder: tests against outside data need it")
    return Path(folder)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Give a real Chromium, launched once a test process."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        missing("Chromium is not installed: journeys in a real browser need it (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def load(name: str) -> ModuleType:
    """Give a module that lies in this folder; tests are no package."""
    known = sys.modules.get(f"faltplan_tests_{name}")
    if known is not None:
        return known
    spec = importlib.util.spec_from_file_location(f"faltplan_tests_{name}", Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Hand out real databases; PostgreSQL is started where a test asks for it."""
    made = load("databases")
    with ExitStack() as stack:
        found = made.Databases(tmp_path_factory.mktemp("databases"))
        found.start_postgresql = lambda: stack.enter_context(made.running_postgresql())
        yield found


@pytest.fixture(scope="session", params=load("databases").BACKENDS)
def backend(request: pytest.FixtureRequest, databases: Any) -> str:
    """Name the kind of database; a test that asks for one runs on each."""
    if request.param == "postgresql" and databases.postgresql is None:
        if load("databases").postgresql_programs() is None:
            missing("PostgreSQL with PostGIS is not installed (Debian: apt-get install postgresql-15-postgis-3)")
        databases.postgresql = databases.start_postgresql()
    return request.param


@pytest.fixture
def database_url(backend: str, databases: Any) -> Iterator[str]:
    """Give the address of a new, empty database with the newest tables."""
    url = databases.new(backend)
    yield url
    databases.drop(url)


@pytest.fixture
def store(database_url: str) -> Iterator[Any]:
    """Give a store on a new database, with a clock that tells the time."""
    from web.store.store import Store

    made = Store(database_url, audit_key=b"k" * 32)
    yield made
    made.close()


@pytest.fixture
def make_store(database_url: str) -> Iterator[Callable[..., Any]]:
    """Open more stores on the test's database, as other processes would; ``clock`` may be chosen."""
    from web.store.store import Store

    opened = []

    def make(**options: Any) -> Any:
        opened.append(Store(database_url, audit_key=b"k" * 32, **options))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def compiled() -> None:
    """Have the search compiled, as it is after set-up: for tests of what other processes search."""
    from planner.search.kernel_cache import is_warm

    if not is_warm():
        from planner.search.warm import compile_kernels

        compile_kernels()


@pytest.fixture(scope="session")
def identity_provider() -> Iterator[Any]:
    """Give a real OpenID Connect provider that runs on this computer."""
    with load("identity_provider").running_provider() as provider:
        yield provider
