"""The page on reach and its command: who sees which places, what is told, what cannot be read."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.hotspot import Sensitivity
from geo.reference import city_folder
from web.cli import main
from web.lead.actions import load_city
from web.lead.reach_actions import answer
from web.lead.reach_form import read_question
from web.lead.reach_ground import ground_of_folder
from web.lead.reach_places import UnknownOriginError
from web.lead.reach_question import ALL_BASES, Goal, Question, SitingQuestion, Weigh
from web.lead.reach_siting_words import kronor
from web.lead.reach_views import WAIT_S
from web.lead.reach_words import reach_view
from web.lead.turns import Turns
from web.store.tables.places import HotspotRow
from web.words import translator

EVENING = "/lead/reach?day=2026-12-01&time=22:00"
SHIPPED = ground_of_folder(city_folder())
WHEN = datetime(2026, 12, 1, 22, tzinfo=SHIPPED.city.tz)
EVERYBODY = frozenset({"uppsokarteamet"})
LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"


@pytest.fixture
def loaded(make_app):
    app = make_app()
    load_city(app.config["FALTPLAN"].store, city_folder())
    return app


@pytest.fixture
def secret(loaded):
    """Keep one place for the eyes of one team."""
    with loaded.config["FALTPLAN"].store.write("system") as work:
        row = work.session.get(HotspotRow, "slussen-t-bana") or work.session.query(HotspotRow).first()
        row.name, row.sensitivity, row.teams = "Hemlig plats", Sensitivity.NAMED_TEAMS, ["eu-teamet"]
        work.note("place.made", "city", "x")
        return row.id


def shown(page):
    text = re.search(r'id="reach-data">(.*?)</script>', page.text, re.DOTALL)[1]
    return json.loads(text)["features"]


def test_a_lead_sees_who_reaches_what(loaded, sign_in):
    page = sign_in(loaded, ("lead", "uppsokarteamet")).get(EVENING)
    assert page.status_code == 200
    assert "Alla restider är uppskattade" in page.text
    assert "2 par i tjänst från 2 baser" in page.text
    features = shown(page)
    targets = [f["properties"] for f in features if f["properties"]["role"] == "target"]
    assert len(targets) == 118 + 117
    for one in targets:  # whatever the map shows stands in a table
        assert f'data-key="{one["key"]}"' in page.text
    assert {f["geometry"]["type"] for f in features if f["properties"]["role"] == "reach"} == {"MultiPolygon"}
    assert page.headers["Cache-Control"] == "private, no-store"


def test_nobody_keeps_the_whole_server_busy(loaded, sign_in, monkeypatch):
    lead = sign_in(loaded, ("lead", "uppsokarteamet"))
    monkeypatch.setattr("web.lead.reach_views._turns", Turns(0))
    refused = lead.get(EVENING)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(WAIT_S))
    monkeypatch.setattr("web.lead.reach_views._turns", Turns(1))
    assert [lead.get(EVENING).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize(
    ("grants", "sees"),
    [
        ([("lead", "eu-teamet")], True),
        ([("coordinator", "eu-teamet")], True),
        ([("lead", "uppsokarteamet")], False),
        ([("admin", "")], False),
        ([("admin", ""), ("lead", "nattjouren")], False),
        ([("admin", ""), ("field", "eu-teamet")], False),
    ],
)
def test_a_place_for_named_teams_is_shown_and_counted_for_them_alone(loaded, secret, sign_in, grants, sees):
    client = sign_in(loaded, *grants)
    page = client.get(f"{EVENING}&posts=3&goal=all")
    assert page.status_code == 200
    assert ("Hemlig plats" in page.text) is sees
    assert (secret in page.text) is sees
    assert f" av {118 if sees else 117}</dd>" in page.text.replace("</b>", "").replace("<b>", "")
    assert client.get(f"{EVENING}&from=place:{secret}").status_code == (200 if sees else 400)


@pytest.mark.parametrize("grants", [[("field", "uppsokarteamet")], [("partner", "nattjouren")], [("auditor", "")]])
def test_others_see_nothing(loaded, sign_in, grants):
    client = sign_in(loaded, *grants)
    assert client.get("/lead/reach").status_code == 403
    assert client.get("/lead/reach/map.js").status_code == 403


def test_where_nothing_is_loaded_the_page_says_what_to_do(make_app, sign_in):
    page = sign_in(make_app(), ("lead", "uppsokarteamet")).get("/lead/reach")
    assert page.status_code == 200
    assert "faltplan load" in page.text


def test_a_look_is_written_into_the_audit(loaded, sign_in):
    sign_in(loaded, ("lead", "uppsokarteamet")).get(EVENING)
    page = sign_in(loaded, ("auditor", ""), name="al").get("/audit?action=reach.seen")
    assert "tittade på platsers räckvidd" in page.text


@pytest.mark.parametrize(
    "query",
    ["day=x", "day=0001-01-01", "time=25:00", "minutes=0", "minutes=-5", "minutes=999", "posts=9", "cost=1e9", "mode=x",
     "goal=x", "weigh=x", "candidates=x", "from=base:x", "from=place:x", "minutes=²", "from=<script>"],
)  # fmt: skip
def test_what_cannot_be_read_is_told_beside_its_field(loaded, sign_in, query):
    page = sign_in(loaded, ("lead", "uppsokarteamet")).get(f"/lead/reach?{query}")
    assert page.status_code == 400
    name = query.partition("=")[0]
    assert re.search(rf'id="{name}"[^>]* aria-invalid="true"', page.text)
    assert f'id="{name}-err"' in page.text
    assert "<script>" not in page.text.replace("<script ", "")


def test_names_that_harm_stay_text(loaded, sign_in):
    with loaded.config["FALTPLAN"].store.write("system") as work:
        row = work.session.query(HotspotRow).first()
        row.name = "</script><script>alert(1)</script>"
        work.note("place.made", "city", "x")
    page = sign_in(loaded, ("lead", "uppsokarteamet")).get(EVENING)
    assert "<script>alert" not in page.text
    assert any(f["properties"].get("title") == "</script><script>alert(1)</script>" for f in shown(page))


@pytest.mark.parametrize("goal", list(Goal))
@pytest.mark.parametrize("weigh", list(Weigh))
def test_a_siting_says_what_it_brings_and_costs(goal, weigh):
    words = translator("sv" if goal is Goal.COVER else "en")
    found = answer(SHIPPED, Question(WHEN, siting=SitingQuestion(2, goal, weigh, post_sek=600_000)), sees=EVERYBODY)
    view, siting = reach_view(found, words), found.siting
    assert view.siting.said
    assert siting.before < siting.covered <= siting.possible <= siting.total
    assert siting.proven
    assert siting.sek == 600_000 * len(siting.spots)
    assert kronor(siting.sek, words) in view.siting.said[0]
    gained = [t for t in found.targets if found.within_after(t) and not found.within(t)]
    assert gained
    assert {t.spot.name for t in gained} >= {s.name for s in siting.spots if s.name not in within_today(found)}
    if goal is not Goal.ALL:
        assert len(siting.spots) <= 2
        assert siting.covered == pytest.approx(siting.before + sum(step.gain for step in siting.steps))


def within_today(found):
    return {t.spot.name for t in found.targets if found.within(t)}


def test_more_minutes_and_all_bases_reach_no_fewer():
    reached = [within_today(answer(SHIPPED, Question(WHEN, minutes=m), sees=EVERYBODY)) for m in (10, 20, 40)]
    assert reached[0] < reached[1] < reached[2]
    bases = answer(SHIPPED, Question(WHEN, ALL_BASES, 40), sees=EVERYBODY)
    assert (
        len(within_today(bases)) >= len(within_today(answer(SHIPPED, Question(WHEN, minutes=40), sees=EVERYBODY))) - 10
    )


def test_an_unknown_base_is_named_with_those_that_there_are():
    with pytest.raises(UnknownOriginError) as raised:
        answer(SHIPPED, Question(WHEN, "base:eu-teamet/nowhere"), sees=EVERYBODY)
    assert "base:eu-teamet/bas-sankt-eriksplan" in raised.value.known


def test_an_answer_is_kept_until_something_changes():
    ground, again = ground_of_folder(city_folder()), ground_of_folder(city_folder())
    assert again is ground
    assert answer(again, Question(WHEN), sees=EVERYBODY) is answer(ground, Question(WHEN), sees=EVERYBODY)
    assert (
        answer(again, Question(WHEN), sees=frozenset()).targets != answer(again, Question(WHEN), sees=EVERYBODY).targets
    )
    assert ground_of_folder(LILLEBY).version != ground.version


def test_the_form_opens_with_this_evening():
    now = datetime(2026, 12, 1, 8, tzinfo=UTC)
    asked = read_question({}, now=now, tz=SHIPPED.city.tz, words=translator("sv"))
    assert asked == type(asked)(Question(datetime(2026, 12, 1, 18, tzinfo=SHIPPED.city.tz)), {})


@pytest.fixture
def faltplan(tmp_path, monkeypatch):
    monkeypatch.setenv("FALTPLAN_HOME", str(tmp_path))

    def run(*arguments):
        return CliRunner().invoke(main, ["reach", *arguments])

    return run


def test_the_command_tells_gaps_and_posts(faltplan):
    told = faltplan("--at", "2026-12-01 22:00", "--posts", "2", "--candidate", "Slagsta,17.87,59.26")
    assert told.exit_code == 0, told.output
    assert "2 nya närvaroplatser" in told.output
    assert "750 000 kr" in told.output.replace("\xa0", " ")
    assert re.search(r"31 min  Rinkeby \(T-bana\)", told.output)


def test_the_command_writes_csv_with_gaps_first(faltplan):
    told = faltplan("--base", "bas-slussen", "--mode", "car", "--at", "we 02:00", "--minutes", "20", "--csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    assert len(rows) == 118 + 117
    assert [row["within"] for row in rows] == sorted(row["within"] for row in rows)
    assert all(int(row["minutes"]) <= 20 for row in rows if row["within"] == "yes")


@pytest.mark.parametrize(
    "arguments",
    [["--at", "nu"], ["--at", "2026-13-01 22:00"], ["--at", "tu 25:00"], ["--base", "x"], ["--base", "x", "--all"],
     ["--candidate", "x"], ["--candidate", "x,1,100"], ["--team", "x"], ["--minutes", "0"]],
)  # fmt: skip
def test_a_wrong_call_is_told_in_words(faltplan, arguments):
    told = faltplan(*arguments)
    assert told.exit_code == 2
    assert "Traceback" not in told.output


def test_a_city_without_neighbourhoods_or_shifts_has_an_answer(faltplan):
    told = faltplan("--city", str(LILLEBY), "--at", "2026-12-01 03:00", "--posts", "1")
    assert told.exit_code == 0, told.output
    assert "Inget par är i tjänst då." in told.output
