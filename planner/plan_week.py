"""The main job: from a week's request to its plan, with a proof of how near the best possible it is."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from time import monotonic

from planner.bound import relaxed_week, rounded_up, week_bound
from planner.check import check
from planner.crews import crews_of
from planner.exact import exact_request
from planner.explain import unplanned_needs
from planner.pair import Crew
from planner.plan import WeekPlan
from planner.request import WeekRequest
from planner.roster.roster import make_roster
from planner.search.outcome import Found, gap_of
from planner.search.solve import Solving
from planner.terms.plan_terms import plan_terms, total_value
from planner.value import plan_score
from planner.week_search import WeekSearch

FIRST_ROSTER_S = 0.3
"""A first roster takes so long, so that there is a plan at once."""
ROSTER_SHARE = 0.1
ROSTER_MOST_S = 4.0
"""The roster may then be made fairer and steadier in this share of the time, and so many seconds at most."""
ROSTER_WORK = 2.0
"""Work that the roster gets, about a second each, where rounds are given and not seconds."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far planning has come.

    Attributes
    ----------
    seconds, budget_s
        Seconds used, of how many.
    score, bound
        What the visits of the best plan so far are worth, and what no plan's can exceed.
    total
        The score with every soft goal: this never falls, though the score may, where the goals are met better.
    plan
        Gives the best plan so far, whole: it breaks no hard rule.
    """

    seconds: float
    budget_s: float
    score: float
    bound: float
    total: float
    plan: Callable[[], WeekPlan] = field(repr=False, compare=False)

    @property
    def gap(self) -> float:
        """How far the best so far is from the bound at most, as a share of it: 0.02 is "within 2 % of the best"."""
        return gap_of(self.score, self.bound)


def plan_week(
    request: WeekRequest,
    *,
    seconds: float = 10.0,
    rounds: int | None = None,
    seed: int = 0,
    report: Callable[[Progress], None] | None = None,
    start: WeekPlan | None = None,
    stop: Callable[[], bool] | None = None,
    executor: Executor | None = None,
) -> WeekPlan:
    """Plan one team's week: pairs by CP-SAT, routes by ruin and recreate, the bound by column generation.

    Parameters
    ----------
    seconds
        Time budget; the plan is there within it but for a fraction of a second.
    rounds
        Rounds of the search instead of seconds: the same request and seed then give the same plan.
    report
        Called with each better plan or bound.
    start
        A plan of the same request from which the search goes on; its pairs stay, and no plan of a lower total is given.
    stop
        Asked often; the best so far is given within half a second after it says True.
    executor
        Where the proof runs beside the search, such as a process pool; in turns with it where it is None.

    Returns
    -------
    WeekPlan
        A plan that breaks no hard rule (see `planner.check.check`); needs without room are in ``unplanned``.

    Raises
    ------
    ValueError
        ``seconds`` or ``rounds`` is not above 0, or ``start`` is no sound plan of this request.
    """
    if seconds <= 0:
        raise ValueError(f"a time budget of {seconds} seconds is not above 0")
    if rounds is not None and rounds <= 0:
        raise ValueError(f"{rounds} rounds are not above 0")
    planning = _Planning(request, seconds, rounds, seed, report, stop)
    if start is not None:
        planning.know(start)
    planning.set_out()
    planning.go_on(executor)
    return planning.best()


class _Planning:
    """One week being planned."""

    def __init__(
        self,
        request: WeekRequest,
        seconds: float,
        rounds: int | None,
        seed: int,
        report: Callable[[Progress], None] | None,
        stop: Callable[[], bool] | None,
    ) -> None:
        self.request, self.timed = request, exact_request(request)
        self.seconds, self.rounds, self.seed, self.report, self.stop = seconds, rounds, seed, report, stop
        self.begin = monotonic()
        self.bound = week_bound(self.timed)
        self.known: WeekPlan | None = None
        self.crews: tuple[Crew, ...] = ()
        self.search = WeekSearch(self.timed, ())

    def know(self, start: WeekPlan) -> None:
        """Take a plan to go on from."""
        plan = replace(start, request=self.request, bound=self.bound)
        found = [str(violation) for violation in check(plan)]
        if (start.team, start.week) != (self.request.team, self.request.week) or found:
            raise ValueError(f"the plan to start from is no sound plan of this request: {found[:3]}")
        self.known = replace(plan, score=plan_score(plan))
        self.crews = crews_of(self.timed, plan)

    def set_out(self) -> None:
        """Give every crew a first route, and tell that plan."""
        routes = self.known.routes if self.known and self.crews else ()
        given = bool(self.crews)
        if not given:
            if self.rounds:
                seconds, work = 10 * ROSTER_WORK, ROSTER_WORK
            else:
                seconds, work = min(FIRST_ROSTER_S, self.seconds / 3), None
            self.crews = make_roster(self.timed, seconds=seconds, seed=self.seed, work=work)
        self.search = WeekSearch(self.timed, self.crews, seed=self.seed, start=routes)
        self.search.fill()
        self.tell(Found(0.0, self.search.value, self.bound))
        more = min(ROSTER_SHARE * self.seconds, ROSTER_MOST_S)
        if given or self.rounds or more < 2 * FIRST_ROSTER_S or (self.stop and self.stop()):
            return
        crews = make_roster(self.timed, seconds=more, seed=self.seed, near=(), stop=self.stop)
        if crews != self.crews and not (self.stop and self.stop()):
            self.known = self._bare()
            self.crews = crews
            self.search = WeekSearch(self.timed, crews, seed=self.seed)
            self.search.fill()

    def go_on(self, executor: Executor | None) -> None:
        """Search and prove until the time is up."""
        if not self.crews or (self.stop and self.stop()):
            return
        week = self.search.week
        solving = Solving(
            week.problem,
            self.search.search,
            relaxed_week(week),
            report=self.tell,
            stop=self.stop,
            packs=not self.request.pins,
            bound=self.bound,
            begin=self.begin,
        )
        if self.rounds is not None:
            solving.by_rounds(self.rounds)
        else:
            solving.by_seconds(self.seconds, executor)
        self.bound = min(self.bound, rounded_up(solving.bound))

    def tell(self, found: Found) -> None:
        """Report what is better than before."""
        self.bound = min(self.bound, rounded_up(found.bound))
        if self.report:
            bare = self._bare()
            used = min(monotonic() - self.begin, self.seconds)
            total = round(total_value(plan_terms(bare)), 3)
            self.report(Progress(used, self.seconds, bare.score, self.bound, total, lambda: self._explained(bare)))

    def best(self) -> WeekPlan:
        """Give the best plan so far."""
        return self._explained(self._bare())

    def _bare(self) -> WeekPlan:
        request = self.request
        routes = sorted(self.search.routes(), key=lambda route: (route.start, route.pair, route.workers))
        bare = WeekPlan(request.team, request.week, request, tuple(routes), (), 0.0, self.bound)
        bare = replace(bare, score=plan_score(bare))
        if self.known is not None and total_value(plan_terms(self.known)) > total_value(plan_terms(bare)):
            return replace(self.known, bound=self.bound)
        return bare

    def _explained(self, plan: WeekPlan) -> WeekPlan:
        crews = crews_of(self.timed, plan) or self.crews
        return replace(plan, unplanned=unplanned_needs(plan, crews))
