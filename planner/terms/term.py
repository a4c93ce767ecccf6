"""A term: one named part of what a plan is worth."""

from dataclasses import dataclass
from enum import StrEnum


class TermName(StrEnum):
    """Every term. The words for each are in ``web``."""

    VISITS = "visits"
    CONTINUITY = "continuity"
    FAIRNESS = "fairness"
    TRAVEL = "travel"
    WISHES = "wishes"
    UNSOCIAL = "unsocial"
    STEADY = "steady"


@dataclass(frozen=True, slots=True)
class Term:
    """One part of what a plan is worth.

    Attributes
    ----------
    amount
        In the term's own unit: worth, visits, minutes, days, shifts, pairs.
    weight
        Worth of one unit, below 0 where less is better; as shipped times what the lead makes of it.
    """

    name: TermName
    amount: float
    weight: float

    @property
    def value(self) -> float:
        """What the term adds, in worth: 1 is an ordinary visit."""
        return self.amount * self.weight
