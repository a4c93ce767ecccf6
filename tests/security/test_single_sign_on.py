"""Single sign-on against a real provider that runs here: who is let in, and who is not."""

import re
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from web.security.person import Grant, Role

SECRET = {"oidc_client_id": "faltplan", "oidc_client_secret": "a-secret-of-the-client"}


NUMBERS = count()


def claims(email="ek@falt.example", *, verified=True):
    return {"email": email, "email_verified": verified}


@pytest.fixture
def subject(identity_provider):
    """Have the provider know somebody; gives the subject."""

    def know(**told):
        name = f"s-{next(NUMBERS)}"
        identity_provider.know(name, **told)
        return name

    return know


@pytest.fixture
def house(make_house, identity_provider):
    """Give a house with single sign-on, and one account that was invited and has no password."""
    made = make_house(oidc_issuer=identity_provider.issuer, **SECRET)
    made.ident = made.add("ek@falt.example", Grant(Role.LEAD, team="uppsokarteamet"), password=None)
    return made


def through(house, subject, *, query="", browser=None):
    browser = browser or house.browser()
    sent = browser.get(f"/sign-in/organisation{query}").headers["Location"]
    asked = parse_qs(urlsplit(sent).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"]
    assert asked["response_type"] == ["code"]
    back = requests.post(sent, data={"sub": subject}, allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    return browser, browser.get(f"{parts.path}?{parts.query}")


def test_the_button_is_there_where_a_provider_is_set(house, make_house):
    assert "Logga in med organisationens konto" in house.browser().get("/sign-in").text
    assert "organisationens konto" not in make_house().browser().get("/sign-in").text


def test_an_invited_account_gets_in_by_its_verified_address_and_is_linked(house, subject):
    known = subject(**claims("EK@falt.example"))
    browser, answer = through(house, known, query="?next=/plan")
    assert answer.headers["Location"] == "/plan"
    assert browser.inside
    assert house.audit()[-2:] == ["account.oidc_linked", "account.signed_in"]
    assert known not in house.account(house.ident).oidc_subject


def test_a_linked_account_gets_in_by_its_subject_whatever_the_address(house, subject, identity_provider):
    known = subject(**claims())
    through(house, known)
    identity_provider.know(known, **claims("new@falt.example", verified=False))
    assert through(house, known)[0].inside


def test_an_address_that_passed_to_somebody_else_lets_nobody_in(house, subject):
    through(house, subject(**claims()))
    browser, answer = through(house, subject(**claims()))
    assert answer.status_code == 403
    assert not browser.inside


@pytest.mark.parametrize(
    "told", [claims(verified=False), claims("nobody@falt.example"), {"email": "ek@falt.example"}, {"x": 1}]
)  # fmt: skip
def test_who_has_no_account_is_refused_in_words(house, subject, told):
    browser, answer = through(house, subject(**told))
    assert answer.status_code == 403
    assert "Du har inget konto här" in answer.text
    assert not browser.inside
    assert house.audit()[-1] == "account.sign_in_failed"


def test_a_closed_account_is_refused(house, subject):
    known = subject(**claims())
    through(house, known)
    house.change(house.ident, active=False)
    assert through(house, known)[1].status_code == 403


def test_an_answer_that_nobody_asked_for_is_refused(house, subject):
    browser = house.browser()
    answer = browser.get("/sign-in/organisation/done?code=x&state=y")
    assert answer.status_code == 400
    assert "blev inte klar" in answer.text
    assert browser.get("/sign-in/organisation/done?error=access_denied").status_code == 400


def test_the_answer_to_one_browser_is_worthless_in_another(house, subject):
    sent = house.browser().get("/sign-in/organisation").headers["Location"]
    back = requests.post(sent, data={"sub": subject(**claims())}, allow_redirects=False, timeout=10).headers["Location"]
    thief = house.browser()
    assert thief.get(urlsplit(back).path + "?" + urlsplit(back).query).status_code == 400
    assert not thief.inside


def test_a_provider_that_does_not_answer_is_told(make_house):
    answer = make_house(oidc_issuer="http://127.0.0.1:9", **SECRET).browser().get("/sign-in/organisation")
    assert answer.status_code == 502
    assert "Organisationens inloggning svarar inte" in answer.text


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_single_sign_on_never_leads_to_another_site(house, subject, away):
    assert through(house, subject(**claims()), query=f"?next={away}")[1].headers["Location"] == "/"


def test_tries_that_were_left_do_not_fill_the_cookie(house):
    browser = house.browser()
    for _ in range(10):
        answer = browser.get("/sign-in/organisation")
    assert len(answer.headers["Set-Cookie"]) < 2000


def half_way_and_in(house, subject):
    """Give somebody who has begun to sign in as another (who has codes), and then has signed in as themselves."""
    house.add("annan@falt.example")
    owner = house.browser()
    owner.sign_in("annan@falt.example")
    house.set_up_codes(owner)
    browser = house.browser("192.0.2.9")
    assert browser.sign_in("annan@falt.example").headers["Location"].startswith("/sign-in/code")
    through(house, subject(**claims()), browser=browser)
    assert browser.inside
    return browser


def test_what_was_begun_for_another_account_ends_when_somebody_signs_in(house, subject):
    browser = half_way_and_in(house, subject)
    with browser.client.session_transaction() as session:
        assert not [name for name in session if name.startswith("tf_")]


def test_a_second_step_of_ones_own_is_none_of_another_account(house, subject):
    browser = half_way_and_in(house, subject)
    page = browser.post("/account/second-factor", setup="authenticator").text
    secret = re.search(r'class="code">([^<]+)<', page).group(1)
    victim = house.account(house.ident + 1)
    house.change(house.ident, fs_uniquifier="another process signed it out")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    browser.client.post("/sign-in/code", data={"csrf_token": token, "code": house.code(secret)})
    assert house.account(victim.id).tf_totp_secret == victim.tf_totp_secret
    with browser.client.session_transaction() as session:
        assert session.get("_user_id") != victim.fs_uniquifier
