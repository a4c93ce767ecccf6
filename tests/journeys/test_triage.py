"""A tip comes, becomes a visit in tonight's published route, is logged, and its reporter sees that by the code."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe

from planner.plan_week import plan_week
from web.lead.actions import load_city, stored_request
from web.lead.efforts import effort_id
from web.plan_turns import publish

pytestmark = pytest.mark.browser

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"
TEAM, WEEK, DAY = "en", "2035-W48", date(2035, 11, 29)
NOW = datetime(2035, 11, 29, 12, 30, tzinfo=UTC)
"""Half past two in the afternoon of a Thursday; two pairs go out at three."""
LEAD = (("lead", TEAM), ("field", TEAM))
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


@pytest.fixture(scope="module")
def house(serve, served):
    """Give the address of the tiny city, whose clock goes on from an afternoon of a published week."""
    address = serve(city=LILLEBY)
    parts = served[address].app.config["FALTPLAN"]
    began = datetime.now(UTC)
    parts.store.clock = lambda: NOW + (datetime.now(UTC) - began)
    load_city(parts.store, LILLEBY)
    parts.plans.write(plan_week(stored_request(parts.store, parts.plans, LILLEBY, TEAM, WEEK), rounds=30))
    with parts.store.write("account:1") as work:
        publish(work, TEAM, WEEK, expected=1)
    return address


@contextmanager
def worker(parts):
    """Let a worker of its own take the jobs."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FALTPLAN_")}
    ours = {
        "FALTPLAN_HOME": str(parts.settings.home),
        "FALTPLAN_CITY": str(LILLEBY),
        "FALTPLAN_DATABASE_URL": parts.settings.database,
    }
    program = [sys.executable, "-c", "from web.cli import main; main()"]
    # The week lies ahead of this computer's clock, which the worker would stumble over.
    subprocess.run([*program, "clock", "--accept"], env=kept | ours, check=True, capture_output=True)
    with subprocess.Popen([*program, "worker"], env=kept | ours, stdout=subprocess.DEVNULL) as started:
        try:
            yield
        finally:
            started.terminate()
            started.wait(30)


def tell(page, team=TEAM, **values):
    """Leave a tip by the programming interface; gives its id and code."""
    ident = str(uuid4())
    told = {"lon": 21.9893, "lat": 60.1029, "worry": "cold_or_ill", "details": "Fryser vid brunnen.", "asked": "no"}
    script = """async ([url, told]) => {
        const headers = {"Content-Type": "application/json"};
        const answer = await fetch(url, {method: "PUT", headers, body: JSON.stringify(told)});
        return [answer.status, await answer.json()];
    }"""
    status, answer = page.evaluate(script, [f"/api/teams/{team}/tips/{ident}", told | values])
    assert status == 201
    return ident, answer["code"]


def status_by_code(visit, house, code):
    page = visit(f"{house}/tips/status", wait=False, grants=(), at=house).page
    page.get_by_label("Kod").fill(code)
    page.locator("main button[type=submit]").click()
    return page.locator("main").inner_text()


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


def test_a_tip_becomes_a_visit_tonight_and_its_reporter_sees_that_it_was_made(compiled, visit, served, house):
    parts = served[house].app.config["FALTPLAN"]
    seen = visit(f"{house}/triage", grants=LEAD)
    page = seen.page
    ident, code = tell(page)
    assert "Mottaget" in status_by_code(visit, house, code)
    page.reload()
    page.locator(f"a.tipi[href$='{ident}']").click()
    assert re.search(
        r"Par \w+ kan vara där ungefär \d\d\.\d\d\.", page.locator("section[aria-labelledby=what]").inner_text()
    )
    page.get_by_role("button", name="Brådskande besök i dag").click()
    page.wait_for_url(re.compile(f"/plan/{TEAM}/{WEEK}/publish"))
    with worker(parts):
        page.get_by_role("button", name="Publicera ändringarna").wait_for(timeout=180_000)
    assert re.search("Insats nära .*: .* kommer", page.locator("main").inner_text())
    assert "Vi åker dit" in status_by_code(visit, house, code)
    page.get_by_role("button", name="Publicera ändringarna").click()
    page.get_by_text("Veckan är publicerad.").wait_for()
    plan = parts.plans.plan_of(parts.plans.published(TEAM, WEEK))
    [(route, stop)] = [(r, s) for r in plan.routes for s in r.stops if effort_id(s.hotspot)]
    assert route.date == DAY
    tonight = visit(f"{house}/field/{TEAM}/{DAY}/{route.pair}", wait=False, grants=LEAD).page
    assert "Insats nära" in tonight.locator("main").inner_text()
    put = """async ([url, told]) => (await fetch(url, {method: "PUT", headers: {"Content-Type": "application/json"},
        body: JSON.stringify(told)})).status"""
    told = {"hotspot": stop.hotspot, "at": NOW.isoformat(), "outcome": "nobody", "counts": {}, "pair": route.pair}
    assert tonight.evaluate(put, [f"/api/teams/{TEAM}/visits/{uuid4()}", told]) == 201
    said = status_by_code(visit, house, code)
    assert "Vi har varit där" in said
    assert "Ingen här" not in said  # never whether somebody was met
    seen.quiet(house)


