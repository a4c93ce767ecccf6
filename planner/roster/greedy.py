"""A first roster at once: the scarcest shift first, each time the pair that suits best, several times over."""

from collections import Counter
from dataclasses import dataclass
from random import Random

from planner.roster.limits import working_s
from planner.roster.staff import Pair, Staff
from planner.roster.tastes import Tastes
from planner.terms.unsocial import Unsocial
from planner.worker import Experience

Chosen = frozenset[tuple[Pair, int]]

MOST_TRIES = 20
LOOKS = 1_000_000
"""How many looks at a pair or a worker all tries may take together: about half a second."""
USED = 0.5
"""What it counts against a pair that it has used up its hours, in worth: they may be wanted in a shift to come."""


def greedy_roster(staff: Staff, tastes: Tastes, *, seed: int = 0) -> Chosen:
    """Give a choice of pairs for shifts (by index) that keeps every hard limit; of several tries the best.

    The best has the most pairs, and among those is worth most by its soft goals (`planner.roster.tastes`).
    """
    places = sum(staff.room)
    once = places * (len(staff.means) * len(staff.room) + sum(map(len, staff.fits.values())) // max(len(staff.room), 1))
    tries = min(max(LOOKS // max(once, 1), 1), MOST_TRIES)
    found = (
        _Try(staff, tastes, Random(seed + number), shaken=number > 0).run()  # noqa: S311 - no secret hangs on it
        for number in range(tries)
    )
    return max(found, key=lambda chosen: (len(chosen), tastes.value(chosen)))


def greedy_observers(staff: Staff, chosen: Chosen) -> dict[int, list[str]]:
    """Give observers who can go along in the chosen shifts (by index), at most one with each pair."""
    places = Counter(s for _, s in chosen)
    along: dict[int, list[str]] = {}
    for worker in staff.request.workers:
        if worker.experience is not Experience.OBSERVER:
            continue
        means, out, seconds = staff.means[worker.id], set[int](), staff.means[worker.id].seconds
        rests = list(means.rests)
        for s in means.able:
            shift = staff.request.shifts[s]
            left = [(start, end) for start, end in rests if shift.end <= start or end <= shift.start]
            takes_s = working_s(shift, staff.request.working_time)
            clash = any(other in out for two in means.clashes if s in two for other in two if other != s)
            if places[s] > len(along.get(s, ())) and left and not clash and takes_s <= seconds:
                out.add(s)
                along.setdefault(s, []).append(worker.id)
                rests, seconds = left, seconds - takes_s
    return along


@dataclass(slots=True)
class _Left:
    """What one worker can still do: shifts and rests as bits, and seconds of the contract."""

    shifts: int
    rests: int
    seconds: int
    whole_s: int


class _Try:
    def __init__(self, staff: Staff, tastes: Tastes, random: Random, *, shaken: bool) -> None:
        self.staff, self.tastes, self.random, self.shaken = staff, tastes, random, shaken
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
        together = Counter(pair for pair, _ in self.tastes.settled)
        had = Counter(
            (kind, worker) for pair, s in self.tastes.settled for worker in pair for kind in self.tastes.kinds[s]
        )
        met = Counter(one.need for pair, s in self.tastes.settled for one in self.tastes.met_by(pair, s))
        chosen = set()
        while room:
            s = min(room, key=lambda s: (self._able(s) / room[s], s))
            free = [pair for pair in self.pairs[s] if self._can(pair[0], s) and self._can(pair[1], s)]
            if not free:
                del room[s]
                continue
            pair = min(free, key=lambda pair: (self._cost(pair, s, together, had, met), pair))
            chosen.add((pair, s))
            together[pair] += 1
            met.update(one.need for one in self.tastes.met_by(pair, s))
            for worker in pair:
                self._take(worker, s)
                for kind in self.tastes.kinds[s]:
                    had[kind, worker] += 1
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

    def _cost(
        self, pair: Pair, s: int, together: Counter[Pair], had: Counter[tuple[Unsocial, str]], met: Counter[str]
    ) -> float:
        used = sum(1 - self.left[worker].seconds / self.left[worker].whole_s for worker in pair)
        jitter = 0.3 * self.random.random() if self.shaken else 0.0
        return USED * used + jitter + self.tastes.cost(pair, s, together, had, met)

    def _take(self, worker: str, s: int) -> None:
        left = self.left[worker]
        left.shifts &= ~self.clash[worker][s]
        left.rests &= ~self.breaks_rest[worker][s]
        left.seconds -= self.takes_s[s]
