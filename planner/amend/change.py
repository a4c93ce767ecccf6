"""What differs between two plans of one week, as values: each change with its reason."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from planner.plan import Route


class ChangeKind(StrEnum):
    """What has changed. The words for it are in ``web``."""

    STOP_ADDED = "stop_added"
    STOP_DROPPED = "stop_dropped"
    STOP_MOVED = "stop_moved"
    STOP_RETIMED = "stop_retimed"
    CREW_CHANGED = "crew_changed"
    SHIFT_CANCELLED = "shift_cancelled"
    SHIFT_NEW = "shift_new"
    SHIFT_HOURS = "shift_hours"


class ChangeReason(StrEnum):
    """Why. The words for it are in ``web``.

    ``roster_adapted``: others go out, since somebody is needed elsewhere or back; ``chosen``: nothing in the week's
    input asks for it, somebody chose it.
    """

    WORKER_ABSENT = "worker_absent"
    SHIFT_GONE = "shift_gone"
    SHIFT_CHANGED = "shift_changed"
    SHIFT_ADDED = "shift_added"
    ROSTER_ADAPTED = "roster_adapted"
    URGENT_NEED = "urgent_need"
    NEW_NEED = "new_need"
    NEED_GONE = "need_gone"
    NEED_CHANGED = "need_changed"
    FREED_TIME = "freed_time"
    MOVED_TO_MAKE_ROOM = "moved_to_make_room"
    GAVE_WAY = "gave_way"
    OTHERS_VISIT = "others_visit"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a stop or a shift stands in a plan: ``start`` is that of the stop, or of the shift."""

    pair: str
    workers: tuple[str, ...]
    date: date
    start: datetime
    shift_start: datetime

    @property
    def route(self) -> tuple[str, datetime]:
        """Which pair-shift it is."""
        return self.pair, self.shift_start


@dataclass(frozen=True, slots=True)
class Change:
    """One change: where it was and where it is; ``before`` is None for what is new, ``after`` for what is gone."""

    kind: ChangeKind
    reason: ChangeReason
    before: Spot | None
    after: Spot | None
    hotspot: str | None = None


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """All changes: shifts and crews first, then stops, each in time order."""

    changes: tuple[Change, ...]

    @property
    def counts(self) -> Mapping[ChangeKind, int]:
        """How many changes of each kind there are; kinds without any are left out."""
        return Counter(change.kind for change in self.changes)

    def for_worker(self, worker: str) -> tuple[Change, ...]:
        """Give what a worker must know: what has changed in the shifts that were and are theirs."""
        return tuple(c for c in self.changes if any(worker in spot.workers for spot in (c.before, c.after) if spot))

    def for_route(self, route: Route) -> tuple[Change, ...]:
        """Give what has changed in one pair's shift, of the plan before or after."""
        key = (route.pair, route.start)
        return tuple(c for c in self.changes if any(spot.route == key for spot in (c.before, c.after) if spot))

    @property
    def workers(self) -> tuple[str, ...]:
        """Everybody whom a change touches, each once, in the order of the changes."""
        spots = [spot for change in self.changes for spot in (change.before, change.after) if spot]
        return tuple(dict.fromkeys(worker for spot in spots for worker in spot.workers))


def spot_of(route: Route, start: datetime | None = None) -> Spot:
    """Give the spot of a route, or of a stop of it that begins then."""
    return Spot(route.pair, route.workers, route.date, start or route.start, route.start)
