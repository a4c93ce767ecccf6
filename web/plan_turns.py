"""How a week's plan turns: an edit undone and done again, a week published, a week closed."""

from sqlalchemy import func, select

from web.store.faults import NotThereError
from web.store.store import Work
from web.store.tables.plans import PlanState, PlanVersion, WeekPlanRow


def undo(work: Work, team: str, week: str, *, expected: int) -> int:
    """Show the version again that the shown one was made from by an edit. Gives its number.

    Raises
    ------
    web.store.faults.NotThereError
        There is no plan, or no edit to undo.
    web.store.faults.StaleEditError
        Somebody else has changed the week since it was seen.
    """
    row = _locked(work, team, week)
    parent = work.session.scalar(
        select(PlanVersion.parent).where(PlanVersion.week_plan_id == row.id, PlanVersion.number == row.shown)
    )
    return _show(work, row, parent, expected=expected, action="plan.undone")


def redo(work: Work, team: str, week: str, *, expected: int) -> int:
    """Show the newest version again that an edit made of the shown one. Gives its number.

    Raises
    ------
    web.store.faults.NotThereError
        There is no plan, or nothing was undone.
    web.store.faults.StaleEditError
        Somebody else has changed the week since it was seen.
    """
    row = _locked(work, team, week)
    newest = work.session.scalar(
        select(func.max(PlanVersion.number)).where(PlanVersion.week_plan_id == row.id, PlanVersion.parent == row.shown)
    )
    return _show(work, row, newest, expected=expected, action="plan.redone")


def _locked(work: Work, team: str, week: str) -> WeekPlanRow:
    row = work.session.scalars(
        select(WeekPlanRow).where(WeekPlanRow.team_id == team, WeekPlanRow.week == week).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotThereError("week_plan", f"{team}/{week}")
    return row


def _show(work: Work, row: WeekPlanRow, number: int | None, *, expected: int, action: str) -> int:
    if number is None:
        raise NotThereError("plan_edit", f"{row.team_id}/{row.week}")
    work.edit(WeekPlanRow, row.id, expected=expected, changes={"shown": number})
    work.note(action, "plan", f"{row.team_id}/{row.week}", team=row.team_id, number=number)
    return number


def publish(work: Work, team: str, week: str, *, expected: int) -> int:
    """Publish the version that is shown; it is kept for good. Gives its number.

    Raises
    ------
    web.store.faults.NotThereError
        There is no plan.
    web.store.faults.StaleEditError
        Somebody else has changed the week since it was seen.
    """
    return _turn(work, team, week, expected=expected, state=PlanState.PUBLISHED)


def close(work: Work, team: str, week: str, *, expected: int) -> int:
    """Close a published week: what happened is now in its visits. Gives the number of the published version.

    Raises
    ------
    web.store.faults.NotThereError
        There is no plan, or none that was published.
    web.store.faults.StaleEditError
        Somebody else has changed the week since it was seen.
    """
    return _turn(work, team, week, expected=expected, state=PlanState.CLOSED)


def _turn(work: Work, team: str, week: str, *, expected: int, state: PlanState) -> int:
    row = _locked(work, team, week)
    if state is PlanState.CLOSED and row.published is None:
        raise NotThereError("week_plan", f"{team}/{week}")
    number = row.shown if state is PlanState.PUBLISHED else int(row.published or 0)
    work.edit(WeekPlanRow, row.id, expected=expected, changes={"state": state, "published": number})
    if state is PlanState.PUBLISHED:
        version = work.session.scalars(
            select(PlanVersion).where(PlanVersion.week_plan_id == row.id, PlanVersion.number == number)
        ).one()
        version.published_at, version.published_by = work.now, work.actor
    work.note(f"plan.{state}", "plan", f"{team}/{week}", team=team, number=number)
    return number
