"""Reasons and suggestions are sentences with figures."""

import pytest

from planner.plan import Reason, Suggestion, Unplanned
from web.lead.board import board_of
from web.lead.why import unplanned_need, why_unplanned
from web.words import LANGUAGES, translator


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
    assert first.why == "2 besök i veckan är målet; det här är nummer 1. Samma par är här också tor 3 dec."
