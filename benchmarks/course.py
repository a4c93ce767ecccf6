"""How one search went: the values it came to, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float, float | None]
"""Seconds on the clock, value, and upper bound of that moment (None where there is none)."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is read off the points.

    Attributes
    ----------
    first_s, first_value
        When the first plan that is worth something came, and its value; None where there is none.
    bound
        The lowest bound.
    """

    points: tuple[Point, ...]
    first_s: float | None
    first_value: float | None
    bound: float | None

    def within(self, gap: float) -> float | None:
        """Give when (bound - value) / value came within a gap; None where it never did.

        Examples
        --------
        >>> course_of([(0.1, 80, 110), (2.0, 100, 104), (9.0, 100, 101)]).within(0.02)
        9.0
        """
        value, bound = 0.0, float("inf")
        for seconds, seen, limit in self.points:
            value, bound = max(value, seen), min(bound, float("inf") if limit is None else limit)
            if value > 0 and bound - value <= gap * value:
                return seconds
        return None


def course_of(points: Sequence[Sequence[float | None]]) -> Course:
    """Read points as they come out of another process."""
    known = tuple((float(s or 0), float(v or 0), b) for s, v, b in points)
    bounds = [bound for *_, bound in known if bound is not None]
    first = next((point for point in known if point[1] > 0), None)
    return Course(known, first and first[0], first and first[1], min(bounds) if bounds else None)


def certified_gap(value: float, bound: float | None) -> float | None:
    """Give (bound - value) / value; None where there is no bound or no value."""
    return None if bound is None or value <= 0 else (bound - value) / value
