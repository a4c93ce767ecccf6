"""A remedy: one change that would make an unplanned need possible, with the plan that shows it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from geo.windows import WeekWindows
from planner.plan import WeekPlan


class RemedyKind(StrEnum):
    """What would be changed. The words for it are in ``web``."""

    USE_SLACK = "use_slack"
    SWAP_WORKER = "swap_worker"
    STAFF_SHIFT = "staff_shift"
    ADD_PAIR = "add_pair"
    SHORTEN_GAP = "shorten_gap"
    RAISE_CEILING = "raise_ceiling"
    WIDEN_WINDOW = "widen_window"
    FEWER_PAIRS = "fewer_pairs"
    ADD_SHIFT = "add_shift"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that makes one more visit of a need possible, and the visit that it makes possible.

    Attributes
    ----------
    pair, date, start
        Who makes the visit, on which shift's date, and when it begins.
    shift
        Id of the shift; empty where the route is no shift of the request.
    workers
        Who goes out in it: for a swap the crew as it becomes, for one more pair who they are.
    plan
        The week with the change, and the visit in it; it breaks no rule.
    slack_minutes
        What the visit takes of the reserved slack.
    stand_ins
        The pair is one that the team does not have: nobody of it is free then.
    gap_h, most, pairs, windows
        What would be agreed instead, where that is the change.
    """

    kind: RemedyKind
    pair: str
    date: date
    start: datetime
    shift: str
    workers: tuple[str, ...]
    plan: WeekPlan = field(repr=False, compare=False)
    slack_minutes: float = 0.0
    stand_ins: bool = False
    gap_h: float | None = None
    most: int | None = None
    pairs: int | None = None
    windows: WeekWindows | None = None
