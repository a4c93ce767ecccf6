"""An application that holds the tiny city, and clients that are signed in to it."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web import create_app
from web.lead.actions import load_city
from web.settings import Settings

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"


def load(path: Path) -> ModuleType:
    """Give a module beside the tests; tests are no package."""
    name = f"faltplan_tests_lead_{path.stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def forms() -> ModuleType:
    """Fill in and send forms as a browser without scripts would."""
    return load(Path(__file__).parent / "form_filler.py")


@pytest.fixture
def lilleby_app(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    """Give the application of the tiny city, in English."""
    app = create_app(Settings(home=tmp_path, database_url=database_url, city=LILLEBY, lang="en", team="en"))
    app.testing = True
    load_city(app.config["FALTPLAN"].store, LILLEBY)
    yield app
    app.config["FALTPLAN"].store.close()


@pytest.fixture
def as_role(lilleby_app: Flask) -> Callable[..., FlaskClient]:
    """Sign in with grants, as ("lead", "en")."""
    accounts = load(Path(__file__).parents[1] / "accounts.py")

    def enter(*grants: tuple[str, str], name: str = "ek") -> FlaskClient:
        return accounts.signed_in(lilleby_app, *grants, name=name)

    return enter


@pytest.fixture
def lilleby_store(lilleby_app: Flask) -> Any:
    """Give its store."""
    return lilleby_app.config["FALTPLAN"].store
