"""The page of a week in a real browser, under the strict policy."""

import pytest

pytestmark = pytest.mark.browser

PATH = "/plan/uppsokarteamet/2026-W49"
THURSDAY = f"{PATH}?dag=2026-12-03"


def picked(page):
    return page.locator("button[data-key][aria-current=true]:visible")


def test_it_asks_no_other_host_and_complains_of_nothing(visit, address):
    seen = visit(address + THURSDAY)
    seen.quiet(address)
    assert any(url.endswith("map.js?lang=sv") for url in seen.requests)
    assert seen.page.locator("#map .mk.stop").count() == 26
    assert seen.page.locator("#map .mk.unp").count() == 3
    assert seen.page.locator("#map path.hit").count() == 30
    assert seen.page.locator("#map path.rt").count() >= 30


def test_a_stop_chosen_in_the_timeline_lights_up_on_the_map_and_in_the_list(visit, address):
    page = visit(address + THURSDAY).page
    button = page.locator(".dayp:visible .stp button", has_text="Björns trädgård")
    button.click()
    popup = page.locator("#map-popup")
    assert popup.is_visible()
    assert "Björns trädgård" in popup.inner_text()
    assert "Par Ek" in popup.inner_text()
    assert page.locator("#map .lampm").count() == 1
    assert page.locator(".blk.sel").count() == 1
    assert page.locator("tr.sel").count() == 1
    page.keyboard.press("Escape")
    assert popup.is_hidden()
    assert page.locator("#map .lampm").count() == 0
    assert page.locator(".sel").count() == 0
    assert button.evaluate("button => button === document.activeElement")


def test_a_stop_chosen_on_the_map_lights_up_in_timeline_and_list(visit, address):
    page = visit(address + THURSDAY).page
    page.locator("#map .mk.stop[aria-label*='Gullmarsplan']").click()
    assert picked(page).get_attribute("title").startswith("Gullmarsplan")
    page.get_by_role("button", name="Visa som lista").click()
    assert picked(page).inner_text() == "Gullmarsplan"
    assert page.locator("#map-popup h2").inner_text().replace("\n", " ").strip() == "1 Gullmarsplan"


def test_a_way_chosen_in_the_list_lights_up_on_the_map_and_is_told_in_parts(visit, address):
    seen = visit(address + THURSDAY)
    page = seen.page
    page.get_by_role("button", name="Visa som lista").click()
    button = page.locator(".dayp:visible .way button", has_text="T-bana").first
    button.click()
    popup = page.locator("#map-popup")
    assert popup.locator("h2").inner_text().strip().startswith("Till ")
    assert button.inner_text() in popup.inner_text()
    assert "uppskattad" in popup.inner_text()
    assert page.locator("#map path.way-glow").count() == 1
    assert page.locator("#map .lampm").count() == 0
    assert page.locator("td.sel").count() == 1
    page.keyboard.press("Escape")
    assert popup.is_hidden()
    assert page.locator("#map path.way-glow").count() == 0
    assert button.evaluate("button => button === document.activeElement")
    seen.quiet(address)


def test_a_way_pressed_on_the_map_tells_how_long_it_is(visit, address):
    page = visit(address + THURSDAY).page
    at = page.evaluate(
        """() => {
            for (const path of document.querySelectorAll("#map path.hit")) {
                for (let share = 0.1; share < 1; share += 0.1) {
                    const point = path.getPointAtLength(path.getTotalLength() * share);
                    const { x, y } = point.matrixTransform(path.getScreenCTM());
                    if (document.elementFromPoint(x, y)?.matches("path.hit")) return [x, y];
                }
            }
            return null;
        }"""
    )
    page.mouse.click(*at)
    assert " min, " in page.locator("#map-popup").inner_text()
    assert page.locator("#map path.way-glow").count() == 1
    assert " min, " in page.locator("#map path.hit title").first.text_content()


