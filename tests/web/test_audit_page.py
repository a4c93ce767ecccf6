"""The auditor's page: who saw or changed what, whole or not, and a file that harms no spreadsheet."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest
from sqlalchemy import select, update

import web
from web.audit.checking import Head, check_audit
from web.audit.csv_export import harmless
from web.security.audit_words import ACTIONS, FAULTS, KINDS
from web.security.person import Person
from web.security.seen import EVERY_S, Seen, saw
from web.store.tables.audit import AuditEntry, AuditHead

DYNAMIC = {
    "job.": {"asked", "cancel", "cancelled", "done", "enough", "failed", "no_wish"},
    "plan.": {"published", "closed"},
    ".seen": {"account", "audit", "plan", "retention", "tip"},
}
"""What stands in for the changing half of an action's name."""


@pytest.fixture
def app(make_app):
    return make_app()


@pytest.fixture
def auditor(app, sign_in):
    return sign_in(app, ("auditor", ""), name="Uggla")


@pytest.fixture
def store(app):
    return app.config["FALTPLAN"].store


def entries(store, **where):
    with store.read() as session:
        return [
            e
            for e in session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
            if all(getattr(e, k) == v for k, v in where.items())
        ]


def actions_in_the_code():
    for file in Path(web.__file__).parent.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named_by = {
            assign.targets[0].id: assign.value
            for assign in tree.body
            if isinstance(assign, ast.Assign) and isinstance(assign.targets[0], ast.Name)
        }
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            named = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if named in {"note", "noted"}:
                yield from _actions([named_by.get(getattr(a, "id", ""), a) for a in call.args[:2]])
            elif named == "saw" and isinstance(call.args[1], ast.Constant):
                yield f"{call.args[1].value}.seen"


def _actions(arguments):
    for argument in arguments:
        for part in ast.walk(argument):
            if isinstance(part, ast.Constant) and re.fullmatch(r"[a-z_]+\.[a-z_]+", str(part.value)):
                yield part.value
            if isinstance(part, ast.JoinedStr):
                said = "".join(p.value for p in part.values if isinstance(p, ast.Constant))
                yield from (f"{said}{x}" if said.endswith(".") else f"{x}{said}" for x in DYNAMIC.get(said, ()))


def test_every_action_that_is_written_down_has_words_and_every_word_is_used():
    used = set(actions_in_the_code())
    assert used - set(ACTIONS) == set()
    assert {"visit.logged", "plan.seen", "job.done", "account.signed_in", "retention.ran"} <= used
    assert {action.partition(".")[0] for action in ACTIONS} <= {*KINDS, "contact"}


def test_the_page_tells_who_did_what_in_words(store, auditor):
    store.note("system", "plan.published", "plan", "uppsokarteamet/2026-W49", team="uppsokarteamet", number=3)
    page = auditor.get("/audit").get_data(as_text=True)
    assert "Granskningen är hel." in page
    assert "publicerade en vecka" in page
    assert "uppsokarteamet/2026-W49" in page
    assert "version: 3" in page


def test_looking_at_the_audit_is_written_down_with_what_was_asked_for(store, auditor):
    auditor.get("/audit")
    auditor.get("/audit")
    auditor.get("/audit?kind=tip")
    seen = entries(store, action="audit.seen")
    assert [e.object_id for e in seen] == ["all", '{"kind":"tip"}']
    assert seen[0].actor.startswith("account:")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=tip", {"t1", "t2"}),
        ("object=t2", {"t2"}),
        ("action=tip.left", {"t1"}),
        ("action=tip.", {"t1", "t2"}),
        ("actor=system", {"t1", "v1"}),
        ("actor=job:", {"t2"}),
        ("actor=77", set()),
        ("first=2999-01-01", set()),
        ("last=1999-01-01", set()),
        ("first=2020-01-01&last=2999-01-01&kind=visit", {"v1"}),
    ],
)
def test_entries_are_found_by_who_what_and_when(store, auditor, query, found):
    store.note("system", "tip.left", "tip", "t1")
    store.note("job:erase", "tip.seen", "tip", "t2")
    store.note("system", "visit.logged", "visit", "v1")
    page = auditor.get(f"/audit?{query}").get_data(as_text=True)
    assert set(re.findall(r'code-text">([tv]\d)<', page)) == found


def test_a_day_that_is_none_is_told(auditor):
    answer = auditor.get("/audit?first=i%20g%C3%A5r")
    assert answer.status_code == 400
    assert "Skriv en dag" in answer.get_data(as_text=True)


