"""The pages of editing: menus, edits, undo and redo, with and without scripts."""

import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import delete

from web import create_app
from web.plan_turns import close, publish
from web.settings import Settings
from web.store.tables.plans import PlanVersion, StopRow, WeekPlanRow

PATH = "/plan/uppsokarteamet/2026-W49"
JSON = {"Accept": "application/json"}
THURSDAY_EK, GARDEN = 5, 3


@cache
def example_plan():
    return module("example_plan").example_plan()


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def running(tmp_path_factory, backend, databases):
    url = databases.new(backend)
    made = create_app(Settings(home=tmp_path_factory.mktemp("home"), database_url=url, lang="en"))
    made.testing = True
    yield made
    made.config["FALTPLAN"].store.close()
    databases.drop(url)


@pytest.fixture
def app(running):
    """Give the application with the example week as it was planned, and nothing else."""
    parts = running.config["FALTPLAN"]
    with parts.store.housekeeping() as session:
        for table in (StopRow, PlanVersion, WeekPlanRow):
            session.execute(delete(table))
    parts.plans.write(example_plan())
    return running


@pytest.fixture
def lead(app):
    return module("accounts").signed_in(app, ("lead", "uppsokarteamet"), name="Talgoxe")


def page(client, path=PATH):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


def hidden(text, name):
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]


def send(client, action="edit", *, as_json=False, **fields):
    text = page(client)
    known = {name: hidden(text, name) for name in ("csrf_token", "seen", "of")}
    return client.post(f"{PATH}/{action}", data={**known, **fields}, headers=JSON if as_json else {})


MOVE = {"kind": "move", "route": THURSDAY_EK, "stop": GARDEN, "to": 6}


def test_every_stop_route_and_unplanned_need_leads_to_a_page_of_what_can_be_done(lead):
    text = page(lead)
    links = {link.replace("&amp;", "&") for link in re.findall(rf'href="({PATH}/(?:stop|route|need)/[^"]+)"', text)}
    kinds = [sum(f"/{kind}/" in link for link in links) for kind in ("stop", "route", "need")]
    assert kinds == [49, 11, 3]
    for kind in ("/stop/5/3", "/route/5", "/need/"):
        told = page(lead, next(link for link in links if kind in link))
        assert 'name="csrf_token"' in told
        assert 'id="edit-h"' in told


def test_a_stop_is_told_why_it_is_there_and_where_else_it_could_go_at_what_cost(lead):
    of = hidden(page(lead), "of")
    told = page(lead, f"{PATH}/stop/{THURSDAY_EK}/{GARDEN}?of={of}")
    assert "Why here?" in told
    assert "Visit 1 of 2, agreed" in told
    told = page(lead, f"{PATH}/stop/{THURSDAY_EK}/{GARDEN}?of={of}&part=move")
    assert told.count('class="edit-choice"') >= 3
    assert "min more on the way" in told
    told = page(lead, f"{PATH}/stop/{THURSDAY_EK}/{GARDEN}?of={of}&part=swap")
    assert told.count('class="edit-choice') >= 1


