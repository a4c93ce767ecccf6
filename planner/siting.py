"""Where to put posts (bases, presence points) so that most need is within reach: three classic location problems.

- The most need within N minutes with k posts: the maximal covering location problem.
- The fewest posts that cover all within N minutes: the location set covering problem.
- The least travel with k posts, weighed by need: the p-median problem.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.siting_models import fewest_posts, least_seconds, most_need

NO_WAY_S = 24 * 3600
"""What stands for "no way leads there" where travel is added up: a whole day."""

POST_SEK = 750_000
"""What one post costs in a year, where nobody has said otherwise.

An assumption of the project, not a figure of the city's: one full-time social worker at 41 000 SEK a month, employer's
contributions of 31.42 % (by law) and pension of about 9 % on it, which is about 690 000 SEK, and 60 000 SEK for room,
telephone and travel.
"""

WEEKS = 52
"""Weeks of a year, for turning visits a week into visits a year."""


@dataclass(frozen=True)
class SitingCase:
    """Candidates for posts, places with their need, and posts that are there already.

    Attributes
    ----------
    seconds
        Shape (candidates, places), from each candidate to each place; inf where no way leads there.
    need
        Need of each place, whole and not negative: visits a week, minutes, or 1 for each.
    kept_s
        Shape (places,), seconds from the nearest post that is kept as it is; inf for none.
    """

    seconds: NDArray[np.float64]
    need: NDArray[np.int64]
    kept_s: NDArray[np.float64]

    def __post_init__(self) -> None:
        places = self.seconds.shape[1] if self.seconds.ndim == 2 else -1
        if not places == len(self.need) == len(self.kept_s):
            raise ValueError(
                f"{self.seconds.shape} times, {len(self.need)} needs and {len(self.kept_s)} kept times do not match"
            )
        if np.isnan(self.seconds).any() or (len(self.need) and self.need.min() < 0):
            raise ValueError("times are numbers, and no need is below 0")

    def reached(self, chosen: Sequence[int]) -> NDArray[np.float64]:
        """Give the seconds to each place from the nearest of the kept and the chosen posts; inf for none."""
        nearest: NDArray[np.float64] = self.seconds[list(chosen)].min(axis=0, initial=np.inf)
        return np.minimum(self.kept_s, nearest)

    def covered(self, chosen: Sequence[int], *, within_s: float) -> int:
        """Add up the need that is within reach of the kept and the chosen posts."""
        return int(self.need[self.reached(chosen) <= within_s].sum())

    def travel_s(self, chosen: Sequence[int]) -> int:
        """Add up need × seconds from the nearest post; `NO_WAY_S` where there is none."""
        return int((self.need * np.minimum(self.reached(chosen), NO_WAY_S).round().astype(np.int64)).sum())


@dataclass(frozen=True, slots=True)
class Sited:
    """An answer, with what is proven about it.

    Attributes
    ----------
    chosen
        Rows of the candidates that get a post, ascending.
    value
        Need within reach (kept posts counted in), number of new posts, or need × seconds.
    bound
        No answer can be better than this: at least ``value`` where much is wanted, at most where little is.
    """

    chosen: tuple[int, ...]
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether it is proven that no answer is better."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The best with so many posts, beside the best with one fewer.

    Attributes
    ----------
    gain
        Need that comes within reach with the last post.
    """

    posts: int
    sited: Sited
    gain: int


def cover_most(case: SitingCase, *, posts: int, within_s: float, effort: float = 5.0) -> Sited:
    """Choose at most ``posts`` candidates so that most need is within reach (maximal covering).

    Of answers that cover as much, one with fewer posts is taken, and of those one whose posts lie nearer to what they
    cover. With the same input the answer is the same on every computer.

    Parameters
    ----------
    effort
        Most work of the solver, in its own deterministic seconds; what is not proven by then has a bound.

    References
    ----------
    R. Church and C. ReVelle, "The maximal covering location problem", Papers of the Regional Science Association
    32, 1974, pp. 101-118.

    Examples
    --------
    >>> case = SitingCase(np.array([[300.0, 900.0], [900.0, 300.0]]), np.array([2, 5]), np.array([np.inf, np.inf]))
    >>> cover_most(case, posts=1, within_s=600)
    Sited(chosen=(1,), value=5, bound=5)
    """
    open_to = (case.seconds <= within_s) & (case.kept_s > within_s)
    already = int(case.need[case.kept_s <= within_s].sum())
    found = most_need(open_to, case.need, _mean_s(case, open_to), posts=max(posts, 0), effort=effort)
    return Sited(found.chosen, case.covered(found.chosen, within_s=within_s), already + found.bound)


