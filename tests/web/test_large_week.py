"""A large week comes with one day; its other days and its places are in the pages that are fetched for them."""

import re

import pytest

from web.lead import views

WEEK = "/plan/uppsokarteamet/2026-W49"


@pytest.fixture
def large(client, monkeypatch):
    monkeypatch.setattr(views, "WHOLE_STOPS", 10)
    return client


def later(page):
    return re.findall(r'<section class="panel dayp" id="dag-([\d-]+)"[^>]*data-later', page)


def test_a_week_of_few_stops_comes_whole(client):
    assert later(client.get(WEEK).text) == []


def test_only_the_opened_day_is_in_the_page_and_each_of_the_others_is_one_link_away(large):
    page = large.get(f"{WEEK}?dag=2026-12-01").text
    assert len(later(page)) == 6
    assert "2026-12-01" not in later(page)
    for day in later(page):
        assert f"?dag={day}#dag-{day}" in page
        assert day not in later(large.get(f"{WEEK}?dag={day}").text)


def test_the_places_are_there_where_they_are_asked_for(large):
    assert "data-later" in re.search(r"<details class=\"panel places\"[^>]*>", large.get(WEEK).text)[0]
    page = large.get(f"{WEEK}?platser=1").text
    assert " open>" in re.search(r"<details class=\"panel places\"[^>]*>", page)[0]
    assert "Medborgarplatsen" in page.split('class="panel places"')[1]