def test_a_link_to_navigation_asks_nobody_for_anything(visit, address):
    seen = visit(address + THURSDAY)
    page = seen.page
    page.get_by_role("button", name="Visa som lista").click()
    link = page.get_by_role("link", name="Hitta dit till Gullmarsplan")
    assert link.get_attribute("href").startswith("geo:59.")
    before = len(seen.requests)
    link.click()
    page.wait_for_timeout(200)
    assert seen.requests[before:] == [link.get_attribute("href")], "the browser is asked to open it, and nobody else"
    assert page.url.startswith(address)


def test_an_apple_device_gets_an_address_that_it_knows(visit, address):
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile Safari/604.1"
    page = visit(address + THURSDAY, phone=True, user_agent=phone).page
    hrefs = page.locator(".dayp:visible .find a").evaluate_all("links => links.map((link) => link.href)")
    assert len(hrefs) == 26
    assert all(href.startswith("maps://?q=59.") for href in hrefs)


def test_the_page_says_where_its_minutes_come_from(visit, address):
    page = visit(address + THURSDAY, phone=True).page
    summary = page.locator("details.sources > summary")
    assert summary.inner_text().startswith("Alla restider är uppskattade. Restiderna kommer från en uppskattning")
    summary.click()
    assert "ingår väntan" in page.locator("details.sources").inner_text()


def test_what_is_unplanned_follows_between_list_and_map(visit, address):
    page = visit(address + THURSDAY).page
    page.locator("#unplanned button", has_text="Tantolunden").click()
    assert "kräver dagsljus" in page.locator("#map-popup").inner_text()
    page.locator("#map .mk.unp[aria-label*='Liljeholmen']").click()
    assert page.locator("#unplanned li.sel h3").inner_text().startswith("Liljeholmen")


def test_a_place_in_the_list_of_all_places_is_found_on_the_map(visit, address):
    page = visit(address + THURSDAY).page
    page.locator("details.places > summary").click()
    page.locator("details.places button", has_text="Härbärget Södra").click()
    assert "Inget besök den här veckan" in page.locator("#map-popup").inner_text()


def test_the_day_strip_shows_one_day_at_a_time_and_keeps_it_in_the_address(visit, address):
    seen = visit(address + THURSDAY)
    page = seen.page
    assert page.locator(".dayp:visible").count() == 1
    page.locator("a.day", has_text="ons 2 dec").click()
    assert page.locator(".dayp:visible h2").inner_text() == "Onsdag 2 december"
    assert page.locator("#map .mk.stop").count() == 3
    assert "dag=2026-12-02" in page.url
    assert page.locator(".tl-h time:visible").all_inner_texts() == [
        "21",
        "22",
        "23",
        "00",
        "01",
        "02",
        "03",
        "04",
    ]
    page.reload()
    page.wait_for_selector("html[data-map=ready]")
    assert page.locator("a.day[aria-current]").inner_text().startswith("ons 2 dec")
    page.locator("a.day", has_text="sön 6 dec").click()
    assert "Inget pass den här dagen." in page.locator(".dayp:visible").inner_text()
    seen.quiet(address)


def test_the_legend_shows_and_hides_what_it_explains(visit, address):
    page = visit(address + THURSDAY).page
    ek = page.locator("button.lg[data-layer=pair1]")
    ek.click()
    assert ek.get_attribute("aria-pressed") == "false"
    assert page.locator("#map .mk.stop").count() == 19
    ek.click()
    assert page.locator("#map .mk.stop").count() == 26
    page.locator("button.lg[data-layer=unplanned]").click()
    assert page.locator("#map .mk.unp").count() == 0
    kinds = page.locator("#map .kind").count()
    for kind in ("station", "square", "park", "day_centre", "shelter", "service"):
        page.locator(f"button.lg[data-layer=kind-{kind}]").click()
    assert kinds > 0
    assert page.locator("#map .kind").count() == 0
    page.locator("button.lg[data-layer=lines]").click()
    assert page.locator("#map path.metro").count() == 0


