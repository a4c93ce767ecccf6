"""A crawl of every address as the public and as each role: nothing that a role may not see is in any answer.

The store holds places that are shared, kept apart and settlements, a published week with an effort, tips that are open,
handed over, joined and planned, a visit and a check-in. Each of them carries a word that stands nowhere else.
"""

import importlib.util
import re
from collections import Counter, deque
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from geo.hotspot import HotspotKind, Sensitivity
from planner.plan_json import plan_from_text, plan_text
from web import create_app
from web.client_ids import is_uuid
from web.field.check_in import Said, say
from web.field.tonight import published_shift
from web.lead.efforts import PREFIX
from web.plan_turns import publish
from web.settings import Settings
from web.store.place_rows import hotspot_values, metric_point
from web.store.tables.efforts import EffortRow
from web.store.tables.places import HotspotRow, NeighbourhoodRow
from web.store.tables.teams import BaseRow, TeamRow, WorkerRow
from web.store.tables.tips import ReporterContact, Tip
from web.store.tables.visits import VisitRow
from web.tips.steps import first_step
from web.tips.tip import code_hash, tip_code

NOW = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)
"""A Thursday, 18.00 in Stockholm: the pair Ek is out."""
CITY, EU, SOUTH, PARTNER = "uppsokarteamet", "eu-teamet", "faltgrupp-sodermalm", "nattjouren"
TEAMS = {CITY: "city", EU: "city", SOUTH: "district", PARTNER: "partner"}
WEEK, DAY, PAIR = "2026-W49", "2026-12-03", "Ek"
EFFORT = "0b5e6f70-0000-4000-8000-0000000000e0"

PEOPLE = {
    "the public": None,
    "somebody without a role": (),
    **{f"{role} of {team}": ((role, team),) for team in TEAMS for role in ("lead", "field")},
    **{f"coordinator of {team}": (("coordinator", team),) for team in (CITY, EU)},
    "partner": (("partner", PARTNER),),
    "district": (("district", "Södermalm"),),
    "auditor": (("auditor", ""),),
    "admin": (("admin", ""),),
}


def those(*teams, roles=("lead", "coordinator", "field")):
    return frozenset(f"{role} of {team}" for team in teams for role in roles)


DECIDE = ("lead", "coordinator")
NOBODY = frozenset()
SECRETS = {
    "Lingonkrönet": those(*TEAMS) | {"admin"},  # a place that all teams share; who imports streets sees what is far off
    "Blåbärsbacken": those(CITY),  # one that is kept apart
    "Smultrongläntan": those(CITY),  # a settlement of one team
    "59.31631": those(CITY),  # where it is
    "Kantarellhålan": those(EU),  # a settlement of another
    "59.30111": those(EU),
    "ugglefjädern": those(CITY, EU, roles=DECIDE) | those(SOUTH, roles=DECIDE),  # an open tip
    "59.31255": those(CITY, EU, roles=DECIDE) | those(SOUTH, roles=DECIDE),
    "harpälsen": those(CITY, EU, roles=DECIDE) | those(SOUTH, roles=DECIDE),  # one that is joined with it
    "rävlyan": those(EU, roles=DECIDE),  # one that was handed to a team
    "bäverdammen": those(EU, roles=DECIDE),  # one of a settlement
    "59.32077": those(EU, roles=DECIDE),
    "grävlingsgrytet": those(CITY),  # one that has become an effort: its pair reads how it is found
    "59.31444": those(CITY),
    "myrstacken": those(CITY, EU, roles=DECIDE),  # one that a partner told of: nobody's yet, and in another district
    "tjäderspelet": those(CITY),  # the note of a visit
    "08-508 11 229": those(CITY),  # whom the team calls
    "kontakt-": NOBODY,  # how to reach a reporter is asked for by a press of its own
}
"""Words and coordinates, and who may find them; no other of them may stand in anything that the others get."""

UNSEEN = {"tjäderspelet", "kontakt-"}
"""What need not be found by all who may: it stands on few pages, or on none."""
WITHOUT_A_SHIFT = those(EU, SOUTH, PARTNER, roles=("field",))
"""Who sees places in shifts alone, and has none."""
ONCE = {"handout.sheets", "handout.stops_xlsx", "handout.week_gpkg", "handout.stops_csv", "handout.routes_gpx"}
"""Addresses whose files take long to make and are no text: asked for by whoever may not."""
MOST = 6
"""So many addresses of one kind are looked at: those of the store come first, then what pages lead to."""
ENDS = {"security.logout", "static", "offline.file"}
LINK = re.compile(r"""(?:"|'|=|\()(/[a-z][^"'<>\s()\\]*)""")