def test_pages_go_back_and_forth_without_losing_an_entry(store, auditor):
    with store.write("system") as work:
        for number in range(120):
            work.note("tip.left", "tip", f"t{number}")
    seen, address = [], "/audit?kind=tip"
    while address:
        page = auditor.get(address).get_data(as_text=True)
        seen.append(re.findall(r'code-text">t(\d+)<', page))
        older = re.search(r'href="(/audit\?before=[^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else None
    assert [int(n) for part in seen for n in part] == list(range(119, -1, -1))
    newer = re.search(r'href="(/audit\?after=[^"]+)"', page)[1].replace("&amp;", "&")
    assert re.findall(r'code-text">t(\d+)<', auditor.get(newer).get_data(as_text=True)) == seen[-2]


def test_an_audit_that_was_changed_is_told_on_the_page(store, auditor):
    store.note("system", "tip.left", "tip", "t1")
    last = entries(store)[-1].seq
    with store.housekeeping() as session:
        session.execute(update(AuditEntry).where(AuditEntry.seq == last).values(object_id="t9"))
    page = auditor.get("/audit").get_data(as_text=True)
    assert "Granskningen håller inte." in page
    assert f"Post {last} har ändrats" in page


def test_a_file_holds_what_the_filter_finds_and_is_written_down_every_time(store, auditor):
    store.note("system", "tip.left", "tip", "=HYPERLINK(1)", team="+46", words="@x")
    for _ in range(2):
        answer = auditor.get("/audit/audit.csv?kind=tip")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:3] == ["Nummer", "Tid", "Vem"]
    assert rows[1][7:9] == ["'=HYPERLINK(1)", "'+46"]
    assert len(rows) == 2
    assert len(entries(store, action="audit.exported")) == 2


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_begins_as_a_formula_does(cell):
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("role", ["lead", "field", "coordinator", "admin"])
def test_others_see_nothing_of_it(app, sign_in, role):
    someone = sign_in(app, (role, "uppsokarteamet" if role != "admin" else ""))
    assert someone.get("/audit").status_code == 403
    assert someone.get("/audit/audit.csv").status_code == 403


def test_one_entry_stands_for_a_quarter_of_an_hour_of_looking():
    now = 0.0
    seen = Seen(clock=lambda: now, most=2)
    assert [seen.is_new("account:1", "plan", "a") for _ in range(3)] == [True, False, False]
    assert seen.is_new("account:2", "plan", "a")
    now = EVERY_S + 1.0
    assert seen.is_new("account:1", "plan", "a")
    assert seen.is_new("account:3", "plan", "a")
    assert seen.is_new("account:2", "plan", "a"), "the oldest is forgotten where too much is remembered"


def test_what_cannot_be_written_down_is_told_in_the_log_and_tried_again(app, store, tmp_path, caplog):
    someone = Person(1, "Ek")
    with app.test_request_context("/"):
        store.engine.dispose()
        with store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE audit_head RENAME TO hidden")
        saw(someone, "plan", "x/2026-W49")
        assert "not in the audit: account:1 saw plan x/2026-W49" in caplog.text
        with store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE hidden RENAME TO audit_head")
        saw(someone, "plan", "x/2026-W49")
        saw(someone, "plan", "x/2026-W49")
    assert len(entries(store, action="plan.seen")) == 1


def test_a_database_that_was_rolled_back_is_found_by_the_seal_that_was_kept(store):
    store.note("system", "tip.left", "tip", "t1")
    with store.read() as session:
        head = session.get(AuditHead, 1)
        kept = Head(head.seq, head.mac)
    assert check_audit(store, expect=kept).whole
    store.note("system", "tip.left", "tip", "t2")
    assert check_audit(store, expect=kept).whole
    assert [f.code for f in check_audit(store, expect=Head(kept.seq + 9, kept.seal)).faults] == ["rolled_back"]
    assert [f.code for f in check_audit(store, expect=Head(kept.seq, "0" * 64)).faults] == ["other_seal"]


def test_an_audit_that_was_removed_as_a_whole_is_missed(store, auditor):
    from sqlalchemy import delete

    auditor.get("/audit")
    with store.housekeeping() as session:
        session.execute(delete(AuditEntry))
        session.execute(delete(AuditHead))
    assert [f.code for f in check_audit(store).faults] == ["gone"]


def test_every_fault_has_words():
    assert set(FAULTS) == {"changed", "missing", "tail", "checkpoint", "gone", "rolled_back", "other_seal"}


def test_looking_at_a_week_is_written_down_once_however_it_is_fetched(make_app, plan, sign_in):
    app = make_app(plan)
    lead, other = sign_in(app, ("lead", plan.team)), sign_in(app, ("field", plan.team))
    for client in (lead, other, lead):
        client.get(f"/plan/{plan.team}/{plan.week}")
        client.get(f"/plan/{plan.team}/{plan.week}/plan.geojson")
    seen = entries(app.config["FALTPLAN"].store, action="plan.seen")
    assert [(e.object_id, e.team) for e in seen] == [(f"{plan.team}/{plan.week}", plan.team)] * 2
    assert len({e.actor for e in seen}) == 2


def test_weeks_that_are_not_there_or_not_ones_own_leave_nothing(make_app, plan, sign_in):
    app = make_app(plan)
    lead = sign_in(app, ("lead", plan.team))
    lead.get(f"/plan/{plan.team}/2031-W01")
    sign_in(app, ("lead", "eu-teamet")).get(f"/plan/{plan.team}/{plan.week}")
    assert entries(app.config["FALTPLAN"].store, action="plan.seen") == []


def test_a_filter_that_no_database_takes_is_refused_and_a_number_that_is_none_is_left_out(make_app, sign_in):
    auditor = sign_in(make_app(), ("auditor", ""))
    assert auditor.get("/audit?object=a%00b").status_code == 400
    assert auditor.get("/audit?before=%C2%B2&after=").status_code == 200