def test_an_unplanned_need_has_three_best_places_one_press_away_and_what_would_help(lead):
    told = page(lead, f"{PATH}/need/tantolunden-kvall")
    assert "Why unplanned?" in told
    places = re.findall(r'name="kind" value="place"', told)
    assert 1 <= len(places) <= 3
    form = re.search(r'<form[^>]*>(?:(?!</form>).)*value="place".*?</form>', told, re.DOTALL)[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    answer = lead.post(f"{PATH}/edit", data=fields)
    assert answer.status_code == 303
    assert "Tantolunden was put in" in page(lead, answer.headers["Location"])
    told = page(lead, f"{PATH}/need/langholmen-kvall?part=help")
    assert "What would help" in told


def test_without_scripts_an_edit_leads_back_to_its_day_and_says_what_it_cost(lead):
    answer = send(lead, **MOVE)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{PATH}?dag=2026-12-03#dag-2026-12-03"
    told = page(lead, answer.headers["Location"])
    assert re.search(r"Björns trädgård was moved: Ek Thu 3 Dec \d\d:\d\d → Björk Thu 3 Dec \d\d:\d\d\.", told)
    assert "Undo: Björns trädgård moved" in told
    assert send(lead, "undo").status_code == 303
    told = page(lead)
    assert "Undone: Björns trädgård moved." in told
    assert "Do again: Björns trädgård moved" in told


def test_with_scripts_an_edit_answers_with_the_days_that_changed_and_where_the_map_lies(lead):
    told = send(lead, as_json=True, **MOVE).get_json()
    assert told["days"] == ["2026-12-03"]
    assert {"dag-2026-12-03", "days", "unplanned", "edit-bar", "places", "broken"} <= set(told["pieces"])
    assert "dag-2026-11-30" not in told["pieces"]
    assert told["seen"] == 2
    assert re.fullmatch(r"r6s\d", told["key"])
    stops = [f for f in lead.get(told["map"]).get_json(force=True)["features"] if f["properties"]["role"] == "stop"]
    assert next(f for f in stops if f["properties"]["key"] == told["key"])["properties"]["title"] == "Björns trädgård"


def test_a_broken_rule_is_named_before_it_is_kept_and_stays_on_the_board(lead):
    add = {"kind": "add", "to": THURSDAY_EK, "hotspot": "liljeholmen"}
    asked = send(lead, **add)
    assert asked.status_code == 422
    assert "1 rule would be broken:" in asked.text
    assert "The visit needs Romanian" in asked.text
    assert "Undo:" not in page(lead)
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', asked.text.partition('class="bar"')[2]))
    assert fields["confirmed"] == "1"
    assert lead.post(f"{PATH}/edit", data=fields).status_code == 303
    told = page(lead)
    assert "20 broken rules" in told
    assert told.count("The visit needs Romanian") >= 2


def test_what_would_happen_can_be_seen_first(lead):
    told = send(lead, dry=1, **MOVE)
    assert told.status_code == 200
    assert "No rule is broken by it." in told.text
    assert "Cost" in told.text
    assert "Nothing to undo" in page(lead)


def test_two_leads_who_edit_the_same_week(app, lead):
    other = module("accounts").signed_in(app, ("lead", "uppsokarteamet"), name="Domherre")
    text = page(other)
    send(lead, **MOVE)
    known = {name: hidden(text, name) for name in ("seen", "of")}
    late = {**known, "csrf_token": hidden(page(other), "csrf_token"), "kind": "remove", "route": 8, "stop": 0}
    refused = other.post(f"{PATH}/edit", data=late)
    assert refused.status_code == 409
    assert "Talgoxe changed the week at" in refused.text
    assert "Stop moved: Björns trädgård" in refused.text
    refused = other.get(f"{PATH}/stop/8/0?of={known['of']}", headers=JSON)
    assert refused.status_code == 409
    assert "Björns trädgård" in refused.get_json()["html"]


def test_a_change_that_still_fits_is_offered_again(app, lead):
    other = module("accounts").signed_in(app, ("lead", "uppsokarteamet"), name="Domherre")
    text = page(other)
    send(lead, kind="pin", route=3, stop=1)
    late = {name: hidden(text, name) for name in ("seen", "of")} | {"kind": "pin", "route": 8, "stop": 0}
    refused = other.post(f"{PATH}/edit", data=late | {"csrf_token": hidden(page(other), "csrf_token")})
    assert "Make my change to it" in refused.text
    form = refused.text.partition("Show the week as it is now")[2]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    assert other.post(f"{PATH}/edit", data=fields).status_code == 303


def test_pairs_see_the_week_without_buttons_for_editing(app):
    pair = module("accounts").signed_in(app, ("field", "uppsokarteamet"))
    lead = module("accounts").signed_in(app, ("lead", "uppsokarteamet"))
    for _ in range(2):
        assert "/stop/" in page(lead)
        text = page(pair)
        assert "/stop/" not in text
        assert "edit-dialog" not in text


def test_a_closed_week_has_no_buttons_and_takes_no_edit(app, lead):
    known = {name: hidden(page(lead), name) for name in ("csrf_token", "of")}
    with app.config["FALTPLAN"].store.write("account:1") as work:
        publish(work, "uppsokarteamet", "2026-W49", expected=1)
        close(work, "uppsokarteamet", "2026-W49", expected=2)
    assert "/stop/" not in page(lead)
    answer = lead.post(f"{PATH}/edit", data={**known, "seen": 3, **MOVE}, headers=JSON)
    assert answer.status_code == 422
    assert "closed" in answer.get_json()["error"]


@pytest.mark.parametrize("fields", [{}, {"kind": "move", "route": "x"}, {"kind": "swap", "other": "1"}])
def test_a_form_that_is_not_ours_changes_nothing(lead, fields):
    assert send(lead, **fields).status_code == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "move", "route": 99, "stop": 0, "to": 1},
        {"kind": "remove", "route": 5, "stop": 99},
        {"kind": "add", "to": 5, "hotspot": "nowhere"},
        {"kind": "place", "to": 5, "need": "nobody"},
        {"kind": "swap", "route": 5, "stop": 0},
        {"kind": "move", "route": 5, "stop": 0},
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(lead, fields):
    answer = send(lead, as_json=True, **fields)
    assert answer.status_code == 422
    assert answer.get_json()["error"] == "That cannot be done to the plan as it is now. Choose anew."
    assert "Nothing to undo" in page(lead)


def test_menus_of_what_is_not_there_are_not_found(lead):
    for path in ("/stop/99/0", "/stop/0/99", "/route/99", "/need/nobody"):
        assert lead.get(f"{PATH}{path}").status_code == 404
