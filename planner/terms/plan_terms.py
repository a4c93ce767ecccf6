"""All terms of a plan, the hard core first: what its visits are worth, then each soft goal with how much it weighs."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from planner.plan import WeekPlan
from planner.terms import continuity, fairness, steady, travel, unsocial, wishes
from planner.terms.term import Term, TermName
from planner.value import plan_score

SOFT: Mapping[TermName, tuple[Callable[[WeekPlan], float], float]] = MappingProxyType(
    {
        TermName.CONTINUITY: (continuity.amount, continuity.WEIGHT),
        TermName.FAIRNESS: (fairness.amount, fairness.WEIGHT),
        TermName.TRAVEL: (travel.amount, travel.WEIGHT),
        TermName.WISHES: (wishes.amount, wishes.WEIGHT),
        TermName.UNSOCIAL: (unsocial.amount, unsocial.WEIGHT),
        TermName.STEADY: (steady.amount, steady.WEIGHT),
    }
)
"""How much there is of each soft goal, and the weight it is shipped with."""


def plan_terms(plan: WeekPlan) -> tuple[Term, ...]:
    """Give every term of a plan: ``visits``, which is the plan's score and weighs 1, then the soft goals.

    The bound is held against ``visits`` alone.
    """
    lead = plan.request.weights.by_term()
    soft = (Term(name, round(amount(plan), 3), weight * lead[name]) for name, (amount, weight) in SOFT.items())
    return (Term(TermName.VISITS, plan_score(plan), 1.0), *soft)


def total_value(terms: Iterable[Term]) -> float:
    """Give what the terms add up to, in worth."""
    return sum(term.value for term in terms)
