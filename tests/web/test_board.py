"""The view model of a week: what the page will say, without a page."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from web.lead.board import board_of, letters, opening_day
from web.lead.pairs import pairs_of
from web.lead.timeline import short_name
from web.words import translator


@pytest.fixture
def board(plan):
    return board_of(plan, translator("sv"))


def test_days_count_pairs_stops_and_shifts_without_a_pair(board):
    assert [len(day.routes) for day in board.days] == [2, 2, 1, 4, 1, 1, 0]
    assert board.days[3].stops == 26
    assert board.days[5].unstaffed == ("15.00–22.00 från Klarabergsgatan",)
    assert not board.days[3].unstaffed


def test_pairs_keep_their_slot_whatever_they_do(plan):
    assert [(p.name, p.css) for p in pairs_of(plan).values()] == [
        ("Ek", "p1"), ("Björk", "p2"), ("Al", "p3"), ("Lönn", "p4"),
    ]  # fmt: skip
    fewer = replace(plan, routes=plan.routes[::-1])
    assert list(pairs_of(fewer)) == list(pairs_of(plan))


def test_pairs_beyond_the_eighth_are_shown_in_ink(plan):
    names = ["Ek", "Björk", "Al", "Lönn", "Rönn", "Sälg", "Asp", "Hägg", "Alm", "Ask"]
    many = replace(plan, routes=tuple(replace(plan.routes[0], pair=name) for name in names))
    assert [p.css for p in pairs_of(many).values()] == [f"p{n}" for n in range(1, 9)] + ["p0", "p0"]
    assert [p.square for p in pairs_of(many).values()] == [False] * 4 + [True] * 4 + [False] * 2


def test_the_bound_is_told_upwards_and_only_where_there_is_one(plan):
    words = translator("sv")
    assert board_of(plan, words).bound.percent == "1,5"
    assert "mer än 1,5 % bättre" in board_of(plan, words).bound.explanation
    assert board_of(replace(plan, bound=None), words).bound is None
    assert board_of(replace(plan, score=0.0), words).bound is None
    assert board_of(replace(plan, bound=plan.score), words).bound.percent == "0,0"


def test_letters_go_on_after_z():
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_the_day_that_opens_is_today_or_the_first_with_a_route(board):
    assert opening_day(board, date(2026, 12, 4)).date == date(2026, 12, 4)
    assert opening_day(board, date(2025, 1, 1)).date == date(2026, 11, 30)
    assert opening_day(replace(board, days=board.days[::-1])).date == date(2026, 12, 5)


def test_long_names_are_shortened_by_map_custom():
    assert short_name("Medborgarplatsen") == "Medborgarpl."
    assert short_name("Kronobergsparken") == "Kronobergsp."
    assert short_name("Vasaparken") == "Vasaparken"
    assert short_name("Slussen (T-bana)") == "Slussen"
    assert short_name("Fridhemsplan", 8) == "Fridhem."
    assert short_name("Medborgarplatsen", 11) == "Medborgarp."
    assert short_name("Stockholms centralstation", 12) == "Stockholms."


def test_the_list_says_time_place_way_break_slack_and_the_way_home(board):
    route = board.days[3].routes[0]
    kinds = [row.kind.value for row in route.rows]
    assert kinds.count("stop") == 7
    assert "break" in kinds
    assert "slack" in kinds
    assert kinds[-1] == "base"
    ways = [row.leg for row in route.rows if row.stop]
    assert ways[0].text == "Till fots, 7 min, 510 m"
    assert ways[2].text == "T-bana 17, 13 min, 2,6 km"
    assert ways[0].estimated
    assert route.workers == "Lärka och Mes"
    assert route.slack.startswith("Luft: ")


def test_a_joint_visit_names_the_other_pair(plan):
    first, second = plan.routes[0], plan.routes[1]
    together = replace(second, stops=(first.stops[0], *second.stops[1:]))
    board = board_of(replace(plan, routes=(first, together, *plan.routes[2:])), translator("sv"))
    assert board.days[0].routes[0].stops[0].joint == "Gemensam insats med Björk"
    assert board.days[0].routes[1].stops[0].joint == "Gemensam insats med Ek"
    assert not board.days[0].routes[0].stops[1].joint


def test_places_tell_what_is_agreed_and_every_visit_of_any_team(board):
    slussen = next(place for place in board.places if place.hotspot == "slussen")
    assert slussen.needs == (
        "alla dagar 09.00–05.00 · 30 min · minst 1, helst 2, högst 5 i veckan · minst 2 dagar emellan",
    )
    assert any("annat team" in visit for visit in slussen.visits)
    assert any("par Al" in visit for visit in slussen.visits)
    assert len(board.places) == sum(kind.count for kind in board.kinds)


def test_a_holiday_is_named_on_its_day(plan):
    days = list(plan.request.days)
    days[4] = replace(days[4], name="Midsommarafton")
    board = board_of(replace(plan, request=replace(plan.request, days=tuple(days))), translator("sv"))
    assert board.days[4].holiday == "Midsommarafton"


def test_polar_days_have_no_sun_line(plan):
    days = tuple(replace(day, sunrise=None, sunset=None) for day in plan.request.days)
    board = board_of(replace(plan, request=replace(plan.request, days=days)), translator("sv"))
    assert {day.sun for day in board.days} == {""}
    assert "hela dygnet eller inte alls" in board.unplanned[0].left_out[0].why


def test_a_route_without_stops_is_time_at_the_base(plan):
    idle = replace(plan.routes[0], stops=(), legs=(), breaks=())
    board = board_of(replace(plan, routes=(idle,)), translator("sv"))
    assert [row.kind.value for row in board.days[0].routes[0].rows] == ["base"]
    assert idle.end - idle.start == timedelta(hours=7.5)
