"""What makes one pair better than another in a shift, for a roster that is made shift by shift."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from geo.hotspot import VisitNeed
from planner.openings import openings
from planner.pair import Crew
from planner.request import WeekRequest
from planner.roster.staff import Pair, Staff, skills_of
from planner.terms import steady, unsocial, wishes

KEPT = 5.0
"""A pair that goes out in the shift where it went out before, in worth (1 is an ordinary visit): more than the skills
and wishes of a shift usually are, so that little changes, and less than a pair more."""
SKILL = 0.6
"""A visit's skill in a pair that is out while its need is open, at weight 1; at most three times as much."""
STEADY = 8.0
SOCIAL = 4.0
"""How much more these two count while a roster grows than in its end: what is taken early binds what comes later."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """A need that asks for skills, and the shifts (by index) that are out while it is open."""

    need: str
    skills: frozenset[str]
    worth: float
    target: int
    shifts: frozenset[int]


def _asking(request: WeekRequest, need: VisitNeed) -> _Asking:
    times = openings(request, need)
    shifts = frozenset(
        number for number, s in enumerate(request.shifts) if any(o.start < s.end and s.start < o.end for o in times)
    )
    return _Asking(need.id, need.skills, SKILL * min(need.weight, 3), need.target, shifts)


class Tastes:
    """The soft goals of a roster, in worth, as the request weighs them."""

    def __init__(self, staff: Staff, near: Sequence[Crew] = ()) -> None:
        request = staff.request
        self.staff, self.request = staff, request
        self.was = {(frozenset(crew.workers[:2]), crew.shift.id) for crew in near}
        self.kinds = [unsocial.kinds_of(request, s.start, s.end) for s in request.shifts]
        self.shares = unsocial.fair_shares(request)
        self.days = [wishes.touched_days(s) for s in request.shifts]
        self.free = {w.id: set(wishes.wished_days(request, w, free=True)) for w in request.workers}
        self.work = {w.id: set(wishes.wished_days(request, w, free=False)) for w in request.workers}
        self.asking = [_asking(request, need) for need in request.needs if need.skills]
        self.meets: dict[tuple[Pair, int], list[_Asking]] = {}
        weights = request.weights
        self.steady = -steady.WEIGHT * weights.steady
        self.unsocial = -unsocial.WEIGHT * weights.unsocial
        self.wishes = -wishes.WEIGHT * weights.wishes

    @cached_property
    def settled(self) -> list[tuple[Pair, int]]:
        """What is pinned, as pairs in the order of the workers, and indexes of shifts."""
        place = {shift.id: s for s, shift in enumerate(self.request.shifts)}
        order = {worker.id: number for number, worker in enumerate(self.request.workers)}
        settled = []
        for crew in self.staff.pinned:
            a, b = sorted(crew.workers[:2], key=order.__getitem__)
            settled.append(((a, b), place[crew.shift.id]))
        return settled

    def met_by(self, pair: Pair, s: int) -> "list[_Asking]":
        """Give the needs whose skills a pair holds, and that are open in a shift."""
        if (pair, s) not in self.meets:
            held = skills_of(self.request, pair)
            self.meets[pair, s] = [one for one in self.asking if s in one.shifts and one.skills <= held]
        return self.meets[pair, s]

    def cost(
        self,
        pair: Pair,
        s: int,
        together: Counter[Pair],
        had: Counter[tuple[unsocial.Unsocial, str]],
        met: Counter[str],
    ) -> float:
        """Give what speaks against a pair in a shift, next to other pairs.

        Parameters
        ----------
        together
            How often each pair goes out so far.
        had
            How many shifts of each kind each worker has so far, by (kind, worker).
        met
            How often each need that asks for skills is met so far.
        """
        against = 0.0 if together[pair] else self.steady * STEADY
        against -= sum(one.worth for one in self.met_by(pair, s) if met[one.need] < one.target)
        if (frozenset(pair), self.request.shifts[s].id) in self.was:
            against -= KEPT
        for worker in pair:
            against += self.wishes * len(self.days[s] & self.free[worker])
            against -= self.wishes * (self.request.shifts[s].date in self.work[worker])
            for kind in self.kinds[s]:
                share = self.shares.get((kind, worker), 0.0)
                against += self.unsocial * SOCIAL * (had[kind, worker] + 1 - share)
        return against

    def value(self, chosen: Iterable[tuple[Pair, int]]) -> float:
        """Give what a whole choice is worth, its pairs not counted."""
        out = [*chosen, *self.settled]
        had = Counter((kind, worker) for pair, s in out for worker in pair for kind in self.kinds[s])
        off = sum(abs(had[key] - share) for key, share in self.shares.items()) / 2
        worked = {(worker, day) for pair, s in out for worker in pair for day in self.days[s]}
        begun = {(worker, self.request.shifts[s].date) for pair, s in out for worker in pair}
        broken = sum((worker, day) in worked for worker, days in self.free.items() for day in days)
        broken += sum((worker, day) not in begun for worker, days in self.work.items() for day in days)
        kept = sum((frozenset(pair), self.request.shifts[s].id) in self.was for pair, s in out)
        pairs = len({frozenset(pair) for pair, _ in out})
        met = Counter(one.need for pair, s in out for one in self.met_by(pair, s))
        skilled = sum(one.worth * min(met[one.need], one.target) for one in self.asking)
        return skilled + KEPT * kept - self.steady * pairs - self.unsocial * off - self.wishes * broken
