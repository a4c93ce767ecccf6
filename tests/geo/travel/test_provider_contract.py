"""What every provider of travel times keeps, whatever its source."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from geo.travel.times import Mode, TravelTimes

ROUNDING_S = 3


@pytest.fixture(params=list(Mode), ids=str)
def mode(request):
    return request.param


@pytest.fixture
def matrices(provider, mode):
    source, places = provider
    return {p.id: source.matrix(places, mode=mode, period=p.id) for p in source.periods}


def test_says_its_name_whether_it_is_estimated_and_its_periods(provider):
    source: TravelTimes = provider[0]
    assert source.name
    assert isinstance(source.estimated, bool)
    assert len({period.id for period in source.periods}) == len(source.periods) > 0


def test_tables_are_square_whole_and_aligned(provider, matrices):
    n = len(provider[1])
    for matrix in matrices.values():
        assert matrix.seconds.shape == matrix.metres.shape == matrix.line.shape == (n, n)
        assert (matrix.seconds.dtype, matrix.metres.dtype, matrix.line.dtype) == (np.int32, np.int32, np.int32)
        assert matrix.line.min() >= -1
        assert matrix.line.max() < max(len(matrix.lines), 1)
        assert all(matrix.lines), "a line without a name"


def test_staying_costs_nothing_and_nothing_is_negative(matrices):
    for matrix in matrices.values():
        assert not np.diag(matrix.seconds).any()
        assert not np.diag(matrix.metres).any()
        assert (np.diag(matrix.line) == -1).all()
        assert matrix.seconds.min() >= 0
        assert matrix.metres.min() >= 0


def test_no_detour_through_a_third_place_is_quicker(provider, matrices):
    mixed = any(source.kind == "engine" for source in provider[0].sources)
    for period, matrix in matrices.items():
        seconds = matrix.seconds.astype(np.int64)
        # An engine and the provider beneath it may disagree; each is held to its own.
        whose = matrix.estimated if mixed else np.zeros_like(matrix.estimated)
        for via in range(len(seconds)):
            through = seconds[:, via, None] + seconds[None, via, :]
            alike = (whose == whose[:, via, None]) & (whose == whose[None, via, :])
            assert (seconds <= through + ROUNDING_S)[alike].all(), f"{period}: a way through place {via} is quicker"


def test_with_lines_nobody_is_slower_than_on_foot(provider, mode):
    if mode is not Mode.TRANSIT:
        return
    source, places = provider
    for period in source.periods:
        walk = source.matrix(places, mode=Mode.WALK, period=period.id)
        transit = source.matrix(places, mode=Mode.TRANSIT, period=period.id)
        assert (transit.seconds <= walk.seconds).all()
        ridden = transit.line >= 0
        assert not ridden.any() or (walk.seconds - transit.seconds)[ridden].mean() > 1, "rides save time"
        assert (transit.seconds == walk.seconds)[~ridden].all()


def test_only_transit_names_lines(matrices, mode):
    if mode is not Mode.TRANSIT:
        assert all(not matrix.lines and (matrix.line == -1).all() for matrix in matrices.values())


def test_the_same_question_has_the_same_answer(provider, mode):
    source, places = provider
    for period in source.periods[:2]:
        one = source.matrix(places, mode=mode, period=period.id)
        two = source.matrix(places, mode=mode, period=period.id)
        assert one.lines == two.lines
        for a, b in ((one.seconds, two.seconds), (one.metres, two.metres), (one.line, two.line)):
            assert np.array_equal(a, b)


def test_the_order_of_the_places_changes_nothing(provider, mode):
    source, places = provider
    order = np.random.default_rng(7).permutation(len(places))
    period = source.periods[0].id
    plain = source.matrix(places, mode=mode, period=period)
    turned = source.matrix([places[k] for k in order], mode=mode, period=period)
    assert np.array_equal(turned.seconds, plain.seconds[np.ix_(order, order)])
    assert np.array_equal(turned.metres, plain.metres[np.ix_(order, order)])
    names = np.array([*plain.lines, ""], dtype=object)
    turned_names = np.array([*turned.lines, ""], dtype=object)
    assert np.array_equal(turned_names[turned.line], names[plain.line][np.ix_(order, order)])


def test_fewer_places_have_the_same_times(provider, mode):
    source, places = provider
    period = source.periods[-1].id
    whole = source.matrix(places, mode=mode, period=period)
    few = source.matrix(places[:4], mode=mode, period=period)
    assert np.array_equal(few.seconds, whole.seconds[:4, :4])


def test_an_unknown_period_is_refused(provider, mode):
    source, places = provider
    with pytest.raises(KeyError):
        source.matrix(places, mode=mode, period="the day after tomorrow")


def test_no_places_and_one_place_are_answered(provider, mode):
    source, places = provider
    period = source.periods[0].id
    assert source.matrix([], mode=mode, period=period).seconds.shape == (0, 0)
    assert source.matrix(places[:1], mode=mode, period=period).seconds.tolist() == [[0]]


def test_the_parts_of_a_way_join_and_add_up(provider, matrices, mode):
    source, places = provider
    pairs = np.random.default_rng(3).integers(0, len(places), (8, 2))
    for period in source.periods[:4]:
        matrix = matrices[period.id]
        for i, j in pairs[pairs[:, 0] != pairs[:, 1]]:
            start, end = places[i], places[j]
            parts = source.path(start, end, mode=mode, period=period.id)
            assert abs(sum(part.seconds for part in parts) - matrix.seconds[i, j]) <= 1
            assert min(part.seconds for part in parts) >= 0
            assert min(len(part.points) for part in parts) >= 2
            assert parts[0].points[0] == (start.lon, start.lat)
            assert parts[-1].points[-1] == (end.lon, end.lat)
            for one, two in pairwise(parts):
                assert one.points[-1] == two.points[0], f"{one.mode} and {two.mode} do not join"
            ridden = " + ".join(part.line for part in parts if part.line)
            assert ridden == (matrix.lines[matrix.line[i, j]] if matrix.line[i, j] >= 0 else "")
            assert all((part.mode == "car") == (mode is Mode.CAR) for part in parts)
            assert all(bool(part.line) == (part.mode not in {"walk", "car"}) for part in parts)


def test_two_places_on_one_point_are_no_way_apart(provider, mode):
    source, places = provider
    twin = replace(places[0], id="twin")
    period = source.periods[0].id
    matrix = source.matrix([places[0], twin, *places[1:4]], mode=mode, period=period)
    parked = mode is Mode.CAR
    assert not matrix.metres[:2, :2].any()
    assert parked or not matrix.seconds[:2, :2].any()
    assert (matrix.seconds[0, 2:] == matrix.seconds[1, 2:]).all()
    for end in (twin, places[0]):
        (part,) = source.path(places[0], end, mode=mode, period=period)
        assert parked or part.seconds == 0
        assert len(part.points) >= 2
        assert set(part.points) == {(twin.lon, twin.lat)}
