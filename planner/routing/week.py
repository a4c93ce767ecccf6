"""A week's routes: day by day, then each day again with the others held, as long as there is time.

What one day's visits are worth depends on those of the other days (breadth before depth, smallest gaps, most visits a
week), so each day is solved with the rest of the week fixed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from time import monotonic

from geo.hotspot import VisitNeed
from planner.exact import exact
from planner.need_match import covered_visits
from planner.openings import Opening, openings
from planner.pair import Crew
from planner.plan import Route
from planner.request import WeekRequest
from planner.routing.call import Call
from planner.routing.day import DayModel, DayRoutes, Prospect
from planner.routing.start import calls_of, routes_on
from planner.routing.timing import time_route
from planner.value import need_worths, visit_worth

FIRST_PASS_SHARE = 0.4
FIRST_PASS_MOST_S = 10.0
"""Share of the time that goes into the first plan of every day, and the most seconds of it."""

DAY_MOST_S = 8.0
"""A day is solved for so many seconds at a time, at most, so that better plans are told often."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit that stands in the plan; a joint visit is one."""

    need: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What one day's crews do."""

    routes: tuple[Route, ...] = ()
    calls: DayRoutes = ()
    visits: frozenset[Visit] = frozenset()

    @property
    def travel_s(self) -> int:
        """Seconds under way."""
        return sum(leg.seconds for route in self.routes for leg in route.legs)


