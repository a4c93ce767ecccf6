"""Who sees which tips: by the team that has one, by district until somebody has it, settlements by one team alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from web.security.person import Grant, Person, Role
from web.store.tables.audit import AuditEntry
from web.store.tables.tips import Tip
from web.triage.scope import scope_of

CITY, EU, SOUTH, JARVA, PARTNER = "uppsokarteamet", "eu-teamet", "faltgrupp-sodermalm", "faltgrupp-jarva", "nattjouren"
TIPS = {
    "free in the south": {"district": "Södermalm"},
    "free without a district": {"at": None, "district": None},
    "free settlement": {"worry": "settlement"},
    "the city team's": {"team_id": CITY},
    "the EU team's": {"team_id": EU, "worry": "settlement"},
    "the southern team's": {"team_id": SOUTH},
    "told by a partner": {"team_id": PARTNER},
}
SEEN = {
    ("lead", CITY): {"free in the south", "free without a district", "the city team's", "told by a partner"},
    ("coordinator", CITY): {"free in the south", "free without a district", "the city team's", "told by a partner"},
    ("lead", EU): set(TIPS) - {"the city team's", "the southern team's"},
    ("lead", SOUTH): {"free in the south", "the southern team's", "told by a partner"},
    ("lead", JARVA): set(),
    ("lead", PARTNER): set(),
    ("field", CITY): set(),
    ("partner", PARTNER): set(),
    ("district", "Södermalm"): set(),
    ("auditor", ""): set(),
    ("admin", ""): set(),
}


@pytest.fixture
def tips(filled, leave):
    return {leave(filled, **values): name for name, values in TIPS.items()}


def person(role, bound):
    kind = Role(role)
    return Person(1, "ek", (Grant(kind, district=bound) if kind is Role.DISTRICT else Grant(kind, team=bound),))


@pytest.mark.parametrize("grant", list(SEEN))
def test_each_role_sees_its_tips_and_no_others(filled, tips, grant):
    with filled.read() as session:
        scope = scope_of(session, person(*grant), on=filled.clock().date(), settlement_team=EU)
        by_query = {tips[tip.id] for tip in session.scalars(select(Tip).where(scope.clause()))}
        one_by_one = {tips[tip.id] for tip in session.scalars(select(Tip)) if scope.sees(tip)}
    assert by_query == one_by_one == SEEN[grant]


def test_where_no_team_is_for_settlements_the_teams_of_the_city_see_them(filled, tips):
    with filled.read() as session:
        scope = scope_of(session, person("lead", CITY), on=filled.clock().date(), settlement_team="")
        assert "free settlement" in {tips[tip.id] for tip in session.scalars(select(Tip).where(scope.clause()))}


def test_somebody_with_roles_for_several_teams_sees_what_each_of_them_sees(filled, tips):
    both = Person(1, "ek", (Grant(Role.COORDINATOR, team=CITY), Grant(Role.LEAD, team=EU)))
    with filled.read() as session:
        scope = scope_of(session, both, on=filled.clock().date(), settlement_team=EU)
        seen = {tips[tip.id] for tip in session.scalars(select(Tip).where(scope.clause()))}
    assert seen == SEEN["lead", CITY] | SEEN["lead", EU]


@pytest.mark.parametrize(
    ("grant", "status"),
    [(("lead", CITY), 200), (("lead", JARVA), 404), (("lead", PARTNER), 404), (("field", CITY), 403)],
)
def test_the_page_of_a_tip_opens_for_those_who_see_it(app, leave, sign_in, grant, status):
    ident = leave(app.config["FALTPLAN"].store)
    client = sign_in(grant)
    assert client.get(f"/triage/{ident}").status_code == status
    token = {"csrf_token": "x", "version": "1"}
    assert client.post(f"/triage/{ident}/close", data=token).status_code in {400, 403, 404}
    assert client.get("/triage").status_code == (403 if status == 403 else 200)


def test_a_look_is_in_the_audit_and_the_list_names_no_tip(app, leave, sign_in):
    store = app.config["FALTPLAN"].store
    ident = leave(store)
    client = sign_in(("lead", CITY))
    client.get("/triage")
    client.get(f"/triage/{ident}")
    with store.read() as session:
        seen = session.scalars(select(AuditEntry).where(AuditEntry.action == "tip.seen")).all()
    assert [entry.object_id for entry in seen] == ["all", ident]


def test_the_menu_says_how_many_wait_and_how_many_are_late(app, leave, sign_in):
    store = app.config["FALTPLAN"].store
    leave(store)
    leave(store, ago=timedelta(days=3))
    leave(store, team_id=EU)
    page = sign_in(("lead", CITY)).get("/triage").text
    assert 'class="count">2<span class="vh"> att ta ställning till, 1 är sent' in page
    assert "att ta ställning till" not in sign_in(("lead", JARVA), name="al").get("/triage").text.split("<main")[0]
