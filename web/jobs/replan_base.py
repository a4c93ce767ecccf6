"""What a plan job finds beside the store's input: the plan that is shown, its pins, and the version it is to amend."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from planner.amend.replan_request import replan_request, with_pins
from planner.apart.search_apart import Amended
from planner.kept_texts import text_hash
from planner.plan_json import PlanFileError
from planner.request import WeekRequest
from web.jobs.claims import Claim
from web.jobs.errors import JobError, JobFailedError
from web.jobs.orders import REPLAN, PlanOrder
from web.plans import StoredPlans, checked_plan
from web.store.store import Store, Work
from web.store.tables.jobs import Job
from web.store.tables.plans import PlanVersion, WeekPlanRow


def with_shown(claim: Claim, plans: StoredPlans, order: PlanOrder, request: WeekRequest) -> WeekRequest:
    """Give the request with what the plan that is shown, or is to be amended, has settled."""
    if order.base is not None:
        shown = checked_plan(_version(claim.store, order))
        return replan_request(shown, request, now=_began_at(claim))
    try:
        plan = plans.read(order.team, order.week)
    except PlanFileError:
        return request  # a damaged plan is planned anew
    return request if plan is None else with_pins(replace(request, pins=()), plan.request.pins)


def amended(claim: Claim, order: PlanOrder) -> Amended | None:
    """Give the version that is to be amended; None where the week is planned anew.

    Raises
    ------
    JobFailedError
        The version is not there any more, or is not what was kept.
    """
    if order.base is None:
        return None
    version = _version(claim.store, order)
    try:
        checked_plan(version)
    except PlanFileError as error:
        raise JobFailedError(JobError.BEST_CHANGED, str(error)) from error
    told = version.published_at is not None or _published(claim.store, order)
    return Amended(version.document, text_hash(version.document), _began_at(claim), told)


def refuse_overtaken(work: Work, order: PlanOrder) -> None:
    """Refuse to put a plan over one that somebody has made since.

    Raises
    ------
    JobFailedError
        Another version is shown than the one that was amended.
    """
    if order.base is None:
        return
    shown = work.session.scalar(_of_week(select(WeekPlanRow.shown), order).with_for_update())
    if shown != order.base:
        raise JobFailedError(JobError.WEEK_CHANGED, f"version {shown} is shown, not {order.base}")


def edit_of(order: PlanOrder) -> dict[str, object] | None:
    """Give the edit that a re-plan is, by codes; None where the week is planned anew."""
    return None if order.base is None else {"kind": REPLAN, "base": order.base}


def _version(store: Store, order: PlanOrder) -> PlanVersion:
    query = _of_week(select(PlanVersion).join(WeekPlanRow, PlanVersion.week_plan_id == WeekPlanRow.id), order)
    with store.read() as session:
        version: PlanVersion | None = session.scalars(query.where(PlanVersion.number == order.base)).one_or_none()
    if version is None:
        raise JobFailedError(JobError.WEEK_CHANGED, f"version {order.base} is not there")
    return version


def _published(store: Store, order: PlanOrder) -> bool:
    with store.read() as session:
        return session.scalar(_of_week(select(WeekPlanRow.published), order)) is not None


def _began_at(claim: Claim) -> datetime:
    """Give when the job was first begun: the same however often it is run again."""
    with claim.store.read() as session:
        began = session.scalar(select(Job.began_at).where(Job.id == claim.job))
    return began or claim.store.clock()


def _of_week(query: Select[Any], order: PlanOrder) -> Select[Any]:
    return query.where(WeekPlanRow.team_id == order.team, WeekPlanRow.week == order.week)
