"""What has changed in a week's input since its plan was made, worked out once for each state of the store."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from sqlalchemy import Select, func, select

from planner.amend.input_changes import InputChange, InputKind, input_changes
from planner.exact import exact_plan
from planner.plan import WeekPlan
from planner.request import WeekRequest
from planner.rules import most_per_week
from web.lead.actions import stored_request
from web.lead.setup_travel import no_travel
from web.parts import Parts
from web.plans import PlanInfo
from web.store.faults import NotThereError
from web.store.store import Store
from web.store.tables.efforts import EffortRow, WeekSetupRow
from web.store.tables.places import HotspotRow, NeedRow
from web.store.tables.plans import WeekPlanRow
from web.store.tables.table import Edited
from web.store.tables.teams import AbsenceRow, CommitmentRow, ShiftRow, TeamRow, WishRow, WorkerRow

_KEPT = 64
_OF_TEAM = (AbsenceRow, CommitmentRow, ShiftRow, WishRow, WorkerRow, WeekSetupRow)
_OF_ALL = (TeamRow, HotspotRow, NeedRow, EffortRow, WeekPlanRow)


@dataclass(frozen=True, slots=True)
class News:
    """What has changed since a plan was made, with the names of whom and what it is about, by id."""

    changes: tuple[InputChange, ...] = ()
    workers: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NewsOfWeeks:
    """The news of the weeks that were looked at lately."""

    _kept: "OrderedDict[tuple[object, ...], News]" = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def of(self, parts: Parts, info: PlanInfo) -> News:
        """Give what has changed since a version of a week was made.

        Raises
        ------
        planner.plan_json.PlanFileError
            What is kept is no plan.
        """
        key = (info.content_hash, _fingerprint(parts.store, info.key.team))
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            found = _news(parts, info)
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return found


def _news(parts: Parts, info: PlanInfo) -> News:
    plan = parts.plans.plan_of(info)
    before = plan.request
    key = info.key
    try:
        after = stored_request(parts.store, parts.plans, parts.city, key.team, key.week, travel=no_travel)
    except NotThereError:
        return News()  # the team is gone: nothing can be planned for it
    over = _too_many(plan, after)
    changes = [c for c in input_changes(before, after) if c.kind is not InputKind.COVERED or c.hotspot in over]
    return News(
        tuple(changes),
        {ident: worker.name for request in (before, after) for ident, worker in request.worker.items()},
        {h.id: h.name for request in (before, after) for h in request.hotspots if h.may_be_seen_by(key.team)},
    )


def _too_many(plan: WeekPlan, now: WeekRequest) -> set[str | None]:
    """Name the places that get too many visits by what other teams do now: what else they do asks for no change."""
    held = exact_plan(replace(plan, request=replace(plan.request, covered=now.covered)))
    return {violation.hotspot for violation in most_per_week.violations(held)}


def _fingerprint(store: Store, team: str) -> tuple[object, ...]:
    """Give what differs as soon as a row that planning reads is added, changed or taken away."""
    asked = [_state(table) for table in _OF_ALL]
    asked += [_state(table).where(table.team_id == team) for table in _OF_TEAM]
    with store.read() as session:
        return tuple(tuple(session.execute(query).one()) for query in asked)


def _state(table: type[Edited]) -> Select[Any, Any, Any]:
    return select(func.count(), func.sum(table.version), func.max(table.changed_at)).select_from(table)
