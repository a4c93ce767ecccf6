"""The hand-made plan, published, with its places in the store, and accounts that walk it."""

import importlib.util
import re
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from web import create_app
from web.plan_turns import publish
from web.settings import Settings
from web.store.place_rows import hotspot_values
from web.store.tables.places import HotspotRow
from web.store.tables.teams import TeamRow

TEAM = "uppsokarteamet"


def load(name: str) -> ModuleType:
    """Give a module of the folder above; tests are no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example() -> ModuleType:
    return load("example_plan")


class Browser:
    """A client that sends the token of its session with every form, as its pages do."""

    def __init__(self, client):
        self.client = client
        page = client.get("/account").text
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    def __getattr__(self, name):
        return getattr(self.client, name)

    def post(self, path, data):
        return self.client.post(path, data={"csrf_token": self.token, **data})


class Field:
    """An application in the middle of a published week; ``now`` is the time, and can be set."""

    def __init__(self, app, plan):
        self.app, self.plan = app, plan
        self.parts = app.config["FALTPLAN"]
        self.now = datetime(2026, 12, 3, 14, 10, tzinfo=UTC)
        self.parts.store.clock = lambda: self.now
        self.parts.plans.write(plan)
        with self.parts.store.write("system") as work:
            work.add(
                TeamRow(id=TEAM, name="Uppsökarteamet", kind="city", slack_share=0.1, pairs_named=[], working_time={},
                        contact="Kvällens samordnare, 08-508 00 000")
            )  # fmt: skip
            for hotspot in plan.request.hotspots:
                work.add(HotspotRow(id=hotspot.id, **hotspot_values(hotspot)))
            work.note("city.loaded", "city", "test")
        self.publish()

    def publish(self):
        """Publish the version that is shown."""
        info = self.parts.plans.info(self.plan.team, self.plan.week)
        with self.parts.store.write("system") as work:
            publish(work, self.plan.team, self.plan.week, expected=info.row_version)

    def client(self, *grants):
        """Give a browser that is signed in, as ("field", team)."""
        return Browser(load("accounts").signed_in(self.app, *grants))


@pytest.fixture
def field(tmp_path, database_url, example):
    app = create_app(Settings(home=tmp_path, database_url=database_url, session_minutes=1440, session_hours=24))
    app.testing = True
    yield Field(app, example.example_plan())
    app.config["FALTPLAN"].store.close()
