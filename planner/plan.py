"""WeekPlan: all output of planning one team's week."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from geo.travel.times import Mode
from planner.request import WeekRequest


class Reason(StrEnum):
    """Why a need is left out, wholly or in part. The words for it are in ``web``."""

    NO_SHIFT_IN_WINDOW = "no_shift_in_window"
    NO_PAIR_IN_WINDOW = "no_pair_in_window"
    OUT_OF_SEASON = "out_of_season"
    NO_DAYLIGHT = "no_daylight"
    NO_DARKNESS = "no_darkness"
    MISSING_SKILL = "missing_skill"
    TOO_FEW_PAIRS_AT_ONCE = "too_few_pairs_at_once"
    WINDOW_TOO_SHORT = "window_too_short"
    TOO_FAR = "too_far"
    GAP_TOO_SHORT = "gap_too_short"
    CEILING_REACHED = "ceiling_reached"
    NO_TIME_LEFT = "no_time_left"


class Suggestion(StrEnum):
    """What would make an unplanned need possible. The words for it are in ``web``."""

    ADD_SHIFT = "add_shift"
    STAFF_SHIFT = "staff_shift"
    WAIT_FOR_SEASON = "wait_for_season"
    MOVE_TO_DAYLIGHT = "move_to_daylight"
    MOVE_TO_DARKNESS = "move_to_darkness"
    ADD_SKILL = "add_skill"
    JOIN_PAIRS = "join_pairs"
    WIDEN_WINDOW = "widen_window"
    CLOSER_BASE = "closer_base"
    SHORTEN_GAP = "shorten_gap"
    RAISE_CEILING = "raise_ceiling"
    ADD_PAIR = "add_pair"


@dataclass(frozen=True, slots=True)
class Stop:
    """One planned call: the pair arrives, may wait for the window, starts, and leaves."""

    hotspot: str
    arrive: datetime
    start: datetime
    leave: datetime


@dataclass(frozen=True, slots=True)
class Leg:
    """The way from one stop (or the base) to the next; ``line`` is None on foot and by car."""

    mode: Mode
    seconds: int
    metres: int
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A break (rast): free of work, taken where the pair is."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Route:
    """One pair's shift: from the base over the stops back to the base.

    Attributes
    ----------
    pair
        Code name of the pair (a tree), kept by the same two workers for the whole week.
    workers
        The two of the pair, then an observer where one comes along.
    legs
        One more than the stops: from the base to the first, …, from the last to the base. Empty without stops.
    """

    pair: str
    workers: tuple[str, ...]
    date: date
    start: datetime
    end: datetime
    base: str
    stops: tuple[Stop, ...] = ()
    legs: tuple[Leg, ...] = ()
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A hotspot with a need that the plan leaves out or does not fill, why, and what would help."""

    hotspot: str
    reason: Reason
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """One week's plan, with the request that it answers.

    ``score`` is the value of the visits (see ``planner.value``); ``bound`` an upper bound on any plan's score.
    """

    team: str
    week: str
    request: WeekRequest
    routes: tuple[Route, ...]
    unplanned: tuple[Unplanned, ...]
    score: float
    bound: float | None
