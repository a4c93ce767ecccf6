"""The independent checker of the benchmark: it reads the file itself, and shares no code with any solver.

It works on exact fractions and by the format's own words: service starts within the window, a place is visited at most
once, every route is back when place 0 closes, distances are rounded down.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt
from pathlib import Path


class BrokenRouteError(Exception):
    """An answer breaks a rule; says which."""


def checked_score(path: Path, routes: Sequence[Sequence[int]], *, most_routes: int, decimals: int) -> int:
    """Give the score that routes collect.

    Parameters
    ----------
    routes
        Numbers of the places of each route in order, without place 0.
    decimals
        Decimals to which a distance is rounded down.

    Raises
    ------
    BrokenRouteError
        The routes break a rule.
    """
    place = [line.split() for line in path.read_text(encoding="utf-8").splitlines()[2:] if line.strip()]
    fine = 10**decimals
    visited: set[int] = set()
    score = 0
    if sum(1 for route in routes if route) > most_routes:
        raise BrokenRouteError(f"more than {most_routes} routes")
    for route in routes:
        here, now = 0, Fraction(place[0][-2])
        for there in route:
            if not 0 < there < len(place) or there in visited:
                raise BrokenRouteError(f"place {there} does not exist or is visited twice")
            visited.add(there)
            now = max(now + _way(place[here], place[there], fine), Fraction(place[there][-2]))
            if now > Fraction(place[there][-1]):
                raise BrokenRouteError(f"place {there} has closed by {float(now)}")
            now += Fraction(place[there][3])
            score += int(Fraction(place[there][4]))
            here = there
        if now + _way(place[here], place[0], fine) > Fraction(place[0][-1]):
            raise BrokenRouteError(f"the route that ends with place {here} is back too late")
    return score


def _way(a: Sequence[str], b: Sequence[str], fine: int) -> Fraction:
    square = (Fraction(a[1]) - Fraction(b[1])) ** 2 + (Fraction(a[2]) - Fraction(b[2])) ** 2
    return Fraction(isqrt(int(square * fine * fine)), fine)
