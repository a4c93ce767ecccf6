"""WeekProblem: one team's week as arrays for the search, and the search's routes as a plan's routes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from math import ceil
from types import MappingProxyType

import numpy as np

from geo.hotspot import VisitNeed
from geo.travel.times import Mode
from planner.exact import exact
from planner.openings import Opening, openings, peak_openings
from planner.pair import Crew
from planner.plan import Route
from planner.request import WeekRequest
from planner.roster.limits import breaks_needed
from planner.route_clock import clocked_route
from planner.search.problem import NEVER, Need, Option, Problem, ShiftKind, Soft, make_problem
from planner.search.route_times import lay_route
from planner.search.solution import Solution
from planner.shift import Shift
from planner.terms import continuity, fairness, travel
from planner.value import OFF_PEAK, need_worths


class WeekProblem:
    """The problem of a week whose crews are given.

    Attributes
    ----------
    problem
        Route r is that of ``crews[r]``; options stand in the order of the needs.
    origin
        Timestamp that times are counted from, in seconds.
    """

    def __init__(
        self,
        request: WeekRequest,
        crews: Sequence[Crew],
        *,
        rooms: Mapping[int, int] = MappingProxyType({}),
        loose: bool = False,
    ) -> None:
        """Make it.

        Parameters
        ----------
        request
            With exact times.
        rooms
            Most seconds of travel and service of some crews, by their place in ``crews``; of the others, what the
            reserved slack and the breaks leave.
        loose
            Let two breaks of one shift lie wherever each of them could: for a bound, not for a plan.
        """
        self.request, self.crews, self.loose = request, tuple(crews), loose
        self.rooms = [rooms.get(r, room_of(request, crew.shift)) for r, crew in enumerate(self.crews)]
        self.origin = int(min((s.start for s in request.shifts), default=exact_monday(request)).timestamp()) - 86_400
        self.places = [*request.base, *request.hotspot]
        self._row = {place: row for row, place in enumerate(self.places)}
        self._matrices: dict[tuple[Mode, str], int] = {}
        kinds: dict[tuple[str, int], int] = {}
        made: list[ShiftKind] = []
        route_kind = []
        for r, crew in enumerate(self.crews):
            room = self.rooms[r]
            if (crew.shift.id, room) not in kinds:
                kinds[crew.shift.id, room] = len(made)
                made.append(self._kind(crew.shift, room, loose=loose))
            route_kind.append(kinds[crew.shift.id, room])
        self.needs: list[VisitNeed] = list(request.needs)
        self.options: list[Option] = []
        for g, need in enumerate(self.needs):
            self.options += self._options(g, need)
        self.problem: Problem = make_problem(
            self._travel(),
            made,
            route_kind,
            self.options,
            [Need(need_worths(request, need), ceil(need.gap_h * 3600), need.pairs) for need in self.needs],
            may=np.array(
                [[self._may(self.needs[o.need], crew) for crew in self.crews] for o in self.options], dtype=bool
            ).reshape(len(self.options), len(self.crews)),
            soft=self._soft(),
        )
        self._of_need: dict[str, list[int]] = {}
        for u, option in enumerate(self.options):
            self._of_need.setdefault(self.needs[option.need].id, []).append(u)

    def at(self, when: datetime) -> int:
        """Give a time as the search counts it."""
        return int(when.timestamp()) - self.origin

    def when(self, time: int) -> datetime:
        """Give a time of the search as the city's clock shows it."""
        return datetime.fromtimestamp(time + self.origin, self.request.tz)

    def solution(self, routes: Sequence[Route | None]) -> Solution:
        """Give the options and starts of a plan's routes, in the order of the crews; what answers no need is out."""
        found, starts = [], []
        for r, route in enumerate(routes):
            stops = [(self.option_at(r, stop.hotspot, stop.start), stop) for stop in (route.stops if route else ())]
            found.append(tuple(u for u, _ in stops if u is not None))
            starts.append(tuple(self.at(stop.start) for u, stop in stops if u is not None))
        return Solution(tuple(found), tuple(starts), 0.0)

    def routes(self, solution: Solution) -> tuple[Route, ...]:
        """Give the plan's routes, in the order of the crews; the search's own times hold to the second."""
        made = []
        for r, (options, starts) in enumerate(zip(solution.routes, solution.starts, strict=True)):
            kind = int(self.problem.route_kind[r])
            laid = lay_route(self.problem, kind, options, [(start, start) for start in starts])
            if laid is None:
                raise ValueError(f"the route of {self.crews[r].pair} on {self.crews[r].shift.date} is not in time")
            made.append(clocked_route(self, r, options, laid))
        return tuple(made)

    def option_at(self, r: int, hotspot: str, start: datetime) -> int | None:
        """Give the option that a stop takes: the one of the best chance whose span holds its start."""
        kinds, kind, time = len(self.problem.kind_start), int(self.problem.route_kind[r]), self.at(start)
        best: int | None = None
        for need in self.request.needs_at.get(hotspot, ()):
            for u in self._of_need.get(need.id, ()):
                first, end = self.problem.win_at[u * kinds + kind], self.problem.win_at[u * kinds + kind + 1]
                holds = any(self.problem.win_lo[i] <= time <= self.problem.win_hi[i] for i in range(first, end))
                if holds and (best is None or self.options[u].chance > self.options[best].chance):
                    best = u
        return best

    def _kind(self, shift: Shift, room: int, *, loose: bool) -> ShiftKind:
        start, end = self.at(shift.start), self.at(shift.end)
        return ShiftKind(
            start,
            end,
            self._row[shift.base],
            (shift.date - self.request.days[0].date).days,
            room,
            tuple(self._periods(shift)),
            break_spans(start, end, self.request, loose=loose),
        )

    def _periods(self, shift: Shift) -> list[tuple[int, int]]:
        """Give until when each departure period of a shift lasts, and its travel matrix."""
        starts, ids = self.request.departure_periods
        begin, end = shift.start.timestamp(), shift.end.timestamp()
        held = [(start, period) for start, period in zip(starts, ids, strict=True) if begin < start <= end]
        current = [self.request.period_at(shift.start), *(period for _, period in held)]
        until = [*(int(np.ceil(start)) - self.origin for start, _ in held), NEVER]
        return [(time, self._matrix(shift.mode, period)) for time, period in zip(until, current, strict=True)]

    def _matrix(self, mode: Mode, period: str) -> int:
        return self._matrices.setdefault((mode, period), len(self._matrices))

    def _travel(self) -> np.ndarray[tuple[int, int, int], np.dtype[np.int32]]:
        rows = [self.request.travel.index[place] for place in self.places]
        ways = [self.request.travel.matrices[key].seconds[np.ix_(rows, rows)] for key in self._matrices]
        shape = (max(len(ways), 1), len(rows), len(rows))  # without a crew no way is asked for
        return np.array(ways or np.zeros(shape), dtype=np.int32).reshape(shape)

    def _options(self, g: int, need: VisitNeed) -> list[Option]:
        """Give the ways to make a visit: in the hours when people are there, and in all hours where that differs."""
        row, service = self._row[need.hotspot], need.minutes * 60
        best = self._spans(peak_openings(self.request, need), service)
        found = [Option(g, row, service, best)] if best else []
        if need.peak is not None:
            found.append(Option(g, row, service, self._spans(openings(self.request, need), service), OFF_PEAK))
        return found

    def _spans(self, times: Sequence[Opening], service: int) -> tuple[tuple[int, int], ...]:
        # The sun rises and sets in parts of a second: whole ones within.
        begins = [ceil(o.start.timestamp()) - self.origin for o in times]
        spans = sorted(zip(begins, [self.at(o.end) - service for o in times], strict=True))
        joined: list[tuple[int, int]] = []
        for lo, hi in spans:
            if joined and lo <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(hi, joined[-1][1]))
            else:
                joined.append((lo, hi))
        return tuple(joined)

    def _soft(self) -> Soft:
        """Give the soft goals that routes decide, as `planner.terms` weighs them."""
        pairs = {frozenset(crew.workers[:2]): i for i, crew in enumerate(self.crews)}
        districts = sorted({str(hotspot.district) for hotspot in self.request.hotspots})
        here = [districts.index(str(self.request.hotspot[need.hotspot].district)) for need in self.needs]
        seasons = {"all"}.union(*(day.seasons for day in self.request.days))
        weights = self.request.weights
        return Soft(
            pair=[pairs[frozenset(crew.workers[:2])] for crew in self.crews],
            district=here,
            wanted=[need.target if need.season in seasons else 0 for need in self.needs],
            continuity=continuity.WEIGHT * weights.continuity,
            fairness=fairness.WEIGHT * weights.fairness,
            travel=travel.WEIGHT * weights.travel / 60,
        )

    def _may(self, need: VisitNeed, crew: Crew) -> bool:
        lent = crew.shift.districts
        together = self.loose and need.pairs > 1  # the pairs of a joint visit may hold its skills between them
        able = together or need.skills <= crew.skills
        return able and (not lent or self.request.hotspot[need.hotspot].district in lent)


