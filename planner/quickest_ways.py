"""The quickest ways of a week from and to its bases, at any hour and by way of any place: never too long."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from geo.travel.times import Mode
from planner.request import WeekRequest
from planner.shift import Shift

Seconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class QuickestWays:
    """What no journey of a week can be quicker than."""

    request: WeekRequest
    _out: dict[tuple[Mode, str], Seconds] = field(default_factory=dict, repr=False, compare=False)
    _back: dict[tuple[Mode, str], Seconds] = field(default_factory=dict, repr=False, compare=False)

    def out_and_back_s(self, shift: Shift, place: str) -> tuple[int, int]:
        """Give the seconds from a shift's base to a place, and home again, at the least."""
        key, row = (shift.mode, shift.base), self.request.travel.index[place]
        if key not in self._out:
            tables = [table.seconds for (mode, _), table in self.request.travel.matrices.items() if mode == shift.mode]
            quickest = np.minimum.reduce(tables).astype(np.int64)
            base = self.request.travel.index[shift.base]
            self._out[key] = _from(base, quickest)
            self._back[key] = _from(base, quickest.T)
        return int(self._out[key][row]), int(self._back[key][row])


def _from(base: int, seconds: Seconds) -> Seconds:
    """Give the seconds from one place to all, by way of others where that is quicker."""
    found: Seconds = seconds[base].copy()
    while True:
        better = np.minimum(found, (found[:, None] + seconds).min(axis=0))
        if (better == found).all():
            return found
        found = better
