"""A shift: a date, hours, a base, a travel mode and how many pairs go out in it."""

from dataclasses import dataclass
from datetime import date, datetime

from geo.travel.times import Mode


@dataclass(frozen=True, slots=True)
class Base:
    """Where shifts begin and end: a point in EPSG:4326."""

    id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of one date; it belongs to the date on which it starts, though it may end on the next.

    ``skills``: each must be held by somebody in every pair of the shift. ``districts``: those that it is lent to (a
    reinforcement), outside which its pairs visit nobody; empty for everywhere.
    """

    id: str
    date: date
    start: datetime
    end: datetime
    base: str
    mode: Mode = Mode.TRANSIT
    pairs: int = 1
    skills: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.end.timestamp() <= self.start.timestamp():
            raise ValueError(f"shift {self.id!r} ends {self.end} before it starts {self.start}")
        if self.start.date() != self.date:
            raise ValueError(f"shift {self.id!r} belongs to the date it starts, {self.start.date()}, not {self.date}")
        if self.pairs < 1:
            raise ValueError(f"shift {self.id!r} has no pair")

    @property
    def seconds(self) -> int:
        """Length in seconds."""
        return int(self.end.timestamp() - self.start.timestamp())