class WeekRoutes:
    """The search for a week's routes with the crews given, from the routes of ``start`` where there are any."""

    def __init__(
        self, request: WeekRequest, crews: Sequence[Crew], *, seed: int = 0, start: Sequence[Route] = ()
    ) -> None:
        self.request = request
        self.random = Random(seed)  # noqa: S311 - no secret hangs on it
        self.crews: dict[date, list[Crew]] = {}
        for crew in crews:
            self.crews.setdefault(crew.shift.date, []).append(crew)
        self.openings = {need.id: openings(request, need) for need in request.needs}
        self.covered = {need.id: covered_visits(request, need) for need in request.needs}
        self.worths = {need.id: need_worths(request, need) for need in request.needs}
        self.days: dict[date, DayPlan] = {
            day: self._begun(routes_on(crews, start, day)) if start else self._timed(day, ((),) * len(crews))
            for day, crews in self.crews.items()
        }
        self.begun = bool(start)

    def search(self, *, seconds: float) -> Iterator[float]:
        """Improve the plan until the time is up; yields the score whenever a day has been solved."""
        begin = monotonic()
        days = sorted(self.crews)
        if not days:
            return
        if self.begun:
            yield self.score()
        for day in () if self.begun else days:
            first_s = min(seconds * FIRST_PASS_SHARE, FIRST_PASS_MOST_S)
            self._solve(day, seconds=first_s / len(days), first=True)
            yield self.score()
        rounds = 0
        while monotonic() - begin < seconds * 0.97:
            order = days[:]
            self.random.shuffle(order)
            for day in order:
                left = seconds - (monotonic() - begin)
                if left < 0.05:
                    return
                each = seconds * (1 - FIRST_PASS_SHARE) / len(days) / 2 * (1 + rounds % 2)
                self._solve(day, seconds=min(left, each, DAY_MOST_S), first=False)
                yield self.score()
            rounds += 1

    def score(self) -> float:
        """Give the worth of all visits."""
        counts = self._counts(self.days.values())
        return sum(sum(self.worths[need.id][: counts.get(need.id, 0)]) for need in self.request.needs)

    def routes(self) -> tuple[Route, ...]:
        """Give every crew's route, in order of start and pair."""
        found = [route for day in self.days.values() for route in day.routes]
        return tuple(sorted(found, key=lambda route: (route.start, route.pair, route.workers)))

    def _solve(self, day: date, *, seconds: float, first: bool) -> None:
        crews, before = self.crews[day], self.days[day]
        prospects = list(self._prospects(day, first=first))
        if not prospects:
            return
        kept = () if first else self._still_open(before, prospects)
        found = DayModel(self.request, crews, prospects).solve(seconds=seconds, start=kept or None)
        if found is None:
            return
        old = (self.score(), -before.travel_s)
        self.days[day] = self._timed(day, found)
        if (self.score(), -self.days[day].travel_s) < old:
            self.days[day] = before

    @staticmethod
    def _still_open(before: DayPlan, prospects: Sequence[Prospect]) -> DayRoutes:
        known = {p.call.need.id for p in prospects}
        return tuple(tuple(call for call in calls if call.need.id in known) for calls in before.calls)

    def _prospects(self, day: date, *, first: bool) -> Iterator[Prospect]:
        shifts = [crew.shift for crew in self.crews[day]]
        begin, end = min(s.start for s in shifts), max(s.end for s in shifts)
        others = [plan for other, plan in self.days.items() if other != day]
        counts = self._counts(others)
        for need in self.request.needs:
            visits = [v for plan in others for v in plan.visits if v.need == need.id]
            if counts.get(need.id, 0) + self.covered[need.id] >= need.most:
                continue
            today = [o for o in self.openings[need.id] if o.start < end and begin < o.end]
            free = tuple(_cut(today, visits, need, begin, end))
            if free:
                worth = self.worths[need.id][counts.get(need.id, 0)]
                yield Prospect(Call(need, free), worth * (self._urgency(need, day, len(visits)) if first else 1.0))

    def _urgency(self, need: VisitNeed, day: date, visits: int) -> float:
        """Give less to what can be done on many of the days that are still to come."""
        chances = sum(
            any(o.start < c.shift.end and c.shift.start < o.end for o in self.openings[need.id] for c in crews)
            for later, crews in self.crews.items()
            if later >= day
        )
        wanted = max(need.target - visits, 0)
        return 0.5 + 0.5 * min(1.0, wanted / max(chances, 1))

    def _timed(self, day: date, found: DayRoutes) -> DayPlan:
        """Time the routes; what the clock does not allow after all is left out, the least worth first."""
        crews = self.crews[day]
        left = [list(calls) for calls in found]
        while True:
            routes = [time_route(self.request, crew, calls) for crew, calls in zip(crews, left, strict=True)]
            late = next((i for i, route in enumerate(routes) if route is None), None)
            if late is None:
                break
            if not left[late]:
                raise ValueError(f"shift {crews[late].shift.id!r} has no room for its breaks")
            drop = min(left[late], key=lambda call: visit_worth(call.need, 1)).need.id
            left = [[c for c in calls if c.need.id != drop] for calls in left]
        return _day_plan([route for route in routes if route], left)

    def _begun(self, routes: Sequence[Route]) -> DayPlan:
        return _day_plan(routes, calls_of(self.request, routes))

    @staticmethod
    def _counts(days: Iterable[DayPlan]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for plan in days:
            for visit in plan.visits:
                counts[visit.need] = counts.get(visit.need, 0) + 1
        return counts


def _day_plan(routes: Sequence[Route], found: Sequence[Sequence[Call]]) -> DayPlan:
    visits = frozenset(
        Visit(call.need.id, exact(stop.start), exact(stop.leave))
        for route, calls in zip(routes, found, strict=True)
        for stop, call in zip(route.stops, calls, strict=True)
    )
    return DayPlan(tuple(routes), tuple(tuple(calls) for calls in found), visits)


def _cut(
    spans: Sequence[Opening], visits: Sequence[Visit], need: VisitNeed, begin: datetime, end: datetime
) -> Iterator[Opening]:
    """Cut openings to the day's shifts, and keep the smallest gap to visits of other days."""
    gap = timedelta(hours=need.gap_h)
    pieces = [(max(o.start, begin), min(o.end, end)) for o in spans]
    for visit in visits:
        pieces = [p for a, b in pieces for p in ((a, min(b, visit.start - gap)), (max(a, visit.end + gap), b))]
    for a, b in sorted(set(pieces)):
        if b.timestamp() - a.timestamp() >= need.minutes * 60:
            yield Opening(a, b)
