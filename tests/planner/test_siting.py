"""Sites for posts: the best by trying everything, never worse than greedy, more never covers less."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.siting import (
    NO_WAY_S,
    SitingCase,
    cover_all,
    cover_most,
    curve,
    least_travel,
    sek_per_visit,
)

LIMIT_S = 600


@st.composite
def cases(draw, most=7):
    candidates, places = draw(st.integers(1, most)), draw(st.integers(1, most))
    times = st.one_of(st.integers(0, 1800).map(float), st.just(np.inf))
    row = st.lists(times, min_size=places, max_size=places)
    kept = draw(st.one_of(st.just([np.inf] * places), row))
    return SitingCase(
        seconds=np.array(draw(st.lists(row, min_size=candidates, max_size=candidates))),
        need=np.array(draw(st.lists(st.integers(0, 9), min_size=places, max_size=places)), dtype=np.int64),
        kept_s=np.array(kept),
    )


def subsets(case, most):
    rows = range(len(case.seconds))
    return [chosen for count in range(most + 1) for chosen in combinations(rows, count)]


@settings(max_examples=250, deadline=None)
@given(cases(), st.integers(0, 4))
def test_the_most_need_is_what_trying_everything_finds(case, posts):
    sited = cover_most(case, posts=posts, within_s=LIMIT_S)
    best = max(case.covered(chosen, within_s=LIMIT_S) for chosen in subsets(case, posts))
    assert sited.value == sited.bound == best == case.covered(sited.chosen, within_s=LIMIT_S)
    assert sited.proven
    # No post too many: with fewer, less is covered.
    fewer = subsets(case, len(sited.chosen) - 1) if sited.chosen else []
    assert all(case.covered(chosen, within_s=LIMIT_S) < best for chosen in fewer)


@settings(max_examples=250, deadline=None)
@given(cases())
def test_the_fewest_posts_are_what_trying_everything_finds(case):
    everything = tuple(range(len(case.seconds)))
    most = case.covered(everything, within_s=LIMIT_S)
    sited = cover_all(case, within_s=LIMIT_S)
    least = min(len(c) for c in subsets(case, len(everything)) if case.covered(c, within_s=LIMIT_S) == most)
    assert case.covered(sited.chosen, within_s=LIMIT_S) == most
    assert sited.value == sited.bound == least


@settings(max_examples=250, deadline=None)
@given(cases(most=6), st.integers(0, 3))
def test_the_least_travel_is_what_trying_everything_finds(case, posts):
    sited = least_travel(case, posts=posts)
    assert len(sited.chosen) <= posts
    assert sited.value == sited.bound == min(case.travel_s(chosen) for chosen in subsets(case, posts))


@settings(max_examples=100, deadline=None)
@given(cases(most=20), st.integers(1, 5))
def test_it_covers_no_less_than_one_post_after_the_other_would(case, posts):
    chosen = []
    for _ in range(posts):
        rows = range(len(case.seconds))
        chosen.append(max(rows, key=lambda row: case.covered([*chosen, row], within_s=LIMIT_S)))
    assert cover_most(case, posts=posts, within_s=LIMIT_S).value >= case.covered(chosen, within_s=LIMIT_S)


@settings(max_examples=100, deadline=None)
@given(cases(most=12), st.integers(0, 4))
def test_one_post_more_or_more_minutes_never_cover_less(case, posts):
    here = cover_most(case, posts=posts, within_s=LIMIT_S)
    assert cover_most(case, posts=posts + 1, within_s=LIMIT_S).value >= here.value
    assert cover_most(case, posts=posts, within_s=LIMIT_S + 300).value >= here.value
    assert cover_most(case, posts=posts, within_s=LIMIT_S) == here


@settings(max_examples=60, deadline=None)
@given(cases(most=12))
def test_the_curve_rises_with_each_post_and_ends_where_nothing_is_gained(case):
    points = curve(case, most=8, within_s=LIMIT_S)
    start = case.covered((), within_s=LIMIT_S)
    assert [point.posts for point in points] == list(range(1, len(points) + 1))
    assert all(point.gain > 0 for point in points)
    assert start + sum(point.gain for point in points) == case.covered(range(len(case.seconds)), within_s=LIMIT_S)


def test_an_instance_of_the_size_of_a_city_is_proven():
    rng = np.random.default_rng(4)
    at, places = rng.uniform(0, 20_000, (200, 2)), rng.uniform(0, 20_000, (200, 2))
    seconds = np.hypot(*(at[:, None, :] - places[None, :, :]).transpose(2, 0, 1)) / 5
    case = SitingCase(seconds, np.ones(200, dtype=np.int64), np.full(200, np.inf))
    assert cover_most(case, posts=6, within_s=900).proven
    assert cover_all(case, within_s=900).proven


def test_what_cannot_be_proven_in_time_has_a_bound():
    rng = np.random.default_rng(4)
    seconds = rng.integers(60, 3600, (80, 80)).astype(float)
    case = SitingCase(seconds, np.ones(80, dtype=np.int64), np.full(80, np.inf))
    travel = least_travel(case, posts=8, effort=0.01)
    assert travel.bound <= travel.value == case.travel_s(travel.chosen)
    assert len(travel.chosen) <= 8
    cover = cover_most(case, posts=8, within_s=300, effort=0.001)
    assert cover.bound >= cover.value == case.covered(cover.chosen, within_s=300)
    fewest = cover_all(case, within_s=300, effort=0.001)
    assert fewest.bound <= fewest.value == len(fewest.chosen)


def test_nothing_to_cover_needs_no_post():
    nobody = SitingCase(np.zeros((3, 0)), np.zeros(0, dtype=np.int64), np.zeros(0))
    nowhere = SitingCase(np.zeros((0, 2)), np.ones(2, dtype=np.int64), np.full(2, np.inf))
    far = SitingCase(np.full((2, 1), np.inf), np.array([4]), np.array([np.inf]))
    for case in (nobody, nowhere, far):
        assert cover_most(case, posts=2, within_s=600).chosen == ()
        assert cover_all(case, within_s=600).chosen == ()
        assert least_travel(case, posts=2).chosen == ()
        assert curve(case, most=3, within_s=600) == ()
    assert least_travel(far, posts=2).value == 4 * NO_WAY_S


def test_of_equal_answers_the_nearer_post_is_chosen():
    case = SitingCase(np.array([[500.0, 500.0], [100.0, 200.0]]), np.array([1, 1]), np.full(2, np.inf))
    assert cover_most(case, posts=1, within_s=600).chosen == (1,)
    assert cover_all(case, within_s=600).chosen == (1,)


def test_wrong_shapes_and_needs_are_refused():
    with pytest.raises(ValueError, match="do not match"):
        SitingCase(np.zeros((2, 3)), np.ones(2, dtype=np.int64), np.zeros(3))
    with pytest.raises(ValueError, match="below 0"):
        SitingCase(np.zeros((1, 1)), np.array([-1]), np.zeros(1))


def test_a_visit_that_nobody_gains_has_no_cost():
    assert sek_per_visit(0, posts=2, post_sek=750_000) is None
    assert sek_per_visit(5, posts=2, post_sek=780_000) == pytest.approx(6000)
