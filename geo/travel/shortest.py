"""Shortest ways on a sparse graph, a few sources at a time so that memory stays small."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

CHUNK_BYTES = 48_000_000
"""Tables of distances from a few sources to every node take at most about this much."""

WIDE = 1.6
"""Most ways are no longer than so many times what is expected of them."""

Weights = NDArray[np.float64]


def distances(graph: csr_array, sources: NDArray[np.int32], targets: NDArray[np.int32]) -> Weights:
    """Give the least weight from each source to each target, shape (n, m); inf where there is no way.

    Examples
    --------
    >>> graph = csr_array(np.array([[0.0, 2.0, 9.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0]]))
    >>> distances(graph, np.array([0], np.int32), np.array([2, 1], np.int32)).tolist()
    [[5.0, 2.0]]
    """
    found = np.empty((len(sources), len(targets)))
    for rows in chunks(len(sources), graph.shape[0], bytes_each=8):
        found[rows] = dijkstra(graph, indices=sources[rows])[:, targets]
    return found


def trees(graph: csr_array, sources: NDArray[np.int32]) -> Iterator[tuple[slice, Weights, NDArray[np.int32]]]:
    """Give, for a few sources at a time, which they are, their weights to every node, and the node before each."""
    for rows in chunks(len(sources), graph.shape[0], bytes_each=12):
        weights, before = dijkstra(graph, indices=sources[rows], return_predecessors=True)
        yield rows, weights, before


def way(graph: csr_array, start: int, end: int, *, near: float = np.inf) -> tuple[list[int], float]:
    """Give the nodes on the shortest way from one node to another, and its weight; no nodes and inf for no way.

    Parameters
    ----------
    near
        About the weight that is expected: it is looked within `WIDE` times as far first, and everywhere only then.

    Examples
    --------
    >>> way(csr_array(np.array([[0.0, 2.0, 9.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0]])), 0, 2)
    ([0, 1, 2], 5.0)
    """
    for limit in dict.fromkeys((near * WIDE, np.inf)):
        found = dijkstra(graph, indices=np.array([start]), return_predecessors=True, limit=limit)
        weights, before = found[0][0], found[1][0]
        if np.isfinite(weights[end]):
            break
    else:
        return [], np.inf
    nodes = [end]
    while nodes[-1] != start:
        nodes.append(int(before[nodes[-1]]))
    return nodes[::-1], float(weights[end])


def chunks(count: int, nodes: int, *, bytes_each: int) -> Iterator[slice]:
    """Cut sources into runs whose tables over all nodes stay small."""
    step = max(CHUNK_BYTES // (bytes_each * max(nodes, 1)), 1)
    for first in range(0, count, step):
        yield slice(first, min(first + step, count))
