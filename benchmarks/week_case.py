"""Generated weeks: hotspots that want one to three visits at least two days apart, and pairs on 14 shifts of 8 hours.

The k-th visit of hotspot h is worth ``worth[h] // k``. Each hotspot is open in two of the four parts of the day, every
day. Times are minutes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.search.problem import Need, Option, Problem, ShiftKind, make_problem

DAYS = 7
DAYS_APART = 2
PARTS = ((480, 720), (720, 960), (960, 1200), (1200, 1440))
SHIFTS = ((480, 960), (960, 1440))
FAR = 10_000
"""From one day to the next in the planner's arrays: so far that a gap of one and a half means two days apart, whatever
the hours of the visits."""

Plan = dict[tuple[int, int], list[list[int]]]
"""For each (day, shift) the routes, each with its hotspots in order."""


@dataclass(frozen=True, slots=True)
class WeekCase:
    """One generated week; place 0 is the base.

    Attributes
    ----------
    pairs
        Pairs in each shift.
    travel
        (places, places), minutes.
    service, worth, visits
        (places,), minutes; value of the first visit; most visits a week.
    parts
        The parts of the day in which each place is open.
    """

    pairs: int
    travel: NDArray[np.int64]
    service: NDArray[np.int64]
    worth: NDArray[np.int64]
    visits: NDArray[np.int64]
    parts: tuple[tuple[int, ...], ...]


def make_case(seed: int, *, hotspots: int = 150, pairs: int = 2) -> WeekCase:
    """Make one week.

    Examples
    --------
    >>> case = make_case(1)
    >>> case.travel.shape, int(case.visits.sum())
    ((151, 151), 302)
    """
    random = np.random.default_rng(seed)
    xy = random.uniform(0, 20, (hotspots + 1, 2))
    xy[0] = 10
    travel = np.ceil(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) * 3).astype(np.int64)
    service = random.integers(30, 91, hotspots + 1)
    worth = random.integers(10, 101, hotspots + 1) * 6
    visits = random.integers(1, 4, hotspots + 1)
    service[0] = worth[0] = visits[0] = 0
    parts = [()] + [tuple(sorted(random.choice(4, 2, replace=False).tolist())) for _ in range(hotspots)]
    return WeekCase(pairs, travel, service, worth, visits, tuple(parts))


def problem_of(case: WeekCase) -> Problem:
    """Put a week into the planner's arrays: 14 kinds of shift, one option and one need a hotspot."""
    kinds = [ShiftKind(day * FAR + a, day * FAR + b, 0, day) for day in range(DAYS) for a, b in SHIFTS]
    places = range(1, len(case.service))
    return make_problem(
        case.travel[None].astype(np.int32),
        kinds,
        [kind for kind in range(len(kinds)) for _ in range(case.pairs)],
        [Option(h - 1, h, int(case.service[h]), _spans(case.parts[h])) for h in places],
        [
            Need(
                tuple(float(case.worth[h] // k) for k in range(1, case.visits[h] + 1)), FAR * (DAYS_APART - 1) * 3 // 2
            )
            for h in places
        ],
    )


def plan_of(case: WeekCase, routes: list[list[int]]) -> Plan:
    """Put the routes of the planner's arrays back on their days and shifts."""
    plan: Plan = {}
    for number, route in enumerate(routes):
        kind = number // case.pairs
        if route:
            plan.setdefault((kind // len(SHIFTS), kind % len(SHIFTS)), []).append(route)
    return plan


def _spans(parts: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for lo, hi in (PARTS[part] for part in parts):
        if joined and joined[-1][1] == lo:
            joined[-1] = joined[-1][0], hi
        else:
            joined.append((lo, hi))
    return tuple((day * FAR + lo, day * FAR + hi) for day in range(DAYS) for lo, hi in joined)
