"""A team's registers: what is added, changed and removed, whom it is open to, and what is refused with a reason."""

from datetime import date

import pytest
from sqlalchemy import select

from planner.weights import Weights
from web.lead.team_settings import LIMITS
from web.lead.team_weights import HELP, WORDS, word_of
from web.lead.week_setup import WeekSetup, stored_weights
from web.store.city_rows import stored_team
from web.store.tables import AbsenceRow, AuditEntry, CommitmentRow, TeamRow, WishRow, WorkerRow

TEAM = "/lead/team/en"


@pytest.fixture
def lead(as_role):
    return as_role(("lead", "en"), name="Talgoxe")


def rows(store, table):
    with store.read() as session:
        return list(session.scalars(select(table)))


def team_of(store, city_tz):
    with store.read() as session:
        return stored_team(session, "en", city_tz)


@pytest.fixture
def tz(lilleby_app):
    from zoneinfo import ZoneInfo

    return ZoneInfo(lilleby_app.config["FALTPLAN"].city_settings().timezone)


def test_a_worker_comes_changes_and_goes(lilleby_store, lead, forms, tz):
    page, action = lead.get(TEAM).text, f"{TEAM}/of/workers"
    assert forms.send(lead, page, action, name="Ärla Två", weekly_hours="38,25", skills=["nurse"]).status_code == 303
    added = next(w for w in team_of(lilleby_store, tz).workers if w.id == "arla-tva")
    assert (added.weekly_hours, added.skills) == (38.25, {"nurse"})
    page = lead.get(TEAM).text
    assert forms.send(lead, page, f"{action}/arla-tva", experience="newcomer").status_code == 303
    assert forms.send(lead, page, f"{action}/arla-tva", weekly_hours="20").status_code == 409
    page = lead.get(TEAM).text
    assert forms.send(lead, page, f"{action}/arla-tva/remove").status_code == 303
    assert "arla-tva" not in {w.id for w in team_of(lilleby_store, tz).workers}


def test_one_who_is_removed_leaves_no_trace_that_breaks_a_week(lilleby_store, lead, forms, tz):
    page = lead.get(TEAM).text
    typed = {"start": "2030-05-02T09:00", "end": "2030-05-02T11:00", "what": "Teammöte"}
    forms.send(lead, page, f"{TEAM}/of/work", workers=["labb", "tarna"], **typed)
    forms.send(lead, page, f"{TEAM}/of/workers/labb/remove")
    team = team_of(lilleby_store, tz)
    assert all("labb" not in work.workers for work in (*team.commitments, *team.worked))
    team.workers_for(date(2030, 4, 29), tz)


@pytest.mark.parametrize("name", ["Anna Svensson", "19800101-1231", "070-123 45 67", ""])
def test_names_of_persons_and_numbers_are_no_code_names(lilleby_store, lead, forms, name):
    answer = forms.send(lead, lead.get(TEAM).text, f"{TEAM}/of/workers", name=name)
    assert answer.status_code == 400
    assert "looks like" in answer.text or "Write a code name" in answer.text
    assert len(rows(lilleby_store, WorkerRow)) == len({(w.team_id, w.id) for w in rows(lilleby_store, WorkerRow)})
    assert name not in {worker.name for worker in rows(lilleby_store, WorkerRow)}


def test_an_absence_is_said_in_one_form_and_can_be_put_back(lilleby_store, lead, forms):
    before = len(rows(lilleby_store, AbsenceRow))
    page = lead.get(TEAM).text
    answer = forms.send(lead, page, f"{TEAM}/absences", worker="labb", first="2030-05-02", last="")
    assert answer.status_code == 303
    away = next(row for row in rows(lilleby_store, AbsenceRow) if row.first == date(2030, 5, 2))
    assert (away.worker_id, away.last) == ("labb", date(2030, 5, 2))
    page = lead.get(TEAM).text
    gone = forms.send(lead, page, f"{TEAM}/absences/{away.id}/remove")
    assert len(rows(lilleby_store, AbsenceRow)) == before
    undo = lead.get(gone.location.partition("#")[0]).text
    again = next(form for form in undo.split("<form") if "undo" in form.partition(">")[0])
    data = forms.filled(f"<form{again}", f"{TEAM}/absences")
    assert lead.post(f"{TEAM}/absences", data=data).status_code == 303
    assert any(row.first == date(2030, 5, 2) for row in rows(lilleby_store, AbsenceRow))


def test_days_that_cannot_be_are_told(lead, forms):
    page = lead.get(TEAM).text
    for typed, said in (
        ({"worker": "", "first": "2030-05-02"}, "Choose who."),
        ({"worker": "labb", "first": "i morgon"}, "Write a day, for instance"),
        ({"worker": "labb", "first": "2030-05-02", "last": "2030-05-01"}, "The last day lies before the first."),
        ({"worker": "labb", "first": "2030-05-02", "last": "2032-05-01"}, "That is more than a year."),
    ):
        answer = forms.send(lead, page, f"{TEAM}/absences", **typed)
        assert answer.status_code == 400
        assert said in answer.text


def test_two_wishes_for_one_day_are_refused(lilleby_store, lead, forms):
    page = lead.get(TEAM).text
    typed = {"worker": "tarna", "free": "free", "first": "2030-06-01", "last": "2030-06-03"}
    assert forms.send(lead, page, f"{TEAM}/of/wishes", **typed).status_code == 303
    answer = forms.send(lead, page, f"{TEAM}/of/wishes", **(typed | {"first": "2030-06-03", "free": "work"}))
    assert answer.status_code == 400
    assert "Tärna has another wish" in answer.text
    assert len([row for row in rows(lilleby_store, WishRow) if row.first.year == 2030]) == 1


