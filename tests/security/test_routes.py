"""Routes × roles: every route is called by everybody, and whoever may not is refused."""

import importlib.util
import sys
import tempfile
from pathlib import Path

import pytest

from web import create_app
from web.security.access import access_of
from web.security.person import Grant, Person, Role
from web.settings import Settings

OIDC = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "faltplan", "oidc_client_secret": "secret"}
TEAM = "uppsokarteamet"
ARGUMENTS = {
    "team": TEAM, "week": "2026-W49", "path": "css/tokens.css", "token": "x", "ident": 999_999,
    "visit": "00000000-0000-4000-8000-000000000001", "tip": "00000000-0000-4000-8000-000000000001",
    "job": "00000000-0000-4000-8000-000000000001", "kind": "visit", "name": "x", "category": "visit.note",
    "place": "x", "need": "x", "register": "x", "item": "x", "route": 0, "stop": 0, "day": "2026-12-03", "pair": "Ek",
    "check": "00000000-0000-4000-8000-000000000001", "version": "streets-x", "tiles": "ground.pmtiles", "secret": "x",
    "known": "000000000000",
}  # fmt: skip

PEOPLE = {
    "nobody": None,
    "somebody without roles": (),
    "lead": (("lead", TEAM),),
    "lead of another team": (("lead", "eu-teamet"),),
    "field": (("field", TEAM),),
    "field of another team": (("field", "eu-teamet"),),
    "coordinator": (("coordinator", TEAM),),
    "coordinator of other teams": (("coordinator", "eu-teamet"), ("coordinator", "nattjouren")),
    "partner": (("partner", TEAM),),
    "district": (("district", "Södermalm"),),
    "auditor": (("auditor", ""),),
    "admin": (("admin", ""),),
}

