"""A lead plans a week: presses Plan, watches, closes the browser, comes back, and the plan is there."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.admin.demo_accounts import demo_accounts
from web.lead.actions import load_city
from web.parts import Parts
from web.settings import Settings

pytestmark = pytest.mark.browser

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"
TEAM = "en"
GAP = re.compile(r"inom [\d,]+ % av bästa möjliga")


@pytest.fixture
def installation(tmp_path, database_url) -> Iterator[tuple[str, str, str]]:
    """Run web and worker as an operator does; gives the address, and a lead's address and password."""
    parts = Parts.of(Settings(home=tmp_path, city=LILLEBY, database_url=database_url))
    teams = load_city(parts.store, LILLEBY).team_ids
    lead, *_ = demo_accounts(parts.store, password_key=parts.keys.password, teams=teams, team=TEAM)
    parts.store.close()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FALTPLAN_")}
    environment |= {
        "FALTPLAN_HOME": str(tmp_path),
        "FALTPLAN_CITY": str(LILLEBY),
        "FALTPLAN_DATABASE_URL": database_url,
        "FALTPLAN_PORT": "0",
    }
    with subprocess.Popen(
        [sys.executable, "-c", "from web.cli import main; main()", "serve"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as served:
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+", served.stdout.readline())
            yield found[0], lead.email, lead.password
        finally:
            served.terminate()
            served.wait(30)


def test_a_week_is_planned_while_nobody_looks_and_is_there_afterwards(installation, chromium):
    address, email, password = installation
    week = f"{address}/plan/{TEAM}/2026-W50"
    context = chromium.new_context(locale="sv-SE", viewport={"width": 1280, "height": 900})
    complaints = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.set_default_timeout(30_000)
    page.goto(week)
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit], main button.primary")
    page.wait_for_url(week)  # where one was going before signing in
    page.select_option("select[name=seconds]", "10")
    page.get_by_role("button", name="Planera veckan").click()
    page.locator("#solve progress").wait_for()
    page.locator("#solve", has_text=re.compile(r"\d+ av 10 sekunder")).wait_for()
    page.locator("#solve", has_text=GAP).wait_for()
    assert complaints == []
    state = context.storage_state()
    context.close()

    context = chromium.new_context(locale="sv-SE", storage_state=state)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(week)
    page.wait_for_selector("#map .mk.stop", state="attached")  # either at once, or when the search has ended
    assert page.locator("#solve progress").count() == 0
    assert "Räkna om" in page.locator("#solve").inner_text()
    context.close()


def test_the_best_so_far_can_be_taken_before_the_time_is_up(installation, chromium):
    address, email, password = installation
    context = chromium.new_context(locale="sv-SE")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{address}/plan/{TEAM}/2026-W50")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit], main button.primary")
    page.select_option("select[name=seconds]", "600")
    page.get_by_role("button", name="Planera veckan").click()
    page.locator("#solve", has_text=GAP).wait_for()
    page.get_by_role("button", name="Nöj dig med det här").click()
    page.wait_for_selector("#map .mk.stop", state="attached")
    page.select_option("select[name=seconds]", "600")
    page.get_by_role("button", name="Räkna om").click()
    page.get_by_role("button", name="Avbryt").click()
    page.get_by_text("Planeringen stoppades; inget ändrades").wait_for()
    context.close()
