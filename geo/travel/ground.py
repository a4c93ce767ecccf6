"""Where one can walk: a ground joins points to its ways and gives all of it as one sparse graph."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.travel.times import Place

OFF_NETWORK_M = 250.0
"""A place farther than this from every way is off the network: its ways are estimated."""

LEAST_M = 0.01
"""No way is shorter: sparse graphs leave out zeros."""


@dataclass(frozen=True)
class Joined:
    """Points joined to a ground.

    Attributes
    ----------
    metres
        Shape (v, v): the length of the way between neighbouring nodes, kept in both directions.
    node
        Shape (n,), int32: the node of each point, or -1 where it is off the network.
    estimated
        Whether the ways are guesses.
    """

    metres: csr_array
    node: NDArray[np.int32]
    estimated: bool


class Ground(Protocol):
    """Something to walk on.

    ``estimated`` says whether its ways are guesses.
    """

    estimated: bool

    def join(self, stops: Sequence[Place], places: Sequence[Place]) -> Joined:
        """Join the stops of lines, then places, to the ways; the stops are the same in most calls."""
        ...

    def course(self, joined: Joined, nodes: Sequence[int]) -> list[tuple[float, float]]:
        """Give the (longitude, latitude) points along neighbouring nodes, EPSG:4326."""
        ...


def sparse_least(
    start: NDArray[np.int32], end: NDArray[np.int32], weight: NDArray[np.float64], nodes: int
) -> csr_array:
    """Make a sparse matrix of edges; of parallel ones the least is kept (scipy would add them up).

    Examples
    --------
    >>> one = sparse_least(np.array([0, 0], np.int32), np.array([1, 1], np.int32), np.array([5.0, 3.0]), 2)
    >>> one.toarray().tolist()
    [[0.0, 3.0], [0.0, 0.0]]
    """
    chosen = least_rows(start, end, weight, nodes)
    at = np.zeros(nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(start[chosen], minlength=nodes), out=at[1:])
    return csr_array((weight[chosen], end[chosen], at), shape=(nodes, nodes))


def least_rows(
    start: NDArray[np.int32], end: NDArray[np.int32], weight: NDArray[np.float64], nodes: int
) -> NDArray[np.int64]:
    """Give the rows of the least edge between each two nodes, sorted by start, then end."""
    key = start.astype(np.int64) * nodes + end
    order = np.lexsort((weight, key))
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(key[order]) != 0
    return order[first]


def both_ways(start: NDArray[np.int32], end: NDArray[np.int32], weight: NDArray[np.float64], nodes: int) -> csr_array:
    """Make a sparse matrix of edges that can be used in both directions."""
    return sparse_least(np.r_[start, end], np.r_[end, start], np.r_[weight, weight], nodes)


def widened(graph: csr_array, nodes: int) -> csr_array:
    """Give the same graph with room for more nodes behind its own.

    Examples
    --------
    >>> widened(csr_array(np.ones((1, 1))), 3).shape
    (3, 3)
    """
    more = np.full(nodes - graph.shape[0], graph.indptr[-1], dtype=graph.indptr.dtype)
    return csr_array((graph.data, graph.indices, np.r_[graph.indptr, more]), shape=(nodes, nodes))


def moved(graph: csr_array, by: int) -> csr_array:
    """Give the same graph with its nodes moved up, behind ``by`` nodes that have no edges.

    Examples
    --------
    >>> moved(csr_array(np.ones((1, 1))), 1).toarray().tolist()
    [[0.0, 0.0], [0.0, 1.0]]
    """
    at = np.r_[np.zeros(by, dtype=graph.indptr.dtype), graph.indptr]
    nodes = graph.shape[0] + by
    return csr_array((graph.data, graph.indices + by, at), shape=(nodes, nodes))
