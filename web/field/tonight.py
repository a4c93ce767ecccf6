"""Which shifts of the published plans are on, or come next, for the teams of an account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from planner.plan import Route, WeekPlan
from web.field.check_in import ShiftTime
from web.plans import PlanInfo, StoredPlans

AHEAD = timedelta(hours=12)
"""A shift that begins within this is tonight's; one that begins later is only told of."""

AFTER = timedelta(hours=2)
"""So long after its end a shift can still be logged and corrected, and a phone keeps it."""

WEEKS_AHEAD = 2
"""So many weeks are looked through for the next shift."""


@dataclass(frozen=True, slots=True)
class PublishedShift:
    """One pair's shift as it was published; ``index`` is its place among the routes of its plan."""

    info: PlanInfo
    plan: WeekPlan
    index: int

    @property
    def route(self) -> Route:
        """What was planned."""
        return self.plan.routes[self.index]

    @property
    def time(self) -> ShiftTime:
        """Whose shift it is, and when, in the city's zone."""
        route, tz = self.route, self.plan.request.tz
        return ShiftTime(self.plan.team, route.pair, route.date, route.start.astimezone(tz), route.end.astimezone(tz))

    @property
    def wipe_at(self) -> datetime:
        """When a phone has forgotten the shift at the latest."""
        return self.time.end.astimezone(UTC) + AFTER


@dataclass(frozen=True, slots=True)
class Tonight:
    """The shifts that can be chosen now, by their start, team and pair; and where there are none, the next one."""

    open: tuple[PublishedShift, ...]
    next: PublishedShift | None


def tonight(plans: StoredPlans, teams: Iterable[str], now: datetime, *, today: date) -> Tonight:
    """Give what is on or comes next.

    Parameters
    ----------
    now, today
        The moment with its zone, and its date in the city.
    """
    shifts = [
        shift
        for team in sorted(teams)
        for week in _weeks(today)
        for shift in published_shifts(plans, team, week)
        if shift.wipe_at > now
    ]
    shifts.sort(key=lambda s: (s.time.start.astimezone(UTC), s.time.team, s.time.pair))
    near = tuple(shift for shift in shifts if shift.time.start.astimezone(UTC) - now <= AHEAD)
    later = next((shift for shift in shifts if shift not in near), None)
    return Tonight(near, None if near else later)


def published_shifts(plans: StoredPlans, team: str, week: str) -> Sequence[PublishedShift]:
    """Give the shifts of a team's published week; none where it was not published."""
    info = plans.published(team, week)
    if info is None:
        return ()
    plan = plans.plan_of(info)
    return [PublishedShift(info, plan, n) for n in range(len(plan.routes))]


def published_shift(plans: StoredPlans, team: str, day: date, pair: str) -> PublishedShift | None:
    """Give one pair's shift of a date; None where none was published."""
    shifts = published_shifts(plans, team, week_of(day))
    return next((s for s in shifts if (s.route.date, s.route.pair) == (day, pair)), None)


def week_of(day: date) -> str:
    """Give the ISO week of a date.

    Examples
    --------
    >>> week_of(date(2027, 1, 1))
    '2026-W53'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _weeks(today: date) -> list[str]:
    days = [today - timedelta(days=1), *(today + timedelta(weeks=n) for n in range(WEEKS_AHEAD + 1))]
    return list(dict.fromkeys(week_of(day) for day in days))
