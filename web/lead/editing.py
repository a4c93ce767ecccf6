"""Use cases of editing a week by hand: try an edit, keep it as a new version, undo and redo it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.amend.edit import Edited
from planner.check import check
from planner.plan import WeekPlan
from planner.rules.violation import Violation
from web.lead.edit_order import PINS, EditOrder, done, edit_codes, landed
from web.plan_turns import redo, undo
from web.plans import PlanInfo, StoredPlans, keep_plan
from web.store.faults import NotThereError, StaleEditError
from web.store.store import Store
from web.store.tables.plans import PlanState, WeekPlanRow

HASH_LETTERS = 16
"""So many letters of the hash of a version's text name it in an address."""


class ClosedWeekError(Exception):
    """The week is closed: what happened stands in its visits, and its plan is not changed any more."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What an edit would do: the plan before and after, and rules that are broken anew, mended, and broken in all."""

    order: EditOrder
    before: WeekPlan
    after: WeekPlan
    broken: tuple[Violation, ...]
    mended: tuple[Violation, ...]
    violations: tuple[Violation, ...]


class BrokenRulesError(Exception):
    """An edit breaks hard rules that were kept before, and nobody has said that it shall be kept all the same."""

    def __init__(self, tried: Tried) -> None:
        super().__init__(f"{len(tried.broken)} rules would be broken")
        self.tried = tried


def try_edit(plan: WeekPlan, order: EditOrder, *, known: Sequence[Violation] | None = None) -> Tried:
    """Tell what an edit would do; nothing is kept. ``known`` is what the plan breaks, where that has been checked.

    Raises
    ------
    ValueError
        The plan has no such route, stop, place or need, or a pin clashes with another one.
    """
    return held_against(plan, order, done(plan, order), known=known)


def held_against(
    plan: WeekPlan, order: EditOrder, edited: Edited, *, known: Sequence[Violation] | None = None
) -> Tried:
    """Tell what an edit that was made would do to a plan; ``known`` is what the plan breaks already."""
    before = check(plan) if known is None else known
    return Tried(
        order,
        plan,
        edited.plan,
        _without(edited.violations, before),
        _without(before, edited.violations),
        edited.violations,
    )


def keep_edit(
    store: Store,
    plans: StoredPlans,
    info: PlanInfo,
    order: EditOrder,
    *,
    seen: int,
    actor: str,
    confirmed: bool,
    known: Sequence[Violation] | None = None,
) -> Tried:
    """Do an edit and keep it as a new version of the week.

    Parameters
    ----------
    info
        The version that is shown.
    seen
        Version of the week's row that the person saw.
    confirmed
        The person has read which rules are broken, and wants it all the same.
    known
        What the shown version breaks, where that has been checked.

    Raises
    ------
    BrokenRulesError
        The edit breaks rules that were kept before, and is not confirmed; nothing was kept.
    ClosedWeekError
        The week is closed.
    ValueError
        The edit cannot be done to this plan.
    web.store.faults.StaleEditError
        Somebody else has changed the week since it was seen.
    """
    refuse_closed(info)
    refuse_stale(store, info, seen)
    tried = try_edit(plans.plan_of(info), order, known=known)
    if tried.broken and not confirmed:
        raise BrokenRulesError(tried)
    with store.write(actor) as work:
        keep_plan(work, tried.after, edit=edit_codes(tried.before, tried.after, order), expected=seen)
    now = plans.info(info.key.team, info.key.week)
    if now is not None and now.row_version == seen + 1:
        plans.remember(now.content_hash, tried.after)
    return tried


def undo_edit(store: Store, info: PlanInfo, *, seen: int, actor: str) -> int:
    """Show the version before; gives its number.

    Raises
    ------
    ClosedWeekError
        The week is closed.
    web.store.faults.NotThereError
        There is nothing to undo.
    web.store.faults.StaleEditError
        Somebody else has changed the week since it was seen.
    """
    refuse_closed(info)
    refuse_stale(store, info, seen)
    with store.write(actor) as work:
        return undo(work, info.key.team, info.key.week, expected=seen)


def redo_edit(store: Store, info: PlanInfo, *, seen: int, actor: str) -> int:
    """Show again what was undone last; gives its number.

    Raises
    ------
    ClosedWeekError
        The week is closed.
    web.store.faults.NotThereError
        Nothing was undone.
    web.store.faults.StaleEditError
        Somebody else has changed the week since it was seen.
    """
    refuse_closed(info)
    refuse_stale(store, info, seen)
    with store.write(actor) as work:
        return redo(work, info.key.team, info.key.week, expected=seen)


def stop_key(tried: Tried) -> str:
    """Name the stop that an edit was about as the board does, where it is now; empty where it is not there any more."""
    order = tried.order
    hotspot = edit_codes(tried.before, tried.after, order).get("hotspot", "")
    if order.to is not None and hotspot:
        route, stop = landed(tried.before, tried.after, order, hotspot)
        return "" if route is None else f"r{route}s{stop}"
    if order.other is not None:
        return f"r{order.other[0]}s{order.other[1]}"
    if order.stop is not None and order.kind in PINS:
        return f"r{order.route}s{order.stop}"
    return ""


def refuse_closed(info: PlanInfo) -> None:
    """Raise where a week is closed."""
    if info.state is PlanState.CLOSED:
        raise ClosedWeekError(f"{info.key.team}/{info.key.week} is closed")


def refuse_stale(store: Store, info: PlanInfo, seen: int) -> None:
    """Raise where a week has been changed since it was seen."""
    if info.row_version != seen:
        raise stale(store, info, seen)


def shown_now(plans: StoredPlans, team: str, week: str) -> PlanInfo:
    """Give the version that is shown.

    Raises
    ------
    web.store.faults.NotThereError
        The week has no plan.
    """
    info = plans.info(team, week)
    if info is None:
        raise NotThereError("week_plan", f"{team}/{week}")
    return info


def stale(store: Store, info: PlanInfo, seen: int) -> StaleEditError:
    """Tell who changed a week since it was seen, and when."""
    key = info.key
    with store.read() as session:
        row = session.query(WeekPlanRow).filter_by(team_id=key.team, week=key.week).one_or_none()
    at: datetime | None = None if row is None else row.changed_at
    return StaleEditError(
        "week_plan",
        f"{key.team}/{key.week}",
        expected=seen,
        found=info.row_version if row is None else row.version,
        changed_at=at,
        changed_by="" if row is None else row.changed_by,
    )


def _without(these: Sequence[Violation], those: Sequence[Violation]) -> tuple[Violation, ...]:
    """Give what is in one list of violations and not in another, each as often as it is there more."""
    left, found = Counter(map(str, those)), []
    for violation in these:
        if left[str(violation)]:
            left[str(violation)] -= 1
        else:
            found.append(violation)
    return tuple(found)
