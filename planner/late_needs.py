"""Which needs are late when a week begins: what the plan of the week before tells."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from geo.hotspot import VisitNeed
from planner.need_match import visits_by_need, window_around
from planner.overdue import Overdue
from planner.plan import WeekPlan

_WEEK = timedelta(days=7)


def late_needs(needs: Iterable[VisitNeed], plans: Iterable[WeekPlan], monday: datetime) -> tuple[Overdue, ...]:
    """Give the needs whose next visit was due before Monday, by whole days.

    A need wants its target evenly over the week, so that a visit is due seven days over the target after the last one.
    Visits that others make at the place in its hours count too. Of a need that the plan knows and nobody visits, it is
    sure only that the week before is without a visit: it counts from that week's beginning.

    Parameters
    ----------
    plans
        Plans of the team; those that are not of the week before are passed over.
    monday
        The midnight that begins the week.

    Returns
    -------
    tuple of Overdue
        In the order of the needs. Nothing is said of a need without a target, or one that no plan knows.
    """
    last: dict[str, datetime] = {}
    for plan in plans:
        if plan.request.days[0].date + _WEEK == monday.date():
            last |= _last_visits(plan, monday)
    late = []
    for need in needs:
        if need.target and need.id in last:
            since = timedelta(seconds=monday.timestamp() - last[need.id].timestamp())
            days = (since - _WEEK / need.target).days
            if days >= 1:
                late.append(Overdue(need.id, days))
    return tuple(late)


def _last_visits(plan: WeekPlan, monday: datetime) -> dict[str, datetime]:
    """Give when each need of the season was last visited before Monday; the week's beginning where it was not."""
    request, visits = plan.request, visits_by_need(plan)
    first = datetime.combine(request.days[0].date, time(), request.tz)
    seasons = frozenset({"all"}).union(*(day.seasons for day in request.days))
    return {
        need.id: max(
            (
                first,
                *(stop.leave for stop in visits[need.id] if stop.leave <= monday),
                *(
                    c.start
                    for c in request.covered
                    if c.hotspot == need.hotspot and c.start <= monday and window_around(request, need, c.start)
                ),
            )
        )
        for need in request.needs
        if need.season in seasons
    }