def cover_all(case: SitingCase, *, within_s: float, effort: float = 5.0) -> Sited:
    """Choose the fewest candidates so that all need that any candidate reaches is within reach (set covering).

    What no candidate reaches is left out; ``case.covered`` tells how much is within reach in the end. Places without
    need are not asked for.

    References
    ----------
    C. Toregas, R. Swain, C. ReVelle and L. Bergman, "The location of emergency service facilities", Operations
    Research 19(6), 1971, pp. 1363-1373.

    Examples
    --------
    >>> case = SitingCase(np.array([[300.0, 300.0], [900.0, 300.0]]), np.array([2, 5]), np.array([np.inf, np.inf]))
    >>> cover_all(case, within_s=600)
    Sited(chosen=(0,), value=1, bound=1)
    """
    open_to = (case.seconds <= within_s) & (case.kept_s > within_s) & (case.need > 0)
    found = fewest_posts(open_to, _mean_s(case, open_to), effort=effort)
    return Sited(found.chosen, len(found.chosen), found.bound)


def least_travel(case: SitingCase, *, posts: int, effort: float = 5.0) -> Sited:
    """Choose at most ``posts`` candidates so that need × seconds from the nearest post is least (p-median).

    References
    ----------
    S. L. Hakimi, "Optimum locations of switching centers and the absolute centers and medians of a graph", Operations
    Research 12(3), 1964, pp. 450-459.

    Examples
    --------
    >>> case = SitingCase(np.array([[60.0, 600.0], [300.0, 120.0]]), np.array([1, 1]), np.array([np.inf, np.inf]))
    >>> least_travel(case, posts=1)
    Sited(chosen=(1,), value=420, bound=420)
    """
    seconds = np.minimum(case.seconds, NO_WAY_S).round().astype(np.int64)
    kept_s = np.minimum(case.kept_s, NO_WAY_S).round().astype(np.int64)
    found = least_seconds(seconds, case.need, kept_s, posts=max(posts, 0), effort=effort)
    return Sited(found.chosen, case.travel_s(found.chosen), found.bound)


def curve(case: SitingCase, *, most: int, within_s: float, effort: float = 5.0) -> tuple[CurvePoint, ...]:
    """Give the best cover with 1, 2 … ``most`` posts, and what each post more gains; it ends where nothing is gained.

    .. warning::
        The best places for three posts need not be those for two and one more.
    """
    before = case.covered((), within_s=within_s)
    points: list[CurvePoint] = []
    for posts in range(1, most + 1):
        sited = cover_most(case, posts=posts, within_s=within_s, effort=effort)
        if sited.value <= before and sited.proven:
            break
        points.append(CurvePoint(posts, sited, sited.value - before))
        before = sited.value
    return tuple(points)


def sek_per_visit(gained_a_week: float, *, posts: int, post_sek: float) -> float | None:
    """Give the cost of each visit that comes within reach, in SEK; None where none does.

    Examples
    --------
    >>> round(sek_per_visit(10, posts=1, post_sek=780_000))
    1500
    """
    return posts * post_sek / (gained_a_week * WEEKS) if gained_a_week > 0 else None


def _mean_s(case: SitingCase, open_to: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give for each candidate the mean seconds to the need that it would newly reach; 0 where there is none."""
    weight = open_to * case.need
    total = weight.sum(axis=1)
    spent = np.where(open_to, weight * np.where(np.isfinite(case.seconds), case.seconds, 0), 0).sum(axis=1)
    mean: NDArray[np.float64] = np.divide(spent, total, out=np.zeros(len(total)), where=total > 0)
    return mean.round().astype(np.int64)
