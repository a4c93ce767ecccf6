"""Setting a week up: each press changes one thing, can be taken back, and goes into the week's request."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from planner.preflight import TroubleKind
from web.lead.absence_actions import end_absence, report_absence
from web.lead.actions import stored_request
from web.lead.setup_actions import set_pairs
from web.lead.setup_words import HELP, SAID
from web.lead.week_setup import stored_setup
from web.store.tables.efforts import EffortRow
from web.store.tables.teams import AbsenceRow

TEAM, WEEK = "en", "2026-W49"
PAGE = f"/lead/week/{TEAM}/{WEEK}"
BEFORE = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def parts(lilleby_app):
    found = lilleby_app.config["FALTPLAN"]
    found.store.clock = lambda: BEFORE
    return found


@pytest.fixture
def lead(as_role, parts):
    return as_role(("lead", TEAM))


@pytest.fixture
def press(lead, forms):
    """Press a button of the page: the part that it is in, and its name and value."""

    def do(part, client=None, **given):
        client = client or lead
        page = client.get(PAGE).text
        return client.post(f"{PAGE}/{part}", data=fields(page) | given)

    return do


def fields(page):
    page = page[page.index('id="setup"') :]
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("csrf_token", "version")}


def request_of(parts, week=WEEK):
    return stored_request(parts.store, parts.plans, parts.city, TEAM, week)


def absences(parts, worker):
    with parts.store.read() as session:
        rows = session.scalars(select(AbsenceRow).where(AbsenceRow.worker_id == worker).order_by(AbsenceRow.first))
        return [(row.first.day, row.last.day) for row in rows]


def test_one_press_says_that_somebody_is_away_one_more_that_they_are_not_and_undo_takes_it_back(press, parts):
    for day in ("02", "03", "04"):
        assert press("absence", toggle=f"tarna|2026-12-{day}|1").status_code == 303
    assert absences(parts, "tarna") == [(2, 4)]
    press("absence", toggle="tarna|2026-12-03|0")
    assert absences(parts, "tarna") == [(2, 2), (4, 4)]
    press("undo")
    assert absences(parts, "tarna") == [(2, 4)]
    assert "nothing to undo" in press("undo").text or absences(parts, "tarna") == [(2, 4)]


def test_absences_of_others_and_of_other_days_stay(parts):
    with parts.store.write("account:1") as work:
        report_absence(work, TEAM, "tarna", date(2026, 12, 1), date(2026, 12, 9))
        end_absence(work, TEAM, "tarna", date(2026, 12, 3), date(2026, 12, 4))
        end_absence(work, TEAM, "labb", date(2026, 12, 1), date(2026, 12, 2))
    assert absences(parts, "tarna") == [(1, 2), (5, 9)]
    assert absences(parts, "labb") == [(6, 7)]


def test_pairs_go_up_and_down_a_shift_is_called_off_and_comes_back(press, lead, parts):
    shift = request_of(parts).shifts[0]
    press("pairs", set=f"{shift.id}|{shift.pairs + 1}")
    assert request_of(parts).shifts[0].pairs == shift.pairs + 1
    assert press("pairs", set=f"{shift.id}|0").status_code == 303
    assert shift.id not in {s.id for s in request_of(parts).shifts}
    assert "Called off" in lead.get(PAGE).text
    press("undo")
    assert request_of(parts).shifts[0].pairs == shift.pairs + 1
    press("pairs", set=f"{shift.id}|{shift.pairs}")
    with parts.store.read() as session:
        assert stored_setup(session, TEAM, WEEK).shifts == {}


def test_a_reinforcement_is_the_same_shift_on_chosen_days_of_several_weeks(press, lead, parts):
    given = {"first": "2026-12-03", "last": "2026-12-10", "weekdays": ["3", "4"], "start": "20:00", "end": "02.00"}
    added = press("shift", **given, pairs="1", base="bas-centrum", mode="walk")
    assert added.status_code == 303, added.text
    own = {week: [s for s in request_of(parts, week).shifts if "extra" in s.id] for week in (WEEK, "2026-W50")}
    assert [s.date.day for s in own[WEEK]] == [3, 4]
    assert [s.date.day for s in own["2026-W50"]] == [10]
    assert own[WEEK][0].end - own[WEEK][0].start == timedelta(hours=6)
    assert "This week only" in lead.get(PAGE).text
    press("undo")
    assert not any("extra" in s.id for week in (WEEK, "2026-W50") for s in request_of(parts, week).shifts)


def test_what_was_typed_stays_when_a_form_cannot_be_used(press):
    wrong = press("shift", first="2026-12-05", last="2026-12-03", start="late", end="22:00", pairs="13")
    assert wrong.status_code == 422
    for said in ("comes before the first", "time of day", "1 to 12 pairs", 'value="late"', '<details class="add"'):
        assert said in wrong.text
    wrong = press("work", kind="police", workers=["tarna"], day="2026-12-03", start="18:00", end="23:00")
    assert "choose two" in wrong.text
    wrong = press("effort", name="Ring 070-174 06 05", first="2026-12-03", start="18:00", end="19:00", minutes="30")
    assert "telephone number" in wrong.text
    assert wrong.status_code == 422


def test_a_shift_with_the_police_takes_a_pair_and_can_be_taken_away(press, lead, parts):
    given = {"kind": "police", "workers": ["tarna", "tofsvipa"], "day": "2026-12-03", "start": "18:00", "end": "23:00"}
    assert press("work", **given).status_code == 303
    busy = {w.id: [b.what for b in w.busy] for w in request_of(parts).workers}
    assert "Shift with the police" in busy["tarna"]
    assert "Shift with the police" in busy["tofsvipa"]
    ident = re.search(
        r'name="id" id="gone-[^"]*" value="([^"]*)">[^<]*<span class="vh"> Thu 3 Dec', lead.get(PAGE).text
    )
    press("remove-work", id=ident[1])
    assert not any("police" in b.what for w in request_of(parts).workers for b in w.busy)
    press("undo")
    assert any("police" in b.what for w in request_of(parts).workers for b in w.busy)


def test_an_effort_is_added_called_off_and_opened_again(press, parts):
    place = next(iter(request_of(parts).hotspots))
    given = {"name": "Event", "place": place.id, "first": "2026-12-04", "start": "18:00", "end": "22:00"}
    assert press("effort", **given, minutes="40", pairs="1", urgent="yes").status_code == 303
    with parts.store.read() as session:
        row = session.scalars(select(EffortRow)).one()
    assert (row.teams, row.urgent, row.first, row.last) == ([TEAM], True, date(2026, 12, 4), date(2026, 12, 4))
    assert any(row.id in need.id for need in request_of(parts).needs)
    press("effort/turn", id=row.id, to="off", version=str(row.version))
    assert not any(row.id in need.id for need in request_of(parts).needs)
    press("undo")
    assert any(row.id in need.id for need in request_of(parts).needs)


def test_weights_are_words_and_last_week_can_be_taken_over(press, lead, parts):
    press("weights", continuity="4", travel="0", fairness="1", wishes="1", unsocial="0.5", steady="2")
    assert request_of(parts).weights.by_term() == {
        "continuity": 4.0, "fairness": 1.0, "travel": 0.0, "wishes": 1.0, "unsocial": 0.5, "steady": 2.0,
    }  # fmt: skip
    later = PAGE.replace(WEEK, "2026-W50")
    page = lead.get(later).text
    assert "As last week" in page
    assert lead.post(f"{later}/copy", data=fields(page)).status_code == 303
    assert request_of(parts, "2026-W50").weights.continuity == 4.0
    assert lead.post(f"{later}/undo", data=fields(page)).status_code == 303
    assert request_of(parts, "2026-W50").weights.continuity == 1.0
    assert press("weights", continuity="nan").status_code == 400


def test_who_comes_second_sees_who_was_first_and_nothing_is_overwritten(lead, parts):
    page = lead.get(PAGE).text
    shift = request_of(parts).shifts[0]
    with parts.store.write("account:9") as work:
        set_pairs(work, TEAM, WEEK, shift.id, 0, usual=shift.pairs, expected=0)
    late = lead.post(f"{PAGE}/pairs", data=fields(page) | {"set": f"{shift.id}|3"})
    assert late.status_code == 409
    assert "Nothing of yours was saved" in late.text
    with parts.store.read() as session:
        assert stored_setup(session, TEAM, WEEK).shifts == {shift.id: 0}


def test_the_page_says_at_once_what_will_be_missing_and_where_it_is_mended(press, lead, parts):
    for worker in ("tofsvipa", "strandskata", "tarna"):
        press("absence", toggle=f"{worker}|2026-12-01|1")
    page = lead.get(PAGE).text
    assert re.search(r"at most 0 of \d pairs? can go out|at most 0 of \d pairs can go out", page)
    assert 'href="#shift-2026-12-01' in page
    assert SAID.keys() == set(TroubleKind)
    assert HELP.keys() >= set(TroubleKind) - {TroubleKind.NEED_LEFT_OUT, TroubleKind.NEED_SHORT}


def test_nobody_else_sets_the_week_up(as_role, parts):
    for grants in ((("lead", "tall"),), (("field", TEAM),), (("auditor", ""),)):
        assert as_role(*grants, name=grants[0][0] + grants[0][1]).get(PAGE).status_code == 403
    assert parts.jobs.list() == ()
