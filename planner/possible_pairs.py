"""How many pairs can go out in a week's shifts at most: told without a search, and never too few."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from planner.request import WeekRequest
from planner.roster.staff import Staff, staff_of
from planner.shift import Shift
from planner.worker import Experience


@dataclass(frozen=True)
class PossiblePairs:
    """What no roster of a week can exceed.

    Parameters
    ----------
    request
        With exact times (`planner.exact.exact_request`).
    """

    request: WeekRequest
    _most: dict[frozenset[str], int] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def staff(self) -> Staff:
        """Who could do what."""
        return staff_of(self.request)

    @cached_property
    def fitting(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The pairs of workers that could go out in each shift, beside what is pinned."""
        found: dict[str, list[tuple[str, str]]] = {shift.id: [] for shift in self.request.shifts}
        for pair, shifts in self.staff.fits.items():
            for number in shifts:
                found[self.request.shifts[number].id].append(pair)
        return {shift: tuple(pairs) for shift, pairs in found.items()}

    @cached_property
    def pinned(self) -> dict[str, int]:
        """How many pairs are pinned to each shift."""
        counts = {shift.id: 0 for shift in self.request.shifts}
        for crew in self.staff.pinned:
            counts[crew.shift.id] += 1
        return counts

    @cached_property
    def _alone(self) -> dict[str, int]:
        return {
            s.id: self.pinned[s.id] + min(max(s.pairs - self.pinned[s.id], 0), self._free((s.id,)))
            for s in self.request.shifts
        }

    def in_shift(self, shift: Shift) -> int:
        """Give how many pairs can go out in a shift at most."""
        return self._alone[shift.id]

    def at_once(self, shifts: Sequence[Shift]) -> int:
        """Give how many pairs can go out in shifts that overlap, at most, in all."""
        alone = sum(self.in_shift(shift) for shift in shifts)
        pinned = sum(self.pinned[shift.id] for shift in shifts)
        return min(alone, pinned + self._free([shift.id for shift in shifts]))

    def _free(self, shifts: Iterable[str]) -> int:
        """Give how many pairs the workers make who could go out in one of these shifts, each being in one pair."""
        workers = frozenset(worker for shift in shifts for pair in self.fitting[shift] for worker in pair)
        if workers not in self._most:
            experienced = sum(self.request.worker[w].experience is Experience.EXPERIENCED for w in workers)
            self._most[workers] = min(len(workers) // 2, experienced)
        return self._most[workers]
