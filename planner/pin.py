"""A pin: what the lead has settled of one pair's shift, and the planner must keep."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, pairwise

from planner.shift import Shift

MOST_WORKERS = 3
"""The two of the pair, and one observer."""


@dataclass(frozen=True, slots=True)
class PinnedStop:
    """A place where the pair's visit begins at this time."""

    hotspot: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Pin:
    """A pair that goes out in one shift under its name, and visits these places at these times.

    Attributes
    ----------
    shift
        Id of the shift.
    pair
        Code name of the pair.
    workers
        The two of the pair, then an observer where one comes along; nobody else joins them.
    stops
        In time order; the planner may add others between them.
    closed
        And nothing else: no stop is added.
    """

    shift: str
    pair: str
    workers: tuple[str, ...]
    stops: tuple[PinnedStop, ...] = ()
    closed: bool = False

    def __post_init__(self) -> None:
        if not self.pair.strip():
            raise ValueError(f"the pin in shift {self.shift!r} names no pair")
        if not 2 <= len(self.workers) <= MOST_WORKERS or len(set(self.workers)) < len(self.workers):
            raise ValueError(
                f"the pin of {self.pair} in shift {self.shift!r} needs two workers, or three with an observer"
            )
        if any(b.start.timestamp() <= a.start.timestamp() for a, b in pairwise(self.stops)):
            raise ValueError(f"the stops pinned for {self.pair} in shift {self.shift!r} are not in time order")


def refuse_bad_pins(
    pins: Sequence[Pin], *, shifts: Sequence[Shift], workers: Sequence[str], hotspots: Sequence[str]
) -> None:
    """Refuse pins that cannot be kept together, or name what there is not.

    Raises
    ------
    ValueError
        Says which pin, and why.

    Notes
    -----
    Whether a pin keeps the law (rest, hours, absence) is told by the rules over the plan that holds it.
    """
    known = {shift.id: shift for shift in shifts}
    for pin in pins:
        if pin.shift not in known:
            raise ValueError(f"{pin.pair} is pinned to shift {pin.shift!r}, which the request does not hold")
        for worker in pin.workers:
            if worker not in workers:
                raise ValueError(f"{pin.pair} is pinned with worker {worker!r}, whom the request does not hold")
        _refuse_bad_stops(pin, known[pin.shift], hotspots)
    for shift, count in Counter(pin.shift for pin in pins).items():
        if count > known[shift].pairs:
            raise ValueError(f"{count} pairs are pinned to shift {shift!r}, which takes {known[shift].pairs}")
    for one, other in combinations(pins, 2):
        _refuse_clash(one, other, known)


def _refuse_bad_stops(pin: Pin, shift: Shift, hotspots: Sequence[str]) -> None:
    for stop in pin.stops:
        if stop.hotspot not in hotspots:
            raise ValueError(f"{pin.pair} is pinned to {stop.hotspot!r}, which the request does not hold")
        if not shift.start.timestamp() <= stop.start.timestamp() < shift.end.timestamp():
            raise ValueError(f"{pin.pair} is pinned to {stop.hotspot!r} at {stop.start}, outside shift {pin.shift!r}")


def _refuse_clash(one: Pin, other: Pin, shifts: dict[str, Shift]) -> None:
    a, b = shifts[one.shift], shifts[other.shift]
    same = set(one.workers) & set(other.workers)
    if same and a.start.timestamp() < b.end.timestamp() and b.start.timestamp() < a.end.timestamp():
        raise ValueError(f"worker {min(same)!r} is pinned to {one.shift!r} and {other.shift!r} at one time")
    if (one.pair == other.pair) != (set(one.workers[:2]) == set(other.workers[:2])):
        raise ValueError(f"{one.pair} and {other.pair} are pinned: one pair has one name all week, and no two share it")