def test_one_pair_can_be_shown_before_the_others(visit, address):
    page = visit(address + THURSDAY).page
    button = page.locator(".dayp:visible button[data-focus=pair3]")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator("#map .mk.stop.dim").count() == 20
    assert page.locator("#map .mk.stop.dim text").count() == 0
    assert page.locator("#map .mk.stop:not(.dim) text").count() == 6
    button.click()
    assert page.locator("#map .dim").count() == 0


def test_everything_can_be_reached_with_the_keyboard(visit, address):
    page = visit(address + THURSDAY).page
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Hoppa till innehållet"
    marker = page.locator("#map .mk.stop[aria-label*='Skanstull']")
    marker.focus()
    page.keyboard.press("Enter")
    assert "Skanstull" in page.locator("#map-popup").inner_text()
    page.keyboard.press("Escape")
    assert marker.evaluate("mark => mark === document.activeElement")
    zoom = page.locator(".leaflet-control-zoom-in")
    before = page.locator("#map .mk.stop").first.bounding_box()
    zoom.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    assert page.locator("#map .mk.stop").first.bounding_box() != before
    assert zoom.get_attribute("title") == "Zooma in"


def test_touch_targets_are_large_enough(visit, address):
    page = visit(address + THURSDAY, phone=True).page
    for target in (
        "#map .mk.stop",
        "#map .mk.unp",
        ".leaflet-control-zoom a",
        "button.lg",
        "a.day",
        ".choosers .in",
    ):
        for box in (place.bounding_box() for place in page.locator(target).all()):
            assert box["width"] >= 43.9, target
            assert box["height"] >= 43.9, target


def test_without_scripts_every_day_can_be_read(visit, address):
    seen = visit(address + THURSDAY, wait=False, java_script_enabled=False)
    page = seen.page
    assert page.locator(".dayp:visible").count() == 7
    assert page.locator("table.sched:visible").count() == 11
    assert page.locator(".tl:visible").count() == 7
    assert "Kartan kräver JavaScript" in page.locator("#map").inner_text()
    assert page.locator("a.day[aria-current]").inner_text().startswith("tor 3 dec")
    seen.quiet(address)


def test_a_choice_of_theme_and_language_holds(visit, address):
    page = visit(address + THURSDAY).page
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Mörkt").click()
    page.wait_for_selector("html[data-theme=dark]")
    assert "dag=2026-12-03" in page.url
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en][data-map=ready]")
    assert page.locator("h1").inner_text() == "Week 49"
    land = page.locator("#map").evaluate("map => getComputedStyle(map).backgroundColor")
    assert land == "rgb(13, 27, 33)"


def test_a_map_that_cannot_be_fetched_says_so_and_the_lists_stay(visit, address):
    seen = visit("about:blank", wait=False, at=address)
    seen.page.route("**/plan.geojson*", lambda route: route.abort())
    seen.page.goto(address + THURSDAY)
    seen.page.wait_for_selector("html[data-map=error]")
    assert "Kartan kunde inte hämtas" in seen.page.locator("#map [role=alert]").inner_text()
    assert seen.page.locator(".dayp:visible .stp button").count() == 26


def test_a_day_of_a_large_week_is_fetched_when_it_is_looked_at(address, visit, monkeypatch):
    monkeypatch.setattr("web.lead.views.WHOLE_STOPS", 10)
    seen = visit(f"{address}/plan/uppsokarteamet/2026-W49?dag=2026-12-01")
    page = seen.page
    page.locator('a.day[data-day="2026-12-03"]').click()
    page.locator('.dayp[data-day="2026-12-03"]:not([data-later]) .tl-r').first.wait_for()
    assert page.locator(".dayp:visible").count() == 1
    page.locator("details.places summary").click()
    page.locator("details.places:not([data-later]) tbody tr").first.wait_for()
    seen.quiet(address)
