"""The form of a visit: whatever is typed is a report or a fault that is told, and comes back as it was."""

from datetime import UTC, datetime
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from web.field.visit import Group, Link, VisitError
from web.field.visit_form import form_of, is_form, typed_form
from web.field.visit_words import FAULTS, GROUPS, OUTCOMES, SERVICES, fault_text
from web.store.tables.visits import Outcome, VisitRow
from web.words import translator

AT = datetime(2026, 12, 3, 14, 10, tzinfo=UTC)
FIELDS = ["id", "hotspot", "planned", "arrived", "outcome", "note", "version"]
FIELDS += [f"count_{group}" for group in Group] + [f"linked_{link}" for link in Link]
TYPED = st.text(max_size=8) | st.sampled_from(["", "0", "3", "-1", "١", "1e3", "501", "done", "nobody", AT.isoformat()])


@given(sent=st.dictionaries(st.sampled_from(FIELDS), TYPED), chosen=st.lists(st.sampled_from([*Link, "x"]), max_size=3))
def test_whatever_is_typed_is_a_report_or_a_fault(sent, chosen):
    form, report, told = typed_form(sent, tuple(chosen)), None, ""
    try:
        report = form.report(team="en", pair="Ek", at=AT)
    except VisitError as error:
        told = fault_text(translator("sv"), error)
    assert (report is None) is bool(told)
    if report is not None:
        assert is_form(form)
        assert report.outcome is Outcome.DONE or not (report.counts or report.links)


@given(
    counts=st.dictionaries(st.sampled_from([g.value for g in Group]), st.integers(1, 500)),
    links=st.dictionaries(st.sampled_from([link.value for link in Link]), st.integers(1, 500)),
    planned=st.none() | st.just(AT),
)
def test_a_visit_that_is_opened_to_be_corrected_and_saved_says_the_same(counts, links, planned):
    row = VisitRow(
        id=str(uuid4()), hotspot_id="torget", at=AT, outcome="done", counts=counts, links=links, note="Kallt",
        pair="Ek", planned=planned, version=2,
    )  # fmt: skip
    form = form_of(row, "torget")
    report = form.report(team="en", pair="Ek", at=AT)
    assert (dict(report.counts), dict(report.links), report.planned, report.note) == (counts, links, planned, "Kallt")
    assert form.expected == 2


def test_every_code_has_words_in_both_languages():
    for lang in ("sv", "en"):
        words = translator(lang)
        for texts in (OUTCOMES, GROUPS, SERVICES, FAULTS):
            assert all(words.text(text, most=1) if "%(" in text else words.text(text) for text in texts.values())
    assert (set(OUTCOMES), set(GROUPS), set(SERVICES)) == (set(Outcome), set(Group), set(Link))
