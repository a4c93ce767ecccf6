"""What the law and the agreement say of working time, as settings with their sources."""

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Working-time limits of one team; agreements differ, so each can be set.

    Attributes
    ----------
    daily_rest_h
        Unbroken rest between two pieces of work. Arbetstidslagen (SFS 1982:673) section 13: 11 hours.
    weekly_rest_h
        One unbroken rest inside each period of seven days, Monday 00:00 to Monday 00:00.
        Arbetstidslagen section 14: 36 hours.
    longest_stretch_h
        Longest work without a break. Arbetstidslagen section 15: 5 hours.
    break_min
        Length of a break; the act says no figure, 30 minutes is the custom of the municipal agreement.
    """

    daily_rest_h: float = 11.0
    weekly_rest_h: float = 36.0
    longest_stretch_h: float = 5.0
    break_min: int = 30

    def __post_init__(self) -> None:
        limits = (self.daily_rest_h, self.weekly_rest_h, self.longest_stretch_h, self.break_min)
        if not all(isfinite(limit) and limit > 0 for limit in limits):
            raise ValueError("working-time limits are numbers above 0")
