"""Tickets and their puzzles: made here alone, no easier than they were, and no lottery."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.tips.puzzle import HOLDS, PARTS, TicketError, is_solved, new_ticket, read_ticket, solve

KEY, NOW = b"k" * 32, datetime(2026, 12, 3, 18, 0, tzinfo=UTC)


def test_a_ticket_comes_back_as_it_was_made():
    made = new_ticket(KEY, NOW, bits=5)
    assert read_ticket(KEY, str(made), NOW) == made


@pytest.mark.parametrize("bits", [0, 1, 6])
def test_a_proof_fits_its_own_ticket_alone(bits):
    one, other = new_ticket(KEY, NOW, bits=bits), new_ticket(KEY, NOW, bits=12)
    assert is_solved(one, solve(one))
    assert not is_solved(other, solve(one))


def test_a_puzzle_cannot_be_made_easier_or_longer_lasting():
    ident, issued, bits, seal = str(new_ticket(KEY, NOW, bits=12)).split(".")
    for forged in (
        f"{ident}.{issued}.0.{seal}",
        f"{ident}.{int(issued) + 60}.{bits}.{seal}",
        f"1e4b1c0e-0000-4000-8000-000000000000.{issued}.{bits}.{seal}",
        f"{ident}.{issued}.{bits}.{seal.upper()}x",
    ):
        with pytest.raises(TicketError):
            read_ticket(KEY, forged, NOW)
    with pytest.raises(TicketError):
        read_ticket(b"u" * 32, f"{ident}.{issued}.{bits}.{seal}", NOW)


def test_a_ticket_holds_for_hours_and_not_longer():
    made = str(new_ticket(KEY, NOW, bits=1))
    read_ticket(KEY, made, NOW + HOLDS - timedelta(seconds=1))
    for when in (NOW + HOLDS, NOW - timedelta(minutes=2)):
        with pytest.raises(TicketError):
            read_ticket(KEY, made, when)


@given(st.text(max_size=200))
def test_any_other_text_is_no_ticket(text):
    with pytest.raises(TicketError):
        read_ticket(KEY, text, NOW)


@given(st.lists(st.text("0123456789,٣-+ e.", max_size=6), max_size=PARTS + 2))
@settings(max_examples=50)
def test_any_other_text_is_no_proof(parts):
    assert not is_solved(new_ticket(KEY, NOW, bits=20), ",".join(parts))


def test_the_number_of_tries_is_about_the_same_for_every_ticket():
    tries = [sum(map(int, solve(new_ticket(KEY, NOW, bits=6)).split(","))) for _ in range(40)]
    mean = sum(tries) / len(tries)
    assert 700 < mean < 1400  # 16 puzzles of 63 failures each, on average
    assert max(tries) < 2.5 * mean
