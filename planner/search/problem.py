"""Problem: a week of routes as arrays, from one route with time windows (TOPTW) to a city's hundreds of shifts.

The field's name is the multi-period team orienteering problem with time windows and multiple visits. Times are whole
numbers of one unit (seconds for a week), counted from one origin, so that a clock change is nothing special.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NEVER = 1 << 50
"""Later than every time: what cannot be reached starts then."""
MOST_BREAKS = 3
"""Breaks that one shift can have."""


@dataclass(frozen=True, slots=True)
class ShiftKind:
    """Shifts that differ in nothing but who goes: routes of one kind can be exchanged, but for skills.

    Attributes
    ----------
    start, end
        Its routes leave the base at ``start`` or later, and are back with every break behind them by ``end``.
    base
        Place where it begins and ends.
    day
        Its day: a need is visited at most once a day.
    room
        Most time of travel and service together; what is left is reserved slack and breaks.
    periods
        (until, matrix): a way that begins before ``until`` takes the time in that travel matrix. In time order; the
        last reaches to `NEVER`. It may pay to wait for the next period, and counts as travel only when under way.
    breaks
        (earliest start, latest start, length) of each break in order, free of travel and service.
    """

    start: int
    end: int
    base: int
    day: int = 0
    room: int = NEVER
    periods: tuple[tuple[int, int], ...] = ((NEVER, 0),)
    breaks: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One way to make a visit of a need: at a place, with a service time, in spans of time.

    ``spans`` are (earliest start, latest start) of the service, in time order and apart from each other. ``chance``
    times the need's worth is what the visit is worth. A need may have several options, such as the hours when people
    are there and all hours.
    """

    need: int
    place: int
    service: int
    spans: tuple[tuple[int, int], ...]
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Need:
    """What visits are worth together.

    Attributes
    ----------
    worth
        What the first, second, … visit adds, never rising; as many as may be made.
    gap
        Least time from the end of one visit to the start of the next.
    pairs
        Routes that must be there at one time; the worth is that of the whole visit.
    """

    worth: tuple[float, ...]
    gap: int = 0
    pairs: int = 1


@dataclass(frozen=True, slots=True)
class Soft:
    """What makes one of two solutions better beside what visits are worth; the bound knows nothing of it.

    Attributes
    ----------
    pair
        Who goes, of each route.
    district, wanted
        Of each need, and the visits it wants.
    continuity
        Worth of a visit by a pair that is at the place in another route too.
    fairness
        Worth (below 0) of a visit that would have to be in another district for all to have the same share of what
        they want.
    travel
        Worth (below 0) of one unit of time under way.
    """

    pair: Sequence[int]
    district: Sequence[int]
    wanted: Sequence[int]
    continuity: float = 0.0
    fairness: float = 0.0
    travel: float = 0.0


class Problem(NamedTuple):
    """The arrays that kernels read; made by `make_problem`. C kinds of shift, R routes, U options, G needs, N places.

    ``windows`` of option u in kind c are ``win_lo[i], win_hi[i]`` for i from ``win_at[u * C + c]`` to the next.
    """

    travel: NDArray[np.int32]  # (Q, N, N)
    kind_start: NDArray[np.int64]  # (C,)
    kind_end: NDArray[np.int64]  # (C,)
    kind_base: NDArray[np.int64]  # (C,)
    kind_day: NDArray[np.int64]  # (C,)
    kind_room: NDArray[np.int64]  # (C,)
    period_at: NDArray[np.int64]  # (C + 1,)
    period_until: NDArray[np.int64]
    period_matrix: NDArray[np.int64]
    break_count: NDArray[np.int64]  # (C,)
    break_lo: NDArray[np.int64]  # (C, MOST_BREAKS)
    break_hi: NDArray[np.int64]  # (C, MOST_BREAKS)
    break_len: NDArray[np.int64]  # (C, MOST_BREAKS)
    route_kind: NDArray[np.int64]  # (R,)
    allowed: NDArray[np.bool_]  # (U, R): the option has a window in the route's kind, and its pair may do it
    need: NDArray[np.int64]  # (U,)
    place: NDArray[np.int64]  # (U,)
    service: NDArray[np.int64]  # (U,)
    chance: NDArray[np.float64]  # (U,)
    win_at: NDArray[np.int64]  # (U * C + 1,)
    win_lo: NDArray[np.int64]
    win_hi: NDArray[np.int64]
    worth: NDArray[np.float64]  # (G, K), 0 beyond what may be made
    most: NDArray[np.int64]  # (G,)
    gap: NDArray[np.int64]  # (G,)
    pairs: NDArray[np.int64]  # (G,)
    option_at: NDArray[np.int64]  # (G + 1,): options of need g are option_of[option_at[g]:option_at[g + 1]]
    option_of: NDArray[np.int64]  # (U,)
    pair: NDArray[np.int64]  # (R,)
    district: NDArray[np.int64]  # (G,)
    wanted: NDArray[np.int64]  # (G,)
    soft: NDArray[np.float64]  # (3,): worths of continuity, fairness and travel


