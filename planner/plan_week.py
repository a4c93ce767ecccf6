"""The main job: from a week's request to its plan."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from planner.bound import week_bound
from planner.exact import exact_request
from planner.explain import unplanned_needs
from planner.pair import Crew
from planner.plan import WeekPlan
from planner.request import WeekRequest
from planner.roster.roster import make_roster
from planner.routing.week import WeekRoutes
from planner.value import plan_score

ROSTER_SHARE = 0.3
ROSTER_LEAST_S = 2.0
"""The roster may take this share of the time, or so many seconds where that is more and within half of the time;
what it leaves goes to the routes."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far planning has come: seconds used of the budget, and the best score so far."""

    seconds: float
    budget_s: float
    score: float


def plan_week(
    request: WeekRequest,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    report: Callable[[Progress], None] | None = None,
) -> WeekPlan:
    """Plan one team's week: pairs by CP-SAT, routes by the routing library.

    Parameters
    ----------
    seconds
        Time budget; the plan is there within it but for a fraction of a second.
    report
        Called with each better view of the plan, at least once a day of the week.

    Returns
    -------
    WeekPlan
        A plan that breaks no hard rule (see `planner.check.check`); needs without room are in ``unplanned``.

    Raises
    ------
    ValueError
        ``seconds`` is not above 0.
    """
    if seconds <= 0:
        raise ValueError(f"a time budget of {seconds} seconds is not above 0")
    begin = monotonic()
    for_roster = max(seconds * ROSTER_SHARE, min(ROSTER_LEAST_S, seconds / 2))
    timed = exact_request(request)
    crews = make_roster(timed, seconds=for_roster, seed=seed)
    search = WeekRoutes(timed, crews, seed=seed)
    for score in search.search(seconds=max(seconds - (monotonic() - begin), 0.1)):
        if report:
            report(Progress(min(monotonic() - begin, seconds), seconds, score))
    return _finish(request, crews, search)


def _finish(request: WeekRequest, crews: tuple[Crew, ...], search: WeekRoutes) -> WeekPlan:
    bare = WeekPlan(request.team, request.week, request, search.routes(), (), 0.0, week_bound(request))
    return WeekPlan(
        team=request.team,
        week=request.week,
        request=request,
        routes=bare.routes,
        unplanned=unplanned_needs(bare, crews),
        score=plan_score(bare),
        bound=bare.bound,
    )
