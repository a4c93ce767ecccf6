"""Week plans in the store: written as versions, read as the version that is shown."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import uuid4

from sqlalchemy import Executable, bindparam, func, select

from planner.plan import WeekPlan
from planner.plan_json import PlanFileError, plan_from_text, plan_text
from planner.request import week_monday
from web.store.audit import content_hash_of
from web.store.faults import NotThereError
from web.store.store import SYSTEM, Store, Work
from web.store.tables.plans import PlanState, PlanVersion, StopRow, WeekPlanRow

TEAM_ID = re.compile(r"(?=.{1,100}$)[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a team's id looks like: the stem of its file."""

WEEK_ID = re.compile(r"\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])")
"""What an ISO week looks like, as ``2026-W49``."""

_KEPT = 16

_VERSIONS = (
    select(
        PlanVersion.team_name,
        WeekPlanRow.state,
        WeekPlanRow.version.label("row_version"),
        WeekPlanRow.published,
        PlanVersion.number,
        PlanVersion.content_hash,
        PlanVersion.made_at,
        PlanVersion.made_by,
        PlanVersion.job_id,
        PlanVersion.parent,
        PlanVersion.edit,
    )
    .join(PlanVersion, PlanVersion.week_plan_id == WeekPlanRow.id)
    .where(WeekPlanRow.team_id == bindparam("team"), WeekPlanRow.week == bindparam("week"))
)
_SHOWN = _VERSIONS.where(PlanVersion.number == WeekPlanRow.shown)
_PUBLISHED = _VERSIONS.where(PlanVersion.number == WeekPlanRow.published)
_AFTER = _VERSIONS.where(PlanVersion.parent == WeekPlanRow.shown).order_by(PlanVersion.number.desc()).limit(1)
"""What is known of a week's versions without their texts: the shown, the published, the newest made of the shown."""


@dataclass(frozen=True, slots=True, order=True)
class PlanKey:
    """Which plan: a team and an ISO week."""

    team: str
    week: str


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """What is known of a week without reading its plan.

    Attributes
    ----------
    row_version
        Version of the week's row, for an edit that must not overwrite another.
    number
        Version of the plan that this is about: the one that is shown, unless it was asked for otherwise.
    published
        Version that was published; None where none was.
    parent, edit
        The version that was shown before it, to which undoing goes back, and the edit that made it, by codes; None for
        the first one, and for one that was planned.
    """

    key: PlanKey
    team_name: str
    state: PlanState
    row_version: int
    number: int
    content_hash: str
    made_at: datetime
    made_by: str
    job: str | None
    published: int | None
    parent: int | None
    edit: Mapping[str, Any] | None

    @property
    def unpublished(self) -> bool:
        """Whether a published week has been changed since."""
        return self.published is not None and self.published != self.number


@dataclass(frozen=True)
class StoredPlans:
    """The plans of one installation; the latest read ones are kept in memory, by the hash of their text."""

    store: Store
    _read: "OrderedDict[str, WeekPlan]" = field(default_factory=OrderedDict, repr=False, compare=False)
    _lock: Lock = field(default_factory=Lock, repr=False, compare=False)
    _reading: Lock = field(default_factory=Lock, repr=False, compare=False)

    def list(self) -> tuple[PlanKey, ...]:
        """Name every plan there is, sorted by team and week."""
        with self.store.read() as session:
            rows = session.execute(select(WeekPlanRow.team_id, WeekPlanRow.week))
            return tuple(sorted(PlanKey(team, week) for team, week in rows))

    def info(self, team: str, week: str) -> PlanInfo | None:
        """Tell what is known of a week's shown version; None where there is none."""
        return self._info(_SHOWN, team, week)

    def published(self, team: str, week: str) -> PlanInfo | None:
        """Tell what is known of a week's published version, which pairs go by; None where none was published."""
        return self._info(_PUBLISHED, team, week)

    def undone(self, team: str, week: str) -> PlanInfo | None:
        """Tell what is known of the version that doing again what was undone would show; None where there is none."""
        return self._info(_AFTER, team, week)

    def _info(self, query: Executable, team: str, week: str) -> PlanInfo | None:
        with self.store.read() as session:
            row = session.execute(query, {"team": team, "week": week}).one_or_none()
        if row is None:
            return None
        return PlanInfo(
            PlanKey(team, week),
            row.team_name,
            PlanState(row.state),
            row.row_version,
            row.number,
            row.content_hash,
            row.made_at,
            row.made_by,
            row.job_id,
            row.published,
            row.parent,
            row.edit,
        )

    def read(self, team: str, week: str) -> WeekPlan | None:
        """Read the version that is shown; None where there is none.

        Raises
        ------
        planner.plan_json.PlanFileError
            What is kept is no plan, or is not what was written: its hash says so.
        """
        info = self.info(team, week)
        return None if info is None else self.plan_of(info)

    def plan_of(self, info: PlanInfo) -> WeekPlan:
        """Read the plan of a version.

        Raises
        ------
        planner.plan_json.PlanFileError
            What is kept is no plan, or is not what was written: its hash says so.
        web.store.faults.NotThereError
            The version was taken away meanwhile.
        """
        found = self._found(info.content_hash)
        if found is not None:
            return found
        with self._reading:  # those who come meanwhile wait for it
            return self._found(info.content_hash) or self._read_plan(info)

    def remember(self, content_hash: str, plan: WeekPlan) -> None:
        """Keep a plan in memory that was just written, so that it need not be read back."""
        with self._lock:
            self._read[content_hash] = plan
            while len(self._read) > _KEPT:
                self._read.popitem(last=False)

    def _found(self, content_hash: str) -> WeekPlan | None:
        with self._lock:
            if content_hash in self._read:
                self._read.move_to_end(content_hash)
            return self._read.get(content_hash)

    def _read_plan(self, info: PlanInfo) -> WeekPlan:
        with self.store.read() as session:
            version = session.scalars(
                select(PlanVersion)
                .join(WeekPlanRow, PlanVersion.week_plan_id == WeekPlanRow.id)
                .where(WeekPlanRow.team_id == info.key.team, WeekPlanRow.week == info.key.week)
                .where(PlanVersion.number == info.number)
            ).one_or_none()
        if version is None:
            raise NotThereError("plan", f"{info.key.team}/{info.key.week}")
        plan = checked_plan(version)
        if (plan.team, plan.week) != (info.key.team, info.key.week):
            raise PlanFileError(
                f"version {version.id} of {info.key.team}/{info.key.week} holds the plan of {plan.team}/{plan.week}"
            )
        self.remember(version.content_hash, plan)
        return plan

    def write(self, plan: WeekPlan, *, actor: str = SYSTEM, job: str | None = None) -> int:
        """Keep a plan as a new version of its week, and show it; gives the version's number."""
        with self.store.write(actor) as work:
            return keep_plan(work, plan, job=job)


