"""The second step: codes that hold once, recovery codes, and where it is required."""

import re

import pytest
from flask_security import user_authenticated


@pytest.fixture
def with_codes(house):
    browser = house.browser()
    browser.sign_in()
    secret = house.set_up_codes(browser)
    return house, secret


def second(house):
    """Give somebody who has given the password and is asked for a code."""
    browser = house.browser()
    assert browser.sign_in().headers["Location"].startswith("/sign-in/code")
    assert not browser.inside
    return browser


def test_a_code_is_asked_for_once_it_is_set_up(with_codes):
    house, secret = with_codes
    assert "account.second_factor_set" in house.audit()
    browser = second(house)
    assert browser.post("/sign-in/code", code=house.code(secret)).headers["Location"] == "/"
    assert browser.inside


def test_a_secret_is_kept_encrypted(with_codes):
    house, secret = with_codes
    kept = house.account(house.ident).tf_totp_secret
    assert secret.replace("-", "") not in kept
    assert "enckey" in kept


def test_a_code_is_taken_once(with_codes):
    house, secret = with_codes
    code = house.code(secret)
    assert second(house).post("/sign-in/code", code=code).status_code == 302
    again = second(house)
    assert "har redan använts" in again.post("/sign-in/code", code=code).text
    assert not again.inside
    assert again.post("/sign-in/code", code=house.code(secret, steps=1)).status_code == 302


def test_a_wrong_code_is_refused_and_counted(with_codes):
    house, _ = with_codes
    browser = second(house)
    assert "Koden stämmer inte" in browser.post("/sign-in/code", code="000000").text
    assert house.audit()[-1] == "account.sign_in_failed"


def test_the_way_back_survives_the_second_step(with_codes):
    house, secret = with_codes
    browser = house.browser()
    location = browser.sign_in(query="?next=/plan").headers["Location"]
    assert browser.post(location, code=house.code(secret)).headers["Location"] == "/plan"


def test_a_recovery_code_is_taken_once(with_codes):
    house, secret = with_codes
    browser = second(house)
    browser.post("/sign-in/code", code=house.code(secret))
    codes = re.findall(
        r'<li class="code">([^<]+)<', browser.post("/account/recovery-codes", generate_new_codes="1").text
    )
    assert len(codes) == 8
    assert not any(code in str(house.account(house.ident).mf_recovery_codes) for code in codes)
    lost = second(house)
    assert lost.post("/sign-in/recovery-code", code=codes[0]).headers["Location"] == "/"
    assert lost.inside
    assert "7 koder finns kvar" in lost.get("/account").text
    again = second(house)
    assert "har redan använts" in again.post("/sign-in/recovery-code", code=codes[0]).text
    assert "account.recovery_code_used" in house.audit()
    assert not any(code in house.whole_audit() for code in codes)


def test_a_sign_in_that_cannot_be_written_is_none(with_codes):
    house, secret = with_codes
    browser = second(house)
    browser.post("/sign-in/code", code=house.code(secret))
    codes = re.findall(
        r'<li class="code">([^<]+)<', browser.post("/account/recovery-codes", generate_new_codes="1").text
    )
    lost = second(house)

    def meanwhile(*_, **__):
        house.change(house.ident, name="Somebody changes the account in the same moment")

    with user_authenticated.connected_to(meanwhile, house.app):
        answer = lost.post("/sign-in/recovery-code", code=codes[0])
    assert answer.status_code == 409
    assert not lost.inside
    assert len(house.account(house.ident).mf_recovery_codes) == 8
    assert lost.post("/sign-in/recovery-code", code=codes[0]).status_code == 302


def test_the_second_step_cannot_be_asked_for_without_the_password(house):
    browser = house.browser()
    for path in ("/sign-in/code", "/sign-in/recovery-code", "/sign-in/choose", "/account/second-factor"):
        assert browser.get(path).headers["Location"] == "/sign-in"


def test_the_second_step_can_be_removed_again(with_codes):
    house, secret = with_codes
    browser = second(house)
    browser.post("/sign-in/code", code=house.code(secret))
    assert browser.post("/account/second-factor", setup="disable").headers["Location"] == "/account"
    assert house.browser().sign_in().headers["Location"] == "/"
    assert "account.second_factor_removed" in house.audit()


def test_where_it_is_required_it_is_set_up_before_the_first_sign_in_is_complete(make_house):
    house = make_house(second_factor="required")
    house.add()
    browser = house.browser()
    assert browser.sign_in().headers["Location"] == "/account/second-factor"
    assert not browser.inside
    page = browser.post("/account/second-factor", setup="authenticator").text
    secret = re.search(r'class="code">([^<]+)<', page).group(1)
    assert browser.post("/sign-in/code", code=house.code(secret)).headers["Location"] == "/"
    assert browser.inside
    assert "disable" not in browser.get("/account/second-factor").text
