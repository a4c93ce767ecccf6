"""A call: one visit of one need that a route is to make, and when it may lie."""

from dataclasses import dataclass
from datetime import datetime

from geo.hotspot import VisitNeed
from planner.openings import Opening


@dataclass(frozen=True, slots=True)
class Call:
    """One visit to be made within one of its openings; a joint visit has one opening as long as itself."""

    need: VisitNeed
    openings: tuple[Opening, ...]

    @property
    def service_s(self) -> int:
        """Service time in seconds."""
        return self.need.minutes * 60

    def earliest(self, arrive: datetime) -> datetime | None:
        """Give the earliest start from this time on, or None."""
        for opening in self.openings:
            start = max(arrive, opening.start)
            if start.timestamp() + self.service_s <= opening.end.timestamp():
                return start
        return None
