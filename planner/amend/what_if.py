"""What if: the same week asked for in another way, planned as well, and held against the plan that there is."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from planner.amend.change import PlanDiff
from planner.amend.diff import diff
from planner.amend.replan import replan
from planner.amend.week_figures import WeekFigures, week_figures
from planner.plan import WeekPlan
from planner.plan_week import Progress, plan_week
from planner.request import WeekRequest


@dataclass(frozen=True, slots=True)
class Comparison:
    """A plan against what it would be.

    Attributes
    ----------
    before, after
        The figures of both.
    plan
        The plan of the changed week.
    changes
        What it does otherwise.
    """

    before: WeekFigures
    after: WeekFigures
    plan: WeekPlan
    changes: PlanDiff

    @property
    def gain(self) -> float:
        """What the change is worth, in worth of visits; below 0 where it costs."""
        return round(self.after.score - self.before.score, 3)


def what_if(
    plan: WeekPlan,
    request: WeekRequest,
    *,
    seconds: float = 5.0,
    rounds: int | None = None,
    seed: int = 0,
    report: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    executor: Executor | None = None,
) -> Comparison:
    """Plan a changed week from the plan that there is, and compare.

    Parameters
    ----------
    plan
        The plan that there is, given as many seconds as this one, or more.
    request
        The week with one thing changed: a pair or a shift more or less (`planner.amend.changes`), another slack share.
    seconds, rounds, seed, report, stop, executor
        As for `planner.plan_week.plan_week`.

    Notes
    -----
    The search begins from the plan made to fit (`planner.amend.replan`), so that what a change gains is its own
    doing, and not another search's luck; what is left of that shows where ``gap`` is wide.

    Raises
    ------
    ValueError
        The request is of another team or week, or the seconds are not above 0.
    """
    monday = datetime.combine(request.days[0].date, time(), request.tz)
    fitted = replan(
        plan,
        request,
        now=monday - timedelta(days=2),
        seconds=max(seconds / 4, 0.1),
        rounds=rounds,
        seed=seed,
        stop=stop,
        crew_price=0.0,
    )
    after = plan_week(
        request,
        seconds=max(seconds * 3 / 4, 0.1),
        rounds=rounds,
        seed=seed,
        report=report,
        start=fitted.plan,
        stop=stop,
        executor=executor,
    )
    return Comparison(week_figures(plan), week_figures(after), after, diff(plan, after))
