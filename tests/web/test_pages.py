"""The pages over HTTP, without a browser."""

import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import update

from web.store.tables.plans import PlanVersion

PAGE = "/plan/uppsokarteamet/2026-W49"


def test_the_start_page_opens_the_week_of_the_settings(client):
    assert client.get("/").headers["Location"] == PAGE


def test_the_start_page_opens_the_newest_plan_where_the_set_one_is_missing(make_app, plan, sign_in):
    client = sign_in(make_app(plan, team="ungdomsjouren", week="2027-W27"), ("lead", plan.team))
    assert client.get("/").headers["Location"] == PAGE


def test_whoever_has_not_signed_in_is_asked_to_and_goes_on_from_there(make_app, plan):
    client = make_app(plan).test_client()
    assert client.get(f"{PAGE}?dag=2026-12-05").headers["Location"] == f"/sign-in?next={PAGE}?dag%3D2026-12-05"
    assert client.get(f"{PAGE}/plan.geojson", headers={"Sec-Fetch-Mode": "cors"}).status_code == 401


def test_a_page_of_another_team_is_not_open(make_app, plan, sign_in):
    answer = sign_in(make_app(plan), ("lead", "eu-teamet")).get(PAGE)
    assert answer.status_code == 403
    assert "Uppsökarteamet" not in answer.text
    assert "Dina roller" in answer.text


def test_the_week_says_all_seven_days_the_bound_and_what_is_unplanned(client):
    page = client.get(PAGE).text
    for day in ("Måndag 30 november", "Torsdag 3 december", "Söndag 6 december"):
        assert day in page
    assert "Inom <b" in page
    assert "bästa möjliga" in page
    assert "Oplanerat den här veckan" in page
    assert "Besöket kräver dagsljus" in page
    assert "1 pass saknar par" in page
    assert "Luft:" in page
    assert "uppskattad" in page


def test_a_day_in_the_address_is_the_current_one_without_scripts(client):
    page = client.get(f"{PAGE}?dag=2026-12-05").text
    current = re.search(r'<a class="day"[^>]*aria-current="date"', page).group()
    assert "2026-12-05" in current
    assert client.get(f"{PAGE}?dag=hello").status_code == 200


def test_a_week_without_shifts_says_so(make_app, example, sign_in):
    page = sign_in(make_app(example.plan_without_shifts()), ("lead", "uppsokarteamet")).get(PAGE).text
    assert page.count("Inget pass den här dagen.") == 7
    assert "Alla besök har fått plats. Inget är oplanerat den här veckan." in page
    assert "Gräns saknas ännu" in page


def test_a_week_without_a_plan_says_so(make_app, plan, sign_in):
    answer = sign_in(make_app(plan), ("lead", "eu-teamet")).get("/plan/eu-teamet/2026-W50")
    assert answer.status_code == 200
    assert "Ingen plan än" in answer.text


@pytest.mark.parametrize("path", ["/plan/../2026-W49", "/plan/%2e%2e/2026-W49", "/plan/A_B/2026-W49"])
def test_what_names_no_team_of_mine_is_not_open(client, path):
    assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/plan/uppsokarteamet/2026-W99", "/plan/uppsokarteamet/..%2f..%2fx", "/nowhere", "/plan?team=../..&week=2026-W49"],
)
def test_what_is_not_there_gets_a_page_in_the_look(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text
    assert "Gå till startsidan" in answer.text
    assert 'class="who"' in answer.text  # one is still signed in


def test_the_choosers_lead_to_the_chosen_week(client):
    assert client.get("/plan?team=eu-teamet&week=2027-W27").headers["Location"] == "/plan/eu-teamet/2027-W27"


def test_a_damaged_plan_is_told_in_words(make_app, plan, sign_in):
    app = make_app(plan)
    with app.config["FALTPLAN"].store.housekeeping() as session:
        session.execute(update(PlanVersion).values(document='{"team": 1'))
    app.config["FALTPLAN"].plans._read.clear()
    answer = sign_in(app, ("lead", plan.team)).get(PAGE)
    assert answer.status_code == 500
    assert "Planen går inte att läsa" in answer.text
    assert "Gör planen igen" in answer.text


def test_an_unforeseen_fault_is_told_in_words(make_app, monkeypatch, sign_in):
    app = make_app()
    app.testing = False
    monkeypatch.setattr("web.plans.StoredPlans.list", lambda self: 1 / 0)
    answer = sign_in(app, ("lead", "uppsokarteamet")).get("/")
    assert answer.status_code == 500
    assert "Något gick fel hos oss" in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_language_and_theme_are_kept_and_set_by_the_server(client):
    same = {"Sec-Fetch-Site": "same-origin"}
    answer = client.post("/appearance", data={"theme": "dark", "back": f"{PAGE}?dag=2026-12-03"}, headers=same)
    assert answer.headers["Location"] == f"{PAGE}?dag=2026-12-03"
    client.post("/appearance", data={"lang": "en", "back": PAGE}, headers=same)
    page = client.get(PAGE).text
    assert '<html lang="en" data-theme="dark">' in page
    assert "Week 49" in page
    assert "Thursday 3 December" in page


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_a_choice_never_leads_to_another_site(client, back):
    answer = client.post("/appearance", data={"back": back}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.headers["Location"] in {"/", "/evil.example"}
    assert not answer.headers["Location"].startswith("//")


def test_a_form_from_another_site_is_refused(make_app):
    client = make_app().test_client()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        answer = client.post("/appearance", data={"theme": "dark"}, headers=headers)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers


def test_unknown_choices_in_cookies_and_addresses_fall_back(client):
    client.set_cookie("faltplan_lang", '"><script>')
    client.set_cookie("faltplan_theme", "pink")
    page = client.get(f"{PAGE}?lang=xx").text
    assert '<html lang="sv">' in page


class _Attributes(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.names, self.tags, self.inline, self._open = set(), set(), [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self._open = tag if tag in {"script", "style"} else ""

    def handle_endtag(self, tag):
        self._open = ""

    def handle_data(self, data):
        if self._open and data.strip():
            self.inline.append(data)


def test_pages_hold_no_inline_code_or_style(client, make_app, hostile_plan, sign_in):
    hostile = sign_in(make_app(hostile_plan), ("lead", hostile_plan.team))
    for page in (client.get(PAGE).text, hostile.get(PAGE).text):
        parsed = _Attributes(page)
        assert not [name for name in parsed.names if name == "style" or name.startswith("on")]
        assert not parsed.tags & {"style", "img", "iframe", "object", "embed"}
        assert parsed.inline == []


def test_hostile_names_are_text_everywhere(make_app, hostile_plan, example, sign_in):
    client = sign_in(make_app(hostile_plan), ("lead", hostile_plan.team))
    page = client.get(PAGE).text
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;${alert(1)}" in page
    assert "alert" not in client.get(f"{PAGE}/map.js").text
    data = client.get(f"{PAGE}/plan.geojson")
    assert data.mimetype == "application/geo+json"
    titles = [f["properties"].get("title", "") for f in data.json["features"]]
    assert any(example.HOSTILE in title for title in titles)
