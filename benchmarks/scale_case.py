"""Generated cities for measuring scale: visits with one window of four hours each, on shifts of a whole week.

Times are minutes from Monday 00:00. Matrices are made row by row as int32, so that what is measured is the planner.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.search.problem import Need, Option, Problem, ShiftKind, make_problem

DAY = 1440
WEEK = 7 * DAY
SEED = 5


@dataclass(frozen=True, slots=True)
class ScaleCase:
    """One generated city; place 0 is the base.

    Attributes
    ----------
    travel
        (places, places), minutes.
    service, worth
        (places,)
    windows
        (places, 2), earliest and latest start.
    shifts
        (start, end) of each route.
    """

    travel: NDArray[np.int32]
    service: NDArray[np.int64]
    worth: NDArray[np.int64]
    windows: NDArray[np.int64]
    shifts: tuple[tuple[int, int], ...]


def make_case(routes: int, visits: int, *, seed: int = SEED) -> ScaleCase:
    """Make one city.

    Examples
    --------
    >>> case = make_case(28, 40)
    >>> case.travel.shape, len(case.shifts), case.shifts[:3]
    ((41, 41), 28, ((480, 960), (960, 1440), (1920, 2400)))
    """
    random = np.random.default_rng(seed)
    xy = random.uniform(0, 20, (visits + 1, 2))
    xy[0] = 10
    travel = np.empty((visits + 1, visits + 1), dtype=np.int32)
    for row, here in zip(travel, xy, strict=True):
        row[:] = np.ceil(np.hypot(*(here - xy).T) * 3.0)
    service = random.integers(30, 91, visits + 1)
    worth = random.integers(10, 101, visits + 1)
    service[0] = worth[0] = 0
    slots = [(day * DAY + hour, day * DAY + hour + 240) for day in range(7) for hour in (480, 720, 960, 1200)]
    windows = [(0, WEEK)] + [slots[int(random.choice(28, 1, replace=False)[0])] for _ in range(visits)]
    week = [(day * DAY + start, day * DAY + start + 480) for day in range(7) for start in (480, 960)]
    shifts = tuple(week[number % len(week)] for number in range(routes))
    return ScaleCase(travel, service, worth, np.array(windows), shifts)


def problem_of(case: ScaleCase) -> Problem:
    """Put a city into the planner's arrays: 14 kinds of shift, one option and one need a visit."""
    spans = sorted(set(case.shifts))
    kinds = [ShiftKind(start, end, 0, start // DAY) for start, end in spans]
    places = range(1, len(case.service))
    return make_problem(
        case.travel[None],
        kinds,
        [spans.index(shift) for shift in case.shifts],
        [Option(i - 1, i, int(case.service[i]), ((int(case.windows[i, 0]), int(case.windows[i, 1])),)) for i in places],
        [Need((float(case.worth[i]),)) for i in places],
    )