def keep_plan(
    work: Work,
    plan: WeekPlan,
    *,
    job: str | None = None,
    edit: Mapping[str, Any] | None = None,
    expected: int | None = None,
) -> int:
    """Keep a plan in a transaction that is under way; a job that did so before changes nothing.

    Parameters
    ----------
    edit
        What was done to the shown version, by codes; None where the week was planned anew.
    expected
        Version of the week's row that the person saw; None where the program itself plans.

    Raises
    ------
    ValueError
        Team or week are not written as such.
    web.store.faults.NotThereError
        An edit of a week without a plan.
    web.store.faults.StaleEditError
        Somebody else has changed the week since it was seen.
    """
    if not (TEAM_ID.fullmatch(plan.team) and WEEK_ID.fullmatch(plan.week)):
        raise ValueError(f"team {plan.team!r} or week {plan.week!r} cannot name a plan")
    week_monday(plan.week)
    session = work.session
    if job is not None:
        before = session.scalar(select(PlanVersion.number).where(PlanVersion.job_id == job))
        if before is not None:
            work.note("plan.kept_again", "plan", f"{plan.team}/{plan.week}", team=plan.team, number=before, job=job)
            return before
    row = session.scalars(
        select(WeekPlanRow).where(WeekPlanRow.team_id == plan.team, WeekPlanRow.week == plan.week).with_for_update()
    ).one_or_none()
    parent = None
    if row is None:
        if edit is not None:
            raise NotThereError("week_plan", f"{plan.team}/{plan.week}")
        row = work.add(WeekPlanRow(id=str(uuid4()), team_id=plan.team, week=plan.week, state=PlanState.DRAFT, shown=1))
        session.flush()
        number = 1
    else:
        newest = session.scalar(select(func.max(PlanVersion.number)).where(PlanVersion.week_plan_id == row.id))
        number = (newest or 0) + 1
        parent = row.shown
        work.edit(WeekPlanRow, row.id, expected=expected, changes={"shown": number})
    text = plan_text(plan)
    version = PlanVersion(
        id=str(uuid4()),
        week_plan_id=row.id,
        number=number,
        document=text,
        content_hash=content_hash_of(text),
        team_name=plan.request.team_name,
        score=plan.score,
        bound=plan.bound,
        job_id=job,
        made_at=work.now,
        made_by=work.actor,
        parent=parent,
        edit=None if edit is None else dict(edit),
    )
    session.add(version)
    session.flush()
    session.add_all(_stops(version.id, plan))
    told = {"number": number, "hash": version.content_hash, **({"job": job} if job else {})}
    work.note(
        "plan.made" if edit is None else "plan.edited", "plan", f"{plan.team}/{plan.week}", team=plan.team, **told
    )
    return number


def checked_plan(version: PlanVersion) -> WeekPlan:
    """Read a version's plan.

    Raises
    ------
    planner.plan_json.PlanFileError
        Its text is not the one whose hash was kept, or is no plan.
    """
    if content_hash_of(version.document) != version.content_hash:
        raise PlanFileError(f"version {version.id} was changed: its text does not have the hash that was kept with it")
    return plan_from_text(version.document)


def _stops(version: str, plan: WeekPlan) -> list[StopRow]:
    stops = [(route, stop) for route in plan.routes for stop in route.stops]
    return [
        StopRow(
            plan_version_id=version,
            number=number,
            hotspot_id=stop.hotspot,
            pair=route.pair,
            workers=list(route.workers),
            date=route.date,
            arrive=stop.arrive,
            start=stop.start,
            leave=stop.leave,
        )
        for number, (route, stop) in enumerate(stops, start=1)
    ]
