"""Tries to sign in slow down: per account, per address, across processes and restarts."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from web.security.throttle import ACCOUNT, ADDRESS, Throttle, Try
from web.store.tables.accounts import SignInTry

NOW = datetime(2026, 12, 3, 12, tzinfo=UTC)


class Turned:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Turned()


@pytest.fixture
def throttle(make_store, clock):
    return Throttle(make_store(clock=clock), b"k" * 32)


def fail(throttle, times, who="a", source="s"):
    for _ in range(times):
        assert isinstance(throttle.begin(who, source, what="first"), Try)


def test_the_first_tries_are_free_and_then_the_delay_doubles(throttle, clock):
    fail(throttle, ACCOUNT.free)
    assert throttle.begin("a", "s", what="first") == 30
    clock.now += timedelta(seconds=29)
    assert throttle.begin("a", "s", what="first") == 1
    clock.now += timedelta(seconds=1)
    fail(throttle, 1)
    assert throttle.begin("a", "s", what="first") == 60


def test_another_account_at_another_address_need_not_wait(throttle):
    fail(throttle, ACCOUNT.free)
    assert isinstance(throttle.begin("b", "other", what="first"), Try)


def test_an_address_that_tries_many_accounts_waits_too(throttle):
    for number in range(ADDRESS.free):
        fail(throttle, 1, who=f"account {number}")
    assert throttle.begin("one more", "s", what="first") == 30
    assert isinstance(throttle.begin("one more", "other", what="first"), Try)


def test_signing_in_forgets_the_tries_of_the_account_and_keeps_those_of_the_address(throttle):
    fail(throttle, ACCOUNT.free - 1)
    throttle.succeeded(throttle.begin("a", "s", what="first"))
    fail(throttle, ACCOUNT.free)
    for number in range(ADDRESS.free - ACCOUNT.free):
        fail(throttle, 1, who=f"account {number}")
    mine = throttle.begin("mine", "elsewhere", what="first")
    throttle.succeeded(mine)
    assert throttle.begin("mine", "s", what="first") == 30


def test_tries_are_forgotten_after_a_day(throttle, clock):
    fail(throttle, ACCOUNT.free)
    clock.now += timedelta(days=1, seconds=1)
    assert isinstance(throttle.begin("a", "s", what="first"), Try)


def test_another_process_counts_on(throttle, make_store, clock):
    fail(throttle, ACCOUNT.free)
    assert Throttle(make_store(clock=clock), b"k" * 32).begin("a", "s", what="first") == 30


def test_many_at_once_are_no_way_around(throttle):
    with ThreadPoolExecutor(12) as pool:
        begun = list(pool.map(lambda _: throttle.begin("a", "s", what="first"), range(40)))
    assert sum(isinstance(one, Try) for one in begun) == ACCOUNT.free


def test_the_table_names_nobody(house):
    house.browser("192.0.2.7").sign_in(password="fel")  # noqa: S106
    with house.store.read() as session:
        row = session.scalars(select(SignInTry)).one()
    assert re.fullmatch(r"[0-9a-f]{64}", row.who)
    assert re.fullmatch(r"[0-9a-f]{64}", row.source)
    other = Throttle(house.store, b"x" * 32)
    assert other.hash("first", "ek@falt.example") != row.who


@pytest.mark.parametrize("email", ["ek@falt.example", "nobody@falt.example"])
def test_too_many_tries_get_a_page_that_says_when_to_come_again(house, email):
    browser = house.browser()
    for _ in range(ACCOUNT.free):
        browser.sign_in(email, "fel")
    answer = browser.sign_in(email, "fyra ord i en rad")
    assert answer.status_code == 429
    assert 25 <= int(answer.headers["Retry-After"]) <= 30
    assert "För många försök" in answer.text
    assert re.search(r"Vänta \d+ sekunder och försök sedan igen", answer.text)
    house.clock.turn(seconds=31)
    assert browser.sign_in(email, "fyra ord i en rad").status_code == (302 if email.startswith("ek") else 200)


def test_a_household_of_ipv6_is_one_address(house):
    for number in range(ADDRESS.free):
        house.browser(f"2001:db8::{number:x}").sign_in(f"nobody{number}@falt.example", "fel")
    assert house.browser("2001:db8::ffff").sign_in().status_code == 429
    assert house.browser("2001:db8:0:1::1").sign_in().status_code == 302


def test_wrong_codes_slow_down_too(house):
    browser = house.browser()
    browser.sign_in()
    house.set_up_codes(browser)
    thief = house.browser("192.0.2.7")
    for _ in range(ACCOUNT.free):
        thief.sign_in()  # knowing the password does not forget the tries with codes
        thief.post("/sign-in/code", code="000000")
    assert thief.post("/sign-in/code", code="000000").status_code == 429


def test_whoever_sits_at_an_open_session_cannot_guess_the_password(house):
    browser = house.browser()
    browser.sign_in()
    fields = {"new_password": "helt andra ord", "new_password_confirm": "helt andra ord"}
    for _ in range(ACCOUNT.free):
        assert browser.post("/account/password", password="fel", **fields).status_code == 200  # noqa: S106
    assert browser.post("/account/password", password="fel", **fields).status_code == 429  # noqa: S106


def guess(house, number, email="ek@falt.example"):
    """Guess a password from a new address; gives the answer's code."""
    return house.browser(f"192.0.2.{number}").sign_in(email, "fel").status_code


def test_an_address_written_otherwise_is_the_same_account(house):
    written = ["ek@ｆalt.example", "EK@falt.example", "ek@falt。example", " ek@FALT.example", "ek@faｌt.example"]
    assert [guess(house, number, email) for number, email in enumerate(written)] == [200] * len(written)
    assert guess(house, 99) == 429


def test_secrets_are_taken_from_forms_alone(house):
    browser = house.browser()
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text).group(1)
    told = {"email": "ek@falt.example", "password": "fyra ord i en rad", "csrf_token": token}
    assert browser.client.post("/sign-in", json=told, headers={"X-CSRFToken": token}).status_code == 415
    assert not browser.inside


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/passkey/nothing", "/sign-in/code", "/sign-in/recovery-code"])
def test_whoever_is_signed_in_cannot_forget_the_tries_with_another_account(house, path):
    house.add("annan@falt.example")
    insider = house.browser("198.51.100.1")
    insider.sign_in("annan@falt.example")
    for number in range(ACCOUNT.free):
        assert guess(house, number) == 200
    insider.post(path, page="/account", email="ek@falt.example", password="fel", code="0")  # noqa: S106
    assert guess(house, 99) == 429


def test_ipv4_within_ipv6_is_told_apart(house):
    for number in range(ADDRESS.free):
        house.browser("::ffff:192.0.2.1").sign_in(f"nobody{number}@falt.example", "fel")
    assert house.browser("::ffff:192.0.2.1").sign_in().status_code == 429
    assert house.browser("::ffff:192.0.2.2").sign_in().status_code == 302
