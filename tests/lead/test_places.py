"""Places and needs: who sees and edits them, forms that keep what was typed, edits that are told, history by codes."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from geo.city import read_city
from geo.hotspot import Sensitivity
from web.lead.place_access import Editor
from web.lead.place_actions import add_place, remove_place
from web.security.bindings import partner_teams
from web.store.audit import verify
from web.store.tables import AuditEntry, HotspotRow, NeedRow, VisitRow

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"
TORGET, HAMNEN = "/lead/places/torget", "/lead/places/hamnen"
DAY = f"{HAMNEN}/needs/hamnen-dag"

NO_PLACE = [
    ({"at": "21.984, 60.1005"}, "Have latitude and longitude changed places? Turned round it is 60.1005, 21.984"),
    ({"at": "60.10, 21.98\n60.11, 21.98"}, "Two points make no area"),
    ({"name": " "}, "Write what the place is called"),
    ({"meet": "Fråga efter Anna Svensson"}, "looks like a name"),
    ({"meet": "Ring 070-123 45 67"}, "looks like a telephone number"),
    ({"kind": "settlement"}, "A settlement is shown to named teams alone"),
    ({"kind": "effort"}, "Choose one of the list"),
    ({"sensitivity": "named_teams"}, "Choose which teams may see the place"),
    ({"sensitivity": "named_teams", "teams": ["tall"]}, "Choose at least one team that you lead"),
    ({"phone": "fråga i receptionen"}, "Write a telephone number with figures"),
    ({"hours": "måndag ibland"}, "The hours are missing or cannot be read"),
]

NO_NEED = [
    ({"least": "3", "target": "4", "most": "2"}, "“Most” (2) is less than “Least” (3). Change one of them."),
    ({"least": "3", "target": "2", "most": "5"}, "“Preferably” (2) is less than “Least” (3)"),
    ({"windows": "", "windows__grid": None}, "Choose when the place can be visited"),
    ({"minutes": "600"}, "No span of hours holds a visit of 600 minutes"),
    ({"minutes": "noll"}, "Write a whole number from 1"),
    ({"gap_h": "-1"}, "Write a number from 0 to 168"),
    ({"peak": "su 10-12"}, "These hours do not lie inside the hours above"),
    ({"least": "7", "target": "7", "most": "9"}, "The hours hold 5 visits a week"),
    ({"windows": "mo-fr 10:00-18:00", "windows__grid": None}, "Another need of this place has some of these hours"),
    ({"note": "Sök upp Erik Svensson, 19800101-1231"}, "looks like a"),
]


@pytest.fixture
def lead(as_role):
    return as_role(("lead", "en"), name="Talgoxe")


@pytest.fixture
def other(as_role):
    """Give a lead of the partner."""
    return as_role(("lead", "tall"), name="Trana")


@pytest.fixture
def second(as_role):
    """Give another lead of the same team."""
    return as_role(("lead", "en"), name="Trana")


def row_of(store, ident, table=HotspotRow):
    with store.read() as session:
        return session.get(table, ident)


def last_entry(store):
    with store.read() as session:
        assert list(verify(session, store.audit_key)) == []
        query = select(AuditEntry).where(~AuditEntry.action.endswith(".seen")).order_by(AuditEntry.seq.desc())
        return session.scalars(query).first()


def test_a_settlement_is_nowhere_for_a_lead_of_another_team(lead, other):
    assert "Skogsgården" in lead.get("/lead/places").text
    assert lead.get("/lead/places/skogsgarden").status_code == 200
    for path in ("/lead/places", TORGET, "/lead/new-place"):
        page = other.get(path).text
        assert "Skogsg" not in page
        assert "skogsgarden" not in page
    for path in ("/lead/places/skogsgarden", "/lead/places/skogsgarden/remove", "/lead/places/nowhere"):
        assert other.get(path).status_code == 404


def test_what_a_lead_of_another_team_sends_to_a_settlement_changes_nothing(lilleby_store, lead, other, forms):
    page = lead.get("/lead/places/skogsgarden").text
    data = forms.filled(page, "/lead/places/skogsgarden", name="Nytt namn")
    token = forms.filled(other.get("/lead/new-place").text, "/lead/new-place")["csrf_token"]
    for path in ("", "/remove", "/needs"):
        answer = other.post(f"/lead/places/skogsgarden{path}", data=data | {"csrf_token": token})
        assert answer.status_code == 404
    assert row_of(lilleby_store, "skogsgarden").version == 1


def test_a_coordinator_looks_and_a_lead_edits(as_role):
    page = as_role(("coordinator", "en")).get(TORGET).text
    assert "You may look at this place" in page
    assert "Save the place" not in page
    assert "Save the need" not in page


def test_the_list_is_chosen_by_kind_district_name_and_lack_of_needs(lead):
    assert "Udden" not in lead.get("/lead/places?kind=square").text
    assert "Torget" not in lead.get("/lead/places?district=Lilleby+östra").text
    named = lead.get("/lead/places?name=HAMN").text
    assert "1 place<" in named
    assert "Hamnen" in named
    assert "Torget" not in lead.get("/lead/places?needs=none").text
    assert "No place is like that" in lead.get("/lead/places?name=ingenstans").text


def test_a_place_is_added_where_it_lies_and_gets_its_district(lilleby_store, lead, forms):
    page = lead.get("/lead/new-place").text
    typed = {"name": "Södra  bryggan", "kind": "square", "at": "60.1005, 21.984", "meet": "Vid trappan"}
    answer = forms.send(lead, page, "/lead/new-place", **typed)
    assert answer.status_code == 303
    assert answer.location.endswith("/lead/places/sodra-bryggan")
    row = row_of(lilleby_store, "sodra-bryggan")
    assert (row.name, row.district, row.position) == ("Södra bryggan", "Lilleby västra", "approximate")
    entry = last_entry(lilleby_store)
    assert (entry.action, entry.object_id) == ("hotspot.added", "sodra-bryggan")
    assert "bryggan" not in entry.detail
    again = forms.send(lead, page, "/lead/new-place", **(typed | {"at": "60.1006, 21.985"}))
    assert again.location.endswith("/lead/places/sodra-bryggan-2")


def test_what_cannot_be_is_told_by_its_field_and_nothing_typed_is_lost(lilleby_store, lead, forms):
    page = lead.get("/lead/new-place").text
    for changes, said in NO_PLACE:
        typed = {"name": "Ny plats", "at": "60.1005, 21.984"} | changes
        answer = forms.send(lead, page, "/lead/new-place", **typed)
        assert answer.status_code == 400, changes
        assert said in answer.text
        kept = dict(forms.fields_of(answer.text, "/lead/new-place"))
        for name, value in typed.items():
            if isinstance(value, str) and value != "effort":  # no such choice is offered
                assert kept[name].strip() == value.strip()
    assert row_of(lilleby_store, "ny-plats") is None


def test_a_second_edit_is_told_and_overwrites_only_when_it_is_sent_again(lilleby_store, lead, second, forms):
    page, theirs = lead.get(TORGET).text, second.get(TORGET).text
    assert forms.send(lead, page, TORGET, position="partly").status_code == 303
    answer = forms.send(second, theirs, TORGET, meet="Vid kiosken")
    assert answer.status_code == 409
    assert "Talgoxe changed this at" in answer.text
    assert "How sure the position is is now: position partly verified" in answer.text
    assert "Vid kiosken" in answer.text
    assert row_of(lilleby_store, "torget").meet == "Vid brunnen"
    assert forms.send(second, answer.text, TORGET).status_code == 303
    assert row_of(lilleby_store, "torget").meet == "Vid kiosken"


def test_an_error_in_an_old_page_does_not_let_it_overwrite(lilleby_store, lead, second, forms):
    page, theirs = lead.get(TORGET).text, second.get(TORGET).text
    forms.send(lead, page, TORGET, position="partly")
    wrong = forms.send(second, theirs, TORGET, name="")
    assert wrong.status_code == 400
    assert forms.send(second, wrong.text, TORGET, name="Torg").status_code == 409
    assert row_of(lilleby_store, "torget").name == "Torget"


def test_saving_what_is_there_changes_nothing(lilleby_store, lead, forms):
    page = lead.get("/lead/places/lindparken").text
    before = row_of(lilleby_store, "lindparken").shape
    assert forms.send(lead, page, "/lead/places/lindparken").status_code == 303
    row = row_of(lilleby_store, "lindparken")
    assert (row.version, row.shape) == (1, before)
    assert last_entry(lilleby_store).action != "hotspot.changed"


def test_the_history_tells_codes_and_figures_and_never_what_was_written(lilleby_store, lead, forms):
    page = lead.get(TORGET).text
    forms.send(lead, page, TORGET, kind="park", meet="Vid statyn", at="60.104, 21.989", phone="08-123 45")
    detail = json.loads(last_entry(lilleby_store).detail)["changes"]
    assert detail["kind"] == ["square", "park"]
    assert detail["meet"] is detail["phone"] is None
    assert 100 < detail["at"][1] < 120
    page = lead.get(TORGET).text
    history = page[page.index('id="history"') :]
    assert "Talgoxe</b> changed a place" in history
    assert "Kind: square → park" in history
    assert "Position: moved 110 m" in history
    assert "How to meet: changed" in history
    assert "statyn" not in history


def test_where_a_settlement_moves_is_not_in_the_audit(lilleby_store, lead, forms):
    page = lead.get("/lead/places/skogsgarden").text
    assert forms.send(lead, page, "/lead/places/skogsgarden", at="60.12, 21.985").status_code == 303
    entry = last_entry(lilleby_store)
    assert json.loads(entry.detail)["changes"]["at"] is None
    assert "60.12" not in entry.detail
    assert entry.team == "en"


def test_a_need_is_changed_by_the_grid_without_scripts(lilleby_store, lead, forms):
    page = lead.get(HAMNEN).text
    ticked = [value for name, value in forms.fields_of(page, DAY) if name == "windows.cell"]
    assert ticked == [f"{part}-{day}" for part in ("morning", "afternoon") for day in range(5)]
    left = [cell for cell in ticked if not cell.startswith("morning")] + ["morning-5"]
    assert forms.send(lead, page, DAY, windows__cell=left).status_code == 303
    assert row_of(lilleby_store, "hamnen-dag", NeedRow).windows == "mo-fr 12:00-16:00; sa 09:00-12:00"
    entry = last_entry(lilleby_store)
    assert (entry.action, entry.object_id) == ("need.changed", "hamnen")
    told = json.loads(entry.detail)["changes"]["windows"]
    assert told == ["mo-fr 10:00-16:00", "mo-fr 12:00-16:00; sa 09:00-12:00"]


def test_the_text_and_the_grid_hold_together(lilleby_store, lead, forms):
    page = lead.get(HAMNEN).text
    ticked = [value for name, value in forms.fields_of(page, DAY) if name == "windows.cell"]
    forms.send(lead, page, DAY, windows="mån–tis 09.30–16.00", windows__cell=[*ticked, "morning-6"])
    assert row_of(lilleby_store, "hamnen-dag", NeedRow).windows == "mo-tu 09:30-16:00; su 09:00-12:00"


def test_a_need_that_cannot_be_says_why_and_keeps_what_was_typed(lilleby_store, lead, forms):
    page = lead.get(HAMNEN).text
    for changes, said in NO_NEED:
        answer = forms.send(lead, page, DAY, **changes)
        assert answer.status_code == 400, changes
        assert said in answer.text
        kept = dict(forms.fields_of(answer.text, DAY))
        assert all(kept[name] == value for name, value in changes.items() if value is not None)
    assert row_of(lilleby_store, "hamnen-dag", NeedRow).version == 1


def test_needs_are_added_told_when_stale_and_removed(lilleby_store, lead, second, forms):
    place = "/lead/places/soppkoket"
    typed = {"windows": "lör-sön 12-16", "minutes": "25", "target": "1", "most": "2", "skills": ["nurse"]}
    assert forms.send(lead, lead.get(place).text, f"{place}/needs", **typed).status_code == 303
    with lilleby_store.read() as session:
        rows = session.scalars(select(NeedRow).where(NeedRow.hotspot_id == "soppkoket"))
        made = next(row for row in rows if row.minutes == 25)
    assert (made.windows, made.skills, made.version) == ("sa-su 12:00-16:00", ["nurse"], 1)
    one = f"{place}/needs/{made.id}"
    page, theirs = lead.get(place).text, second.get(place).text
    assert forms.send(lead, page, one, minutes="30").status_code == 303
    assert forms.send(second, theirs, one, minutes="35").status_code == 409
    assert forms.send(second, theirs, f"{one}/remove").status_code == 409
    assert forms.send(lead, lead.get(place).text, f"{one}/remove").status_code == 303
    assert row_of(lilleby_store, made.id, NeedRow) is None


def test_a_place_is_removed_with_its_needs_after_asking_and_its_visits_stay(lilleby_store, lead, forms):
    visit = "00000000-0000-4000-8000-000000000009"
    yesterday = lilleby_store.clock() - timedelta(days=1)
    with lilleby_store.write("system") as work:
        told = {"outcome": "done", "counts": {}, "links": {}, "content_hash": "c" * 64}
        work.add(VisitRow(id=visit, team_id="en", hotspot_id="torget", at=yesterday, **told))
        work.note("visit.logged", "visit", visit)
    assert "done: 1" in lead.get(TORGET).text
    ask = lead.get(f"{TORGET}/remove").text
    assert "This cannot be undone" in ask
    assert forms.send(lead, ask, f"{TORGET}/remove").status_code == 303
    assert lead.get(TORGET).status_code == 404
    with lilleby_store.read() as session:
        assert not list(session.scalars(select(NeedRow).where(NeedRow.hotspot_id == "torget")))
        assert session.get(VisitRow, visit).hotspot_id == "torget"


def test_a_published_plan_is_shown_as_before_when_a_place_of_it_is_removed(lilleby_app, lilleby_store, as_role):
    import importlib.util

    spec = importlib.util.spec_from_file_location("example_plan", Path(__file__).parents[1] / "example_plan.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    plan = module.example_plan()
    plans = lilleby_app.config["FALTPLAN"].plans
    plans.write(plan)
    spot = plan.request.hotspot[plan.routes[0].stops[0].hotspot]
    editor = Editor("account:1", frozenset({"en"}), frozenset({"en"}))
    assert add_place(lilleby_store, spot, editor=editor) == spot.id
    assert remove_place(lilleby_store, spot.id, expected=row_of(lilleby_store, spot.id).version, editor=editor) == 0
    assert plans.read(plan.team, plan.week).routes == plan.routes
    page = as_role(("lead", plan.team)).get(f"/plan/{plan.team}/{plan.week}")
    assert page.status_code == 200
    assert spot.name in page.text


def test_a_partners_lead_sees_shared_places_and_edits_its_own_alone(lilleby_store, as_role):
    assert partner_teams(lilleby_store, {"en", "tall"}) == {"tall"}
    partner = Editor("account:1", frozenset({"tall"}), frozenset({"tall"}), frozenset({"tall"}))
    shared = next(h for h in read_city(LILLEBY).hotspots if h.shared)
    own = replace(shared, sensitivity=Sensitivity.NAMED_TEAMS, teams=("tall",))
    assert (partner.may_see(shared), partner.may_edit(shared), partner.may_edit(own)) == (True, False, True)
    assert as_role(("lead", "tall")).get(f"/lead/places/{shared.id}").status_code == 200
