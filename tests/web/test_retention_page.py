"""The settings of erasure: administrators set, auditors read, nobody overwrites another."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from web.admin.retention_words import CATEGORIES, COUNTED_FROM, FAULTS, STEPS
from web.store.clocks import RULES, Category, ClockFault, Step
from web.store.tables import AuditEntry, RetentionClock, SignInTry


@pytest.fixture
def app(make_app):
    return make_app()


@pytest.fixture
def store(app):
    return app.config["FALTPLAN"].store


@pytest.fixture
def admin(app, sign_in):
    return sign_in(app, ("admin", ""))


def form(client):
    page = client.get("/admin/retention").get_data(as_text=True)
    given = dict(re.findall(r'name="([a-z_0-9]+\.[a-z_0-9.]+)" value="(\d+)"', page))
    return given | {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1]}


def days(store, category, step):
    with store.read() as session:
        row = session.get(RetentionClock, (category, step))
        return row and row.days


def test_every_category_step_and_fault_has_words():
    assert set(CATEGORIES) == set(COUNTED_FROM) == set(Category) == {category for category, _ in RULES}
    assert set(STEPS) == set(Step)
    assert set(FAULTS) == set(ClockFault)


def test_each_clock_is_shown_with_its_reason(admin):
    page = admin.get("/admin/retention").get_data(as_text=True)
    assert page.count('class="why"') == len(RULES)
    assert "Inom 30 dagar har någon varit där." in page


def test_a_clock_is_set_and_written_in_the_audit(admin, store):
    given = form(admin) | {"tip.gone": "300"}
    assert admin.post("/admin/retention", data=given).status_code == 302
    assert days(store, "tip", "gone") == 300
    with store.read() as session:
        told = [e for e in session.scalars(select(AuditEntry)) if e.action == "retention.set"]
    assert [(e.object_id, e.detail) for e in told] == [("tip/gone", '{"days":300,"was":365}')]
    assert form(admin)["tip.gone.version"] == "2"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("tip.gone", "9999", "från 3 till 730"),
        ("tip.gone", "ett år", "från 3 till 730"),
        ("tip.gone", "-5", "från 3 till 730"),
        ("tip.district", "29", "Stegen måste komma efter varandra"),
    ],
)
def test_a_clock_outside_its_limits_or_order_is_told_and_nothing_is_set(admin, store, name, value, said):
    answer = admin.post("/admin/retention", data=form(admin) | {"visit.gone": "1000", name: value})
    assert answer.status_code == 400
    page = answer.get_data(as_text=True)
    assert said in page
    assert f'value="{value}"' in page, "what was written is kept"
    assert days(store, "visit", "gone") in (None, 1095)


def test_a_clock_that_another_has_set_is_told_and_not_overwritten(admin, store):
    mine, theirs = form(admin), form(admin)
    admin.post("/admin/retention", data=theirs | {"tip.gone": "300"})
    answer = admin.post("/admin/retention", data=mine | {"tip.gone": "200"})
    assert answer.status_code == 409
    assert days(store, "tip", "gone") == 300


def test_auditors_read_and_do_not_set(app, sign_in, store):
    auditor = sign_in(app, ("auditor", ""))
    page = auditor.get("/admin/retention").get_data(as_text=True)
    assert "365 dagar" in page
    assert '<button class="btn primary big"' not in page
    assert auditor.post("/admin/retention", data={"tip.gone": "300"}).status_code in (400, 403)
    assert days(store, "tip", "gone") is None


def test_leads_see_nothing_of_it(app, sign_in):
    assert sign_in(app, ("lead", "uppsokarteamet")).get("/admin/retention").status_code == 403


def test_what_is_due_is_shown(admin, store):
    with store.housekeeping() as session:
        session.add(SignInTry(who="w", source="s", at=datetime.now(UTC) - timedelta(days=40)))
    page = admin.get("/admin/retention").get_data(as_text=True)
    assert "Misslyckade försök att logga in" in page.split('id="due"')[1].split("</section>")[0]
