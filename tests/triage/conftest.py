"""A small city with teams of every kind, tips of any kind, and pages on it; the clock stands still."""

import importlib.util
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from web import create_app
from web.settings import Settings
from web.store.place_rows import metric_point
from web.store.tables.places import HotspotRow, NeighbourhoodRow
from web.store.tables.teams import BaseRow, TeamRow
from web.store.tables.tips import ReporterContact, Tip
from web.tips.deadlines import due_at
from web.tips.steps import first_step
from web.tips.tip import Asked, Worry
from web.triage.scope import Scope

NOW = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)
"""A Thursday, 18.00 in Stockholm."""
CITY, EU, SOUTH, JARVA, PARTNER = "uppsokarteamet", "eu-teamet", "faltgrupp-sodermalm", "faltgrupp-jarva", "nattjouren"
TEAMS = {CITY: "city", EU: "city", SOUTH: "district", JARVA: "district", PARTNER: "partner"}
BASES = {SOUTH: (18.0722, 59.3144), JARVA: (17.9446, 59.4029)}
TANTO = (18.0470, 59.3128)
EVERYTHING = Scope(frozenset(TEAMS), frozenset(TEAMS) - {PARTNER}, whole_city=True, settlements=True)


def load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fill(store: Any) -> Any:
    """Put the small city into a store whose clock stands still."""
    store.clock = lambda: NOW
    with store.write("system") as work:
        for name, district, lon, lat in (
            ("Södermalm", "Södermalm", *TANTO),
            ("Kista", "Järva", 17.9446, 59.4029),
            ("Farsta", "Farsta", 18.09, 59.243),
        ):
            work.session.add(NeighbourhoodRow(name=name, district=district, lon=lon, lat=lat))
        for ident, kind in TEAMS.items():
            work.add(
                TeamRow(id=ident, name=ident.title(), kind=kind, slack_share=0.15, pairs_named=[], working_time={})
            )
        work.session.flush()
        for team, (lon, lat) in BASES.items():
            work.session.add(BaseRow(team_id=team, id=f"bas-{team}", name="Bas", lon=lon, lat=lat))
        work.add(hotspot("tantolunden", "Tantolunden", *TANTO))
        work.add(hotspot("boplatsen", "Boplatsen", 18.0465, 59.3125, teams=[EU]))
        work.note("city.loaded", "city", "test")
    return store


def hotspot(ident: str, name: str, lon: float, lat: float, *, teams: list[str] | None = None) -> HotspotRow:
    return HotspotRow(
        id=ident, name=name, kind="settlement" if teams else "park", point=metric_point(lon, lat),
        shape={"type": "Point", "coordinates": [lon, lat]}, sensitivity="named_teams" if teams else "teams",
        teams=teams or [], position="verified", district="Södermalm",
    )  # fmt: skip


@pytest.fixture
def filled(store: Any) -> Any:
    return fill(store)


@pytest.fixture
def leave(request: pytest.FixtureRequest) -> Callable[..., str]:
    """Leave a tip in a store; gives its id. ``at`` is (lon, lat), or None for no point."""

    def make(
        store: Any, *, at: Any = TANTO, ago: timedelta = timedelta(minutes=30), contact: str = "", **more: Any
    ) -> str:
        ident, came = str(uuid4()), NOW - ago
        values = {
            "worry": "sleeps_outside", "details": "Blå presenning.", "find": "Bakom kolonilotterna",
            "district": "Södermalm" if at else None, "precision": "exact" if at else "district", "team_id": None,
        }  # fmt: skip
        values |= more
        values.setdefault("due_at", due_at(Worry(values["worry"]), Asked.NO, came))
        with store.write("anyone") as work:
            row = work.add(
                Tip(
                    id=ident, code_hash=ident.replace("-", "").zfill(64), received_at=came, content_hash="c" * 64,
                    place=metric_point(*at) if at else None, asked="no", **values,
                )
            )  # fmt: skip
            work.session.flush()
            first_step(work, row).at = came
            if contact:
                work.session.add(ReporterContact(tip_id=ident, contact=contact, consented_at=came))
            work.note("tip.left", "tip", ident)
        return ident

    return make


@pytest.fixture
def tip_of() -> Callable[..., Tip]:
    def read(store: Any, ident: str) -> Tip:
        with store.read() as session:
            return session.get(Tip, ident)

    return read


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[Any]:
    made = create_app(Settings(home=tmp_path, database_url=database_url))
    made.testing = True
    fill(made.config["FALTPLAN"].store)
    yield made
    made.config["FALTPLAN"].store.close()


@pytest.fixture
def sign_in(app: Any) -> Callable[..., Any]:
    def enter(*grants: tuple[str, str], name: str = "ek") -> Any:
        return load("accounts").signed_in(app, *grants, name=name)

    return enter
