"""Graphs with nodes taken out, and searches in pieces, against plain searches on the whole graph."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.travel import shortest
from geo.travel.ground import LEAST_M, Joined, both_ways
from geo.travel.reduced import only_joined, reduced
from geo.travel.shortest import distances, trees

WEIGHTS = st.one_of(st.floats(LEAST_M, 1000), st.just(LEAST_M), st.integers(1, 5).map(float))


@st.composite
def graphs(draw):
    """Give edges both ways between up to 40 nodes: parallel ones, loops, single nodes and pieces among them."""
    nodes = draw(st.integers(1, 40))
    end = st.integers(0, nodes - 1)
    rows = draw(st.lists(st.tuples(end, end, WEIGHTS), max_size=90))
    start, end, weight = zip(*rows, strict=True) if rows else ((), (), ())
    return both_ways(np.array(start, np.int32), np.array(end, np.int32), np.array(weight, float), nodes)


@given(graph=graphs(), data=st.data())
@settings(max_examples=150, deadline=None)
def test_every_distance_between_the_nodes_that_are_left_stays(graph, data):
    kept = np.array(sorted(data.draw(st.sets(st.integers(0, graph.shape[0] - 1)))), dtype=np.int32)
    small, number = reduced(graph, kept)
    left = np.flatnonzero(number >= 0)
    assert set(kept) <= set(left)
    assert number[left].tolist() == list(range(small.shape[0]))
    if len(left):
        assert dijkstra(small) == pytest.approx(dijkstra(graph)[np.ix_(left, left)], rel=1e-9)
    assert not (small != small.T).nnz, "both ways are alike"


def test_a_long_road_becomes_short():
    n = 2000
    road = both_ways(np.arange(n - 1, dtype=np.int32), np.arange(1, n, dtype=np.int32), np.ones(n - 1), n)
    small, number = reduced(road, np.array([0, n - 1], np.int32))
    assert small.shape[0] < n / 10
    assert dijkstra(small)[number[0], number[n - 1]] == n - 1


def test_places_off_the_network_stay_off_it_and_no_place_at_all_is_answered():
    metres = both_ways(np.array([0, 1], np.int32), np.array([1, 2], np.int32), np.array([5.0, 7.0]), 3)
    few = only_joined(Joined(metres, np.array([2, -1, 0, 2], np.int32), estimated=False))
    assert few.node[1] == -1
    assert few.node[0] == few.node[3]
    assert distances(few.metres, few.node[[0]], few.node[[2]]).tolist() == [[12.0]]
    assert only_joined(Joined(metres, np.full(2, -1, np.int32), estimated=True)).node.tolist() == [-1, -1]
    assert only_joined(Joined(csr_array((0, 0)), np.zeros(0, np.int32), estimated=True)).metres.shape == (0, 0)


@given(graph=graphs(), sources=st.lists(st.integers(0, 39), max_size=12), data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_search_in_pieces_is_one_search(graph, sources, data):
    sources = np.array([source % graph.shape[0] for source in sources], dtype=np.int32)
    targets = np.array(data.draw(st.lists(st.integers(0, graph.shape[0] - 1), max_size=5)), dtype=np.int32)
    whole = dijkstra(graph)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shortest, "CHUNK_BYTES", 12 * graph.shape[0] * data.draw(st.integers(1, 5)))
        found = distances(graph, sources, targets)
        assert found.shape == (len(sources), len(targets))
        assert (found == whole[np.ix_(sources, targets)]).all()
        rows = []
        for part, weights, before in trees(graph, sources):
            rows += range(*part.indices(len(sources)))
            assert (weights == whole[sources[part]]).all()
            for row, source in enumerate(sources[part]):
                for node in np.flatnonzero(np.isfinite(weights[row])):
                    last = before[row, node]
                    assert node == source or weights[row, last] + graph[last, node] == weights[row, node]
        assert rows == list(range(len(sources)))


@given(graph=graphs(), near=st.floats(0, 2000), data=st.data())
@settings(max_examples=80, deadline=None)
def test_a_way_is_a_shortest_one_wherever_it_is_looked_for_first(graph, near, data):
    start, end = (data.draw(st.integers(0, graph.shape[0] - 1)) for _ in range(2))
    nodes, weight = shortest.way(graph, start, end, near=near)
    least = dijkstra(graph, indices=[start])[0, end]
    assert weight == pytest.approx(least)
    if np.isfinite(least):
        assert (nodes[0], nodes[-1]) == (start, end)
        assert sum(graph[a, b] for a, b in pairwise(nodes)) == pytest.approx(least)
    else:
        assert nodes == []
