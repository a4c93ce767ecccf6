"""An application on an empty home folder, and the hand-made plan."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.plan import WeekPlan
from web import create_app
from web.settings import Settings


def load(name: str) -> ModuleType:
    """Give a module of the folder above; tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example() -> ModuleType:
    return load("example_plan")


@pytest.fixture(scope="session")
def plan(example: ModuleType) -> WeekPlan:
    return example.example_plan()


@pytest.fixture(scope="session")
def hostile_plan(example: ModuleType) -> WeekPlan:
    return example.example_plan(hostile=True)


@pytest.fixture
def make_app(tmp_path: Path, database_url: str) -> Iterator[Callable[..., Flask]]:
    """Make the application on a new database."""
    made = []

    def make(*plans: WeekPlan, **settings: object) -> Flask:
        app = create_app(Settings(home=tmp_path, **{"database_url": database_url, **settings}))
        app.testing = True
        made.append(app)
        for one in plans:
            app.config["FALTPLAN"].plans.write(one)
        return app

    yield make
    for app in made:
        app.config["FALTPLAN"].store.close()


@pytest.fixture
def sign_in() -> Callable[..., FlaskClient]:
    """Give a client of an application that is signed in with grants, as ("lead", "uppsokarteamet")."""

    def enter(app: Flask, *grants: tuple[str, str], name: str = "ek") -> FlaskClient:
        return load("accounts").signed_in(app, *grants, name=name)

    return enter


@pytest.fixture
def client(make_app: Callable[..., Flask], plan: WeekPlan, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Give a client that is signed in as a lead of the example plan's team."""
    return sign_in(make_app(plan), ("lead", plan.team))
