"""Reasons and suggestions are sentences with figures."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from planner.plan import Reason, Suggestion, Unplanned
from planner.why_stop import StopReasons
from web.lead.board import board_of
from web.lead.why import unplanned_need, why_here, why_unplanned
from web.words import LANGUAGES, translator

BARE = StopReasons(
    nth=3,
    least=0,
    target=2,
    overdue_days=0,
    people=None,
    off_peak=False,
    way_s=350,
    from_base=False,
    joint_with=(),
    pinned=False,
    also_days=(),
    only_day=False,
    only_pair=False,
    worth=0.2,
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", ["tantolunden", "liljeholmen", "langholmen", "no-such-place"])
def test_every_reason_and_suggestion_is_a_whole_sentence(plan, lang, place):
    for reason in Reason:
        for suggestion in Suggestion:
            left_out = Unplanned(place, reason, suggestion)
            need = unplanned_need(plan, left_out, {n.id: [] for n in plan.request.needs})
            for said in why_unplanned(translator(lang), plan.request, left_out, need):
                assert said.endswith(".")
                assert "%(" not in said
                assert "  " not in said


def test_figures_come_from_the_request(plan):
    board = board_of(plan, translator("sv"))
    dark, far, skill = (place.left_out[0] for place in board.unplanned)
    assert dark.why == "Besöket kräver dagsljus. Solen är uppe 08.21–14.53, och inget pass hinner dit då."
    assert far.why.startswith("Resan tar minst 24 min fram och tillbaka.")
    assert skill.why == "Besöket kräver rumänska. Inget par med det är ute alla dagar 09.00–05.00."
    assert skill.visits == "0 av 2 besök planerade"


def test_a_stop_says_which_visit_of_the_week_it_is_and_when_the_pair_comes_back(plan):
    board = board_of(plan, translator("sv"))
    first = next(s for d in board.days for r in d.routes for s in r.stops if s.hotspot == "sergels-torg")
    assert first.why.startswith("Besök 1 av 2")
    assert first.why.endswith("samma par är här också tor 3 dec")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "sv",
            "Besök 1 av 2, avtalat · låst · 3 dagar försenat · folk här 20.00–23.00 · 6 min från förra stoppet",
        ),
        (
            "en",
            "Visit 1 of 2, agreed · pinned · 3 days overdue · people are here 20:00–23:00 · 6 min from the stop before",
        ),
    ],
)
def test_a_stop_says_all_that_speaks_for_it_in_one_line(lang, said):
    hours = (datetime(2026, 12, 1, 20, tzinfo=UTC), datetime(2026, 12, 1, 23, tzinfo=UTC))
    reasons = replace(BARE, nth=1, least=1, overdue_days=3, people=hours, pinned=True, joint_with=("Ek",))
    assert why_here(translator(lang), reasons) == said


def test_a_stop_beyond_the_aim_at_a_poor_hour_says_so():
    reasons = replace(BARE, off_peak=True, from_base=True, only_pair=True, only_day=True)
    assert why_here(translator("sv"), reasons) == (
        "Ett besök utöver målet, eftersom tid fanns · utanför de timmar då flest är här · 6 min från basen"
        " · inget annat par kan"
    )
    reasons = replace(BARE, only_day=True, also_days=(date(2026, 12, 3),))
    assert why_here(translator("en"), reasons) == (
        "A visit beyond the aim, since there was time · 6 min from the stop before · no other day will do"
        " · the same pair is here Thu 3 Dec too"
    )
