"""A place for one more stop: where it is, what it costs, and what it moves and changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from planner.amend.fits import Fit, Offer, take_up
from planner.amend.open_plan import OpenPlan
from planner.amend.opened import plan_with_routes
from planner.plan import Route, WeekPlan
from planner.request import WeekRequest
from planner.rules.violation import Violation
from planner.terms.plan_terms import plan_terms
from planner.terms.term import Term, TermName


@dataclass(frozen=True, slots=True)
class MovedStop:
    """A stop that begins later than before, by so many minutes, begun ones counted whole."""

    pair: str
    hotspot: str
    start: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class TermChange:
    """A soft term before and after, in its own unit, and the worth that it gains."""

    name: TermName
    before: float
    after: float
    worth: float


@dataclass(frozen=True, slots=True)
class Place:
    """One place for one more visit.

    Attributes
    ----------
    route
        The route's place in the plan.
    pair, shift
        Who goes, and in which shift (its id; empty where the route is no shift of the request).
    position
        Which stop of the route it becomes, from 0.
    start
        When the visit begins.
    way_minutes, wait_minutes
        More time under way, and waiting there before the visit.
    worth
        What the visit adds to the score.
    slack_minutes
        What it takes of the reserved slack.
    plan
        The plan with the visit in it.
    moved
        Stops that begin later for it.
    terms
        Soft terms that change.
    with_pairs
        Who else comes to a joint visit.
    violations
        What the plan breaks with it and did not break before; empty where it is free.
    """

    route: int
    pair: str
    shift: str
    position: int
    start: datetime
    way_minutes: float
    wait_minutes: float
    worth: float
    slack_minutes: float
    plan: WeekPlan = field(repr=False, compare=False)
    moved: tuple[MovedStop, ...] = ()
    terms: tuple[TermChange, ...] = ()
    with_pairs: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()

    @property
    def free(self) -> bool:
        """Whether it breaks no rule."""
        return not self.violations


def told_place(
    plan: WeekPlan,
    opened: OpenPlan,
    numbers: Sequence[int],
    offer: Offer,
    before: Sequence[Term],
) -> Place:
    """Tell what one offer would mean; the open plan stays as it is."""
    kept = {fit.route: opened.copy_row(fit.route) for fit in offer.fits}
    take_up(opened, offer)
    made = {numbers[fit.route]: opened.route(fit.route) for fit in offer.fits}
    for r, row in kept.items():
        opened.put_back(r, row)
    after = plan_with_routes(plan, made, [row.crew for row in opened.rows])
    first = offer.fits[0]
    row = opened.rows[first.route]
    stop = made[numbers[first.route]].stops[first.position]
    return Place(
        numbers[first.route],
        row.crew.pair,
        shift_id(plan.request, row.crew.shift.id),
        first.position,
        stop.start,
        round(sum(fit.way_s for fit in offer.fits) / 60, 1),
        round((stop.start - stop.arrive).total_seconds() / 60, 1),
        round(after.score - before[0].amount, 3),
        round(sum(fit.slack_s for fit in offer.fits) / 60, 1),
        after,
        tuple(moved for fit in offer.fits for moved in _moved(plan.routes[numbers[fit.route]], fit)),
        term_changes(before, plan_terms(after)),
        tuple(opened.rows[fit.route].crew.pair for fit in offer.fits[1:]),
    )


def _moved(route: Route, fit: Fit) -> list[MovedStop]:
    return [
        MovedStop(route.pair, stop.hotspot, stop.start, -(-later // 60))
        for stop, later in zip(route.stops, fit.later_s, strict=True)
        if later
    ]


def term_changes(before: Sequence[Term], after: Sequence[Term]) -> tuple[TermChange, ...]:
    """Give the soft terms that differ."""
    return tuple(
        TermChange(a.name, a.amount, b.amount, round(b.value - a.value, 4))
        for a, b in zip(before, after, strict=True)
        if a.name is not TermName.VISITS and a.amount != b.amount
    )


def shift_id(request: WeekRequest, ident: str) -> str:
    """Give the id of a shift, or nothing where the request holds no such one."""
    return ident if any(shift.id == ident for shift in request.shifts) else ""
