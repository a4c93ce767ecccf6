"""A worker: code name, skills, contract, and when somebody can not work."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import combinations


class Experience(StrEnum):
    """How far a worker has come: an observer only goes along as a third; a newcomer never goes with a newcomer."""

    EXPERIENCED = "experienced"
    NEWCOMER = "newcomer"
    OBSERVER = "observer"


class BusyKind(StrEnum):
    """Why a worker is taken: a shift outside the planned week, or a commitment (police group, meeting, course)."""

    SHIFT = "shift"
    COMMITMENT = "commitment"


@dataclass(frozen=True, slots=True)
class Absence:
    """Whole days away, first and last included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"absence ends {self.last} before it begins {self.first}")

    def covers(self, day: date) -> bool:
        """Tell whether the day lies in the absence."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Busy:
    """Work that is already fixed for one worker: it counts as work, and rest is kept around it."""

    start: datetime
    end: datetime
    kind: BusyKind
    what: str = ""

    def __post_init__(self) -> None:
        if self.end.timestamp() <= self.start.timestamp():
            raise ValueError(f"{self.what or self.kind} ends {self.end} before it begins {self.start}")


@dataclass(frozen=True, slots=True)
class Wish:
    """Dates on which somebody would like to be free, or would like to work, first and last included.

    A wish is weighed, not promised; whoever cannot work has an absence.
    """

    first: date
    last: date
    free: bool

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"wish ends {self.last} before it begins {self.first}")

    def covers(self, day: date) -> bool:
        """Tell whether the wish is about this day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Worker:
    """One member of a team, by code name.

    ``busy`` holds the shifts of the seven days before and after the week, and every commitment of these three weeks.
    """

    id: str
    name: str
    skills: frozenset[str] = frozenset()
    weekly_hours: float = 40.0
    experience: Experience = Experience.EXPERIENCED
    absences: tuple[Absence, ...] = ()
    busy: tuple[Busy, ...] = ()
    wishes: tuple[Wish, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.weekly_hours <= 60:
            raise ValueError(f"worker {self.id!r}: weekly hours {self.weekly_hours} are not between 0 and 60")
        for one, other in combinations(self.wishes, 2):
            if one.first <= other.last and other.first <= one.last:
                raise ValueError(f"worker {self.id!r} has two wishes for {max(one.first, other.first)}")
