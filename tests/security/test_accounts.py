"""Administrators look after accounts: on the page, on the command line, never over each other's edits."""

import re

import pytest
from click.testing import CliRunner

from web.admin.accounts_actions import AccountFault, account_id, add_account, change_account, list_accounts, set_active
from web.admin.demo_accounts import demo_accounts
from web.cli import main
from web.security.person import Grant, Role
from web.store.faults import StaleEditError
from web.store.tables.teams import TeamRow

TEAMS = ["uppsokarteamet", "eu-teamet"]
LEAD = Grant(Role.LEAD, team="uppsokarteamet")
ADMIN = Grant(Role.ADMIN)


def add(store, email="al@falt.example", *grants, name="Al"):
    return add_account(store, name=name, email=email, grants=grants, teams=TEAMS)[0]


@pytest.fixture
def admin(make_house):
    """Give a house with teams, an admin's browser and the admin's number."""
    house = make_house()
    with house.store.write("system") as work:
        for team in TEAMS:
            work.add(
                TeamRow(id=team, name=team.capitalize(), kind="city", slack_share=0, pairs_named=[], working_time={})
            )
        work.note("team.made", "team", "all")
    house.admin = house.add("svala@falt.example", ADMIN)
    house.desk = house.browser()
    house.desk.sign_in("svala@falt.example")
    return house


def test_an_account_is_added_and_listed(store):
    ident = add(store, "Al@Falt.Example", LEAD, LEAD)
    (info,) = list_accounts(store)
    assert (info.id, info.name, info.email, info.grants) == (ident, "Al", "al@falt.example", (LEAD,))
    assert (info.ready, info.second_factor, info.active) == (False, False, True)
    assert info.invited_until is not None
    assert account_id(store, "AL@falt.example") == ident


