"""Where stops lie on the course of a line, and the course cut to them."""

import numpy as np
from numpy.typing import NDArray

PIECE_M = 50.0
"""Stops are put in order along pieces of a course that are no longer."""

OFF_COURSE_M = 300.0
MOST_OFF = 0.2
"""A stop that lies further from the course is drawn where it is; where more than this share do, the course is that of
another trip and is not used."""

_MOST_PAIRS = 20_000_000
_DEGREE_M = 111_195.0


def place_stops(
    course: NDArray[np.float64], stops: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int32]] | None:
    """Cut a course to its stops and put a point on it for each; all in EPSG:4326.

    The stops keep their order along the course; of all ways to place them so, that with the least sum of squared
    distances is taken, which holds on loops and where a course comes back through the same street. Where they do not
    fit they are placed on the course turned round: some timetables have one course for both directions.

    Parameters
    ----------
    course
        Shape (m, 2), two points or more.
    stops
        Shape (k, 2).

    Returns
    -------
    tuple or None
        The course from the first stop to the last, and for each stop the number of its point; None where too many
        stops lie further than `OFF_COURSE_M` from it.

    Examples
    --------
    >>> straight = np.array([[18.0, 59.0], [18.2, 59.0]])
    >>> points, at = place_stops(straight, np.array([[18.05, 59.001], [18.1, 58.999], [18.15, 59.0]]))
    >>> points.round(3).tolist(), at.tolist()
    ([[18.05, 59.0], [18.1, 59.0], [18.15, 59.0]], [0, 1, 2])
    """
    found = _placed(course, stops)
    return _placed(course[::-1], stops) if found is None else found


def _placed(
    course: NDArray[np.float64], stops: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int32]] | None:
    scale = _DEGREE_M * np.array([np.cos(np.radians(stops[:, 1].mean())), 1.0])
    at = stops * scale
    along = _pieces(course * scale)
    if len(along) * len(stops) > _MOST_PAIRS:
        return None
    line = _points(course * scale, along)
    start, step = line[:-1], np.diff(line, axis=0)
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((at[:, None] - start) * step).sum(axis=2) / square, 0, 1)
    off = ((start + share[:, :, None] * step - at[:, None]) ** 2).sum(axis=2)
    piece = _cheapest_rising(off)
    where = along[piece] + share[np.arange(len(stops)), piece] * np.diff(along)[piece]
    where = np.maximum.accumulate(where)
    astray = np.hypot(*(_points(course * scale, where) - at).T) > OFF_COURSE_M
    if astray.mean() > MOST_OFF:
        return None
    between = np.arange(len(course), dtype=np.float64)
    between = between[(between > where[0]) & (between < where[-1])]
    between = between[~np.isin(between, where)]
    everything = np.concatenate([where, between])
    points = _points(course, everything)
    points[: len(stops)][astray] = stops[astray]
    order = np.argsort(everything, kind="stable")
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order))
    return points[order], place[: len(stops)]


def _pieces(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cut a line in metres into pieces of `PIECE_M` or less; places are counted in its points: 1.5 is half-way on."""
    count = np.maximum(np.ceil(np.hypot(*np.diff(line, axis=0).T) / PIECE_M), 1).astype(np.intp)
    begins = np.repeat(np.cumsum(count) - count, count)
    segment = np.repeat(np.arange(len(count)), count)
    return np.append(segment + (np.arange(count.sum()) - begins) / np.repeat(count, count), float(len(count)))


def _points(line: NDArray[np.float64], along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the points of a line at places that are counted in its points."""
    low = np.minimum(along.astype(np.intp), len(line) - 2)
    found: NDArray[np.float64] = line[low] + (along - low)[:, None] * (line[low + 1] - line[low])
    return found


def _cheapest_rising(cost: NDArray[np.float64]) -> NDArray[np.intp]:
    """Choose a column for each row, never to the left of the row before, so that the sum of costs is least."""
    columns = np.arange(cost.shape[1])
    came_from = np.zeros(cost.shape, dtype=np.intp)
    total = cost[0]
    for row in range(1, len(cost)):
        least = np.minimum.accumulate(total)
        came_from[row] = np.maximum.accumulate(np.where(total == least, columns, 0))
        total = least + cost[row]
    chosen = np.zeros(len(cost), dtype=np.intp)
    chosen[-1] = np.argmin(total)
    for row in range(len(cost) - 1, 0, -1):
        chosen[row - 1] = came_from[row, chosen[row]]
    return chosen
