"""A first roster at once: the scarcest shift first, each time the pair that is least used, several times over."""

from collections import Counter
from dataclasses import dataclass
from random import Random

from planner.roster.limits import working_s
from planner.roster.staff import Pair, Staff

Chosen = frozenset[tuple[Pair, int]]

MOST_TRIES = 20
LOOKS = 1_000_000
"""How many looks at a pair or a worker all tries may take together: about half a second."""
PARTNER = 0.3
"""How much more of its hours a pair may have used, to be taken again rather than a new one."""


def greedy_roster(staff: Staff, *, seed: int = 0) -> Chosen:
    """Give a choice of pairs for shifts (by index) that keeps every hard limit; of several tries the best.

    The best has the most pairs, and among those the fewest different ones.
    """
    places = sum(staff.room)
    once = places * (len(staff.means) * len(staff.room) + sum(map(len, staff.fits.values())) // max(len(staff.room), 1))
    tries = min(max(LOOKS // max(once, 1), 1), MOST_TRIES)
    best: Chosen = frozenset()
    for number in range(tries):
        found = _Try(staff, Random(seed + number), shaken=number > 0).run()  # noqa: S311 - no secret hangs on it
        if (len(found), -_different(found)) > (len(best), -_different(best)) or not best:
            best = found
        if len(best) == places and number >= 3:
            break
    return best


def _different(chosen: Chosen) -> int:
    return len({pair for pair, _ in chosen})


@dataclass(slots=True)
class _Left:
    """What one worker can still do: shifts and rests as bits, and seconds of the contract."""

    shifts: int
    rests: int
    seconds: int
    whole_s: int


class _Try:
    def __init__(self, staff: Staff, random: Random, *, shaken: bool) -> None:
        self.staff, self.random, self.shaken = staff, random, shaken
        shifts, limits = staff.request.shifts, staff.request.working_time
        self.takes_s = [working_s(shift, limits) for shift in shifts]
        self.left: dict[str, _Left] = {}
        self.clash: dict[str, list[int]] = {}
        self.breaks_rest: dict[str, list[int]] = {}
        for worker, means in staff.means.items():
            rests = (1 << len(means.rests)) - 1
            self.left[worker] = _Left(sum(1 << s for s in means.able), rests, means.seconds, max(means.seconds, 1))
            clash = [1 << s for s in range(len(shifts))]
            for a, b in means.clashes:
                clash[a] |= 1 << b
                clash[b] |= 1 << a
            self.clash[worker] = clash
            self.breaks_rest[worker] = [
                sum(1 << r for r, (start, end) in enumerate(means.rests) if s.start < end and start < s.end)
                for s in shifts
            ]
        self.pairs: dict[int, list[Pair]] = {s: [] for s in range(len(shifts))}
        for pair, able in staff.fits.items():
            for s in able:
                self.pairs[s].append(pair)

    def run(self) -> Chosen:
        room = {s: places for s, places in enumerate(self.staff.room) if places and self.pairs[s]}
        together: Counter[Pair] = Counter()
        chosen = set()
        while room:
            s = min(room, key=lambda s: (self._able(s) / room[s], s))
            free = [pair for pair in self.pairs[s] if self._can(pair[0], s) and self._can(pair[1], s)]
            if not free:
                del room[s]
                continue
            pair = min(free, key=lambda pair: (self._cost(pair, together), pair))
            chosen.add((pair, s))
            together[pair] += 1
            for worker in pair:
                self._take(worker, s)
            room[s] -= 1
            if not room[s]:
                del room[s]
        return frozenset(chosen)

    def _able(self, s: int) -> float:
        jitter = 2 * self.random.random() if self.shaken else 0.0
        return sum(self._can(worker, s) for worker in self.left) + jitter

    def _can(self, worker: str, s: int) -> bool:
        left = self.left[worker]
        return bool(
            left.shifts >> s & 1 and left.seconds >= self.takes_s[s] and left.rests & ~self.breaks_rest[worker][s]
        )

    def _cost(self, pair: Pair, together: Counter[Pair]) -> float:
        used = sum(1 - self.left[worker].seconds / self.left[worker].whole_s for worker in pair)
        jitter = 0.5 * self.random.random() if self.shaken else 0.0
        return used + jitter - PARTNER * (together[pair] > 0)

    def _take(self, worker: str, s: int) -> None:
        left = self.left[worker]
        left.shifts &= ~self.clash[worker][s]
        left.rests &= ~self.breaks_rest[worker][s]
        left.seconds -= self.takes_s[s]
