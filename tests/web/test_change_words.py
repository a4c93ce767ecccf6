"""Every change, reason and remedy has words in both languages."""

from datetime import UTC, date, datetime

import pytest

from geo.windows import WeekWindows
from planner.amend.change import Change, ChangeKind, ChangeReason, Spot
from planner.amend.remedy import Remedy, RemedyKind
from web.lead.change_words import KINDS, REASONS, REMEDIES, change_said, remedy_said
from web.words import LANGUAGES, translator

START = datetime(2026, 12, 3, 18, tzinfo=UTC)
SPOT = Spot("Ek", ("larka", "mes"), date(2026, 12, 3), START, START)


def test_every_code_has_words():
    assert (set(KINDS), set(REASONS), set(REMEDIES)) == (set(ChangeKind), set(ChangeReason), set(RemedyKind))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reason", ChangeReason)
def test_a_change_is_said_with_where_it_leads_and_why(lang, reason):
    later = Spot("Al", ("trast", "lom"), date(2026, 12, 4), START.replace(day=4, hour=19), START.replace(day=4))
    said = change_said(translator(lang), Change(ChangeKind.STOP_MOVED, reason, SPOT, later, "torget"))
    assert said.startswith("Ek")
    assert " → Al" in said
    assert "%(" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", RemedyKind)
def test_a_remedy_is_a_whole_sentence(plan, lang, kind):
    windows = WeekWindows.parse("mo-fr 18:00-20:00")
    workers = tuple(worker.id for worker in plan.request.workers[:2])
    remedy = Remedy(
        kind, "Ek", date(2026, 12, 3), START, "kvall", workers, plan, 12.0, gap_h=24, most=3, pairs=1, windows=windows
    )
    said = remedy_said(translator(lang), remedy, plan.request)
    assert said.endswith(".")
    assert "%(" not in said
    assert "  " not in said


def test_a_remedy_reads_as_people_speak(plan):
    remedy = Remedy(RemedyKind.SHORTEN_GAP, "Ek", date(2026, 12, 3), START, "kvall", ("larka", "mes"), plan, gap_h=22.0)
    assert remedy_said(translator("sv"), remedy, plan.request) == (
        "Med 22 timmar mellan besöken kan Ek komma tor 3 dec 19.00."
    )
