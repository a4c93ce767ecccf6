"""Which legs of a plan are estimated, and why, from the travel times that it was made with."""

from enum import StrEnum
from functools import cached_property

import numpy as np

from planner.leg_travel import LegTravel
from planner.request import Travel


class Guess(StrEnum):
    """Why a leg is estimated: not at all, since all of the plan is, or for a reason of its own."""

    NONE = "none"
    ALL = "all"
    OFF_NETWORK = "off_network"
    NO_TIMETABLE = "no_timetable"
    NO_WAY = "no_way"
    OTHER = "other"


class Guesses:
    """The guesses in a plan's travel times."""

    def __init__(self, travel: Travel) -> None:
        self._travel = travel
        kinds = {source.kind for source in travel.sources}
        self._streets, self._timetable = "streets" in kinds, "timetable" in kinds

    def of(self, leg: LegTravel) -> Guess:
        """Tell why a leg is estimated."""
        if not leg.estimated:
            return Guess.NONE
        if self._travel.estimated:
            return Guess.ALL
        if leg.matrix.line[leg.start, leg.end] >= 0 and not self._timetable:
            return Guess.NO_TIMETABLE
        if not self._streets:
            return Guess.OTHER
        ends = {self._travel.places[leg.start], self._travel.places[leg.end]}
        return Guess.OFF_NETWORK if ends & self.off_network else Guess.NO_WAY

    @cached_property
    def off_network(self) -> frozenset[str]:
        """Places from and to which every way is estimated, ways by line left out where there is no timetable.

        Between two such places one alone may be the cause: the times themselves do not tell which.
        """
        n = len(self._travel.places)
        told, all_guessed = np.zeros(n, dtype=bool), np.ones(n, dtype=bool)
        if not self._streets or self._travel.estimated:
            return frozenset()
        for matrix in self._travel.matrices.values():
            counts = ~np.eye(n, dtype=bool)
            if not self._timetable:
                counts &= matrix.line < 0
            guessed = matrix.estimated | ~counts
            told |= counts.any(axis=0) | counts.any(axis=1)
            all_guessed &= guessed.all(axis=0) & guessed.all(axis=1)
        return frozenset(self._travel.places[row] for row in np.flatnonzero(told & all_guessed))