def room_of(request: WeekRequest, shift: Shift) -> int:
    """Give the seconds that a shift has for travel and visits: without its breaks and its reserved slack."""
    breaks_s = breaks_needed(shift.seconds, request.working_time) * request.working_time.break_min * 60
    return int(shift.seconds * (1 - request.slack_share)) - breaks_s


def break_spans(start: int, end: int, request: WeekRequest, *, loose: bool = False) -> tuple[tuple[int, int, int], ...]:
    """Give (earliest start, latest start, length) of each break of a shift, so that no stretch of work is too long.

    Where two breaks depend on each other their spans are narrowed until every choice is right, unless ``loose``.
    """
    limits = request.working_time
    stretch, length = int(limits.longest_stretch_h * 3600), limits.break_min * 60
    count = breaks_needed(end - start, limits)
    spans = []
    for k in range(count):
        left = count - k
        lo = max(end - left * (stretch + length), start + k * length)
        hi = min(start + (k + 1) * stretch + k * length, end - left * length)
        spans.append([lo, hi])
    for a, b in () if loose else pairwise(spans):
        over = (b[1] - a[0]) - (stretch + length)
        if over > 0:
            a[0] += over // 2
            b[1] -= over - over // 2
    return tuple((lo, hi, length) for lo, hi in spans)


def exact_monday(request: WeekRequest) -> datetime:
    """Give the week's first midnight."""
    return exact(datetime.combine(request.days[0].date, datetime.min.time(), request.tz))
