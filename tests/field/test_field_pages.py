"""The pair's pages over HTTP: choose, arrive, log, correct, undo, and what leads see of a pair that is late."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from shapely.geometry import Point
from sqlalchemy import select

from geo.hotspot import Hotspot, HotspotKind, Sensitivity
from web.field.check_in import escalate_due
from web.store.place_rows import metric_point
from web.store.tables.audit import AuditEntry
from web.store.tables.efforts import EffortRow
from web.store.tables.places import HotspotRow
from web.store.tables.tips import Tip
from web.store.tables.visits import VisitRow

TEAM = "uppsokarteamet"
EK = f"/field/{TEAM}/2026-12-03/Ek"
EFFORT = "11111111-0000-4000-8000-000000000001"


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def open_form(client, query="stop=1"):
    """Open the form of a visit; gives its hidden parts as they would be sent."""
    page = client.get(f"{EK}/visit?{query}")
    assert page.status_code == 200
    return {name: hidden(page, name) for name in ("id", "hotspot", "pair", "planned", "arrived", "version")}


def visits(field):
    with field.parts.store.read() as session:
        return session.scalars(select(VisitRow).order_by(VisitRow.at)).all()


@pytest.fixture
def pair(field):
    return field.client(("field", TEAM))


def test_the_pair_chooses_once_and_comes_back_to_its_shift(field, pair):
    page = pair.get("/field")
    assert re.findall(r'name="pair" value="(\w+)"', page.text) == ["Björk", "Ek", "Al", "Lönn"]
    chosen = pair.post("/field/pair", data={"team": TEAM, "day": "2026-12-03", "pair": "Ek"})
    assert (chosen.status_code, chosen.location) == (303, EK)
    assert pair.get("/field").location == EK
    assert "Säg till att allt är bra senast 17.10" in pair.get(EK).text
    field.now += timedelta(hours=12)
    assert pair.get("/field").status_code == 200  # that shift is over: choose anew


def test_whoever_chose_the_wrong_pair_leaves_no_check_in_behind(field, pair):
    chosen = {"team": TEAM, "day": "2026-12-03"}
    pair.post("/field/pair", data=chosen | {"pair": "Björk"})
    pair.post("/field/pair", data=chosen | {"pair": "Ek"})
    field.now += timedelta(hours=3)
    assert escalate_due(field.parts.store) == 1  # Ek alone
    (late,) = field.client(("lead", TEAM)).get("/safety/late.json").json["late"]
    assert late["title"].startswith("Par Ek")


def test_the_pages_can_be_installed_with_files_of_our_own(pair):
    page = pair.get("/field").text
    manifest = pair.get(re.search(r'rel="manifest" href="([^"]+)"', page)[1])
    assert manifest.mimetype == "application/manifest+json"
    told = json.loads(manifest.text)
    assert (told["start_url"], told["display"]) == ("/field", "standalone")
    for icon in told["icons"]:
        answer = pair.get(icon["src"])
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
        width = int.from_bytes(answer.data[16:20])  # of the PNG's header
        assert icon["sizes"] == f"{width}x{width}"


def test_without_a_shift_the_page_says_when_the_next_is(field, pair):
    field.now = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    assert "Inget pass i natt. Nästa är på måndag 15.00." in pair.get("/field").text


def test_a_draft_is_not_shown_to_the_pair(field, pair, example):
    plan = example.example_plan()
    changed = type(plan)(plan.team, plan.week, plan.request, plan.routes[:1], (), score=1.0, bound=None)
    field.parts.plans.write(changed)
    assert pair.get(EK).status_code == 200
    field.publish()
    assert pair.get(EK).status_code == 404


def test_a_shift_that_a_new_plan_took_away_lets_the_pair_choose_again(field, pair, example):
    pair.post("/field/pair", data={"team": TEAM, "day": "2026-12-03", "pair": "Ek"})
    plan = example.example_plan()
    field.parts.plans.write(type(plan)(plan.team, plan.week, plan.request, plan.routes[:1], (), score=1.0, bound=None))
    field.publish()
    assert pair.get(EK).location == "/field"
    assert "finns inte längre" in pair.get("/field").text


def test_the_next_stop_is_large_with_why_where_and_how_to_get_there(pair):
    page = pair.get(EK).text
    first = page[page.index('class="next"') : page.index("</section>", page.index('class="next"'))]
    for said in ("Sergels torg", "15.06–15.36", "Möt upp: Vid klockan", "Varför här?", "geo:59.33445", "Vi är framme"):
        assert said in first


def test_a_usual_visit_is_logged_once_however_often_it_is_sent(field, pair):
    form = open_form(pair) | {"outcome": "done", "count_men_25_64": "3", "link": ["shelter"], "linked_shelter": "2"}
    saved = pair.post(f"{EK}/visit", data=form)
    assert (saved.status_code, saved.location) == (303, f"{EK}?saved={form['id']}")
    field.now += timedelta(seconds=3)
    assert pair.post(f"{EK}/visit", data=form).location == saved.location
    (row,) = visits(field)
    assert (row.hotspot_id, row.pair, row.counts, row.links) == ("sergels-torg", "Ek", {"men_25_64": 3}, {"shelter": 2})
    assert row.planned.isoformat() == "2026-12-03T14:06:22+00:00"
    page = pair.get(saved.location).text
    assert "Sparat: Sergels torg" in page
    assert "Klart 15.10" in page
    assert 'id="nx">T-Centralen' in page  # what comes next


def test_a_form_that_was_gone_back_to_and_changed_corrects_what_it_saved(field, pair):
    form = open_form(pair) | {"outcome": "nobody"}
    pair.post(f"{EK}/visit", data=form)
    pair.post(f"{EK}/visit", data=form | {"outcome": "done", "count_unknown": "1"})
    (row,) = visits(field)
    assert (row.outcome, row.version) == ("done", 2)


def test_a_visit_is_corrected_and_taken_back_within_the_shift(field, pair):
    form = open_form(pair) | {"outcome": "nobody", "note": "Mörkt"}
    pair.post(f"{EK}/visit", data=form)
    address = f"{EK}/visits/{form['id']}"
    page = pair.get(address)
    assert hidden(page, "version") == "1"
    assert ">Mörkt</textarea>" in page.text
    again = form | {"version": "1", "outcome": "done", "count_unknown": "2"}
    assert pair.post(address, data=again).status_code == 303
    assert pair.post(address, data=again | {"note": "Ljust"}).status_code == 409  # from an old version
    assert pair.post(f"{address}/undo", data={"version": "1"}).status_code == 409
    assert pair.post(f"{address}/undo", data={"version": "2"}).status_code == 303
    assert visits(field) == []
    assert pair.post(f"{address}/undo", data={"version": "2"}).status_code == 303  # gone already
    assert pair.get(address).status_code == 404


def test_what_is_too_old_is_corrected_and_not_taken_back(field, pair):
    form = open_form(pair) | {"outcome": "nobody"}
    pair.post(f"{EK}/visit", data=form)
    field.now += timedelta(hours=15)
    pair.post(f"{EK}/visits/{form['id']}/undo", data={"version": "1"})
    assert len(visits(field)) == 1
    gone = pair.delete(f"/api/teams/{TEAM}/visits/{form['id']}?version=1")
    assert (gone.status_code, gone.json["code"]) == (422, "too_late")


def test_personal_data_is_not_saved_and_nothing_typed_is_lost(field, pair):
    form = open_form(pair) | {"outcome": "done", "count_men_25_64": "3", "link": "health", "note": "Ring 070-174 06 05"}
    refused = pair.post(f"{EK}/visit", data=form)
    assert refused.status_code == 422
    assert "telefonnummer" in refused.text
    for kept in (">Ring 070-174 06 05</textarea>", 'value="3"', 'id="link-health" value="health" checked'):
        assert kept in refused.text
    assert 'id="outcome-done" value="done" checked' in refused.text
    assert visits(field) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"outcome": ""}, "Välj hur det gick."),
        ({"outcome": "done", "count_men_25_64": "3,5"}, "Skriv hela tal från 0 till 500."),
        ({"outcome": "done", "count_men_25_64": "501"}, "Skriv hela tal från 0 till 500."),
        ({"outcome": "done", "note": "x" * 301}, "högst 300 tecken"),
    ],
)
def test_a_fault_says_what_to_do(field, pair, changed, said):
    refused = pair.post(f"{EK}/visit", data=open_form(pair) | changed)
    assert refused.status_code == 422
    assert said in refused.text


def test_people_count_only_where_somebody_was_met(field, pair):
    form = open_form(pair) | {"outcome": "nobody", "count_men_25_64": "3", "link": "health"}
    assert pair.post(f"{EK}/visit", data=form).status_code == 303
    (row,) = visits(field)
    assert (row.counts, row.links) == ({}, {})


def test_people_met_elsewhere_are_logged_at_any_place_of_the_team(field, pair):
    with field.parts.store.write("system") as work:
        hidden_place = HotspotRow(
            id="boplatsen", name="Boplatsen", kind="settlement", shape={"type": "Point", "coordinates": [18.1, 59.3]},
            point=metric_point(18.1, 59.3), sensitivity="named_teams", teams=["eu-teamet"], position="verified",
        )  # fmt: skip
        work.add(hidden_place)
        work.note("city.loaded", "city", "test")
    listed = pair.get(f"{EK}/places").text
    assert "Vasaparken" in listed
    assert "Boplatsen" not in listed
    form = open_form(pair, "place=vasaparken") | {"outcome": "done", "count_unknown": "2"}
    pair.post(f"{EK}/visit", data=form)
    (row,) = visits(field)
    assert (row.hotspot_id, row.planned) == ("vasaparken", None)
    assert "Också loggat" in pair.get(EK).text
    assert pair.get(f"{EK}/visit?place=boplatsen").status_code == 404
    assert pair.post(f"{EK}/visit", data=form | {"id": EFFORT, "hotspot": "boplatsen"}).status_code == 404


def test_not_safe_offers_a_call_that_the_lead_sees_at_once(field, pair):
    saved = pair.post(f"{EK}/visit", data=open_form(pair) | {"outcome": "not_safe", "note": "Trasig belysning"})
    page = pair.get(saved.location).text
    assert "Be samordnaren ringa oss" in page
    assert 'href="tel:0850800000"' in page
    lead = field.client(("lead", TEAM))
    assert lead.get("/safety/late.json").json == {"late": []}
    pair.post(f"{EK}/check-in", data={"said": "call"})
    (late,) = lead.get("/safety/late.json").json["late"]
    assert late["title"] == "Par Ek har inte sagt till att allt är bra"
    assert late["phone"] == "0850800000"


def test_the_note_is_for_the_next_pair_at_the_place(field, pair):
    monday = f"/field/{TEAM}/2026-11-30/Ek"
    field.now = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
    page = pair.get(f"{monday}/visit?stop=1")
    form = {name: hidden(page, name) for name in ("id", "hotspot", "planned")}
    pair.post(f"{monday}/visit", data=form | {"outcome": "not_safe", "note": "Trasig belysning"})
    field.now = datetime(2026, 12, 3, 14, 10, tzinfo=UTC)
    assert "mån 30 nov: Inte tryggt. Trasig belysning" in pair.get(EK).text


def test_a_pair_that_is_late_is_told_to_those_who_look_after_it_and_one_takes_it_on(field, pair):
    pair.post("/field/pair", data={"team": TEAM, "day": "2026-12-03", "pair": "Ek"})
    field.now += timedelta(minutes=125)
    escalate_due(field.parts.store)
    leads = [field.client(("lead", TEAM)), field.client(("coordinator", TEAM))]
    for client in leads:
        banner = client.get(f"/plan/{TEAM}/2026-W49").text
        assert "Par Ek har inte sagt till att allt är bra" in banner
        assert "Kvällens samordnare, 08-508 00 000" in banner
    assert "har inte sagt till" not in field.client(("lead", "eu-teamet")).get("/account").text
    (late,) = leads[0].get("/safety/late.json").json["late"]
    act = f"/safety/{TEAM}/{late['id']}"
    assert leads[0].post(f"{act}/call", data={"version": late["version"]}).status_code == 303
    assert leads[1].post(f"{act}/call", data={"version": late["version"]}).status_code == 409
    (late,) = leads[1].get("/safety/late.json").json["late"]
    assert late["answered"] == "ek ringer paret."
    assert field.client(("lead", "eu-teamet")).post(f"{act}/reached", data={"version": "3"}).status_code == 403
    leads[0].post(f"{act}/reached", data={"version": late["version"]})
    assert leads[1].get("/safety/late.json").json == {"late": []}


def test_saying_that_all_is_well_from_a_phone_that_was_without_a_net(field, pair):
    address = f"/api/teams/{TEAM}/check-ins/2026-12-03/Ek"
    said = {"said": "well", "at": field.now.isoformat()}
    first = pair.put(address, json=said).json
    assert pair.put(address, json=said).json == first
    assert first["state"] == "running"
    for wrong in (
        {},
        {"said": "well"},
        {"said": "x", "at": said["at"]},
        {"said": "well", "at": "2026-12-03T15:00"},
        [],
    ):
        assert pair.put(address, json=wrong).status_code == 422


def with_effort(plan):
    """Put an effort into Ek's Thursday, where a park stood."""
    ident, park = f"insats-{EFFORT}", "bjorns-tradgard"
    spot = Hotspot(
        ident, "Insats nära Slussen", HotspotKind.EFFORT, Point(18.074, 59.315), sensitivity=Sensitivity.NAMED_TEAMS,
        teams=(TEAM,),
    )  # fmt: skip
    travel = replace(plan.request.travel, places=tuple(ident if p == park else p for p in plan.request.travel.places))
    request = replace(
        plan.request,
        travel=travel,
        hotspots=tuple(spot if h.id == park else h for h in plan.request.hotspots),
        needs=tuple(replace(n, hotspot=ident) if n.hotspot == park else n for n in plan.request.needs),
    )
    routes = tuple(
        replace(r, stops=tuple(replace(s, hotspot=ident) if s.hotspot == park else s for s in r.stops))
        for r in plan.routes
    )
    return replace(plan, request=request, routes=routes)