@pytest.mark.parametrize(
    ("theme", "lang", "phone", "panels"), [("light", "sv", False, 6), ("dark", "en", False, 1), ("dark", "sv", True, 1)]
)
def test_the_pages_of_tips_have_no_violation(visit, house, theme, lang, phone, panels):
    seen = visit(f"{house}/triage", grants=LEAD, theme=theme, phone=phone)
    page = seen.page
    page.context.add_cookies([{"name": "faltplan_lang", "value": lang, "url": house}])
    first, _ = tell(page, contact="070-174 06 05")
    tell(page, lon=21.9895)
    page.reload()
    page.wait_for_selector("html[data-map=ready]")
    assert violations(page) == []
    page.goto(f"{house}/triage/{first}")
    page.wait_for_selector("html[data-map=ready]")
    shown = page.locator("details.act-more").all()
    assert len(shown) == 6
    for panel in shown[:panels]:
        panel.locator("summary").click()
        assert violations(page) == []
    page.goto(f"{house}/triage/new")
    page.wait_for_selector("html[data-map=ready]")
    page.locator("main button[type=submit]").evaluate("button => button.form.noValidate = true")
    page.locator("main button[type=submit]").click()
    page.locator("#faults").wait_for()
    assert violations(page) == []
    assert [said for said in seen.complaints if "422" not in said] == []  # what a browser says of a form sent back


def test_the_list_and_the_map_are_in_step_and_a_tip_is_closed_with_the_keyboard_alone(visit, house):
    seen = visit(f"{house}/triage", grants=LEAD)
    page = seen.page
    ident, _ = tell(page, lon=22.03, lat=60.09, worry="other", details="En bänk.")
    page.reload()
    page.wait_for_selector("html[data-map=ready]")
    row = page.locator(f"li[data-row='tip-{ident}']")
    row.locator("button[data-key]").press("Enter")
    assert "Något annat" in page.locator("#map-popup").inner_text()
    assert "sel" in row.get_attribute("class")
    page.keyboard.press("Escape")
    row.locator("a.tipi").press("Enter")
    page.locator("#p-close > summary").press("Enter")
    page.locator("#close-reason").select_option("no_need")
    page.get_by_role("button", name="Avsluta tipset").press("Enter")
    page.get_by_text("Tipset är avslutat. Avsändaren ser det, men inte varför.").wait_for()
    page.get_by_role("button", name="Öppna igen").press("Enter")
    page.get_by_text("Tipset är öppet igen.").wait_for()
    seen.quiet(house)


@pytest.mark.parametrize(("width", "text"), [(320, 100), (390, 200), (1280, 200)])
def test_nothing_runs_out_of_the_page(visit, house, width, text):
    page = visit(f"{house}/triage", grants=LEAD, viewport={"width": width, "height": 800}).page
    ident, _ = tell(page)
    for path in ("/triage", f"/triage/{ident}", "/triage/new"):
        page.goto(house + path)
        page.wait_for_selector("html[data-map=ready]")
        page.evaluate("size => { document.documentElement.style.fontSize = size }", f"{text}%")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
