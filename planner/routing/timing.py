"""From an order of calls to a timed route: travel by departure period, waiting, and the breaks of the law."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations_with_replacement

from geo.travel.times import Mode
from planner.exact import exact
from planner.pair import Crew
from planner.plan import Break, Leg, Route, Stop
from planner.request import WeekRequest
from planner.roster.limits import breaks_needed
from planner.routing.call import Call


@dataclass(frozen=True, slots=True)
class _Timed:
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    breaks: tuple[Break, ...]
    home: datetime


def time_route(request: WeekRequest, crew: Crew, calls: Sequence[Call]) -> Route | None:
    """Give the route that makes these calls in this order and is home first, or None where none is in time.

    Every break is tried in every place: before setting out to a stop or home, at the stop before the visit begins, or
    back at the base.
    """
    shift = crew.shift
    count = breaks_needed(shift.end.timestamp() - shift.start.timestamp(), request.working_time)
    best: _Timed | None = None
    for places in combinations_with_replacement(range(2 * len(calls) + (2 if calls else 1)), count):
        timed = _Forward(request, crew).run(calls, places)
        if timed and (best is None or timed.home < best.home):
            best = timed
    if best is None:
        return None
    return Route(
        pair=crew.pair,
        workers=crew.workers,
        date=shift.date,
        start=shift.start.astimezone(request.tz),
        end=shift.end.astimezone(request.tz),
        base=shift.base,
        stops=tuple(
            Stop(s.hotspot, *(when.astimezone(request.tz) for when in (s.arrive, s.start, s.leave))) for s in best.stops
        ),
        legs=best.legs,
        breaks=tuple(Break(b.start.astimezone(request.tz), b.end.astimezone(request.tz)) for b in best.breaks),
    )


class _Forward:
    """One pass from the start of a shift to its end."""

    def __init__(self, request: WeekRequest, crew: Crew) -> None:
        limits = request.working_time
        self.request, self.shift = request, crew.shift
        self.stretch = timedelta(hours=limits.longest_stretch_h)
        self.pause = timedelta(minutes=limits.break_min)
        self.now = self.worked_from = exact(crew.shift.start)
        self.end = exact(crew.shift.end)
        self.breaks: list[Break] = []
        self.left = 0

    def run(self, calls: Sequence[Call], places: tuple[int, ...]) -> _Timed | None:
        """Time the calls with a break at each of the places: 2i before leg i, 2i + 1 at its end."""
        self.left = len(places)
        stops: list[Stop] = []
        legs: list[Leg] = []
        here = self.shift.base
        for i, call in enumerate(calls):
            if not self._breaks(places.count(2 * i)):
                return None
            leg = self._leg(here, call.need.hotspot, self.now)
            arrive = self.now + timedelta(seconds=leg.seconds)
            self.now = arrive
            if not self._breaks(places.count(2 * i + 1)):
                return None
            start = call.earliest(self.now)
            if start is None:
                return None
            leave = start + timedelta(seconds=call.service_s)
            if not places.count(2 * i + 1):
                leg, arrive = self._in_time(here, call.need.hotspot, leg, arrive, start)
            stops.append(Stop(call.need.hotspot, arrive, start, leave))
            legs.append(leg)
            here, self.now = call.need.hotspot, leave
        ready, taken = self.now, len(self.breaks)
        if not self._breaks(places.count(2 * len(calls))):
            return None
        if stops:
            leg = self._leg(here, self.shift.base, self.now)
            if self._sets_out(ready, leg.seconds, self.breaks[taken:]) != self.now:
                return None
            legs.append(leg)
            self.now += timedelta(seconds=leg.seconds)
        home = self.now
        if stops and not self._breaks(places.count(2 * len(calls) + 1)):
            return None
        if self.now > self.end or self.end - self.worked_from > self.stretch:
            return None
        return _Timed(tuple(stops), tuple(legs), tuple(self.breaks), home)

    def _breaks(self, count: int) -> bool:
        """Take breaks now, or as soon as enough of the shift is behind that the rest needs no more of them."""
        for _ in range(count):
            last = self.end - self.stretch - (self.left - 1) * (self.stretch + self.pause)
            start = max(self.now, last - self.pause)
            if start - self.worked_from > self.stretch:
                return False
            self.breaks.append(Break(start, start + self.pause))
            self.now = self.worked_from = start + self.pause
            self.left -= 1
        return True

    @staticmethod
    def _sets_out(ready: datetime, seconds: int, pauses: Sequence[Break]) -> datetime:
        """Give when the way home begins: at once, but for breaks that would fall into it."""
        for pause in pauses:
            if pause.start < ready + timedelta(seconds=seconds):
                ready = pause.end
        return ready

    def _leg(self, start: str, end: str, depart: datetime) -> Leg:
        matrix = self.request.travel_at(self.shift.mode, depart)
        a, b = self.request.travel.index[start], self.request.travel.index[end]
        return leg_of(matrix.seconds[a, b], matrix.metres[a, b], matrix.line[a, b], matrix.lines, self.shift.mode)

    def _in_time(self, a: str, b: str, leg: Leg, arrive: datetime, start: datetime) -> tuple[Leg, datetime]:
        """Set out later rather than wait outside, as long as the way is no longer then."""
        later = self._leg(a, b, start - timedelta(seconds=leg.seconds))
        if arrive < start and later.seconds == leg.seconds:
            return later, start
        return leg, arrive


def leg_of(seconds: int, metres: int, line: int, lines: tuple[str, ...], mode: Mode) -> Leg:
    """Make a leg from one entry of a travel matrix; without a line a transit leg is walked."""
    if line >= 0:
        return Leg(Mode.TRANSIT, int(seconds), int(metres), lines[line])
    return Leg(Mode.CAR if mode is Mode.CAR else Mode.WALK, int(seconds), int(metres))
