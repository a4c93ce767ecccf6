"""Contracting a street network: points that only lead on are taken out, and the course through them is kept."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.travel.street_graph import CAR_BACKWARD, CAR_FORWARD, FOOT

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Contracted:
    """Edges between the points that are kept.

    Attributes
    ----------
    start, end
        Shape (m,), the points that each edge joins, numbered as before.
    metres, use
        Shape (m,), length along the course and bits of `geo.travel.street_graph.StreetGraph.use`.
    point, at
        The course of each edge, both ends included: edge e leads through ``point[at[e]:at[e + 1]]``.
    """

    start: Ints
    end: Ints
    metres: NDArray[np.float64]
    use: NDArray[np.uint8]
    point: Ints
    at: Ints


def contract(
    count: int,
    start: NDArray[np.integer],
    end: NDArray[np.integer],
    metres: NDArray[np.float64],
    use: NDArray[np.uint8],
) -> Contracted:
    """Join segments where exactly two of them meet and the same people may use both in the same way.

    Every distance between two points that are kept stays what it was, on foot and by car. Parallel edges stay, and so
    do loops; of a ring that hangs on nothing the point with the lowest number is kept.

    Each segment is looked at in both directions. Where one leads on into exactly one other, they form chains, which
    are numbered by pointer jumping (Wyllie 1979), so that no loop runs over points.

    Parameters
    ----------
    count
        Number of points.
    start, end, metres, use
        Shape (m,): the segments; none begins where it ends, and no two join the same points.
    """
    if not len(start):
        nothing = np.zeros(0, dtype=np.int64)
        return Contracted(nothing, nothing, np.zeros(0), np.zeros(0, np.uint8), nothing, np.zeros(1, np.int64))
    tail = np.column_stack([start, end]).astype(np.int64).ravel()
    bits = np.column_stack([use, turned(use)]).ravel()
    leads_on = _leads_on(count, tail, bits)
    root, rank = _numbered(leads_on)
    last = np.flatnonzero(leads_on < 0)
    other = np.empty_like(root)
    other[root[last]] = last ^ 1
    chosen = np.flatnonzero(root < other[root])
    order = chosen[np.lexsort((rank[chosen], root[chosen]))]
    first_at = np.flatnonzero(rank[order] == 0)
    at = np.append(first_at, len(order))
    ends = order[at[1:] - 1] ^ 1
    return Contracted(
        start=tail[order[first_at]],
        end=tail[ends],
        metres=np.add.reduceat(metres[order >> 1], first_at),
        use=bits[order[first_at]],
        point=np.insert(tail[order], at[1:], tail[ends]),
        at=at + np.arange(len(at)),
    )


def turned(use: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give the bits of edges that are read from their end to their start.

    Examples
    --------
    >>> turned(np.array([FOOT | CAR_FORWARD, CAR_BACKWARD], dtype=np.uint8)).tolist()
    [5, 2]
    """
    forward, backward = use & CAR_FORWARD, use & CAR_BACKWARD
    return ((use & FOOT) | forward // CAR_FORWARD * CAR_BACKWARD | backward // CAR_BACKWARD * CAR_FORWARD).astype(
        np.uint8
    )


def _leads_on(count: int, tail: Ints, bits: NDArray[np.uint8]) -> Ints:
    """Give for each directed segment the one that it leads into, and -1 where its end is kept.

    Segment s is 2 s in its own direction and 2 s + 1 in the other.
    """
    order = np.argsort(tail, kind="stable")
    degree = np.bincount(tail, minlength=count)
    begin = np.cumsum(degree) - degree
    inner = np.flatnonzero(degree == 2)
    one, two = order[begin[inner]], order[begin[inner] + 1]
    alike = bits[one ^ 1] == bits[two]
    one, two, inner = one[alike], two[alike], inner[alike]
    leads_on = np.full(len(tail), -1, dtype=np.int64)
    leads_on[one ^ 1], leads_on[two ^ 1] = two, one
    for point in _ring_points(leads_on, tail):
        at = np.flatnonzero(inner == point)
        leads_on[one[at] ^ 1] = leads_on[two[at] ^ 1] = -1
    return leads_on


def _ring_points(leads_on: Ints, tail: Ints) -> Ints:
    """Give the lowest point of each ring that has no kept point."""
    darts = np.flatnonzero(leads_on >= 0)
    size = len(leads_on)
    graph = coo_array((np.ones(len(darts), np.int8), (darts, leads_on[darts])), shape=(size, size))
    rings, label = connected_components(graph, directed=False)
    open_ended = np.zeros(rings, dtype=bool)
    open_ended[label[leads_on < 0]] = True
    lowest = np.full(rings, np.iinfo(np.int64).max)
    np.minimum.at(lowest, label, tail)
    return np.unique(lowest[~open_ended])


def _numbered(leads_on: Ints) -> tuple[Ints, Ints]:
    """Give the first directed segment of each one's chain, and its place in it, counted from 0."""
    darts = np.arange(len(leads_on))
    leading = np.flatnonzero(leads_on >= 0)
    root = darts.copy()
    root[leads_on[leading]] = leading
    rank = (root != darts).astype(np.int64)
    while True:
        further = root[root]
        if np.array_equal(further, root):
            return root, rank
        rank = rank + rank[root]
        root = further
