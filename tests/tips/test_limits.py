"""How many tips and guesses are taken: by address, in all, over time, and however many come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from web.store.tables.accounts import SignInTry
from web.tips.limits import ADDRESS, HOUR, IN_ALL, Counted, TipLimits

KEY = b"t" * 32


@pytest.fixture
def time():
    return [datetime(2026, 12, 3, 18, 0, tzinfo=UTC)]


@pytest.fixture
def limits(make_store, time):
    return TipLimits(make_store(clock=lambda: time[0]), KEY)


@pytest.mark.parametrize("what", Counted)
def test_one_address_is_held_up_and_let_in_again_when_its_first_is_an_hour_old(limits, time, what):
    most = ADDRESS[what][0].most
    for _ in range(most):
        assert limits.take(what, "192.0.2.7") == 0
        time[0] += timedelta(seconds=10)
    wait_s = limits.take(what, "192.0.2.7")
    assert wait_s == HOUR.total_seconds() - most * 10
    assert limits.take(what, "192.0.2.8") == 0
    time[0] += timedelta(seconds=wait_s)
    assert limits.take(what, "192.0.2.7") == 0


def test_many_addresses_are_held_up_together_and_tips_with_a_proof_have_room_of_their_own(limits):
    most = IN_ALL[Counted.PLAIN][0].most
    assert [limits.take(Counted.PLAIN, f"192.0.2.{n}") for n in range(most)] == [0] * most
    assert limits.take(Counted.PLAIN, "198.51.100.1") > 0
    assert limits.take(Counted.PROVEN, "198.51.100.1") == 0


def test_what_is_given_back_is_not_counted(limits):
    for _ in range(3 * ADDRESS[Counted.GUESS][0].most):
        assert limits.take(Counted.GUESS, "192.0.2.7") == 0
        limits.give_back(Counted.GUESS, "192.0.2.7")


def test_many_at_once_are_no_way_around(make_store):
    limits = [TipLimits(make_store(), KEY) for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        waits = list(pool.map(lambda n: limits[n % 3].take(Counted.PLAIN, "192.0.2.7"), range(18)))
    assert waits.count(0) == ADDRESS[Counted.PLAIN][0].most


def test_no_address_is_in_the_table_and_nobody_is_kept_from_signing_in(limits):
    limits.take(Counted.PROVEN, "192.0.2.7")
    with limits.store.read() as session:
        row = session.scalars(select(SignInTry)).one()
    assert "192.0.2.7" not in f"{row.who} {row.source}"
    assert (len(row.source), row.what) == (64, "tip")
