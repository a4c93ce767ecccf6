"""How much each soft goal of a plan weighs for a lead, next to how it is shipped."""

from dataclasses import dataclass, fields
from math import isfinite

MOST = 100.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A multiplier for each soft term of `planner.terms`: 1 as shipped, 0 to leave it out.

    What visits are worth is no choice here: it weighs 1 always, since the bound is held against it.

    Attributes
    ----------
    continuity
        The same pair at the same place.
    fairness
        Districts' wanted visits are met alike.
    travel
        Time under way.
    wishes
        Workers' wishes to be free or to work.
    unsocial
        Nights and weekends are shared out.
    steady
        Steady partners.
    """

    continuity: float = 1.0
    fairness: float = 1.0
    travel: float = 1.0
    wishes: float = 1.0
    unsocial: float = 1.0
    steady: float = 1.0

    def __post_init__(self) -> None:
        for name, value in self.by_term().items():
            if not (isfinite(value) and 0 <= value <= MOST):
                raise ValueError(f"the weight of {name} is {value}, not between 0 and {MOST:.0f}")

    def by_term(self) -> dict[str, float]:
        """Give each multiplier by the name of its term."""
        return {field.name: float(getattr(self, field.name)) for field in fields(self)}
