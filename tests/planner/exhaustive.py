"""The best that any plan of a small week can be worth, by trying everything: what proves the planner and its bound.

Nothing here is shared with the search. What is the same is what a week means: the openings of a need, the worth of its
visits, and how many breaks a shift has. The optimum is exact: which needs each date visits, by whom, in which order, in
which openings and departure periods and with which breaks is tried in full, and whether times exist for it is decided
by longest paths between them (see ``ways``), with the gaps between dates and the second of joint visits among them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise, permutations, product
from math import ceil, floor

import numpy as np
from ways import NO_LINK, Call, Times, Way, Ways, longest_paths

from planner.request import WeekRequest
from planner.value import OFF_PEAK, need_value, need_worths

Calls = frozenset[Call]
Key = tuple[int, int]
"""A seat: the number of its date, and its number on that date."""


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """One pair's place in a shift (its index in the request), and what the pair can."""

    shift: int
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Best:
    """The optimum, and the calls and way of each seat that reach it."""

    value: float
    ways: tuple[Way, ...]


class Exhaustive:
    """The optimum of one request over given seats; what is tried for one roster is kept for the next.

    Raises
    ------
    ValueError
        Shifts of two dates overlap and a need asks for several pairs: such a visit could belong to two dates.
    """

    def __init__(self, request: WeekRequest) -> None:
        self.request = request
        self.ways = Ways(request)
        self._any: dict[tuple[int, Calls], Way | None] = {}
        self._all: dict[tuple[int, Calls, tuple[int, ...]], list[tuple[Way, Times]]] = {}
        shifts = request.shifts
        across = any(a.date != b.date and a.start < b.end and b.start < a.end for a, b in combinations(shifts, 2))
        if across and any(need.pairs > 1 for need in request.needs):
            raise ValueError("a joint visit could be made by shifts of two dates")

    def best(self, seats: Sequence[Seat]) -> Best:
        """Give the best that these pairs can do."""
        if not seats:
            return Best(0.0, ())
        dates = sorted({self._date(seat) for seat in seats})
        teams = [[seat for seat in seats if self._date(seat) == day] for day in dates]
        profiles = [self._profiles(team) for team in teams]
        keys = [sorted(found) for found in profiles]
        worth = self._worth(keys)
        for at in np.argsort(-worth, axis=None, kind="stable"):
            if not np.isfinite(worth.flat[at]):
                break
            chosen = [keys[d][i] for d, i in enumerate(np.unravel_index(at, worth.shape))]
            ways = self._consistent(teams, [profiles[d][key] for d, key in enumerate(chosen)])
            if ways is not None:
                return Best(float(worth.flat[at]), self._in_order(seats, teams, ways))
        raise ValueError("a shift has no room for its breaks")

    def most(self, number: int) -> int:
        """Give how many visits of a need a plan can make, beside what others cover."""
        return len(need_worths(self.request, self.request.needs[number]))

    def _date(self, seat: Seat) -> date:
        return self.request.shifts[seat.shift].date

    @staticmethod
    def _in_order(seats: Sequence[Seat], teams: list[list[Seat]], ways: dict[Key, Way]) -> tuple[Way, ...]:
        left = {(d, i): seat for d, team in enumerate(teams) for i, seat in enumerate(team)}
        found = []
        for seat in seats:
            at = next(key for key, other in left.items() if other == seat)
            del left[at]
            found.append(ways[at])
        return tuple(found)

    def _profiles(self, team: Sequence[Seat]) -> dict[tuple[int, ...], list[tuple[Calls, ...]]]:
        """Give what a date can visit (of each need 0 nothing, 1 any hours, 2 peak hours), and who could visit what."""
        found: dict[tuple[int, ...], set[tuple[Calls, ...]]] = {}
        choices = [list(self.choices(number, team)) for number in range(len(self.request.needs))]
        for chosen in product(*choices):
            calls: list[set[Call]] = [set() for _ in team]
            for number, (state, who) in enumerate(chosen):
                for seat in who:
                    calls[seat].add(Call(number, state == 2))
            made = tuple(frozenset(its) for its in calls)
            if all(self._way(seat.shift, its) for seat, its in zip(team, made, strict=True)):
                found.setdefault(tuple(state for state, _ in chosen), set()).add(made)
        return {profile: sorted(made, key=str) for profile, made in found.items()}

    def choices(self, number: int, team: Sequence[Seat]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield how one date may visit a need: 0 not, 1 in any hours, 2 in its peak hours; and by which seats."""
        need = self.request.needs[number]
        place = self.request.hotspot[need.hotspot]
        yield 0, ()
        if not self.most(number):
            return
        free = [
            i
            for i, seat in enumerate(team)
            if not (lent := self.request.shifts[seat.shift].districts) or place.district in lent
        ]
        for who in combinations(free, need.pairs):
            if need.skills <= frozenset().union(*(team[i].skills for i in who)):
                for state in (2,) if need.peak is None else (1, 2):
                    yield state, who

    def _way(self, shift: int, calls: Calls) -> Way | None:
        if (shift, calls) not in self._any:
            self._any[shift, calls] = next(self.ways.through(self.request.shifts[shift], calls), None)
        return self._any[shift, calls]

    def _worth(self, keys: list[list[tuple[int, ...]]]) -> np.ndarray:
        """Give the worth of every choice of one profile a date; minus infinity where a need has too many visits."""
        shape = tuple(len(its) for its in keys)
        total = np.zeros(shape)
        for number, need in enumerate(self.request.needs):
            counts = [np.zeros(shape, dtype=np.int64) for _ in range(2)]
            for d, its in enumerate(keys):
                for state in (1, 2):
                    here = np.array([profile[number] == state for profile in its], dtype=np.int64)
                    counts[state - 1] += here.reshape([-1 if i == d else 1 for i in range(len(keys))])
            table = np.full((len(keys) + 1, len(keys) + 1), -np.inf)
            for off, full in product(range(len(keys) + 1), repeat=2):
                if off + full <= self.most(number):
                    table[off, full] = need_value(self.request, need, [1.0] * full + [OFF_PEAK] * off)
            total += table[counts[0], counts[1]]
        return total

    def _consistent(self, teams: list[list[Seat]], made: list[list[tuple[Calls, ...]]]) -> dict[Key, Way] | None:
        """Find ways of all seats whose times fit together, for one of the divisions of each date's visits."""
        for division in product(*made):
            calls = {(d, i): its for d, team in enumerate(division) for i, its in enumerate(team)}
            shifts = {(d, i): seat.shift for d, team in enumerate(teams) for i, seat in enumerate(team)}
            ways = self.fitting(calls, shifts)
            if ways is not None:
                return ways
        return None

    def fitting(self, calls: Mapping[Key, Calls], shifts: Mapping[Key, int]) -> dict[Key, Way] | None:
        """Give a way for each seat, or None: a key is (number of the date, number of the seat)."""
        alone = {key: way for key, its in calls.items() if (way := self._way(shifts[key], its))}
        if len(alone) < len(calls):
            return None
        visits: dict[int, dict[int, list[Key]]] = {}
        for key, its in sorted(calls.items()):
            for call in its:
                visits.setdefault(call.need, {}).setdefault(key[0], []).append(key)
        tied = sorted(need for need, by_date in visits.items() if self._is_tied(need, by_date, shifts))
        seats = sorted({key for need in tied for there in visits[need].values() for key in there})
        options = [self._ways_of(shifts[key], calls[key], tuple(tied)) for key in seats]
        for order in product(*(self._orders(need, visits[need], shifts) for need in tied)):
            links = dict(zip(tied, order, strict=True))
            found = self._choose(seats, options, {need: [visits[need][day] for day in links[need]] for need in tied})
            if found is not None:
                return alone | found
        return None

    def _span(self, need: int, shift: int) -> tuple[int, int]:
        """Give the first and last second at which a visit could begin in the shift, whatever else is done."""
        its, service_s = self.request.shifts[shift], self.request.needs[need].minutes * 60
        begin, end = ceil(self.ways.seconds(its.start)), floor(self.ways.seconds(its.end)) - service_s
        spans = [(max(lo, begin), min(hi, end)) for lo, hi in self.ways.windows[need][False]]
        inside = [(lo, hi) for lo, hi in spans if lo <= hi]
        return min(lo for lo, _ in inside), max(hi for _, hi in inside)

    def _apart_s(self, need: int) -> int:
        """Give the least seconds from the start of one visit to the start of the next."""
        its = self.request.needs[need]
        return its.minutes * 60 + ceil(its.gap_h * 3600)

    def _is_tied(self, need: int, by_date: Mapping[int, Sequence[Key]], shifts: Mapping[Key, int]) -> bool:
        """Tell whether the times of a need's visits hang together: it is joint, or a gap could be too small."""
        if self.request.needs[need].pairs > 1:
            return True
        spans = [self._span(need, shifts[keys[0]]) for _, keys in sorted(by_date.items())]
        return any(b[0] - a[1] < self._apart_s(need) for a, b in combinations(spans, 2))

    def _orders(
        self, need: int, by_date: Mapping[int, Sequence[Key]], shifts: Mapping[Key, int]
    ) -> list[tuple[int, ...]]:
        """Give the orders in time in which the dates could make their visits: shifts of two dates may overlap."""
        span = {day: self._span(need, shifts[keys[0]]) for day, keys in by_date.items()}
        return [
            order
            for order in permutations(sorted(by_date))
            if all(span[a][0] + self._apart_s(need) <= span[b][1] for a, b in pairwise(order))
        ]

    def _ways_of(self, shift: int, calls: Calls, tied: tuple[int, ...]) -> list[tuple[Way, Times]]:
        """Give the ways whose times for the tied visits no other way allows all of, with those times."""
        if (shift, calls, tied) not in self._all:
            found: dict[bytes, tuple[Way, Times]] = {}
            for way in self.ways.through(self.request.shifts[shift], calls):
                rows = [0, *(way.row(call) for call in sorted(calls) if call.need in tied)]
                times = way.times[np.ix_(rows, rows)]
                found.setdefault(times.tobytes(), (way, times))
            loosest_first = sorted(found.values(), key=lambda one: int(one[1].sum()))
            bounds = np.array([times.ravel() for _, times in loosest_first])
            kept: list[int] = []
            for number, own in enumerate(bounds):
                if not (bounds[kept] <= own).all(axis=1).any():
                    kept.append(number)
            self._all[shift, calls, tied] = [loosest_first[number] for number in kept]
        return self._all[shift, calls, tied]

    def _choose(
        self,
        seats: Sequence[Key],
        options: Sequence[Sequence[tuple[Way, Times]]],
        visits: Mapping[int, Sequence[Sequence[Key]]],
    ) -> dict[Key, Way] | None:
        """Choose a way for each seat so that joint visits begin at one second and the visits in order keep the gap."""
        calls = [sorted(step.call for step in ways[0][0].steps if step.call and step.call.need in visits)
                 for ways in options]  # fmt: skip
        row = {(key, call.need): 0 for key, its in zip(seats, calls, strict=True) for call in its}
        row = {name: number for number, name in enumerate(row, start=1)}
        links = np.full((len(row) + 1, len(row) + 1), NO_LINK, dtype=np.int64)
        np.fill_diagonal(links, 0)
        for need, in_order in visits.items():
            for keys in in_order:
                for key in keys[1:]:
                    links[row[keys[0], need], row[key, need]] = links[row[key, need], row[keys[0], need]] = 0
            for before, after in pairwise(in_order):
                links[row[before[0], need], row[after[0], need]] = self._apart_s(need)

        def choose(number: int, times: Times) -> dict[Key, Way] | None:
            if number == len(seats):
                starts = {name: int(times[0, r]) for name, r in row.items()}
                return {key: _fixed(way, {n: s for (k, n), s in starts.items() if k == key})
                        for key, way in zip(seats, picked, strict=True)}  # fmt: skip
            rows = [0, *(row[seats[number], call.need] for call in calls[number])]
            for way, own in options[number]:
                both = times.copy()
                both[np.ix_(rows, rows)] = np.maximum(both[np.ix_(rows, rows)], own)
                closed = longest_paths(both)
                if closed is not None:
                    picked[number:] = [way]
                    found = choose(number + 1, closed)
                    if found is not None:
                        return found
            return None

        picked: list[Way] = []
        return choose(0, links)


def _fixed(way: Way, starts: Mapping[int, int]) -> Way:
    """Hold visits at their starts."""
    times = way.times.copy()
    for row, step in enumerate(way.steps, start=1):
        if step.call and step.call.need in starts:
            times[0, row], times[row, 0] = starts[step.call.need], -starts[step.call.need]
    closed = longest_paths(times)
    if closed is None:
        raise ValueError("a way does not hold the times that its own bounds allow")
    return Way(way.steps, closed)
