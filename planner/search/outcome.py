"""What solving tells while it goes on and at its end: values, bounds, and how far they are apart."""

from dataclasses import dataclass

from planner.search.problem import Problem
from planner.search.solution import Solution


@dataclass(frozen=True, slots=True)
class Found:
    """What there is after some seconds: a solution's value, with the soft goals in ``total``, and a bound on values."""

    seconds: float
    value: float
    bound: float
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Solved:
    """The best solution, and the bound that was proved; the two are equal where it is optimal."""

    solution: Solution
    bound: float


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A problem whose bound holds for another one too: its options are the same, its routes more or freer.

    ``kind_of[c]`` is its kind of the other problem's kind c.
    """

    problem: Problem
    kind_of: tuple[int, ...]


def gap_of(value: float, bound: float) -> float:
    """Give (bound - value) / value; 0 where both are 0.

    Examples
    --------
    >>> gap_of(100.0, 102.0)
    0.02
    """
    if value <= 0:
        return 0.0 if bound <= 0 else float("inf")
    return max(bound - value, 0.0) / value