def load(name):
    spec = importlib.util.spec_from_file_location(f"crawl_{name}", Path(__file__).parents[1] / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def the_plan():
    """Make a week in which a shared place, one kept apart, a settlement and an effort are visited on the Thursday."""
    plan = load("example_plan").example_plan()
    named = {"sensitivity": Sensitivity.NAMED_TEAMS, "teams": (CITY,)}
    changed = {
        "sergels-torg": {"name": "Lingonkrönet"},
        "t-centralen": {"name": "Blåbärsbacken", "meet": "vid Blåbärsbacken", **named},
        "medborgarplatsen": {"name": "Smultrongläntan", "kind": HotspotKind.SETTLEMENT, **named},
        "mariatorget": {"name": "Insats i Södermalm", "kind": HotspotKind.EFFORT, **named},
    }
    spots = tuple(replace(spot, **changed.get(spot.id, {})) for spot in plan.request.hotspots)
    spots = tuple(
        replace(spot, geometry=type(spot.geometry)(18.0731, 59.31631)) if spot.name == "Smultrongläntan" else spot
        for spot in spots
    )
    text = plan_text(replace(plan, request=replace(plan.request, hotspots=spots)))
    return plan_from_text(text.replace('"mariatorget"', f'"{PREFIX}{EFFORT}"'))


class World:
    """An application with all of it, and a client for each kind of person."""

    def __init__(self, app):
        self.app, self.parts = app, app.config["FALTPLAN"]
        self.store, self.plan = self.parts.store, the_plan()
        self.store.clock = lambda: NOW
        self.codes, self.accounts = [], load("accounts")
        self._fill()
        self.client = {who: self._client(grants) for who, grants in PEOPLE.items()}

    def _client(self, grants):
        if grants is None:
            return self.app.test_client()
        return self.accounts.signed_in(self.app, *grants)

    def _fill(self):
        with self.store.write("system") as work:
            for ident, kind in TEAMS.items():
                work.add(
                    TeamRow(id=ident, name=ident.title(), kind=kind, slack_share=0.1, pairs_named=[], working_time={},
                            contact="Samordnare, 08-508 11 229" if ident == CITY else "")
                )  # fmt: skip
            work.add(NeighbourhoodRow(name="Södermalm", district="Södermalm", lon=18.0722, lat=59.3144))
            work.session.flush()
            for team in TEAMS:
                work.add(BaseRow(team_id=team, id=f"bas-{team}", name="Bas", lon=18.0722, lat=59.3144))
            work.add(
                WorkerRow(team_id=CITY, id="larka", name="Lärka", skills=[], weekly_hours=40, experience="experienced")
            )
            spots = [spot for spot in self.plan.request.hotspots if spot.kind is not HotspotKind.EFFORT]
            for spot in spots:
                work.add(HotspotRow(id=spot.id, **hotspot_values(spot)))
            other = {"sensitivity": "named_teams", "teams": [EU], "position": "verified", "district": "Södermalm"}
            at = [18.0622, 59.30111]
            work.add(
                HotspotRow(id="kantarell", name="Kantarellhålan", kind="settlement", point=metric_point(*at),
                           shape={"type": "Point", "coordinates": at}, **other)
            )  # fmt: skip
            work.add(
                EffortRow(id=EFFORT, name="Insats i Södermalm", place=metric_point(18.0611, 59.31444), teams=[CITY],
                          first=NOW.date(), last=NOW.date(), start_min=18 * 60, end_min=22 * 60, minutes=20, pairs=1,
                          district="Södermalm", urgent=True, skills=[], state="open", note="")
            )  # fmt: skip
            work.note("city.loaded", "city", "test")
        self.parts.plans.write(self.plan)
        with self.store.write("system") as work:
            info = self.parts.plans.info(CITY, WEEK)
            publish(work, CITY, WEEK, expected=info.row_version)
        first = self._tip("ugglefjädern", (18.0601, 59.31255))
        self.tips = [
            first,
            self._tip("harpälsen", (18.0602, 59.31250), parent_id=first),
            self._tip("rävlyan", (18.0603, 59.31249), team_id=EU),
            self._tip("bäverdammen", (18.0711, 59.32077), worry="settlement"),
            self._tip("grävlingsgrytet", (18.0611, 59.31444), team_id=CITY, effort_id=EFFORT, state="going"),
            self._tip("myrstacken", (18.0599, 59.31251), team_id=PARTNER, district="Farsta"),
        ]
        shift = published_shift(self.parts.plans, CITY, NOW.date(), PAIR)
        say(self.store, "account:1", shift.time, Said.BEGIN, at=NOW, every_min=120)
        with self.store.write("account:1") as work:
            work.add(
                VisitRow(id=str(uuid4()), team_id=CITY, hotspot_id="t-centralen", place=None, district="Södermalm",
                         at=NOW, outcome="done", counts={}, links={}, note="tjäderspelet", content_hash="c" * 64,
                         pair=PAIR, planned=shift.route.stops[1].start)
            )  # fmt: skip
            work.note("visit.logged", "visit", "x", team=CITY)

    def _tip(self, word, at, **values):
        ident, key = str(uuid4()), self.parts.keys.tips_key
        code = tip_code(key, ident)
        self.codes += [code, code_hash(key, code)]
        usual = {"worry": "sleeps_outside", "district": "Södermalm", "team_id": None}
        with self.store.write("anyone") as work:
            tip = work.add(
                Tip(id=ident, code_hash=code_hash(key, code), received_at=NOW, place=metric_point(*at), details=word,
                    find=f"bakom {word}", asked="no", content_hash="c" * 64, due_at=NOW, **(usual | values))
            )  # fmt: skip
            work.session.flush()
            first_step(work, tip)
            work.session.add(ReporterContact(tip_id=ident, contact=f"kontakt-{word}", consented_at=NOW))
            work.note("tip.left", "tip", ident)
        return ident

    def begin(self):
        """Give every address that can be got, with what is in the store for its arguments."""
        arguments = {
            "week": [WEEK], "day": [DAY], "pair": [PAIR], "team": [CITY, EU], "tip": self.tips,
            "place": ["t-centralen", "medborgarplatsen", "sergels-torg", "kantarell"], "kind": ["visit"],
            "need": [need.id for need in self.plan.request.needs][:2], "route": [0], "stop": [1, 2],
        }  # fmt: skip
        for rule in self.app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint in ENDS:
                continue
            for values in products({name: arguments.get(name, ["x"]) for name in sorted(rule.arguments)}):
                try:
                    with self.app.test_request_context():
                        yield self.app.url_for(rule.endpoint, **values)
                except (ValueError, TypeError):  # a number is asked for
                    continue

    def matched(self, path, *, public=False):
        """Give what names an address, so that each is looked at once; None where it is not ours or ends a session."""
        parts = urlsplit(path)
        try:
            endpoint, values = self.app.url_map.bind("127.0.0.1").match(unquote(parts.path), method="GET")
        except RequestRedirect:
            return None
        except HTTPException:
            return None
        asked = tuple(sorted(re.findall(r"(?:^|&)([\w.]+)=", parts.query.replace("&amp;", "&"))))
        signs_in = endpoint.startswith("security.") and not public and endpoint != "security.account"
        return None if endpoint in ENDS or signs_in else (endpoint, tuple(sorted(values.items())), asked)


def products(lists):
    """Give each way to take one of every list."""
    found = [{}]
    for name, values in lists.items():
        found = [one | {name: value} for one in found for value in values]
    return found


@pytest.fixture(scope="module")
def world(databases, tmp_path_factory):
    url = databases.new("sqlite")
    app = create_app(Settings(home=tmp_path_factory.mktemp("home"), database_url=url))
    app.testing = True  # an error that nothing answers ends the test
    yield World(app)
    app.config["FALTPLAN"].store.close()
    databases.drop(url)


def crawl(world, who):
    """Look at all that somebody gets; gives the words that were found, each with where."""
    client, seen, todo, looked = world.client[who], set(), deque(world.begin()), Counter()
    hidden = [word for word, may in SECRETS.items() if who not in may] + world.codes
    found, wrong = {}, []
    while todo:
        path = todo.popleft()
        key = world.matched(path, public=PEOPLE[who] is None)
        if key is None or key in seen or looked[key[0], key[2]] >= MOST or (key[0] in ONCE and who in those(CITY)):
            continue
        looked[key[0], key[2]] += 1
        seen.add(key)
        headers = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}
        answer = client.get(path.replace("&amp;", "&"), headers=headers, buffered=True)
        assert answer.status_code < 500, (who, path, answer.status_code)
        body = answer.get_data(as_text=False).decode("utf-8", "ignore")
        body = unescaped(body) + " ".join(f"{name}: {value}" for name, value in answer.headers)
        wrong += [(path, word) for word in hidden if word in body]
        for word in SECRETS:
            if word in body:
                found.setdefault(word, path)
        todo += LINK.findall(body)
        if answer.location:
            todo.append(urlsplit(answer.location)._replace(scheme="", netloc="").geturl())
    assert not wrong, f"{who} sees what is not for them"
    return found, {endpoint for endpoint, _, _ in seen}


def unescaped(body):
    """Give a text with its letters as they are, however JSON or HTML has written them."""
    body = re.sub(r"\\u00([0-9a-f]{2})", lambda m: chr(int(m[1], 16)), body)
    return body.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_is_shown_what_is_not_for_them(world, who):
    found, endpoints = crawl(world, who)
    assert not [word for word in found if who not in SECRETS[word]]
    missing = {word for word, may in SECRETS.items() if who in may - WITHOUT_A_SHIFT and word not in found}
    assert not missing - UNSEEN, f"{who} is not shown what is for them: the crawl does not reach it"
    assert len(endpoints) > 60


def test_every_address_of_the_world_is_one_of_the_program_s(world):
    assert all(world.matched(path, public=True) for path in world.begin())
    assert all(is_uuid(tip) for tip in world.tips)
