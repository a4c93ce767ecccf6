"""How late a need is when the week begins."""

from dataclasses import dataclass

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Overdue:
    """A need whose next visit was due before the week's Monday, by so many whole days."""

    need: str
    days: int

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MOST_DAYS:
            raise ValueError(f"need {self.need!r} is overdue by {self.days} days, not by 1 to {MOST_DAYS}")