def test_an_effort_tells_where_it_is_and_its_visit_tells_the_reporter(field, pair, example):
    at, day = metric_point(18.0702, 59.3202), date(2026, 12, 3)
    field.parts.plans.write(with_effort(example.example_plan()))
    field.publish()
    with field.parts.store.write("system") as work:
        work.add(
            EffortRow(id=EFFORT, name="Insats nära Slussen", place=at, teams=[TEAM], first=day,
                      last=day, start_min=900, end_min=1320, minutes=30, pairs=1, urgent=True, skills=[])
        )  # fmt: skip
        work.add(
            Tip(id=EFFORT, code_hash="c" * 64, received_at=work.now, place=at, worry="sleeps_outside", content_hash="c",
                details="Någon sover i tält", find="Under trappan", effort_id=EFFORT, state="going")
        )  # fmt: skip
        work.note("city.loaded", "city", "test")
    for number in (1, 2, 3):
        pair.post(f"{EK}/visit", data=open_form(pair, f"stop={number}") | {"outcome": "skipped"})
    page = pair.get(EK).text
    assert "Under trappan" in page
    assert "Någon sover i tält" in page
    assert "geo:" not in page[: page.index("</section>")]  # an app of the phone is not told
    features = pair.get(f"{EK}/route.geojson").json["features"]
    (there,) = [f for f in features if f["properties"].get("title") == "Insats nära Slussen"]
    assert there["geometry"]["coordinates"] == pytest.approx([18.0702, 59.3202], abs=1e-5)
    form = open_form(pair, "stop=4") | {"outcome": "nobody"}
    pair.post(f"{EK}/visit", data=form)

    def states():
        with field.parts.store.read() as session:
            return session.get(EffortRow, EFFORT).state, session.get(Tip, EFFORT).state

    (row,) = [row for row in visits(field) if row.effort_id]
    assert (row.effort_id, row.hotspot_id, states()) == (EFFORT, None, ("done", "been_there"))
    assert "Ingen här 15.10" in pair.get(EK).text
    pair.post(f"{EK}/visits/{form['id']}/undo", data={"version": "1"})
    assert states() == ("open", "going")
    with field.parts.store.read() as session:
        seen = session.scalars(select(AuditEntry.object_id).where(AuditEntry.action == "tip.seen")).all()
    assert seen == [EFFORT]


