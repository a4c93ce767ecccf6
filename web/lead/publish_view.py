"""The page on which a week is published: what differs from what was told, which rules it breaks, who is to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from planner.amend.change import Change
from planner.amend.diff import diff
from planner.check import check
from planner.plan import WeekPlan
from web.lead.board import visible_names
from web.lead.publish_words import DiffRow, diff_row
from web.rule_words import violation_text
from web.store.audit import content_hash
from web.words import Words


@dataclass(frozen=True, slots=True)
class DayRows:
    """What has changed on one day."""

    day: str
    rows: tuple[DiffRow, ...]


@dataclass(frozen=True, slots=True)
class DaySummary:
    """What one day holds, for a week that nobody has been told of."""

    day: str
    said: str


@dataclass(frozen=True, slots=True)
class PublishView:
    """What the page says of a version before it is published.

    Attributes
    ----------
    first
        Nothing of the week was published before.
    same
        What is shown is published already.
    changes, unchanged
        By day, and what has stayed as it was.
    broken, seen
        The rules that it breaks in words, and what names just these: whoever publishes says that they were seen.
    told
        Names of those whom it concerns.
    left_out
        How many places lack visits.
    """

    first: bool
    same: bool
    changes: tuple[DayRows, ...]
    unchanged: str
    days: tuple[DaySummary, ...]
    broken: tuple[str, ...]
    seen: str
    told: tuple[str, ...]
    left_out: str


def publish_view(words: Words, shown: WeekPlan, published: WeekPlan | None, *, same: bool) -> PublishView:
    """Put a version beside what was published before; ``published`` is None the first time."""
    found = check(shown)
    changed = diff(published, shown) if published is not None else None
    names = {**(visible_names(published, words) if published else {}), **visible_names(shown, words)}
    told = changed.workers if changed else [worker for route in shown.routes for worker in route.workers]
    return PublishView(
        first=published is None,
        same=same,
        changes=_by_day(words, changed.changes, published, shown, names) if changed and published else (),
        unchanged=_unchanged(words, shown, len(changed.changes) if changed else 0),
        days=tuple(_day(words, shown, day.date) for day in shown.request.days),
        broken=tuple(violation_text(words, violation, shown.request) for violation in found),
        seen=content_hash({"broken": [str(violation) for violation in found]})[:16],
        told=_names(shown, published, told),
        left_out=_left_out(words, shown),
    )


def broken_seen(plan: WeekPlan) -> str:
    """Give what names just the rules that a plan breaks; empty where it breaks none."""
    found = check(plan)
    return content_hash({"broken": [str(violation) for violation in found]})[:16] if found else ""


def _by_day(
    words: Words, changes: tuple[Change, ...], before: WeekPlan, after: WeekPlan, names: Mapping[str, str]
) -> tuple[DayRows, ...]:
    ordered = sorted(changes, key=_date)
    return tuple(
        DayRows(words.long_day(day), tuple(diff_row(words, change, before, after, names) for change in group))
        for day, group in groupby(ordered, key=_date)
    )


def _date(change: Change) -> date:
    return next(spot.date for spot in (change.before, change.after) if spot)


def _unchanged(words: Words, plan: WeekPlan, changed: int) -> str:
    stops = sum(len(route.stops) for route in plan.routes)
    touched = words.plural("%(num)s change", "%(num)s changes", changed)
    whole = words.plural("%(num)s stop in the week", "%(num)s stops in the week", stops)
    return words.text("%(touched)s, of %(whole)s. All else is as before.", touched=touched, whole=whole)


def _day(words: Words, plan: WeekPlan, day: date) -> DaySummary:
    routes = [route for route in plan.routes if route.date == day]
    stops = sum(len(route.stops) for route in routes)
    if not routes:
        return DaySummary(words.day(day), words.text("No shift"))
    pairs = words.plural("%(num)s pair", "%(num)s pairs", len(routes))
    said = words.plural("%(num)s stop", "%(num)s stops", stops)
    return DaySummary(words.day(day), f"{pairs} · {said}")


def _names(shown: WeekPlan, published: WeekPlan | None, workers: "tuple[str, ...] | list[str]") -> tuple[str, ...]:
    known = {**(published.request.worker if published else {}), **shown.request.worker}
    return tuple(sorted({known[worker].name if worker in known else worker for worker in workers}))


def _left_out(words: Words, plan: WeekPlan) -> str:
    places = len({left.hotspot for left in plan.unplanned})
    if not places:
        return ""
    return words.plural(
        "%(num)s place lacks visits; why stands on the board.",
        "%(num)s places lack visits; why stands on the board.",
        places,
    )
