"""The main job: from a week's request to its plan."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic

from planner.bound import week_bound
from planner.check import check
from planner.exact import exact_request
from planner.explain import unplanned_needs
from planner.pair import Crew
from planner.plan import WeekPlan
from planner.request import WeekRequest
from planner.roster.roster import make_roster
from planner.routing.start import crews_of
from planner.routing.week import WeekRoutes
from planner.value import plan_score

ROSTER_SHARE = 0.3
ROSTER_LEAST_S = 2.0
ROSTER_MOST_S = 15.0
"""The roster may take this share of the time, or so many seconds where that is more and within half of the time, but
never more than the most: whoever waits wants to see a plan. What it leaves goes to the routes."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far planning has come.

    Attributes
    ----------
    seconds, budget_s
        Seconds used, of how many.
    score, bound
        The best so far, and what no plan can exceed.
    plan
        Gives the best plan so far, whole: it breaks no hard rule. It takes some hundredths of a second, and must be
        called before the call that tells the progress returns.
    """

    seconds: float
    budget_s: float
    score: float
    bound: float
    plan: Callable[[], WeekPlan] = field(repr=False, compare=False)


def plan_week(
    request: WeekRequest,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    report: Callable[[Progress], None] | None = None,
    start: WeekPlan | None = None,
) -> WeekPlan:
    """Plan one team's week: pairs by CP-SAT, routes by the routing library.

    Parameters
    ----------
    seconds
        Time budget; the plan is there within it but for a fraction of a second.
    report
        Called with each better view of the plan, at least once a day of the week.
    start
        A plan of the same request from which the search goes on; its pairs stay, and no worse plan is given.

    Returns
    -------
    WeekPlan
        A plan that breaks no hard rule (see `planner.check.check`); needs without room are in ``unplanned``.

    Raises
    ------
    ValueError
        ``seconds`` is not above 0, or ``start`` is no sound plan of this request.
    """
    if seconds <= 0:
        raise ValueError(f"a time budget of {seconds} seconds is not above 0")
    begin = monotonic()
    bound = week_bound(request)
    timed = exact_request(request)
    known = None if start is None else _sound(replace(start, request=request, bound=bound))
    crews = () if known is None else crews_of(timed, known)
    search = (
        WeekRoutes(timed, crews, seed=seed, start=known.routes)
        if known and crews
        else WeekRoutes(timed, _roster(timed, seconds, seed), seed=seed)
    )
    for score in search.search(seconds=max(seconds - (monotonic() - begin), 0.1)):
        if report:
            used = min(monotonic() - begin, seconds)
            report(Progress(used, seconds, score, bound, lambda: _best(request, search, bound, known)))
    return _best(request, search, bound, known)


def _sound(start: WeekPlan) -> WeekPlan:
    request = start.request
    found = [str(violation) for violation in check(start)]
    if (start.team, start.week) != (request.team, request.week) or found:
        raise ValueError(f"the plan to start from is no sound plan of this request: {found[:3]}")
    return replace(start, score=plan_score(start))


def _roster(timed: WeekRequest, seconds: float, seed: int) -> tuple[Crew, ...]:
    share = min(seconds * ROSTER_SHARE, ROSTER_MOST_S)
    return make_roster(timed, seconds=max(share, min(ROSTER_LEAST_S, seconds / 2)), seed=seed)


def _best(request: WeekRequest, search: WeekRoutes, bound: float, known: WeekPlan | None) -> WeekPlan:
    bare = WeekPlan(request.team, request.week, request, search.routes(), (), 0.0, bound)
    score = plan_score(bare)
    if known is not None and known.score > score:
        return known
    crews = [crew for day in search.crews.values() for crew in day]
    return replace(bare, unplanned=unplanned_needs(bare, crews), score=score)