def test_the_phone_gets_all_of_its_shift_and_nothing_of_others(pair):
    told = pair.get(f"{EK}/shift.json")
    assert told.headers["Cache-Control"] == "no-store"
    data = told.json
    assert [stop["name"] for stop in data["stops"]][:2] == ["Sergels torg", "T-Centralen (T-bana)"]
    assert data["check_in"]["state"] == "none"
    assert data["wipe_at"] > data["ends_at"].replace("22:30", "21:30")
    assert {code for code, _ in data["codes"]["outcomes"]} == {"done", "nobody", "not_safe", "skipped"}
    assert "Lönn" not in json.dumps(data, ensure_ascii=False)
    features = pair.get(f"{EK}/route.geojson").json["features"]
    assert {f["properties"]["role"] for f in features} == {"leg", "stop", "base", "place"}
    assert {f["properties"].get("pair") for f in features if f["properties"]["role"] == "stop"} == {
        f["properties"].get("pair") for f in features if f["properties"]["role"] == "leg"
    }


def test_a_tip_from_the_field_has_its_place_and_its_source(field, pair):
    form = {"id": hidden(pair.get(f"{EK}/tip"), "id"), "about": "sleeps_outside", "asked": "no"}
    assert pair.post(f"{EK}/tip", data=form | {"place": "map", "lon": "18.07", "lat": "59.31"}).status_code == 303
    with field.parts.store.read() as session:
        (tip,) = session.scalars(select(Tip)).all()
    assert (tip.source, tip.team_id, tip.worry, tip.asked) == ("field", TEAM, "sleeps_outside", "no")
    place = {"id": hidden(pair.get(f"{EK}/tip"), "id"), "about": "place", "place": "vasaparken", "details": "Nya tält"}
    assert pair.post(f"{EK}/tip", data=place).status_code == 303
    with field.parts.store.read() as session:
        suggested = session.get(Tip, place["id"])
    assert suggested.details == "Förslag på en plats att besöka. Nya tält"
    phone = place | {"id": EFFORT, "details": "Ring 070-174 06 05"}
    assert "”070-174 06 05”" in pair.post(f"{EK}/tip", data=phone).text
    for wrong in ({"about": ""}, {"about": "other"}, {"about": "other", "place": "map", "lon": "x", "lat": ""}):
        refused = pair.post(f"{EK}/tip", data={"id": EFFORT} | wrong)
        assert refused.status_code == 422
        assert "Vi kunde inte spara" in refused.text


def test_whoever_walks_comes_to_tonight_and_whoever_leads_to_the_week(field, pair):
    assert pair.get("/").location == "/field"
    assert field.client(("lead", TEAM), ("field", TEAM)).get("/").location == f"/plan/{TEAM}/2026-W49"


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(field):
    lead = field.client(("lead", TEAM))
    with lead.session_transaction() as session:
        began = session["_seen"]
    field.now += timedelta(minutes=30)
    assert lead.get("/safety/late.json").status_code == 200
    with lead.session_transaction() as session:
        assert session["_seen"] == began
    lead.get("/account")
    with lead.session_transaction() as session:
        assert session["_seen"] > began


def test_a_lead_sees_the_shift_and_a_coordinator_logs_nothing(field):
    coordinator = field.client(("coordinator", TEAM))
    page = coordinator.get(EK)
    assert page.status_code == 200
    assert "Vi är framme" not in page.text
    assert coordinator.get(f"{EK}/visit?stop=1").status_code == 403
    assert field.client(("field", "eu-teamet")).get(EK).status_code == 403
    assert field.client(("field", "eu-teamet")).get(f"{EK}/shift.json").status_code == 403
