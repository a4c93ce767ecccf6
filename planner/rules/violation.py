"""A violation: which rule a plan breaks, where, and by what figures."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from planner.plan import Route, Stop


class Rule(StrEnum):
    """Every hard rule. The words for each are in ``web``."""

    REFERENCES = "references"
    SHIFT_BOUNDS = "shift_bounds"
    TRAVEL = "travel"
    WINDOWS = "windows"
    SERVICE_TIME = "service_time"
    SEASON = "season"
    DAYLIGHT = "daylight"
    MOST_PER_WEEK = "most_per_week"
    ONCE_A_DAY = "once_a_day"
    GAP = "gap"
    SKILLS = "skills"
    PAIRS_AT_ONCE = "pairs_at_once"
    ABSENCE = "absence"
    TWO_PLACES = "two_places"
    DAILY_REST = "daily_rest"
    WEEKLY_REST = "weekly_rest"
    BREAK = "break"
    WEEKLY_HOURS = "weekly_hours"
    NEWCOMERS = "newcomers"
    PINS = "pins"
    REINFORCEMENT = "reinforcement"


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of one rule.

    Attributes
    ----------
    code
        What exactly is wrong, within the rule: ``"too_late"``, ``"unknown_worker"``, …
    params
        Figures for the sentence that tells it: minutes, times as ``HH:MM``, names of skills.
    """

    rule: Rule
    code: str
    pair: str | None = None
    date: dt.date | None = None
    hotspot: str | None = None
    worker: str | None = None
    params: Mapping[str, str | float] = field(default_factory=dict)

    def __str__(self) -> str:
        where = [str(part) for part in (self.date, self.pair, self.worker, self.hotspot) if part]
        figures = [f"{name} {value}" for name, value in self.params.items()]
        return ": ".join(part for part in (f"{self.rule}/{self.code}", " ".join(where), ", ".join(figures)) if part)


def at_route(rule: Rule, code: str, route: Route, stop: Stop | None = None, **params: str | float) -> Violation:
    """Make a violation that points at a route, and at one of its stops where one is given."""
    return Violation(rule, code, route.pair, route.date, stop.hotspot if stop else None, params=params)


def clock(when: dt.datetime) -> str:
    """Write a time of day for a violation's figures."""
    return when.strftime("%H:%M")


def minutes(seconds: float) -> int:
    """Give whole minutes, rounded up, so that a second too much is never told as 0 minutes."""
    return int(-(-seconds // 60))
