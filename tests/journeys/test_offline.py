"""The phone without a net: its PIN, what it keeps and how long, what it says of what is sent, and its end."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import delete

from web.field.actions import log_visit
from web.field.visit import visit_from_json
from web.static_files import STATIC
from web.store.place_rows import metric_point
from web.store.tables.places import HotspotRow

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
TEAM = "uppsokarteamet"


@pytest.fixture
def phone(chromium, offline, offline_house):
    """Give a phone whose shift is chosen."""
    offline_house.forget()
    offline_house.start()
    offline_house.proxy.fail()
    made = offline.Phone.of(chromium, offline_house)
    made.choose_shift()
    yield made
    assert (made.complaints, made.foreign) == ([], [])
    made.close()


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


def go(phone, view):
    phone.page.locator(f"#tabs [data-go={view}]").click()
    phone.wait_for(view)


def log(phone, note, *, outcome="done"):
    page = phone.page
    page.locator("#next [data-go=log]").click()
    phone.wait_for("log")
    page.locator(f"#outcomes [value={outcome}]").check()
    page.locator("#log [name=note]").fill(note)
    page.locator("#log [type=submit]").click()
    phone.wait_for("route")


def state(phone):
    return phone.page.locator("#state").inner_text()


def later(phone, **time):
    phone.page.evaluate(
        f"moveClock({timedelta(**time).total_seconds() * 1000}); document.dispatchEvent(new Event('visibilitychange'))"
    )


def test_a_pin_that_is_guessed_at_once_is_refused_and_ten_wrong_ones_empty_the_phone(phone):
    page = phone.open_tab()
    pin, again = (page.locator(f"#prepare [name={name}]") for name in ("pin", "again"))
    for first, second, said in (
        ("1234", "1234", "minst sex siffror"), ("123456", "123456", "gissas direkt"), ("271828", "271829", "inte lika"),
    ):  # fmt: skip
        pin.fill(first)
        again.fill(second)
        page.locator("#prepare [type=submit]").click()
        page.locator("#prepare .err:visible").get_by_text(said).wait_for()
    assert phone.lies_here()["databases"] == {}
    again.fill("271828")
    page.locator("#prepare [type=submit]").click()
    phone.wait_for("route")
    page.reload()
    phone.wait_for("locked")
    assert violations(page) == []
    for left in range(9, 0, -1):
        page.locator("#unlock [name=pin]").fill("314159")
        page.locator("#unlock [type=submit]").click()
        page.locator("#unlock .err").get_by_text(f"{left} försök är kvar").wait_for()
    assert violations(page) == []
    page.locator("#unlock [name=pin]").fill("314159")
    page.locator("#unlock [type=submit]").click()
    phone.wait_for("emptied")
    assert "fel tio gånger" in page.locator("#emptied-said").inner_text()
    assert phone.lies_here()["databases"] == {}


def test_the_state_is_told_truly_without_a_net_with_one_and_when_the_session_is_over(phone, offline_house):
    phone.prepare()
    page = phone.page
    assert "Rutten finns i telefonen. Ni klarar er utan nät." in state(phone)
    phone.cut_the_net()
    log(phone, "Trapporna var avstängda")
    page.locator("#state").get_by_text("1 besök väntar på nät").wait_for()
    assert "går då förlorat" in state(phone)
    assert page.locator("#chip").inner_text() == "Sparat i telefonen"
    assert violations(page) == []
    phone.context.clear_cookies(name=offline_house.cookie["name"])
    phone.mend_the_net()
    page.locator("#state").get_by_text("Logga in igen, så fortsätter du där du var.").wait_for()
    assert violations(page) == []
    assert offline_house.visits() == []
    phone.sign_in_again()
    page.reload()
    phone.wait_for("locked")
    assert "1 sak är inte skickad" in page.locator("main").inner_text()
    phone.unlock()
    phone.wait_until_sent()
    assert "Allt är skickat. Telefonen töms när passet är slut." in state(phone)
    assert "Skickat" in page.locator("#chip").inner_text()
    (row,) = offline_house.visits()
    assert (row.note, row.pair, row.planned is not None) == ("Trapporna var avstängda", "Ek", True)
    later(phone, hours=6)
    phone.wait_for("emptied")


def test_nothing_that_can_be_read_lies_on_the_phone(phone, offline, offline_house):
    phone.prepare()
    go(phone, "map")
    phone.page.wait_for_selector("html[data-map=ready]", state="attached")
    go(phone, "route")
    phone.cut_the_net()
    log(phone, "Trapporna var avstängda")
    phone.page.locator("#next [data-go=log]").click()
    phone.page.locator("#log [name=note]").fill("En halv mening")
    phone.page.wait_for_timeout(500)
    found = phone.lies_here()
    boxes = found["databases"]["faltplan-tonight"]
    assert {name: len(rows) for name, rows in boxes.items()} == {"lock": 1, "night": 4, "queue": 1, "draft": 1}
    assert all(
        set(row) <= {"iv", "sealed", "state", "n", "rev"}
        for box in ("night", "queue", "draft")
        for _, row in boxes[box]
    )
    kept = [path for cache in found["caches"].values() for path in cache]
    assert all(
        path.startswith(offline_house.address + "/field/shell/") or path.endswith("/field/offline") for path in kept
    )
    everything = offline.written({**found, "caches": {}})
    names = {h.name for h in offline_house.plan.request.hotspots} | {h.id for h in offline_house.plan.request.hotspots}
    for word in (*names, "Trapporna", "halv mening", "Uppsökarteamet", TEAM):
        assert word not in everything, word
    page = next(text for cache in found["caches"].values() for path, text in cache.items() if path.endswith("/offline"))
    assert not any(name in page for name in names)
    assert "csrf" not in page
    assert "Talgoxe" not in page


def test_what_is_half_written_outlives_a_check_in_and_a_reload_and_is_changed_after_it_was_saved(phone, offline_house):
    phone.prepare()
    page = phone.page
    phone.cut_the_net()
    page.locator("main [data-view=route] [data-go=log][data-number='-1']").click()
    page.locator("#log [name=place]").select_option("skanstull")
    page.locator("#log [name=note]").fill("En halv")
    page.wait_for_timeout(400)
    page.locator("#log [type=submit]").click()
    page.locator("#log-fault").get_by_text("Säg hur det gick").wait_for()
    page.locator("main [data-view=log] [data-go=route]").click()
    phone.wait_for("route")
    page.locator("#check-note [data-said=well]").click()
    page.locator("#check-note").get_by_text("ingen vet om det än").wait_for()
    page.reload()
    phone.unlock()
    phone.wait_for("log")
    assert page.locator("#log [name=note]").input_value() == "En halv"
    page.locator("#outcomes [value=nobody]").check()
    page.locator("#log [type=submit]").click()
    phone.wait_for("route")
    page.locator("#state-waiting").click()
    page.locator("#items [data-act=change]:visible").click()
    phone.wait_for("log")
    page.locator("#log [name=note]").fill("En hel mening")
    page.locator("#log [type=submit]").click()
    phone.wait_for("route")
    phone.mend_the_net()
    phone.wait_until_sent()
    (row,) = offline_house.visits()
    assert (row.note, row.hotspot_id, row.planned, row.version) == ("En hel mening", "skanstull", None, 1)


def test_nothing_that_can_be_read_lies_on_the_disk_either(offline, offline_house, chromium, tmp_path):
    offline_house.forget()
    kind, path = chromium.browser_type, chromium_path(chromium)
    context = kind.launch_persistent_context(tmp_path, executable_path=path, args=["--no-sandbox"], **offline.PHONE)
    phone = offline.Phone.within(context, offline_house)
    phone.choose_shift()
    phone.prepare()
    phone.cut_the_net()
    log(phone, "Trapporna var avstängda")
    phone.close()
    # The program's own files name some squares, in comments and examples, on every phone alike.
    program = "".join(file.read_text(encoding="utf-8") for kind in ("js", "json") for file in STATIC.rglob(f"*.{kind}"))
    names = [h.name for h in offline_house.plan.request.hotspots if len(h.name) > 6 and h.name not in program]
    assert len(names) > 10
    names.append("Trapporna var")
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any("IndexedDB" in str(file) for file in files)
    for file in files:
        content = file.read_bytes()
        for name in names:
            assert name.encode() not in content, (file, name)
            assert name.encode("utf-16-le") not in content, (file, name)


def chromium_path(chromium):
    import shutil

    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def test_what_is_not_taken_stays_with_what_can_be_done(phone, offline_house):
    phone.prepare()
    page, store = phone.page, offline_house.parts.store
    phone.cut_the_net()
    log(phone, "Lugnt vid spärrarna", outcome="nobody")
    with store.write("system") as work:
        gone = work.session.get(HotspotRow, "sergels-torg")
        shape = gone.shape
        work.session.execute(delete(HotspotRow).where(HotspotRow.id == "sergels-torg"))
        work.note("city.loaded", "city", "test")
    phone.mend_the_net()
    page.locator("#state").get_by_text("1 sak togs inte emot").wait_for()
    page.locator("#state-waiting").click()
    phone.wait_for("waiting")
    assert "Platsen finns inte kvar" in page.locator("#items").inner_text()
    page.locator("#items [data-act=text]").click()
    assert "Lugnt vid spärrarna" in page.locator("#items pre").inner_text()
    assert violations(page) == []
    with store.write("system") as work:
        point = metric_point(*shape["coordinates"])
        work.add(HotspotRow(id="sergels-torg", name="Sergels torg", kind="square", sensitivity="teams", teams=[],
                            shape=shape, point=point, district="Södermalm", position="verified"))  # fmt: skip
        work.note("city.loaded", "city", "test")
    page.locator("#items [data-act=again]").click()
    phone.wait_until_sent()
    (row,) = offline_house.visits()
    told = {"hotspot": row.hotspot_id, "at": row.at.isoformat(), "outcome": "not_safe", "pair": "Ek"}
    told["planned"] = row.planned.isoformat()
    log_visit(store, "account:9", visit_from_json(row.id, TEAM, told), expected=1)
    page.locator("#items [data-act=change]").click()
    phone.wait_for("log")
    page.locator("#outcomes [value=skipped]").check()
    page.locator("#log [type=submit]").click()
    page.locator("#state").get_by_text("1 sak togs inte emot").wait_for()
    page.locator("#state-waiting").click()
    assert "Någon ändrade det där" in page.locator("#items").inner_text()
    page.locator("#items [data-act=remove]").click()
    page.locator("#ask [value=yes]").click()
    page.locator("#no-items").wait_for()
    assert [row.outcome for row in offline_house.visits()] == ["not_safe"]


def test_a_route_that_was_changed_meanwhile_is_shown_before_it_is_taken_over(phone, offline_house):
    phone.prepare()
    log(phone, "Lugnt", outcome="nobody")
    phone.wait_until_sent()
    plan = offline_house.plan
    route = next(r for r in plan.routes if (r.pair, r.date.isoformat()) == ("Ek", "2026-12-03"))
    stops = [*route.stops[:-1], replace(route.stops[-1], hotspot="skanstull")]
    changed = replace(route, stops=tuple(stops))
    try:
        offline_house.publish(replace(plan, routes=tuple(changed if r is route else r for r in plan.routes)))
        phone.page.reload()
        phone.unlock()
        phone.page.locator("#changed").get_by_text("Rutten har ändrats: ett stopp är nytt. Se ändringen.").wait_for()
        phone.page.locator("#changed button").click()
        phone.wait_for("change")
        assert "Skanstull" in phone.page.locator("#changes").inner_text()
        assert "Gamla stan" in phone.page.locator("#changes").inner_text()
        assert violations(phone.page) == []
        phone.page.locator("#take-over").click()
        phone.wait_for("route")
        track = phone.page.locator("#track").inner_text()
        assert "Skanstull" in track
        assert "Gamla stan" not in track
        assert "Klart" in track
    finally:
        offline_house.publish(plan)


def test_what_is_not_sent_is_kept_some_hours_and_then_goes_whatever_the_clock_says(phone, offline_house):
    phone.prepare()
    phone.cut_the_net()
    log(phone, "Lugnt", outcome="nobody")
    later(phone, hours=10)  # the shift is over since long
    phone.page.locator("#state").get_by_text("1 besök väntar på nät").wait_for()
    later(phone, hours=-30)  # set back: time that has passed does not come again
    assert phone.lies_here()["databases"]["faltplan-tonight"]["queue"]
    phone.page.evaluate("moveClock(30 * 3600_000)")
    later(phone, hours=14)
    phone.wait_for("emptied")
    assert "Tiden är ute" in phone.page.locator("#emptied-said").inner_text()
    assert phone.lies_here()["databases"] == {}
    assert offline_house.visits() == []


def test_the_page_opens_without_a_net_at_every_address_of_the_field(phone, offline_house):
    phone.prepare()
    phone.cut_the_net()
    for path in ("/field", f"/field/{TEAM}/2026-12-03/Ek"):
        phone.page.goto(offline_house.address + path)
        phone.wait_for("locked")
        assert phone.page.url.endswith("/field/offline")
    phone.unlock()
    go(phone, "map")
    phone.page.wait_for_selector("html[data-map=ready]", state="attached")
    phone.page.mouse.click(150, 250, button="right")  # as a long press
    phone.wait_for("tip")
    assert phone.page.locator("#tip [name=place]").input_value() == "map"
    phone.page.locator("#worries .choice").first.click()
    phone.page.locator("#tip [name=find]").fill("Under gångbron, nära trappan")
    phone.page.locator("#tip [type=submit]").click()
    phone.wait_for("route")
    phone.mend_the_net()
    phone.wait_until_sent()
    (tip,) = offline_house.tips()
    assert (tip.find, tip.source) == ("Under gångbron, nära trappan", "field")


def test_the_door_opens_the_route_in_the_phone_and_the_pages_with_a_net_say_that_it_is_there(phone, offline_house):
    page = phone.open_tab(f"/field/{TEAM}/2026-12-03/Ek")
    page.locator("#offline").get_by_role("link", name="Förbered för i natt").click()
    phone.wait_for("empty")
    page.close()
    phone.prepare()
    phone.page.goto(f"{offline_house.address}/field")
    phone.wait_for("locked")
    phone.unlock()
    go(phone, "safety")
    phone.page.locator("#online-page").click()
    phone.page.locator("#offline").get_by_role("link", name="Öppna rutten i telefonen").click()
    phone.wait_for("locked")


def test_signing_out_warns_of_what_is_not_sent_and_leaves_nothing(phone, offline_house):
    phone.prepare()
    phone.cut_the_net()
    log(phone, "Lugnt", outcome="nobody")
    offline_house.proxy.fail(*["refuse"] * 50)
    phone.mend_the_net()
    page = phone.page
    page.goto(f"{offline_house.address}/field/leave")
    assert violations(page) == []
    page.locator("main [type=submit]").click()
    page.get_by_text("Något i telefonen är inte skickat.").wait_for()
    page.get_by_role("button", name="Stanna kvar").click()
    assert phone.lies_here()["databases"]["faltplan-tonight"]["queue"]
    page.locator("main [type=submit]").click()
    with page.expect_response("**/sign-out") as answer:
        page.get_by_role("button", name="Logga ut ändå").click()
    page.wait_for_url("**/sign-in")
    assert answer.value.all_headers()["clear-site-data"] == '"cache", "storage"'
    found = phone.lies_here()
    assert (found["databases"], found["caches"], found["workers"]) == ({}, {}, [])


@pytest.mark.parametrize(("theme", "lang"), [("light", "sv"), ("dark", "en")])
def test_no_view_has_a_violation_or_is_wider_than_the_screen(chromium, offline, offline_house, theme, lang):
    offline_house.forget()
    phone = offline.Phone.of(chromium, offline_house, theme=theme, lang=lang, viewport={"width": 320, "height": 700})
    try:
        phone.choose_shift()
        page = phone.open_tab()
        phone.wait_for("empty")
        found = {"empty": violations(page)}
        page.close()
        phone.prepare()
        page = phone.page
        for view in ("route", "map", "tip", "safety"):
            go(phone, view)
            found[view] = violations(page)
            found[f"{view} wide"] = [] if page.evaluate("document.documentElement.scrollWidth") <= 320 else ["wide"]
        page.locator("#tip [type=submit]").evaluate("button => button.form.requestSubmit()")
        go(phone, "route")
        page.locator("#next [data-go=log]").click()
        phone.wait_for("log")
        page.locator("#outcomes [value=done]").check()
        page.locator("#log [name=note]").fill("Ring 070-174 06 05")
        page.locator("#log [type=submit]").click()
        page.locator("#log-note-err").wait_for()
        found["log"] = violations(page)
        found["log wide"] = [] if page.evaluate("document.documentElement.scrollWidth") <= 320 else ["wide"]
        page.locator("#take-out").click()
        page.locator("#log [type=submit]").click()
        phone.wait_for("route")
        page.locator("#state-waiting").click()
        found["waiting"] = violations(page)
        assert {view: faults for view, faults in found.items() if faults} == {}
        assert (phone.complaints, phone.foreign) == ([], [])
    finally:
        phone.close()


def test_without_encryption_or_scripts_the_page_says_so_and_leads_to_the_pages_that_work(
    chromium, offline, offline_house
):
    phone = offline.Phone.of(chromium, offline_house)
    phone.context.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', { value: false })")
    page = phone.open_tab()
    phone.wait_for("insecure")
    assert "https" in page.locator("main").inner_text()
    assert violations(page) == []
    phone.close()
    bare = offline.Phone.of(chromium, offline_house, java_script_enabled=False)
    page = bare.open_tab()
    assert "kräver JavaScript" in page.locator("main").inner_text()
    assert page.locator("main a[href='/field']").first.is_visible()
    bare.close()


def test_answers_mean_what_they_say(phone):
    page = phone.open_tab()
    module = page.locator("script[type=module]").get_attribute("src").replace("shell.js", "answers.js")
    meaning = """async ([module, answers]) => {
      const { meaningOf } = await import(module);
      return answers.map((answer) => { const { means, reason } = meaningOf(answer, "x"); return reason ?? means; });
    }"""
    cases = {
        json.dumps(None): "later",
        json.dumps({"status": 201, "body": {"id": "x"}}): "sent",
        json.dumps({"status": 200, "body": {"id": "y"}}): "later",
        json.dumps({"status": 200, "body": None}): "later",
        json.dumps({"status": 302, "body": None}): "later",
        json.dumps({"status": 401, "body": None}): "sign_in",
        json.dumps({"status": 403, "body": None}): "not_yours",
        json.dumps({"status": 404, "body": {}}): "not_there",
        json.dumps({"status": 409, "body": {}}): "changed",
        json.dumps({"status": 422, "body": {}}): "refused",
        json.dumps({"status": 429, "body": None}): "later",
        json.dumps({"status": 503, "body": None}): "later",
    }
    assert page.evaluate(meaning, [module, [json.loads(case) for case in cases]]) == list(cases.values())
