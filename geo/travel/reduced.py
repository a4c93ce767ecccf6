"""Taking nodes out of a graph that nobody asks about, so that every distance between the others stays what it was."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.travel.ground import Joined, both_ways

MOST_NEIGHBOURS = 4
"""A node with four neighbours goes for at most six edges between them; with more, searches gain no more (measured)."""

ROUNDS = 12
LEAST_GAIN = 0.02
"""A round that takes out less than this share of the nodes is the last one."""


def reduced(graph: csr_array, kept: NDArray[np.int32]) -> tuple[csr_array, NDArray[np.int32]]:
    """Take out nodes with few neighbours, a set of nodes that do not touch each other at a time.

    Instead of a node come edges between its neighbours, as long as the two edges over it; of edges between the same
    two nodes the shortest stays. So the distances between all nodes that are left are exact, and a shortest path runs
    over fewer of them. This is the first step of contraction hierarchies (Geisberger, Sanders, Schultes and Delling
    2008), without their order of nodes and their search.

    Parameters
    ----------
    graph
        Weights of edges that can be used both ways, each kept in both directions.
    kept
        Nodes that stay.

    Returns
    -------
    tuple
        The graph between the nodes that are left, numbered anew, and for each old node its new number, or -1.

    Examples
    --------
    >>> row = both_ways(np.array([0, 1, 1], np.int32), np.array([1, 2, 3], np.int32), np.array([5.0, 2.0, 9.0]), 4)
    >>> small, number = reduced(row, np.array([0, 2], np.int32))
    >>> small.toarray().tolist(), number.tolist()
    ([[0.0, 7.0], [7.0, 0.0]], [0, -1, 1, -1])
    """
    nodes = graph.shape[0]
    stays = np.zeros(nodes, dtype=bool)
    stays[kept] = True
    gone = np.zeros(nodes, dtype=bool)
    priority = np.random.default_rng(0).permutation(nodes)
    for _ in range(ROUNDS):
        chosen = _apart(graph, ~stays & ~gone, priority)
        if len(chosen) < LEAST_GAIN * (nodes - gone.sum()):
            break
        gone[chosen] = True
        graph = _without(graph, chosen, gone)
    left = np.flatnonzero(~gone)
    number = np.full(nodes, -1, dtype=np.int32)
    number[left] = np.arange(len(left))
    return csr_array(graph[left][:, left]), number


def only_joined(joined: Joined) -> Joined:
    """Give the joined points alone, with the nodes between them that are left: for distances, not for drawing."""
    on = joined.node >= 0
    metres, number = reduced(joined.metres, joined.node[on])
    return Joined(metres, np.where(on, number[joined.node], -1).astype(np.int32), joined.estimated)


def _apart(graph: csr_array, free: NDArray[np.bool_], priority: NDArray[np.int64]) -> NDArray[np.int64]:
    """Choose nodes with few neighbours of which no two are neighbours."""
    degree = np.diff(graph.indptr)
    candidate = free & (degree <= MOST_NEIGHBOURS)
    rank = np.where(candidate, priority, len(priority))
    least = np.full(len(degree), len(priority))
    known = degree > 0
    least[known] = np.minimum.reduceat(rank[graph.indices], graph.indptr[:-1][known])
    return np.flatnonzero(candidate & (rank < least))


def _without(graph: csr_array, chosen: NDArray[np.int64], gone: NDArray[np.bool_]) -> csr_array:
    """Put edges between the neighbours of the chosen nodes in their place."""
    owner = np.repeat(np.arange(graph.shape[0], dtype=np.int32), np.diff(graph.indptr))
    once = ~gone[owner] & ~gone[graph.indices] & (owner < graph.indices)
    starts, ends, weights = [owner[once]], [graph.indices[once]], [graph.data[once]]
    first, degree = graph.indptr[chosen], np.diff(graph.indptr)[chosen]
    for one in range(MOST_NEIGHBOURS):
        for other in range(one + 1, MOST_NEIGHBOURS):
            at = first[degree > other]
            starts.append(graph.indices[at + one])
            ends.append(graph.indices[at + other])
            weights.append(graph.data[at + one] + graph.data[at + other])
    return both_ways(np.concatenate(starts), np.concatenate(ends), np.concatenate(weights), graph.shape[0])
