"""What a ride takes on average, against a second-by-second count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.travel.expected_ride import Departures, Expected

WAIT_S = 600


def departures(rows):
    column = [np.array(c) for c in zip(*rows, strict=True)] if rows else [np.zeros(0)] * 4
    return Departures(
        (column[0].astype(np.int64) << 32) | 1,
        column[1].astype(np.int32),
        (column[1] + column[2]).astype(np.int32),
        column[3].astype(np.int32),
        np.full(len(rows), 100.0, dtype=np.float32),
    )


def counted(rows, start, end):
    """Go through every second: the wait and ride by the best to come; a moment without any is a long wait."""
    total, seen, rides = 0.0, 0, []
    for t in range(start, end):
        later = [(leave + ride, -leave, ride) for _, leave, ride, _ in rows if leave > t]
        if later:
            arrive, _, ride = min(later)
            total += arrive - (t + 0.5)
            seen += 1
            rides.append(ride)
    mean_ride = np.mean(rides) if rides else 0
    return (total + (end - start - seen) * (WAIT_S + mean_ride)) / (end - start), seen


ROW = st.tuples(st.integers(2, 3), st.integers(0, 900), st.integers(1, 400), st.integers(0, 3))


@given(rows=st.lists(ROW, max_size=14), start=st.integers(0, 200), long=st.integers(1, 300))
@settings(max_examples=150, deadline=None)
def test_the_mean_is_that_of_every_second(rows, start, long):
    table = Expected.of(departures(rows), start, start + long).table(wait_s=WAIT_S)
    got = {int(a): float(s) for a, s in zip(table.start, table.seconds, strict=True)}
    for stop in (2, 3):
        wanted, seen = counted([r for r in rows if r[0] == stop], start, start + long)
        if stop in got:
            assert got[stop] == pytest.approx(wanted, abs=0.01)
        else:
            assert not seen or wanted > WAIT_S


@given(rows=st.lists(ROW, min_size=1, max_size=10), weight=st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_spans_that_are_alike_count_as_often_as_there_are(rows, weight):
    one = Expected.of(departures(rows), 0, 500)
    many = Expected.empty()
    for _ in range(weight):
        many = many.plus(one)
    at_once = Expected.empty().plus(one, weight)
    a, b, c = (e.table(wait_s=WAIT_S) for e in (one, many, at_once))
    for other in (b, c):
        assert np.allclose(a.seconds, other.seconds)
        assert a.line.tolist() == other.line.tolist()


def test_a_late_and_slow_departure_is_not_worth_boarding():
    rows = [(2, 100, 50, 0), (2, 90, 80, 1), (2, 120, 400, 2), (2, 300, 100, 2)]
    best = departures(rows).worth_boarding()
    assert sorted(best.leave_s.tolist()) == [100, 300]


def test_lines_that_come_alike_often_are_all_named_and_a_rare_one_is_not():
    rows = [(2, t, 300, 0) for t in range(60, 3600, 600)] + [(2, t, 300, 1) for t in range(360, 3600, 600)]
    rows.append((2, 1000, 290, 2))
    table = Expected.of(departures(rows), 0, 3600).table(wait_s=7200)
    assert table.lines_of(0) == [0, 1]


def test_nothing_to_board_is_no_ride():
    assert len(Expected.of(departures([]), 0, 100).table(wait_s=WAIT_S)) == 0
    assert len(Expected.empty().table(wait_s=WAIT_S)) == 0
