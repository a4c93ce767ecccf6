"""Signing in with a password, sessions that end, and ways around that are closed."""

import re

import pytest

from web.security.person import Grant, Role
from web.security.sign_in import VIEWS

WRONG = "E-postadressen eller lösenordet stämmer inte."


def test_the_right_password_lets_in_and_the_audit_says_so(house):
    browser = house.browser()
    assert browser.sign_in("EK@Falt.Example").headers["Location"] == "/"
    assert browser.inside
    assert house.audit()[-1] == "account.signed_in"
    assert house.account(house.ident).last_sign_in_at is not None


def test_signing_in_is_no_edit(house):
    before = house.account(house.ident).version
    house.browser().sign_in()
    assert house.account(house.ident).version == before


@pytest.mark.parametrize(("email", "password"), [("ek@falt.example", "fel"), ("nobody@falt.example", "fel")])
def test_a_wrong_password_and_an_unknown_account_look_the_same(house, email, password):
    answer = house.browser().sign_in(email, password)
    assert answer.status_code == 200
    assert WRONG in answer.text
    assert house.audit()[-1] == "account.sign_in_failed"
    assert email not in house.whole_audit()


def test_a_closed_account_looks_the_same_too(house):
    house.change(house.ident, active=False)
    assert WRONG in house.browser().sign_in().text


def test_an_account_that_was_invited_and_has_no_password_looks_the_same_too(house):
    house.add("al@falt.example", password=None)
    assert WRONG in house.browser().sign_in("al@falt.example", "fyra ord i en rad").text


def test_one_goes_on_from_where_one_was(house):
    assert house.browser().sign_in(query="?next=/plan").headers["Location"] == "/plan"


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
             "%20//evil.example", "http:evil.example", "///evil.example"],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(house, away):
    location = house.browser().sign_in(query=f"?next={away}").headers["Location"]
    # What a browser would open: a path of our own, whatever was written.
    assert not re.match(r"\s*([a-z]+:|[/\\]{2})", location)


def test_a_form_without_its_token_is_refused(house):
    answer = house.browser().client.post("/sign-in", data={"email": "ek@falt.example", "password": "x"})
    assert answer.status_code == 400
    assert "Sidan var för gammal" in answer.text
    assert not any("failed" in action for action in house.audit())


def test_nobody_is_remembered_beyond_the_session(house):
    browser = house.browser()
    answer = browser.post("/sign-in", email="ek@falt.example", password="fyra ord i en rad", remember="y")  # noqa: S106
    assert answer.status_code == 302
    assert "remember_token" not in str(answer.headers)
    assert "Expires" not in answer.headers["Set-Cookie"]


def test_signing_out_ends_the_session(house):
    browser = house.browser()
    browser.sign_in()
    assert browser.post("/sign-out", page="/account").headers["Location"] == "/sign-in"
    assert not browser.inside
    assert house.audit()[-1] == "account.signed_out"


def test_a_session_ends_after_so_many_idle_minutes_and_says_so(make_house):
    house = make_house(session_minutes=30)
    house.add()
    browser = house.browser()
    browser.sign_in()
    for _ in range(3):
        house.clock.turn(minutes=20)
        assert browser.inside
    house.clock.turn(minutes=31)
    answer = browser.get("/account?x=1")
    assert answer.headers["Location"] == "/sign-in?next=/account?x%3D1"
    assert "Tiden är ute. Logga in igen, så fortsätter du där du var." in browser.get(answer.headers["Location"]).text


def test_a_session_ends_after_so_many_hours_however_busy(make_house):
    house = make_house(session_hours=1, session_minutes=59)
    house.add()
    browser = house.browser()
    browser.sign_in()
    house.clock.turn(minutes=50)
    assert browser.inside
    house.clock.turn(minutes=11)
    assert not browser.inside


def test_a_form_that_is_sent_when_the_time_is_out_says_so(house):
    browser = house.browser()
    browser.sign_in()
    house.clock.turn(hours=20)
    answer = browser.client.post("/account/sign-out-everywhere")
    assert answer.status_code == 401
    assert "Tiden är ute" in answer.text


def test_a_cookie_without_its_beginning_is_no_session(house):
    browser = house.browser()
    browser.sign_in()
    with browser.client.session_transaction() as session:
        del session["_began"]
    assert not browser.inside


def test_signing_out_everywhere_ends_every_session(house):
    one, other = house.browser(), house.browser()
    one.sign_in()
    other.sign_in()
    one.post("/account/sign-out-everywhere", page="/account")
    assert not one.inside
    assert not other.inside


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(house):
    one, other = house.browser(), house.browser()
    one.sign_in()
    other.sign_in()
    fields = {
        "password": "fyra ord i en rad",
        "new_password": "helt andra ord",
        "new_password_confirm": "helt andra ord",
    }
    assert one.post("/account/password", **fields).headers["Location"] == "/account"
    assert "Ditt lösenord är bytt" in one.get("/account").text
    assert not other.inside
    assert house.audit()[-1] == "account.password_changed"
    assert house.browser().sign_in(password="helt andra ord").status_code == 302  # noqa: S106


def test_a_short_password_is_refused_in_words(house):
    browser = house.browser()
    browser.sign_in()
    fields = {"password": "fyra ord i en rad", "new_password": "kort", "new_password_confirm": "kort"}
    assert "minst 12 tecken" in browser.post("/account/password", **fields).text


def test_what_one_asks_to_be_confirmed_is_asked_for_after_a_while(house):
    browser = house.browser()
    browser.sign_in()
    with browser.client.session_transaction() as session:
        session["fs_paa"] -= 3600
        session.pop("fs_gexp", None)
    answer = browser.get("/account/recovery-codes")
    assert answer.headers["Location"].startswith("/confirm?next=")
    confirm = answer.headers["Location"]
    assert "Lösenordet stämmer inte" in browser.post(confirm, password="fel").text  # noqa: S106
    assert browser.post(confirm, password="fyra ord i en rad").headers["Location"] == "/account/recovery-codes"  # noqa: S106


@pytest.mark.parametrize(
    "path", ["/login", "/logout", "/register", "/reset", "/change", "/confirm/x", "/us-signin", "/tf-rescue",
             "/tf-setup", "/wan-register", "/fs-static/js/webauthn.js", "/recover-username"],
)  # fmt: skip
def test_views_that_are_not_used_do_not_exist(house, path):
    assert house.browser().get(path).status_code in {404, 405}


def test_no_other_view_of_the_library_is_reachable(house):
    known = {f"security.{view[0]}" for view in VIEWS}
    library = {
        endpoint
        for endpoint, view in house.app.view_functions.items()
        if view.__module__.startswith("flask_security")
    }  # fmt: skip
    assert library == known


def test_no_answer_is_ever_json(house):
    answer = house.browser().client.get("/sign-in", headers={"Accept": "application/json"})
    assert answer.mimetype == "text/html"


def test_roles_are_said_in_words(house):
    house.add("ra@falt.example", Grant(Role.AUDITOR))
    browser = house.browser()
    browser.sign_in("ra@falt.example")
    page = browser.get("/account").text
    assert "Granskare" in page
    assert "Ek" in page