ANYBODY, SIGNED_IN = "anybody", "signed in"
LEAD, FIELD, COORDINATOR = "lead", "field", "coordinator"
WHO_MAY = {
    "absence.ask": "coordinator lead of the team",
    "absence.replan": "coordinator lead of the team",
    "absence.report": "coordinator lead of the team",
    "accounts.account": "admin",
    "accounts.add": "admin",
    "accounts.change": "admin",
    "accounts.close": "admin",
    "accounts.index": "admin",
    "accounts.invite": "admin",
    "accounts.reopen": "admin",
    "audit.export": "auditor",
    "audit.index": "auditor",
    "calendars.calendar": ANYBODY,
    "calendars.index": "coordinator lead of the team",
    "calendars.make": "coordinator lead of the team",
    "calendars.withdraw": "coordinator lead of the team",
    "editing.edit": "coordinator lead of the team",
    "editing.need": "coordinator lead of the team",
    "editing.redo": "coordinator lead of the team",
    "editing.route": "coordinator lead of the team",
    "editing.stop": "coordinator lead of the team",
    "editing.undo": "coordinator lead of the team",
    "field.delete_visit": "field lead of the team",
    "field.get_visits": "coordinator field lead of the team",
    "field.put_check_in": "field lead of the team",
    "field.put_visit": "field lead of the team",
    "followup.city": "auditor coordinator district lead",
    "followup.city_csv": "auditor coordinator district lead",
    "followup.index": "auditor coordinator district lead",
    "followup.team": "coordinator lead of the team",
    "followup.team_csv": "coordinator lead of the team",
    "handout.index": "coordinator field lead of the team",
    "handout.routes_gpx": "coordinator lead of the team",
    "handout.sheets": "coordinator field lead of the team",
    "handout.stops_csv": "coordinator lead of the team",
    "handout.stops_xlsx": "coordinator lead of the team",
    "handout.week_gpkg": "coordinator lead of the team",
    "ground.tiles": ANYBODY,  # streets, as OpenStreetMap shows them
    "lead.base_map": SIGNED_IN,
    "lead.choose": "coordinator field lead",
    "lead.choose_appearance": ANYBODY,
    "lead.map_script": "coordinator field lead of the team",
    "lead.plan_data": "coordinator field lead of the team",
    "lead.start": SIGNED_IN,
    "lead.week": "coordinator field lead of the team",
    "offline.file": ANYBODY,
    "offline.leave": SIGNED_IN,
    "offline.service_worker": ANYBODY,
    "offline.shell": ANYBODY,  # it holds no data
    "log.correct": "field lead of the team",
    "log.new": "field lead of the team",
    "log.places": "coordinator field lead of the team",
    "log.save": "field lead of the team",
    "log.save_correction": "field lead of the team",
    "log.undo": "field lead of the team",
    "ops.healthz": ANYBODY,
    "ops.metrics": ANYBODY,  # it asks for its own token
    "ops.readyz": ANYBODY,
    "place.add": "lead",
    "place.ask_remove": "lead",
    "place.change": "lead",
    "place.change_one": "lead",
    "place.remove": "lead",
    "place.remove_one": "lead",
    "place.show": "coordinator lead",
    "place_import.ask": "lead",
    "place_import.do": "lead",
    "place_import.send": "lead",
    "places.add": "lead",
    "places.index": "coordinator lead",
    "places.map_script": "coordinator lead",
    "places.new": "lead",
    "planning.cancel": "coordinator lead of the team",
    "planning.enough": "coordinator lead of the team",
    "planning.job": "coordinator field lead of the team",
    "planning.solve": "coordinator lead of the team",
    "publish.close": "coordinator lead of the team",
    "publish.publish_shown": "coordinator lead of the team",
    "publish.review": "coordinator lead of the team",
    "reach.index": "admin coordinator lead",
    "reach.map_script": "admin coordinator lead",
    "retention.change": "admin",
    "retention.index": "admin auditor",
    "safety.call": "coordinator lead of the team",
    "safety.check_in": "field lead of the team",
    "safety.late": "coordinator lead",
    "safety.reached": "coordinator lead of the team",
    "safety.show": "coordinator field lead of the team",
    "security.account": SIGNED_IN,
    "security.change_password": SIGNED_IN,
    "security.invitation": ANYBODY,  # whoever has its link
    "security.login": ANYBODY,
    "security.logout": ANYBODY,
    "security.mf_recovery": ANYBODY,  # after the password
    "security.mf_recovery_codes": SIGNED_IN,
    "security.oidc_done": ANYBODY,
    "security.oidc_start": ANYBODY,
    "security.sign_out_everywhere": SIGNED_IN,
    "security.tf_select": ANYBODY,  # after the password
    "security.two_factor_rescue": ANYBODY,
    "security.two_factor_setup": ANYBODY,  # after the password, where a second step is required
    "security.two_factor_setup_validate": SIGNED_IN,
    "security.two_factor_token_validation": ANYBODY,  # after the password
    "security.verify": SIGNED_IN,
    "security.wan_delete": SIGNED_IN,
    "security.wan_register": SIGNED_IN,
    "security.wan_register_response": SIGNED_IN,
    "security.wan_signin": ANYBODY,
    "security.wan_signin_response": ANYBODY,
    "security.wan_verify": SIGNED_IN,
    "security.wan_verify_response": SIGNED_IN,
    "setup.add_effort": "coordinator lead of the team",
    "setup.add_shift": "coordinator lead of the team",
    "setup.add_work": "coordinator lead of the team",
    "setup.away": "coordinator lead of the team",
    "setup.copy": "coordinator lead of the team",
    "setup.index": "coordinator lead of the team",
    "setup.pairs": "coordinator lead of the team",
    "setup.remove_work": "coordinator lead of the team",
    "setup.turn": "coordinator lead of the team",
    "setup.undo": "coordinator lead of the team",
    "setup.weights": "coordinator lead of the team",
    "shift.choose": "coordinator field lead",
    "shift.choose_pair": "coordinator field lead",
    "shift.data": "coordinator field lead of the team",
    "shift.map_script": "coordinator field lead of the team",
    "shift.route_data": "coordinator field lead of the team",
    "shift.show": "coordinator field lead of the team",
    "shift.show_map": "coordinator field lead of the team",
    "static": ANYBODY,
    "team.add": "lead of the team",
    "team.away": "coordinator lead of the team",
    "team.back": "coordinator lead of the team",
    "team.change": "lead of the team",
    "team.change_away": "coordinator lead of the team",
    "team.remove": "lead of the team",
    "team.settings": "lead of the team",
    "team.show": "coordinator lead of the team",
    "team.start": "coordinator lead",
    "tell.about": ANYBODY,
    "tell.base_map": ANYBODY,
    "tell.forget": ANYBODY,  # whoever has the code
    "tell.form": ANYBODY,
    "tell.map_script": ANYBODY,
    "tell.send": ANYBODY,
    "tell.sent": ANYBODY,
    "tell.show_status": ANYBODY,  # whoever has the code
    "tell.status": ANYBODY,
    "tips.put_tip": "coordinator field lead of the team",
    "triage.call_effort_off": "coordinator lead",
    "triage.close": "coordinator lead",
    "triage.forget_contact": "coordinator lead",
    "triage.hand": "coordinator lead",
    "triage.index": "coordinator lead",
    "triage.intake": "coordinator lead",
    "triage.join_tips": "coordinator lead",
    "triage.make_joint": "coordinator lead",
    "triage.make_need": "coordinator lead",
    "triage.make_urgent": "coordinator lead",
    "triage.map_script": "coordinator lead",
    "triage.not_a_settlement": "coordinator lead",
    "triage.open_again": "coordinator lead",
    "triage.part_tips": "coordinator lead",
    "triage.pass_tip_on": "coordinator lead",
    "triage.show_contact": "coordinator lead",
    "triage.suggest_place": "lead",
    "triage.take_in": "coordinator lead",
    "triage.tell_apart": "coordinator lead",
    "triage.tip": "coordinator lead",
    "triage.wait": "coordinator lead",
    "told.new": "field lead of the team",
    "told.save": "field lead of the team",
}
"""Which roles may call which endpoint, written by hand: a declaration that changes must change here too."""

