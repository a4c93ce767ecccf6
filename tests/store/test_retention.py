"""Forgetting: nothing early, nothing twice, nothing left; and a dry run that says exactly what the run does."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from geo.coarsen import middle_of_square
from web.store.audit import verify
from web.store.backup_files import backup_files, backup_name, put_aside_name
from web.store.clocks import (
    RULES,
    Category,
    ClockFault,
    ClocksError,
    Step,
    Wish,
    clock_faults,
    set_clocks,
    stored_clocks,
    write_missing_clocks,
)
from web.store.erasures import erase_again, erased_by_hand, forget_contact
from web.store.faults import NotThereError, StaleEditError
from web.store.retention import ErasureCancelledError, WrongClockError, erase
from web.store.tables import (
    AbsenceRow,
    Account,
    AuditEntry,
    CommitmentRow,
    EffortRow,
    Job,
    PlanVersion,
    ReporterContact,
    RetentionClock,
    SignInTry,
    SpentProof,
    Tip,
    VisitRow,
    WeekPlanRow,
    WishRow,
)
from web.store.tables.jobs import PlanWork

RANK = {"exact": 0, "grid_250": 1, "district": 2}


@pytest.fixture
def clock(rows):
    return SimpleNamespace(now=rows.NOW)


@pytest.fixture
def timed(make_store, clock):
    """Give a store whose clock the test sets."""
    return make_store(clock=lambda: clock.now)


def all_of(store, table):
    with store.read() as session:
        return list(session.scalars(select(table)))


def counted(due):
    return {(d.category, d.step): d.count for d in due}


def test_a_tip_is_blurred_to_its_square_then_to_its_district_then_gone(timed, rows, clock):
    (row,) = rows.put(timed, rows.tip(rows.NOW))
    rows.put(timed, rows.neighbourhood())
    seen = []
    for days in (29, 31, 61, 91, 366):
        clock.now = rows.NOW + timedelta(days=days)
        erase(timed, clock_is_right=True)
        with timed.read() as session:
            kept = session.get(Tip, row.id)
        seen.append(kept and (kept.precision, kept.place, bool(kept.details), kept.district, bool(kept.content_hash)))
    assert seen == [
        ("exact", rows.PLACE, True, None, True),
        ("grid_250", middle_of_square(rows.PLACE), True, "Södermalm", False),
        ("grid_250", middle_of_square(rows.PLACE), False, "Södermalm", False),
        ("district", None, False, "Södermalm", False),
        None,
    ]


def test_a_visit_at_a_hotspot_loses_the_hotspot_with_the_exact_place(timed, rows):
    rows.put(
        timed, rows.hotspot(), rows.visit(rows.ago(181), place=None), rows.visit(rows.ago(400)), rows.visit(rows.ago(2))
    )
    erase(timed)
    blurred, coarse, fresh = sorted(all_of(timed, VisitRow), key=lambda v: v.id)
    assert (blurred.hotspot_id, blurred.place, blurred.precision) == (None, middle_of_square(rows.PLACE), "grid_250")
    assert (coarse.hotspot_id, coarse.place, coarse.precision, coarse.note) == (None, None, "district", "")
    assert coarse.district == "Södermalm"
    assert (fresh.hotspot_id, fresh.precision, fresh.note) == ("slussen", "exact", "Ta med filtar")
    assert coarse.counts == {"adults": 2}


def test_a_visit_that_a_wrong_clock_put_into_the_future_is_forgotten_from_when_it_was_written(timed, rows, clock):
    (row,) = rows.put(timed, rows.visit(rows.NOW.replace(year=2400)))
    seen = []
    for days in (29, 31, *range(100, 2000, 100)):
        clock.now = rows.NOW + timedelta(days=days)
        erase(timed, clock_is_right=True)
        with timed.read() as session:
            kept = session.get(VisitRow, row.id)
        seen.append(kept and bool(kept.note))
    assert seen[:2] == [True, False]
    assert seen[-1] is None


def test_a_contact_goes_a_month_after_its_tip_is_closed_and_after_ninety_days_at_most(timed, rows):
    closed = rows.tip(rows.ago(60), state="closed", closed_at=rows.ago(31))
    just_closed = rows.tip(rows.ago(60), state="closed", closed_at=rows.ago(29))
    still_open = rows.tip(rows.ago(91))
    both = rows.tip(rows.ago(95), state="closed", closed_at=rows.ago(92))
    rows.put(timed, closed, just_closed, still_open, both)
    rows.put(
        timed,
        *(
            ReporterContact(tip_id=t.id, contact="x", consented_at=t.received_at)
            for t in (closed, just_closed, still_open, both)
        ),
    )
    due = counted(erase(timed))
    assert due[Category.REPORTER_CONTACT, Step.GONE] == 2
    assert due[Category.REPORTER_CONTACT, Step.CLOSED] == 1
    assert [c.tip_id for c in all_of(timed, ReporterContact)] == [just_closed.id]


def test_drafts_go_a_quarter_after_their_week_and_the_published_version_is_shown_again(timed, rows):
    old = rows.ago(200)
    draft, drafts = rows.week_plan("2026-W10", [(old, None), (old, None)], shown=2)
    published, versions = rows.week_plan("2026-W11", [(old, old), (old, None)], shown=2, published=1)
    ahead, planned = rows.week_plan("2027-W20", [(old, None)], shown=1)
    rows.put(timed, draft, *drafts, published, *versions, ahead, *planned)
    assert counted(erase(timed)) == {(Category.PLAN_DRAFT, Step.GONE): 3}
    assert {(w.week, w.shown, w.published) for w in all_of(timed, WeekPlanRow)} == {
        ("2026-W11", 1, 1),
        ("2027-W20", 1, None),
    }
    assert len(all_of(timed, PlanVersion)) == 2


def test_published_plans_go_with_their_week_when_their_time_is_out(timed, rows):
    old = rows.ago(1900)
    week, versions = rows.week_plan("2021-W30", [(old, old)], shown=1, published=1)
    rows.put(timed, week, *versions)
    assert counted(erase(timed)) == {(Category.PLAN_PUBLISHED, Step.GONE): 1}
    assert all_of(timed, WeekPlanRow) == []


def test_closed_accounts_tries_jobs_absences_and_commitments_go_in_time(timed, rows, clock):
    clock.now = rows.ago(100)
    rows.put(timed, *[r for r in rows.everything() if r.__tablename__ in {"team", "worker"}])
    gone, kept = rows.put(timed, rows.account(active=False), rows.account())
    clock.now = rows.NOW
    (closed_lately,) = rows.put(timed, rows.account(active=False))
    jobs = [rows.job("done", ended_at=rows.ago(d), detail="spår") for d in (91, 8, 6)] + [rows.job("running")]
    rows.put(timed, *jobs, *(PlanWork(job_id=j.id, request="{}", request_hash="h", spent_s=0.0) for j in jobs[1:]))
    rows.put(
        timed,
        *(
            AbsenceRow(
                id=rows.ident(),
                team_id="uppsokarteamet",
                worker_id="larka",
                first=rows.ago(d).date(),
                last=rows.ago(d).date(),
            )
            for d in (366, 364)
        ),
        *(
            WishRow(
                id=rows.ident(),
                team_id="uppsokarteamet",
                worker_id="larka",
                first=rows.ago(d).date(),
                last=rows.ago(d).date(),
                free=False,
            )
            for d in (368, 367, 364)
        ),
        *(
            CommitmentRow(
                id=rows.ident(),
                team_id="uppsokarteamet",
                workers=["larka"],
                start=rows.ago(d + 1),
                end=rows.ago(d),
                kind="shift",
            )
            for d in (366, 364)
        ),
        *(SignInTry(who="w", source="s", at=rows.ago(d)) for d in (31, 29)),
    )
    assert counted(erase(timed, clock_is_right=True)) == {
        (Category.CLOSED_ACCOUNT, Step.GONE): 1,
        (Category.SIGN_IN_TRY, Step.GONE): 1,
        (Category.JOB, Step.GONE): 1,
        (Category.JOB, Step.TEXT): 1,
        (Category.ABSENCE, Step.GONE): 3,
        (Category.COMMITMENT, Step.GONE): 1,
    }
    assert {a.id for a in all_of(timed, Account)} == {kept.id, closed_lately.id}
    assert gone.id not in {a.id for a in all_of(timed, Account)}
    assert {w.job_id for w in all_of(timed, PlanWork)} == {jobs[2].id, jobs[3].id}


def test_the_number_of_an_account_that_is_gone_is_never_given_to_another(timed, rows):
    (last,) = rows.put(timed, rows.account())
    with timed.write("account:1") as work:
        work.session.delete(work.session.get(Account, last.id))
        work.note("account.erased", "account", last.id)
    (new,) = rows.put(timed, rows.account())
    assert new.id > last.id


def test_the_audit_is_cut_at_a_sealed_checkpoint_and_still_holds(timed, rows, clock):
    for days in (900, 800, 10, 1):
        clock.now = rows.ago(days)
        timed.note("account:1", "plan.seen", "plan", "x")
    clock.now = rows.NOW
    dry = erase(timed, dry_run=True, clock_is_right=True)
    assert counted(dry) == {(Category.AUDIT, Step.GONE): 2}
    assert erase(timed, clock_is_right=True) == dry
    with timed.read() as session:
        assert list(verify(session, timed.audit_key)) == []
        assert session.scalars(select(AuditEntry.seq).order_by(AuditEntry.seq)).first() == 3


def test_old_backups_and_databases_put_aside_are_removed_and_nothing_else(timed, rows, tmp_path, backend):
    folder = tmp_path / "backups"
    folder.mkdir()
    for days in (31, 29):
        (folder / backup_name(rows.ago(days))).write_text("x")
    (folder / "letter.txt").write_text("x")
    timed.note("account:1", "plan.seen", "plan", "x")
    assert counted(erase(timed, dry_run=True, backups=folder)) == {(Category.BACKUP, Step.GONE): 1}
    erase(timed, backups=folder)
    assert sorted(p.name for p in folder.iterdir()) == [backup_name(rows.ago(29)), "letter.txt"]
    database = tmp_path / "faltplan.sqlite"
    put_aside_name(database, rows.ago(31)).write_text("x")
    assert [path for path, _ in backup_files(folder, database)][-1] == put_aside_name(database, rows.ago(31))


@pytest.mark.parametrize("days", [-1, 32])
def test_a_clock_that_has_jumped_is_told_and_nothing_is_erased(timed, rows, clock, days):
    rows.put(timed, rows.tip(rows.ago(400)))
    clock.now = rows.NOW + timedelta(days=days)
    with pytest.raises(WrongClockError) as told:
        erase(timed)
    assert (told.value.known, told.value.now) == (rows.NOW, clock.now)
    assert len(all_of(timed, Tip)) == 1
    erase(timed, clock_is_right=True)
    assert all_of(timed, Tip) == []


def test_a_wrong_clock_that_has_written_into_the_audit_already_is_found(timed, rows, clock):
    rows.put(timed, rows.tip(rows.ago(1)))
    clock.now = rows.NOW + timedelta(days=800)
    timed.note("account:1", "session.began", "account", "1")
    with pytest.raises(WrongClockError):
        erase(timed)
    assert len(all_of(timed, Tip)) == 1


def test_a_run_that_is_stopped_half_way_is_finished_by_the_next(timed, rows):
    rows.put(timed, rows.tip(rows.ago(400)), rows.visit(rows.ago(2000)))
    asked = iter([False, True])
    with pytest.raises(ErasureCancelledError):
        erase(timed, cancelled=lambda: next(asked))
    left = erase(timed, dry_run=True)
    assert sum(d.count for d in left) == 1
    assert erase(timed) == left
    assert erase(timed) == ()


def test_more_than_one_transaction_holds_is_taken_whole(timed, rows):
    rows.put(timed, *(SignInTry(who="w", source="s", at=rows.ago(40)) for _ in range(1100)))
    assert counted(erase(timed)) == {(Category.SIGN_IN_TRY, Step.GONE): 1100}
    assert all_of(timed, SignInTry) == []


def test_the_audit_of_a_run_holds_counts_alone(timed, rows):
    (row,) = rows.put(timed, rows.tip(rows.ago(400)))
    erase(timed)
    told = [e for e in all_of(timed, AuditEntry) if e.action.startswith("retention.")]
    assert [(e.action, e.kind, e.object_id, e.detail) for e in told][:1] == [
        ("retention.erased", "tip", "gone", '{"count":1}')
    ]
    assert all(row.id not in e.detail + e.object_id for e in told)


AGES = st.integers(0, 2200)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tips=st.lists(st.tuples(AGES, st.none() | AGES), max_size=4),
    visits=st.lists(AGES, max_size=4),
    steps=st.lists(st.integers(0, 400), min_size=1, max_size=5),
)
def test_forgetting_is_never_early_never_undone_and_leaves_nothing(timed, rows, clock, tips, visits, steps):
    clock.now = rows.NOW
    with timed.write("system") as work:
        for table in (ReporterContact, Tip, VisitRow):
            work.session.execute(delete(table))
        work.note("city.loaded", "city", "x")
    made = [
        rows.tip(rows.ago(age), closed_at=None if closed is None or closed > age else rows.ago(closed))
        for age, closed in tips
    ]
    rows.put(timed, *made, *(rows.visit(rows.ago(age), hotspot_id=None) for age in visits))
    rows.put(timed, *(ReporterContact(tip_id=t.id, contact="x", consented_at=t.received_at) for t in made))
    before = {}
    for days in steps:
        clock.now += timedelta(days=days)
        dry = erase(timed, dry_run=True, clock_is_right=True)
        assert erase(timed, clock_is_right=True) == dry
        assert erase(timed, dry_run=True, clock_is_right=True) == ()
        there = {}
        for row in (*all_of(timed, Tip), *all_of(timed, VisitRow)):
            at = row.received_at if isinstance(row, Tip) else row.at
            category = Category.TIP if isinstance(row, Tip) else Category.VISIT
            age = (clock.now - at) / timedelta(days=1)
            limit = {step: RULES[category, step].days for step in (Step.GRID_250, Step.DISTRICT, Step.GONE)}
            wanted = 0 if age < limit[Step.GRID_250] else 1 if age < limit[Step.DISTRICT] else 2
            assert RANK[row.precision] == wanted
            assert (row.place is None) == (wanted == 2)
            assert age < limit[Step.GONE]
            assert before.get(row.id, 0) <= RANK[row.precision]
            there[row.id] = RANK[row.precision]
        for contact in all_of(timed, ReporterContact):
            assert clock.now - contact.consented_at < timedelta(days=90)
        before = there


def test_clocks_are_written_once_as_shipped_and_keep_what_people_set(timed):
    with timed.write("account:1") as work:
        assert write_missing_clocks(work) == len(RULES)
        assert set_clocks(work, {(Category.TIP, Step.GONE): Wish(300, 1)}) == 1
    with timed.write("account:1") as work:
        assert write_missing_clocks(work) == 0
        work.note("retention.defaults", "retention", "clocks")
    with timed.read() as session:
        clock = stored_clocks(session)[Category.TIP, Step.GONE]
        assert (clock.days, clock.version) == (300, 2)
    assert {(r.category, r.step) for r in all_of(timed, RetentionClock)} == set(RULES)


def test_a_clock_that_another_has_set_meanwhile_is_not_overwritten(timed):
    key = (Category.TIP, Step.GONE)
    with timed.write("account:1") as work:
        set_clocks(work, {key: Wish(300, 1)})
    with pytest.raises(StaleEditError), timed.write("account:2") as work:
        set_clocks(work, {key: Wish(200, 1)})


def test_clocks_keep_their_limits_and_their_order(timed):
    shipped = {key: rule.days for key, rule in RULES.items()}
    assert clock_faults(shipped) == {}
    assert clock_faults(shipped | {(Category.TIP, Step.GONE): 9999}) == {(Category.TIP, Step.GONE): ClockFault.LIMITS}
    assert clock_faults(shipped | {(Category.TIP, Step.DISTRICT): 30}) == {
        (Category.TIP, Step.DISTRICT): ClockFault.ORDER
    }
    assert clock_faults(
        shipped | {(Category.REPORTER_CONTACT, Step.CLOSED): 60, (Category.REPORTER_CONTACT, Step.GONE): 60}
    )
    with pytest.raises(ClocksError), timed.write("account:1") as work:
        set_clocks(work, {(Category.TIP, Step.DISTRICT): Wish(20, 1)})
    assert all_of(timed, RetentionClock) == []


def test_a_contact_that_is_forgotten_by_hand_is_remembered_by_the_number_of_its_tip(timed, rows):
    (row,) = rows.put(timed, rows.tip(rows.NOW))
    rows.put(timed, ReporterContact(tip_id=row.id, contact="070", consented_at=rows.NOW))
    with timed.write("account:1") as work:
        forget_contact(work, row.id)
    with timed.read() as session:
        (erased,) = erased_by_hand(session)
    assert (erased.kind, erased.object_id) == ("reporter_contact", row.id)
    with pytest.raises(NotThereError), timed.write("account:1") as work:
        forget_contact(work, row.id)
    rows.put(timed, ReporterContact(tip_id=row.id, contact="070", consented_at=rows.NOW))
    with timed.write("account:1") as work:
        assert erase_again(work.session, [erased]) == 1
        work.note("contact.forgotten", "tip", row.id)
    assert all_of(timed, ReporterContact) == []


def test_an_ended_job_keeps_how_it_ended_and_loses_what_it_worked_with(timed, rows):
    (row,) = rows.put(timed, rows.job("failed", ended_at=rows.ago(8), detail="fil.csv", error="input"))
    erase(timed)
    (kept,) = all_of(timed, Job)
    assert (kept.id, kept.error, kept.detail) == (row.id, "input", "")


def test_what_is_gone_cannot_be_read_from_the_file_either(timed, rows, backend):
    if backend != "sqlite":
        pytest.skip("PostgreSQL's own cleaning overwrites what is gone")
    from web.store.engine import sqlite_file

    file = sqlite_file(timed.url)
    rows.put(timed, rows.tip(rows.ago(400), details="Blåsippan-vid-bron"))
    assert any("Blåsippan".encode() in path.read_bytes() for path in file.parent.glob(file.name + "*"))
    erase(timed)
    timed.close()
    assert not any("Blåsippan".encode() in path.read_bytes() for path in file.parent.glob(file.name + "*"))


def test_an_effort_goes_a_month_after_its_last_day_and_is_blurred_with_its_tip(timed, rows):
    kept = rows.effort(rows.NOW.date() - timedelta(days=29))
    over = rows.effort(rows.NOW.date() - timedelta(days=31))
    of_tip = rows.effort(rows.NOW.date())
    fresh = rows.effort(rows.NOW.date())
    rows.put(timed, kept, over, of_tip, fresh)
    rows.put(timed, rows.tip(rows.ago(31), effort_id=of_tip.id), rows.tip(rows.ago(3), effort_id=fresh.id))
    erase(timed)
    there = {row.id: row for row in all_of(timed, EffortRow)}
    assert there.keys() == {kept.id, of_tip.id, fresh.id}
    assert (there[of_tip.id].place, there[of_tip.id].note) == (middle_of_square(rows.PLACE), "")
    assert (there[fresh.id].place, there[fresh.id].note) == (rows.PLACE, "Vid trappan")


def test_check_ins_spent_proofs_and_withdrawn_calendars_go_after_a_month(timed, rows):
    rows.put(timed, rows.check_in(rows.ago(29)), rows.check_in(rows.ago(31)))
    rows.put(timed, SpentProof(hash="a" * 64, until=rows.ago(29)), SpentProof(hash="b" * 64, until=rows.ago(31)))
    due = counted(erase(timed))
    assert due == {(Category.CHECK_IN, Step.GONE): 1, (Category.SIGN_IN_TRY, Step.GONE): 1}


def test_how_a_place_is_found_is_words_and_goes_with_them(timed, rows):
    (row,) = rows.put(timed, rows.tip(rows.ago(61), details="", find="Bakom kiosken"))
    erase(timed)
    with timed.read() as session:
        assert session.get(Tip, row.id).find == ""