def test_fixed_work_that_overlaps_or_lasts_too_long_is_refused(lilleby_store, lead, forms):
    page = lead.get(TEAM).text
    typed = {"workers": ["labb"], "start": "2030-05-02T09:00", "end": "2030-05-02T11:00"}
    assert forms.send(lead, page, f"{TEAM}/of/work", **typed).status_code == 303
    for changes, said in (
        ({"start": "2030-05-02T10:00", "end": "2030-05-02T12:00"}, "Labb has other fixed work at that time."),
        ({"end": "2030-05-02T08:00"}, "It ends before it begins."),
        ({"end": "2030-05-04T08:00"}, "That is more than 24 hours."),
        ({"workers": []}, "Choose who takes part."),
        ({"start": "2030-03-31T03:30", "end": "2030-03-31T05:00"}, "Write a day and a time"),  # the clock leaps there
        (
            {"start": "2030-06-02T09:00", "end": "2030-06-02T10:00", "what": "Möte med Anna Svensson"},
            "looks like a name",
        ),
    ):
        answer = forms.send(lead, page, f"{TEAM}/of/work", **(typed | changes))
        assert answer.status_code == 400, changes
        assert said in answer.text
    assert len([row for row in rows(lilleby_store, CommitmentRow) if row.start.year == 2030]) == 1


def test_a_shift_and_its_base(lilleby_store, lead, forms, tz):
    page = lead.get(TEAM).text
    assert forms.send(lead, page, f"{TEAM}/of/bases", name="Hamnkontoret", at="60.1005, 21.984").status_code == 303
    page = lead.get(TEAM).text
    typed = {"name": "Natt", "when": "fre-lör 21-03", "base": "hamnkontoret", "mode": "walk", "pairs": "2"}
    assert forms.send(lead, page, f"{TEAM}/of/shifts", **typed).status_code == 303
    shift = next(t for t in team_of(lilleby_store, tz).templates if t.id == "natt")
    assert (str(shift.when), shift.base, shift.pairs) == ("fr-sa 21:00-03:00", "hamnkontoret", 2)
    page = lead.get(TEAM).text
    refused = forms.send(lead, page, f"{TEAM}/of/bases/hamnkontoret/remove")
    assert refused.status_code == 400
    assert "Shifts begin here: natt" in refused.text
    forms.send(lead, lead.get(TEAM).text, f"{TEAM}/of/shifts/natt/remove")
    assert forms.send(lead, lead.get(TEAM).text, f"{TEAM}/of/bases/hamnkontoret/remove").status_code == 303


def test_rules_and_weights_are_kept_and_a_second_edit_is_told(lilleby_store, lead, as_role, forms, tz):
    action, other = f"{TEAM}/settings", as_role(("lead", "en"))
    page, theirs = lead.get(TEAM).text, other.get(TEAM).text
    changes = {
        "daily_rest_h": "11,5", "slack_share": "20", "pairs_named": "Ek, Björk", "weight-travel": "more",
        "contact": "Kvällens samordnare 08-508 00 000",
    }  # fmt: skip
    assert forms.send(lead, page, action, **changes).status_code == 303
    team = team_of(lilleby_store, tz)
    assert (team.slack_share, team.pairs_named, team.working_time.daily_rest_h) == (0.2, ("Ek", "Björk"), 11.5)
    with lilleby_store.read() as session:
        assert stored_weights(session, "en", WeekSetup()) == Weights(travel=2)
        assert session.get(TeamRow, "en").contact == "Kvällens samordnare 08-508 00 000"
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "team.changed")).one()
        assert "508" not in entry.detail
    assert forms.send(other, theirs, action, slack_share="10").status_code == 409
    for wrong in ({"contact": "Erik Svensson 070-123 45 67"}, {"pairs_named": "Ek, Anna Svensson"}, {"break_min": "0"}):
        assert forms.send(lead, lead.get(TEAM).text, action, **wrong).status_code == 400


def test_only_the_teams_own_may_look_and_coordinators_say_who_is_away(lilleby_store, as_role, forms):
    assert as_role(("lead", "tall")).get(TEAM).status_code == 403
    assert as_role(("field", "en")).get(TEAM).status_code == 403
    coordinator = as_role(("coordinator", "en"))
    page = coordinator.get(TEAM).text
    assert "Add somebody" not in page
    assert forms.send(coordinator, page, f"{TEAM}/absences", worker="labb", first="2030-05-02").status_code == 303
    token = forms.filled(page, f"{TEAM}/absences")["csrf_token"]
    assert coordinator.post(f"{TEAM}/of/workers", data={"csrf_token": token, "name": "Svan"}).status_code == 403


def test_an_entry_of_another_team_is_not_there(lilleby_store, lead, forms):
    with lilleby_store.write("system") as work:
        row = work.add(
            WishRow(
                id="w1",
                team_id="tall",
                worker_id=rows_of_tall(work),
                first=date(2030, 1, 1),
                last=date(2030, 1, 1),
                free=True,
            )
        )
        work.note("wish.saved", "wish", row.id)
    token = forms.filled(lead.get(TEAM).text, f"{TEAM}/absences")["csrf_token"]
    assert lead.post(f"{TEAM}/of/wishes/w1/remove", data={"csrf_token": token, "version": "1"}).status_code == 404
    assert lead.post(f"{TEAM}/of/nothing", data={"csrf_token": token}).status_code == 404


def rows_of_tall(work):
    return work.session.scalars(select(WorkerRow.id).where(WorkerRow.team_id == "tall")).first()


def test_weights_have_words_for_every_goal():
    assert set(HELP) == set(Weights().by_term())
    assert set(LIMITS) == {"daily_rest_h", "weekly_rest_h", "longest_stretch_h", "break_min"}
    for word, (value, _) in WORDS.items():
        assert word_of(value) == word