def make_problem(
    travel: NDArray[np.int32],
    kinds: Sequence[ShiftKind],
    route_kind: Sequence[int],
    options: Sequence[Option],
    needs: Sequence[Need],
    *,
    may: NDArray[np.bool_] | None = None,
    soft: Soft | None = None,
) -> Problem:
    """Put a problem into arrays.

    Parameters
    ----------
    travel
        (matrices, places, places), in the unit of time; not negative, need not be symmetric.
    route_kind
        The kind of each route.
    may
        (options, routes): who may make which visit; everybody where it is None.
    soft
        Soft goals; none where it is None.

    Raises
    ------
    ValueError
        Something does not fit together, or worths rise from one visit to the next.

    Examples
    --------
    >>> ways = np.array([[[0, 5], [5, 0]]], dtype=np.int32)
    >>> made = make_problem(ways, [ShiftKind(0, 60, 0)], [0], [Option(0, 1, 10, ((0, 40),))], [Need((3.0,))])
    >>> made.win_hi.tolist(), made.allowed.tolist()
    ([40], [[True]])
    """
    count = len(kinds)
    starts, windows = [0], []
    for option in options:
        for kind in kinds:
            spans = [(max(lo, kind.start), min(hi, kind.end - option.service)) for lo, hi in option.spans]
            windows += [span for span in spans if span[0] <= span[1]]
            starts.append(len(windows))
    at = np.array(starts, dtype=np.int64)
    cut = np.array(windows, dtype=np.int64).reshape(-1, 2)
    has = (np.diff(at) > 0).reshape(len(options), count)
    routes = np.array(route_kind, dtype=np.int64)
    allowed = has[:, routes] if len(options) else np.zeros((0, len(routes)), dtype=bool)
    longest = max((len(n.worth) for n in needs), default=1)
    worth = np.zeros((len(needs), max(longest, 1)))
    for g, need in enumerate(needs):
        if any(b > a + 1e-9 for a, b in zip(need.worth, need.worth[1:], strict=False)):
            raise ValueError(f"the worths of need {g} rise: {need.worth}")
        worth[g, : len(need.worth)] = need.worth
    breaks = np.full((3, count, MOST_BREAKS), 0, dtype=np.int64)
    for c, kind in enumerate(kinds):
        if len(kind.breaks) > MOST_BREAKS:
            raise ValueError(f"shift kind {c} has {len(kind.breaks)} breaks, more than {MOST_BREAKS}")
        for b, rest in enumerate(kind.breaks):
            breaks[:, c, b] = rest
    own: list[list[int]] = [[] for _ in needs]
    for u, option in enumerate(options):
        own[option.need].append(u)
    periods = [period for kind in kinds for period in kind.periods]
    soft = soft or Soft([0] * len(routes), [0] * len(needs), [0] * len(needs))
    return Problem(
        travel=np.ascontiguousarray(travel, dtype=np.int32),
        kind_start=_ints(k.start for k in kinds),
        kind_end=_ints(k.end for k in kinds),
        kind_base=_ints(k.base for k in kinds),
        kind_day=_ints(k.day for k in kinds),
        kind_room=_ints(k.room for k in kinds),
        period_at=np.concatenate([[0], np.cumsum([len(k.periods) for k in kinds], dtype=np.int64)]).astype(np.int64),
        period_until=_ints(until for until, _ in periods),
        period_matrix=_ints(matrix for _, matrix in periods),
        break_count=_ints(len(k.breaks) for k in kinds),
        break_lo=breaks[0].copy(),
        break_hi=breaks[1].copy(),
        break_len=breaks[2].copy(),
        route_kind=routes,
        allowed=np.ascontiguousarray(allowed if may is None else allowed & may),
        need=_ints(o.need for o in options),
        place=_ints(o.place for o in options),
        service=_ints(o.service for o in options),
        chance=np.array([o.chance for o in options], dtype=np.float64),
        win_at=at,
        win_lo=cut[:, 0].copy(),
        win_hi=cut[:, 1].copy(),
        worth=worth,
        most=_ints(len(n.worth) for n in needs),
        gap=_ints(n.gap for n in needs),
        pairs=_ints(n.pairs for n in needs),
        option_at=np.concatenate([[0], np.cumsum([len(o) for o in own], dtype=np.int64)]).astype(np.int64),
        option_of=_ints(u for options_of in own for u in options_of),
        pair=_ints(soft.pair),
        district=_ints(soft.district),
        wanted=_ints(soft.wanted),
        soft=np.array([soft.continuity, soft.fairness, soft.travel]),
    )


def _ints(values: object) -> NDArray[np.int64]:
    return np.array(list(values), dtype=np.int64)  # type: ignore[call-overload]
