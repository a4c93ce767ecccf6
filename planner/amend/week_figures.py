"""The figures of a plan that a lead weighs one plan against another by."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from planner.explain import wanted_visits
from planner.need_match import covered_visits, visits_by_need
from planner.plan import WeekPlan
from planner.search.outcome import gap_of
from planner.terms.plan_terms import plan_terms
from planner.terms.term import Term


@dataclass(frozen=True, slots=True)
class DistrictShare:
    """What one district gets: visits met of those wanted (the targets); None stands for places of no known district."""

    district: str | None
    wanted: int
    met: int

    @property
    def share(self) -> float:
        """Met of wanted, from 0 to 1; 1 where nothing is wanted."""
        return self.met / self.wanted if self.wanted else 1.0


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """What there is to say of a plan in figures.

    Attributes
    ----------
    score, bound, gap
        Its worth, what none can exceed, and (bound - score) / score; None where nothing is proved.
    pairs, visits
        Pairs that go out, counted once a shift, and visits (a joint one once).
    unmet
        Needs with fewer visits than their least, or none of a target: their ids.
    covered
        Visits that others make.
    districts
        In the order of their names.
    hours
        Each worker's hours out, breaks included.
    terms
        What the plan is worth by name.
    """

    score: float
    bound: float | None
    gap: float | None
    pairs: int
    visits: int
    unmet: tuple[str, ...]
    covered: int
    districts: tuple[DistrictShare, ...]
    hours: Mapping[str, float]
    terms: tuple[Term, ...]


def week_figures(plan: WeekPlan) -> WeekFigures:
    """Give the figures of a plan."""
    request, visits = plan.request, visits_by_need(plan)
    seasons = {"all"}.union(*(day.seasons for day in request.days))
    asked = [need for need in request.needs if need.season in seasons]
    wanted: dict[str | None, int] = defaultdict(int)
    met: dict[str | None, int] = defaultdict(int)
    for need in asked:
        district = request.hotspot[need.hotspot].district
        wanted[district] += need.target
        met[district] += min(len(visits[need.id]), need.target)
    hours = {worker.id: 0.0 for worker in request.workers}
    for route in plan.routes:
        for worker in route.workers:
            hours[worker] = hours.get(worker, 0.0) + (route.end.timestamp() - route.start.timestamp()) / 3600
    return WeekFigures(
        plan.score,
        plan.bound,
        None if plan.bound is None else gap_of(plan.score, plan.bound),
        len(plan.routes),
        sum(map(len, visits.values())),
        tuple(need.id for need in asked if len(visits[need.id]) < wanted_visits(need)),
        sum(covered_visits(request, need) for need in asked),
        tuple(DistrictShare(d, wanted[d], met[d]) for d in sorted(wanted, key=lambda d: (d is None, d or ""))),
        hours,
        plan_terms(plan),
    )
