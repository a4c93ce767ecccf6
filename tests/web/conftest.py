"""An application on an empty home folder, and the hand-made plan."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.plan import WeekPlan
from web import create_app
from web.settings import Settings


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example() -> ModuleType:
    return _load("example_plan")


@pytest.fixture(scope="session")
def plan(example: ModuleType) -> WeekPlan:
    return example.example_plan()


@pytest.fixture(scope="session")
def hostile_plan(example: ModuleType) -> WeekPlan:
    return example.example_plan(hostile=True)


@pytest.fixture
def make_app(tmp_path: Path) -> Callable[..., Flask]:
    def make(*plans: WeekPlan, **settings: object) -> Flask:
        app = create_app(Settings(home=tmp_path, **settings))
        app.testing = True
        for one in plans:
            app.config["FALTPLAN"].plans.write(one)
        return app

    return make


@pytest.fixture
def client(make_app: Callable[..., Flask], plan: WeekPlan) -> FlaskClient:
    return make_app(plan).test_client()
