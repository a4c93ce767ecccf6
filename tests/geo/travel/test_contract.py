"""Taking out points that only lead on changes no distance, on foot or by car."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.travel.contract import contract, turned
from geo.travel.street_graph import CAR_BACKWARD, CAR_FORWARD, FOOT

USES = [FOOT, FOOT | CAR_FORWARD, FOOT | CAR_BACKWARD, FOOT | CAR_FORWARD | CAR_BACKWARD, CAR_FORWARD]


@st.composite
def networks(draw):
    """Chains and rings of many points, joined at a few."""
    count = draw(st.integers(2, 30))
    pairs = {(k, k + 1) for k in range(count - 1) if draw(st.booleans()) or k % 5}
    extra = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=8))
    pairs |= {(min(a, b), max(a, b)) for a, b in extra if a != b}
    pairs = sorted(pairs)
    metres = draw(st.lists(st.integers(1, 1000), min_size=len(pairs), max_size=len(pairs)))
    same = draw(st.booleans())
    use = [draw(st.sampled_from(USES[:2] if same else USES)) for _ in pairs]
    start, end = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return count, start, end, np.array(metres, dtype=float) / 7, np.array(use, dtype=np.uint8)


def distances(count, start, end, metres, use, forward, backward):
    ahead, back = (use & forward) > 0, (use & backward) > 0
    rows = np.concatenate([start[ahead], end[back]])
    columns = np.concatenate([end[ahead], start[back]])
    weights = np.concatenate([metres[ahead], metres[back]])
    order = np.lexsort((weights, columns, rows))
    rows, columns, weights = rows[order], columns[order], weights[order]
    first = np.append(True, (np.diff(rows) != 0) | (np.diff(columns) != 0))[: len(rows)]
    other = rows != columns
    matrix = coo_array(
        (weights[first & other], (rows[first & other], columns[first & other])), shape=(count, count)
    ).tocsr()
    return dijkstra(matrix)


@given(networks())
@settings(max_examples=150, deadline=None)
def test_every_distance_between_points_that_are_kept_stays(network):
    count, start, end, metres, use = network
    made = contract(count, start, end, metres, use)
    kept = np.unique(np.concatenate([made.start, made.end]))
    for forward, backward in ((FOOT, FOOT), (CAR_FORWARD, CAR_BACKWARD)):
        before = distances(count, start, end, metres, use, forward, backward)[np.ix_(kept, kept)]
        after = distances(count, made.start, made.end, made.metres, made.use, forward, backward)[np.ix_(kept, kept)]
        np.testing.assert_allclose(after, before, rtol=1e-12)


@given(networks())
@settings(max_examples=150, deadline=None)
def test_every_segment_stands_in_exactly_one_course_with_its_own_use(network):
    count, start, end, metres, use = network
    made = contract(count, start, end, metres, use)
    segments = {(a, b): (m, u) for a, b, m, u in zip(start.tolist(), end.tolist(), metres, use.tolist(), strict=True)}
    assert np.isclose(made.metres.sum(), metres.sum())
    seen = []
    for edge in range(len(made.start)):
        course = made.point[made.at[edge] : made.at[edge + 1]].tolist()
        assert (course[0], course[-1]) == (made.start[edge], made.end[edge])
        length = 0.0
        for a, b in pairwise(course):
            pair = (min(a, b), max(a, b))
            length += segments[pair][0]
            own = segments[pair][1] if a < b else int(turned(np.array([segments[pair][1]], np.uint8))[0])
            assert own == made.use[edge]
            seen.append(pair)
        assert np.isclose(length, made.metres[edge])
    assert sorted(seen) == sorted(segments)


@given(networks())
@settings(max_examples=100, deadline=None)
def test_what_is_kept_is_a_junction_an_end_or_a_change_of_use(network):
    count, start, end, metres, use = network
    made = contract(count, start, end, metres, use)
    degree = np.bincount(np.concatenate([made.start, made.end]), minlength=count)
    loops = set(made.start[made.start == made.end].tolist())
    for point in np.flatnonzero(degree == 2).tolist():
        if point in loops:
            continue
        out = [turned(made.use[k : k + 1])[0] for k in np.flatnonzero(made.end == point)]
        out += made.use[made.start == point].tolist()
        into = [made.use[k] for k in np.flatnonzero(made.end == point)]
        into += [turned(made.use[k : k + 1])[0] for k in np.flatnonzero(made.start == point)]
        assert out[0] != into[1]


def test_a_long_street_becomes_one_edge_and_a_lone_ring_one_loop():
    count = 10_000
    start = np.arange(count - 1)
    use = np.full(count - 1, FOOT, dtype=np.uint8)
    made = contract(count, start, start + 1, np.ones(count - 1), use)
    assert (made.start.tolist(), made.end.tolist(), made.metres.tolist()) == ([0], [count - 1], [count - 1])
    ring = contract(
        4, np.array([0, 1, 2, 0]), np.array([1, 2, 3, 3]), np.array([1.0, 2, 4, 8]), np.full(4, FOOT, np.uint8)
    )
    assert (ring.start.tolist(), ring.end.tolist(), ring.metres.tolist()) == ([0], [0], [15])
    assert len(ring.point) == 5


def test_nothing_becomes_nothing():
    nothing = np.zeros(0, dtype=np.int64)
    made = contract(0, nothing, nothing, np.zeros(0), np.zeros(0, np.uint8))
    assert (len(made.start), made.at.tolist()) == (0, [0])
