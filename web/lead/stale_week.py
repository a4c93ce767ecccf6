"""What differs between the version of a week that somebody saw and the one that is shown now."""

from dataclasses import dataclass

from planner.amend.diff import diff
from planner.plan import WeekPlan
from planner.plan_json import PlanFileError
from web.lead.board import visible_names
from web.lead.change_words import KINDS, change_said
from web.lead.week_history import version_of
from web.plans import PlanInfo, StoredPlans
from web.store.faults import NotThereError
from web.store.store import Store
from web.words import Words


@dataclass(frozen=True, slots=True)
class Differs:
    """What differs, in words; ``same_numbers`` where an edit of the old version can be made to the new one as it is."""

    lines: tuple[str, ...]
    known: bool
    same_numbers: bool


def what_differs(store: Store, plans: StoredPlans, info: PlanInfo, of: str, words: Words) -> Differs:
    """Hold the version whose hash begins with ``of`` against the one that is shown."""
    if not of:
        return Differs((), known=False, same_numbers=False)
    with store.read() as session:
        seen = version_of(session, info, of)
    if seen is None:
        return Differs((), known=False, same_numbers=False)
    try:
        old = plans.plan_of(seen)
        new = plans.plan_of(info)
    except (PlanFileError, NotThereError):
        return Differs((), known=False, same_numbers=False)
    names = {**visible_names(old, words), **visible_names(new, words)}
    lines = tuple(
        f"{words.text(KINDS[c.kind])}: {names.get(c.hotspot or '', '')} {change_said(words, c)}".replace(":  ", ": ")
        for c in diff(old, new).changes
    )
    return Differs(lines, known=True, same_numbers=_same_numbers(old, new))


def _same_numbers(old: WeekPlan, new: WeekPlan) -> bool:
    """Tell whether every stop has the number that it had: then only times or pins differ."""
    return [[s.hotspot for s in route.stops] for route in old.routes] == [
        [s.hotspot for s in route.stops] for route in new.routes
    ] and [(r.pair, r.start) for r in old.routes] == [(r.pair, r.start) for r in new.routes]
