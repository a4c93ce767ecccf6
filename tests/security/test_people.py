"""Who is calling is looked up once, in one query, and what changes is seen in time."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from web.security.accounts import KEPT_S, People
from web.security.person import Grant, Role


@contextmanager
def queries(engine):
    told = []

    def hear(_connection, _cursor, statement, *_more):
        if "account" in statement and "SELECT" in statement:
            told.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    yield told
    event.remove(engine, "before_cursor_execute", hear)


def test_an_ordinary_page_looks_the_account_up_once_and_the_next_one_not_at_all(house):
    browser = house.browser()
    browser.sign_in()
    with queries(house.store.engine) as told:
        browser.get("/")
        assert len(told) == 1
        browser.get("/")
        browser.get("/plan/uppsokarteamet/2026-W49")
    assert len(told) == 1


def test_nobody_is_looked_up_where_nobody_has_signed_in(house):
    with queries(house.store.engine) as told:
        house.browser().get("/sign-in")
        house.browser().get("/")
    assert told == []


def test_the_person_has_the_roles_of_the_account(house):
    key = house.account(house.ident).fs_uniquifier
    person = People(house.store).of(key)
    assert (person.id, person.name, person.actor) == (house.ident, "Ek", f"account:{house.ident}")
    assert person.grants == (Grant(Role.LEAD, team="uppsokarteamet"),)
    assert People(house.store).of("no such key") is None


def test_what_another_process_changed_is_seen_in_time(house, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    people, key = People(house.store), house.account(house.ident).fs_uniquifier
    assert people.of(key)
    house.change(house.ident, active=False)
    assert people.of(key)
    now[0] += KEPT_S
    assert people.of(key) is None
    house.change(house.ident, active=True)
    assert people.of(key)
    house.change(house.ident, active=False)
    people.forget()
    assert people.of(key) is None


@pytest.mark.parametrize("path", ["/", "/account"])
def test_the_cookie_is_not_written_anew_at_every_call(house, path):
    browser = house.browser()
    browser.sign_in()
    browser.get("/account")
    assert "Set-Cookie" not in browser.get(path).headers
    house.clock.turn(minutes=2)
    assert "Set-Cookie" in browser.get(path).headers