@pytest.mark.parametrize(
    ("email", "name", "grant"),
    [("al", "Al", LEAD), ("al@falt.example", "  ", LEAD), ("al@falt.example", "x" * 81, LEAD),
     ("al@falt.example", "Al", Grant(Role.LEAD)), ("al@falt.example", "Al", Grant(Role.FIELD, team="none-such")),
     ("al@falt.example", "Al", Grant(Role.DISTRICT))],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_made(store, email, name, grant):
    with pytest.raises(AccountFault):
        add(store, email, grant, name=name)
    assert list_accounts(store) == ()


def test_an_address_is_taken_once_however_it_is_written(store):
    add(store, "al@falt.example")
    with pytest.raises(AccountFault, match="already"):
        add(store, "AL@falt.example")


def test_a_stale_change_is_told_and_changes_nothing(store):
    ident = add(store, "al@falt.example", LEAD)
    change_account(store, ident, name="Alm", grants=[LEAD], teams=TEAMS, expected=1)
    with pytest.raises(StaleEditError):
        change_account(store, ident, name="Asp", grants=[], teams=TEAMS, expected=1)
    assert list_accounts(store)[0].name == "Alm"


def test_other_roles_give_the_account_another_key_and_the_same_roles_do_not(store):
    ident = add(store, "al@falt.example", LEAD)

    def key():
        from web.store.tables.accounts import Account

        with store.read() as session:
            return session.get(Account, ident).fs_uniquifier

    first = key()
    change_account(store, ident, name="Alm", grants=[LEAD], teams=TEAMS, expected=None)
    assert key() == first
    change_account(store, ident, name="Alm", grants=[Grant(Role.FIELD, team="eu-teamet")], teams=TEAMS, expected=None)
    assert key() != first


def test_the_last_who_looks_after_accounts_stays(store):
    one = add(store, "svala@falt.example", ADMIN)
    with pytest.raises(AccountFault):
        set_active(store, one, active=False, expected=None)
    with pytest.raises(AccountFault):
        change_account(store, one, name="Svala", grants=[], teams=TEAMS, expected=None)
    add(store, "trana@falt.example", ADMIN)
    set_active(store, one, active=False, expected=None)
    assert [info.active for info in list_accounts(store)] == [True, False]


def test_an_admin_invites_somebody_on_the_page(admin):
    page = admin.desk.post(
        "/admin/accounts", name="Talgoxe", email="talgoxe@falt.example", grant=["lead:uppsokarteamet", "auditor:"]
    ).text
    link = re.search(r"http://localhost(/invitation/[\w-]+)", page).group(1)
    assert admin.browser().get(link).status_code == 200
    listed = admin.desk.get("/admin/accounts").text
    assert "Talgoxe" in listed
    assert "Gruppledare: Uppsokarteamet; Granskare" in listed
    assert "Inbjuden" in listed
    assert "talgoxe" not in admin.whole_audit()
    assert '"roles":["auditor","lead:uppsokarteamet"]' in admin.whole_audit()
    assert f"account:{admin.admin} account.added" in admin.whole_audit()


def test_a_wrong_address_is_told_on_the_page_and_what_was_written_stays(admin):
    answer = admin.desk.post("/admin/accounts", name="Talgoxe", email="talgoxe", grant="lead:uppsokarteamet")
    assert answer.status_code == 400
    assert "Det är ingen e-postadress." in answer.text
    assert 'value="Talgoxe"' in answer.text
    assert 'value="lead:uppsokarteamet" checked' in answer.text


def test_an_admin_changes_roles_and_the_account_is_signed_out(admin):
    ident = admin.add("ek@falt.example", Grant(Role.LEAD, team="uppsokarteamet"))
    browser = admin.browser()
    browser.sign_in()
    version = admin.account(ident).version
    page = f"/admin/accounts/{ident}"
    answer = admin.desk.post(page, name="Ek", version=version, grant=["field:eu-teamet"])
    assert answer.headers["Location"] == page
    assert not browser.inside
    browser.sign_in()
    assert "Fältarbetare: Eu-teamet" in browser.get("/account").text


def test_a_stale_change_is_told_on_the_page(admin):
    ident = admin.add("ek@falt.example")
    page = f"/admin/accounts/{ident}"
    answer = admin.desk.post(page, name="Asp", version=1)
    assert answer.status_code == 409
    assert "Någon annan har ändrat kontot" in answer.text
    assert admin.account(ident).name == "Ek"
    assert admin.desk.post(f"{page}/close", page=page, version=1).status_code == 409
    assert admin.account(ident).active


def test_an_admin_closes_an_account_and_opens_it_again(admin):
    ident = admin.add("ek@falt.example")
    browser, page = admin.browser(), f"/admin/accounts/{ident}"
    browser.sign_in()
    admin.desk.post(f"{page}/close", page=page, version=admin.account(ident).version)
    assert not browser.inside
    assert browser.sign_in().status_code == 200
    admin.desk.post(f"{page}/open", page=page, version=admin.account(ident).version)
    assert browser.sign_in().status_code == 302
    assert [action for action in admin.audit() if action in {"account.closed", "account.opened"}] == [
        "account.closed", "account.opened",
    ]  # fmt: skip


def test_an_admin_makes_a_new_invitation(admin):
    ident = admin.add("ek@falt.example")
    page = f"/admin/accounts/{ident}"
    told = admin.desk.post(f"{page}/invitation", page=page, begin_anew="1").text
    assert re.search(r"/invitation/[\w-]{40,}", told)
    assert admin.account(ident).password is None


def test_a_form_of_the_page_without_its_token_is_refused(admin):
    answer = admin.desk.client.post("/admin/accounts", data={"name": "x", "email": "x@falt.example"})
    assert answer.status_code == 400
    assert len(list_accounts(admin.store)) == 1


@pytest.fixture
def run(tmp_path, database_url, monkeypatch):
    monkeypatch.setenv("FALTPLAN_HOME", str(tmp_path))
    monkeypatch.setenv("FALTPLAN_DATABASE_URL", database_url)
    monkeypatch.setenv("FALTPLAN_URL", "https://faltplan.example")

    def call(*args):
        return CliRunner().invoke(main, ["account", *args])

    return call


def test_the_command_line_looks_after_accounts(run):
    made = run("add", "Svala", "--email", "svala@falt.example", "--role", "admin", "--role", "district:Södermalm")
    assert made.exit_code == 0
    assert re.search(r"^https://faltplan\.example/invitation/[\w-]{43}$", made.output, re.MULTILINE)
    assert run("list").output == "svala@falt.example  Svala  Sköter konton; Stadsdel: Södermalm\n"
    assert "/invitation/" in run("invite", "svala@falt.example", "--begin-anew").output
    assert run("close", "svala@falt.example").exit_code == 2
    run("add", "Trana", "--email", "trana@falt.example", "--role", "admin")
    assert run("roles", "svala@falt.example", "--role", "auditor").exit_code == 0
    assert run("close", "svala@falt.example").exit_code == 0
    assert "Svala (stängt)  Granskare" in run("list").output
    assert "Öppna det först" in run("invite", "svala@falt.example").output
    assert run("open", "svala@falt.example").exit_code == 0


@pytest.mark.parametrize(
    ("call", "said"),
    [(["add", "A", "--email", "x"], "ingen e-postadress"), (["close", "x@falt.example"], "Det finns inget konto"),
     (["add", "A", "--email", "a@falt.example", "--role", "boss"], "”boss” är ingen roll"),
     (["add", "A", "--email", "a@falt.example", "--role", "lead"], "välj vilket"),
     (["add", "A", "--email", "a@falt.example", "--role", "lead:x"], "teamet finns inte")],
)  # fmt: skip
def test_the_command_line_says_what_is_wrong(run, call, said):
    answer = run(*call)
    assert answer.exit_code == 2
    assert said in answer.output


def test_the_demo_has_one_account_of_each_kind_with_new_passwords_each_time(make_house):
    house = make_house()
    key = house.app.config["FALTPLAN"].keys.password
    first = demo_accounts(house.store, password_key=key, teams=TEAMS, team="uppsokarteamet")
    again = demo_accounts(house.store, password_key=key, teams=TEAMS, team="uppsokarteamet")
    assert [account.email for account in first] == [account.email for account in again]
    assert {grant.role for account in again for grant in account.grants} == set(Role) - {Role.PARTNER, Role.DISTRICT}
    assert len(list_accounts(house.store)) == 5
    assert not {account.password for account in first} & {account.password for account in again}
    for account in again:
        assert house.browser().sign_in(account.email, account.password).status_code == 302
    assert house.browser().sign_in(first[0].email, first[0].password).status_code == 200
    assert all(account.password not in house.whole_audit() for account in again)
