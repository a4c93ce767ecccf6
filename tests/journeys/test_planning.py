"""A lead plans a week: presses Plan, watches, closes the browser, comes back, and the plan is there."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from geo.reference import city_folder
from planner.search.kernel_cache import KernelPart
from web.admin.demo_accounts import demo_accounts
from web.lead.actions import load_city
from web.parts import Parts
from web.settings import Settings

pytestmark = pytest.mark.browser

LILLEBY = Path(__file__).parents[1] / "cities" / "lilleby"
TEAM = "en"
GAP = re.compile(r"inom [\d,]+ % av bästa möjliga")


@contextmanager
def running(home, database_url, city, team, **more) -> Iterator[tuple[str, str, str]]:
    """Run web and worker as an operator does; gives the address, and a lead's address and password."""
    parts = Parts.of(Settings(home=home, city=city, database_url=database_url))
    teams = load_city(parts.store, city).team_ids
    lead, *_ = demo_accounts(parts.store, password_key=parts.keys.password, teams=teams, team=team)
    parts.store.close()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FALTPLAN_")}
    environment |= {
        "FALTPLAN_HOME": str(home),
        "FALTPLAN_CITY": str(city),
        "FALTPLAN_DATABASE_URL": database_url,
        "FALTPLAN_PORT": "0",
    }
    with subprocess.Popen(
        [sys.executable, "-c", "from web.cli import main; main()", "serve"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment | more,
    ) as served:
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+", served.stdout.readline())
            yield found[0], lead.email, lead.password
        finally:
            served.terminate()
            served.wait(30)


@pytest.fixture
def installation(compiled, tmp_path, database_url) -> Iterator[tuple[str, str, str]]:
    """Run the tiny city."""
    with running(tmp_path, database_url, LILLEBY, TEAM) as found:
        yield found


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
    page.wait_for_selector("#map .mk.stop", state="attached")  # the best so far, or the plan when the search has ended
    page.locator("#solve", has_text="Räkna om").wait_for()
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


def test_on_a_cold_machine_the_first_plan_is_on_the_screen_before_the_search_is_compiled(
    tmp_path, database_url, chromium
):
    team, compiled_to = "uppsokarteamet", tmp_path / "compiled"
    settings = {"NUMBA_CACHE_DIR": str(compiled_to)}
    with running(tmp_path, database_url, city_folder(), team, **settings) as (address, email, password):
        context = chromium.new_context(locale="sv-SE", viewport={"width": 1280, "height": 900})
        page = context.new_page()
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        page.set_default_timeout(120_000)
        page.goto(f"{address}/plan/{team}/2026-W49")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", password)
        page.click("main button[type=submit], main button.primary")
        page.select_option("select[name=seconds]", "600")
        pressed = time.monotonic()
        page.get_by_role("button", name="Planera veckan").click()
        page.wait_for_selector("#map .mk.stop", state="attached")
        print(f"first plan on the screen after {time.monotonic() - pressed:.1f} s")
        assert not (compiled_to / "kernels" / KernelPart.SEARCH).exists()
        page.get_by_text("Bäst hittills", exact=True).wait_for()
        page.locator("#solve", has_text="Beräkningen förbereds").wait_for()
        page.locator("#solve", has_text=GAP).wait_for()
        page.get_by_role("button", name="Nöj dig med det här").click()
        page.get_by_role("button", name="Räkna om").wait_for()
        page.wait_for_selector("#map .mk.stop", state="attached")
        assert complaints == []
        context.close()
