"""Hostile names do nothing but stand there, on the page and in the file."""

import pytest

pytestmark = pytest.mark.browser

PATH = "/plan/uppsokarteamet/2026-W49?dag=2026-12-03"


def click_through(page):
    for button in page.locator("button[data-key]:visible").all():
        button.click(position={"x": 6, "y": 6})
    for day in page.locator("a.day").all():
        day.click()
    for mark in page.locator("#map .mk.unp").all():
        mark.click(force=True)


def test_hostile_names_are_harmless_on_the_page(visit, hostile_address, example):
    seen = visit(hostile_address + PATH)
    click_through(seen.page)
    assert seen.page.locator("img").count() == 0
    assert seen.page.locator("[onerror]").count() == 0
    seen.page.locator("#map .mk.unp").first.click(force=True)
    assert example.HOSTILE in seen.page.locator("#map-popup").inner_text()
    seen.quiet(hostile_address)


def test_inline_code_would_be_refused(visit, address):
    seen = visit(address + PATH)
    seen.page.evaluate(
        """() => {
            const holder = document.createElement("div");
            holder.innerHTML = "<img src=x onerror=alert(1)>";
            document.body.append(holder);
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
        }"""
    )
    seen.page.wait_for_timeout(200)
    assert seen.dialogs == []
    assert seen.page.evaluate("window.ran") is None


@pytest.mark.parametrize("hostile", [False, True])
def test_the_standalone_file_opens_from_a_folder_without_a_request(visit, example, tmp_path, hostile):
    from web.maps.standalone import standalone_map

    file = tmp_path / "map.html"
    base = {"type": "FeatureCollection", "features": []}
    file.write_text(standalone_map(example.example_plan(hostile=hostile), base, lang="sv"), encoding="utf-8")
    seen = visit(f"{file.as_uri()}#dag-2026-12-03")
    page = seen.page
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.requests[0]]
    assert page.locator("a.day[aria-current]").inner_text().startswith("tor 3 dec")
    assert page.locator("#map .mk.stop").count() == 26
    click_through(page)
    page.locator("a.day", has_text="fre 4 dec").click()
    assert page.locator("#map .mk.stop").count() == 3
    assert page.url.endswith("#dag-2026-12-04")
    seen.quiet(file.as_uri())
