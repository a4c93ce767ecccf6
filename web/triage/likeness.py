"""Which tips may tell of the same: near in place and time, and of a like worry. People are never compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shapely.geometry import Point

from web.store.tables.tips import Tip, TipState
from web.store.tables.visits import Precision
from web.tips.tip import Worry

NEAR_M = 150
"""Two pins for one place lie so far apart at most, in metres: about twice what a pin on a phone is off."""

NEAR_IN_TIME = timedelta(hours=48)
"""What was seen two days apart is looked at anew."""

OPEN = frozenset({TipState.RECEIVED, TipState.GOING})
"""States in which something is left to decide or to do."""

_LIKE = frozenset({Worry.SLEEPS_OUTSIDE, Worry.COLD_OR_ILL})
"""Worries that different people choose for one sight."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A tip that may tell of the same: how far away in metres, and how long before (below zero) or after."""

    tip: Tip
    metres: float
    later: timedelta


def alike(one: Tip, other: Tip) -> Alike | None:
    """Tell how like one tip another is; None where they are not. It holds both ways.

    Tips that nobody can place, that are one another's, or that somebody has said are different, are not.
    """
    a, b = one.place, other.place
    if one.id == other.id or not isinstance(a, Point) or not isinstance(b, Point):
        return None
    if Precision.DISTRICT in (one.precision, other.precision) or (one.parent_id or one.id) == (
        other.parent_id or other.id
    ):
        return None
    if other.id in one.unlike or one.id in other.unlike:
        return None
    if one.worry != other.worry and not {one.worry, other.worry} <= _LIKE:
        return None
    metres, later = a.distance(b), moment(other) - moment(one)
    return Alike(other, metres, later) if metres <= NEAR_M and abs(later) <= NEAR_IN_TIME else None


def likely_same(one: Tip, others: Iterable[Tip]) -> tuple[Alike, ...]:
    """Give the open tips that may tell of the same, the nearest first; one that is joined to another stands for it."""
    found = [its for other in others if other.state in OPEN and (its := alike(one, other))]
    return tuple(sorted(found, key=lambda its: (its.metres, its.tip.id)))


def moment(tip: Tip) -> datetime:
    """Give when it was seen, or told."""
    return tip.seen_at or tip.received_at
