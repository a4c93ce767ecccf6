"""What stands over the board for whoever edits it: undo and redo by name, and the versions of the week."""

from dataclasses import dataclass

from planner.plan import WeekPlan
from web.lead.board import visible_names
from web.lead.edit_words import edit_short
from web.lead.editing import HASH_LETTERS
from web.lead.week_history import VersionView, week_history
from web.plans import PlanInfo, StoredPlans
from web.store.store import Store
from web.store.tables.plans import PlanState
from web.words import Words


@dataclass(frozen=True, slots=True)
class EditBar:
    """The bar.

    Attributes
    ----------
    seen
        Version of the week's row, which every edit sends.
    of
        Name of the plan version that is shown.
    undo, redo
        What would be undone and done again; empty where there is nothing.
    """

    seen: int
    of: str
    closed: bool
    undo: str
    redo: str
    history: tuple[VersionView, ...]


def edit_bar(store: Store, plans: StoredPlans, info: PlanInfo, plan: WeekPlan, words: Words) -> EditBar:
    """Gather what the bar says; call it within the transaction that the page reads in."""
    names = visible_names(plan, words)
    after = plans.undone(info.key.team, info.key.week)
    with store.read() as session:
        history = week_history(session, info, words, names, now=store.clock().astimezone(plan.request.tz))
    return EditBar(
        info.row_version,
        info.content_hash[:HASH_LETTERS],
        info.state is PlanState.CLOSED,
        edit_short(words, info.edit, names) if info.parent is not None else "",
        edit_short(words, after.edit, names) if after is not None else "",
        history,
    )
