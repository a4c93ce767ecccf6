"""Asking for a week that has changed to be made to fit: after a sick call, an urgent effort, a shift called off."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from planner.request import week_monday
from web.jobs.jobs import JobInfo
from web.jobs.orders import REPLAN_SECONDS, PlanOrder
from web.parts import Parts


class AskState(StrEnum):
    """What became of asking for a re-plan.

    ``under_way``: the week is being planned already; ``no_plan``: there is none yet to make fit; ``over``: the week
    has ended.
    """

    ASKED = "asked"
    UNDER_WAY = "under_way"
    NO_PLAN = "no_plan"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking, with the job that plans the week now, where there is one."""

    state: AskState
    job: JobInfo | None = None


def ask_replan(parts: Parts, team: str, week: str, *, actor: str, now: datetime | None = None) -> Asked:
    """Ask for the shown plan of a week to be made to fit what the store holds, with as little change as can be.

    Call it when what has happened is saved: the job gathers the week anew. It becomes a version of its own, made of the
    shown one; nothing is published by it.

    Raises
    ------
    ValueError
        The week is no ISO week.
    """
    now = now or parts.store.clock()
    if has_ended(week, now, ZoneInfo(parts.city_settings().timezone)):
        return Asked(AskState.OVER)
    info = parts.plans.info(team, week)
    if info is None:
        return Asked(AskState.NO_PLAN)
    order = PlanOrder(team, week, seconds=REPLAN_SECONDS, base=info.number)
    before = parts.jobs.latest(order.kind, order.subject)
    job = parts.jobs.submit(order, actor=actor)
    known = before is not None and before.id == job.id
    return Asked(AskState.UNDER_WAY if known else AskState.ASKED, job)


def has_ended(week: str, now: datetime, tz: ZoneInfo) -> bool:
    """Tell whether the last day of a week lies behind."""
    return now.astimezone(tz).date() >= week_monday(week) + timedelta(days=7)


def weeks_of(first: date, last: date) -> tuple[str, ...]:
    """Give the ISO weeks that some days lie in, both ends included.

    Examples
    --------
    >>> weeks_of(date(2026, 12, 6), date(2026, 12, 7))
    ('2026-W49', '2026-W50')
    """
    return tuple(dict.fromkeys(week_of(first + timedelta(days=n)) for n in range((last - first).days + 1)))


def week_of(day: date) -> str:
    """Give the ISO week of a day.

    Examples
    --------
    >>> week_of(date(2027, 1, 3))
    '2026-W53'
    """
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"
