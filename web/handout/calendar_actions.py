"""Secret addresses of calendars: made, withdrawn, and the shifts that one of them shows."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import Select, select

from web.handout.worker_calendar import PublishedWeek
from web.plans import StoredPlans
from web.store.faults import NotThereError
from web.store.store import Store
from web.store.tables.plans import PlanVersion, WeekPlanRow
from web.store.tables.shifts_worked import CalendarFeedRow
from web.store.tables.teams import TeamRow, WorkerRow

BEHIND, AHEAD = timedelta(weeks=2), timedelta(weeks=12)
"""A calendar shows the published weeks that begin within these of today."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose calendar an address shows."""

    id: str
    team: str
    team_name: str
    worker: str


def make_feed(store: Store, actor: str, team: str, worker: str) -> str:
    """Make a secret address for a worker, and withdraw an earlier one; gives the secret, which is not kept.

    Raises
    ------
    web.store.faults.NotThereError
        The team has no such worker.
    """
    secret = secrets.token_urlsafe(32)
    with store.write(actor) as work:
        if work.session.get(WorkerRow, (team, worker)) is None:
            raise NotThereError("worker", worker)
        for row in work.session.scalars(_open(team).where(CalendarFeedRow.worker_id == worker)):
            work.edit(CalendarFeedRow, row.id, expected=None, changes={"revoked_at": work.now})
        feed = work.add(
            CalendarFeedRow(id=str(uuid4()), team_id=team, worker_id=worker, token_hash=_hash(secret), made_at=work.now)
        )
        work.note("calendar.made", "calendar", feed.id, team=team)
    return secret


def revoke_feed(store: Store, actor: str, team: str, feed: str) -> None:
    """Withdraw an address: calendars that ask for it are told that there is none.

    Raises
    ------
    web.store.faults.NotThereError
        The team has no such address.
    """
    with store.write(actor) as work:
        row = work.session.get(CalendarFeedRow, feed)
        if row is None or row.team_id != team or row.revoked_at is not None:
            raise NotThereError("calendar", feed)
        work.edit(CalendarFeedRow, feed, expected=None, changes={"revoked_at": work.now})
        work.note("calendar.withdrawn", "calendar", feed, team=team)


def open_feeds(store: Store, team: str) -> dict[str, CalendarFeedRow]:
    """Give the addresses that a team's calendars use, by worker."""
    with store.read() as session:
        return {row.worker_id: row for row in session.scalars(_open(team).order_by(CalendarFeedRow.made_at))}


def workers_of(store: Store, team: str) -> tuple[str, list[tuple[str, str]]]:
    """Give a team's name, and the id and code name of each of its workers.

    Raises
    ------
    web.store.faults.NotThereError
        There is no such team.
    """
    with store.read() as session:
        row = session.get(TeamRow, team)
        if row is None:
            raise NotThereError("team", team)
        query = select(WorkerRow.id, WorkerRow.name).where(WorkerRow.team_id == team).order_by(WorkerRow.name)
        return row.name, [(worker, name) for worker, name in session.execute(query)]


def feed_of(store: Store, secret: str) -> Feed | None:
    """Give whose calendar a secret shows; None where it shows none."""
    query = (
        select(CalendarFeedRow.id, CalendarFeedRow.team_id, CalendarFeedRow.worker_id, TeamRow.name)
        .join(TeamRow, TeamRow.id == CalendarFeedRow.team_id)
        .where(CalendarFeedRow.token_hash == _hash(secret), CalendarFeedRow.revoked_at.is_(None))
    )
    with store.read() as session:
        row = session.execute(query).one_or_none()
    return None if row is None else Feed(row.id, row.team_id, row.name, row.worker_id)


def published_weeks(plans: StoredPlans, team: str, today: date) -> list[PublishedWeek]:
    """Give a team's published weeks around today, in order."""
    first, last = (_week(today - BEHIND), _week(today + AHEAD))
    query = (
        select(WeekPlanRow.week, PlanVersion.published_at)
        .join(PlanVersion, PlanVersion.week_plan_id == WeekPlanRow.id)
        .where(WeekPlanRow.team_id == team, WeekPlanRow.week >= first, WeekPlanRow.week <= last)
        .where(PlanVersion.number == WeekPlanRow.published)
        .order_by(WeekPlanRow.week)
    )
    with plans.store.read() as session:
        rows = session.execute(query).all()
    found = []
    for week, at in rows:
        info = plans.published(team, week)
        if info is not None:
            found.append(PublishedWeek(plans.plan_of(info), at or info.made_at, info.number))
    return found


def _open(team: str) -> Select[CalendarFeedRow]:
    return select(CalendarFeedRow).where(CalendarFeedRow.team_id == team, CalendarFeedRow.revoked_at.is_(None))


def _hash(secret: str) -> str:
    return sha256(f"faltplan-calendar\0{secret}".encode()).hexdigest()


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