KEYED = {"ops.metrics"}
"""Endpoints that ask for a token of their own."""


def accounts():
    name = "faltplan_tests_accounts"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / "accounts.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def a_route():
    """Give every route with each of its methods."""
    with tempfile.TemporaryDirectory() as home:
        app = create_app(Settings(home=Path(home), **OIDC))
        found = [
            (rule.endpoint, method)
            for rule in app.url_map.iter_rules()
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        ]
        app.config["FALTPLAN"].store.close()
    return sorted(set(found))


ROUTES = a_route()


@pytest.fixture(scope="module")
def application(backend, databases, tmp_path_factory):
    url = databases.new(backend)
    app = create_app(Settings(home=tmp_path_factory.mktemp("home"), database_url=url, **OIDC))
    yield app
    app.config["FALTPLAN"].store.close()
    databases.drop(url)


def said(access):
    """Write a declaration as the table does."""
    if access.anybody:
        return ANYBODY
    if not access.roles:
        return SIGNED_IN
    return " ".join(sorted(access.roles)) + (" of the team" if access.of_team else "")


def test_every_endpoint_is_declared_as_the_table_says(application):
    declared = {name: access_of(application, name) for name in application.view_functions}
    assert {name for name, access in declared.items() if access is None} == set()
    assert {name: said(access) for name, access in declared.items()} == WHO_MAY


def test_every_role_walks():
    walking = {role for grants in PEOPLE.values() for role, _ in grants or ()}
    assert walking == set(Role)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("endpoint", "method"), ROUTES, ids=str)
def test_every_route_answers_whom_it_may_and_refuses_all_others(application, endpoint, method, who):
    grants = PEOPLE[who]
    client = application.test_client()
    person = None
    if grants is not None:
        client = accounts().signed_in(application, *grants)
        person = Person(
            1, who, tuple(Grant(Role(r), district=b) if r == "district" else Grant(Role(r), team=b) for r, b in grants)
        )
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    rule = next(
        rule for rule in application.url_map.iter_rules() if rule.endpoint == endpoint and method in rule.methods
    )
    values = {name: ARGUMENTS[name] for name in rule.arguments}
    with application.test_request_context():
        path = application.url_for(endpoint, **values)
    answer = client.open(path, method=method, buffered=True)
    away = answer.headers.get("Location", "").startswith("/sign-in?next=")
    refused = answer.status_code in {401, 403} or away
    admitted = access_of(application, endpoint).admits(person, team=values.get("team", ""))
    if endpoint in KEYED:
        assert refused or answer.status_code == 404
    else:
        assert refused is not admitted, (answer.status_code, path)
        assert answer.status_code != 500
    if not admitted:
        # Where one could sign in first, one is asked to; where one has, the answer is no.
        assert away or answer.status_code == (401 if person is None else 403)
