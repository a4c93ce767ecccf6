"""The shipped city's own weeks, planned and shown: what a newcomer sees first."""

import pytest

from geo.reference import city_folder
from web.lead.actions import plan_one

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shipped(serve):
    weeks = [("uppsokarteamet", "2026-W49"), ("ungdomsjouren", "2027-W25")]
    return serve(*(plan_one(city_folder(), team, week, seconds=1) for team, week in weeks))


def test_the_winter_week_opens_with_its_map_timeline_and_ways(visit, shipped):
    seen = visit(shipped)
    page = seen.page
    assert page.url.endswith("/plan/uppsokarteamet/2026-W49")
    assert page.locator("h1").inner_text() == "Vecka 49"
    assert page.locator("#map path.land").count() > 10
    assert page.locator("#map path.metro").count() > 0
    assert page.locator("#map .mk.stop").count() == page.locator(".dayp:visible .stp button").count() > 0
    bent = page.locator("#map path.rt").evaluate_all(
        "paths => paths.filter(path => path.getAttribute('d').split('L').length > 2).length"
    )
    assert bent > 0, "legs follow bridges and lines where the city knows them"
    assert "Schematisk karta · stränder ungefärliga" in page.locator(".leaflet-control-attribution").inner_text()
    for day in page.locator("a.day").all():
        day.click()
        stops = page.locator(".dayp:visible .stp button").count()
        assert page.locator("#map .mk.stop").count() == stops
    seen.quiet(shipped)


def test_midsummer_is_named_on_its_days(visit, shipped):
    page = visit(f"{shipped}/plan/ungdomsjouren/2027-W25?dag=2027-06-25").page
    assert "Midsommarafton" in page.locator("a.day[aria-current]").inner_text()
    assert "Midsommarafton" in page.locator(".dayp:visible h2").inner_text()
    assert "Midsommardagen" in page.locator("a.day", has_text="lör 26 jun").inner_text()


def test_the_chooser_opens_another_teams_week(visit, shipped):
    page = visit(shipped).page
    page.locator("select[name=team]").select_option("ungdomsjouren")
    page.locator("select[name=week]").select_option("2027-W25")
    page.get_by_role("button", name="Öppna").click()
    page.wait_for_url("**/plan/ungdomsjouren/2027-W25")
    assert page.locator("h1").inner_text() == "Vecka 25"
