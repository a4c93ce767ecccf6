"""From a laid-out route of the search to a plan's route: legs with their lines, breaks, and clock times."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from geo.travel.times import Mode
from planner.pair import Crew
from planner.plan import Break, Leg, Route, Stop
from planner.request import WeekRequest
from planner.search.route_times import Laid

if TYPE_CHECKING:
    from planner.week_problem import WeekProblem


class _Clock:
    """One pass through a shift, in fixed offsets, with the breaks in their order."""

    def __init__(self, request: WeekRequest, crew: Crew, spans: tuple[tuple[datetime, timedelta], ...]) -> None:
        self.request, self.crew, self.spans = request, crew, spans
        self.breaks: list[Break] = []

    def rest(self, ready: datetime, count: int) -> datetime:
        """Take so many breaks from this time on."""
        for _ in range(count):
            earliest, length = self.spans[len(self.breaks)]
            start = max(ready, earliest)
            self.breaks.append(Break(start, start + length))
            ready = start + length
        return ready

    def ride(self, here: str, there: str, ready: datetime) -> tuple[Leg, datetime]:
        """Give the leg that is there first, and when it sets out: at once, or when a quicker period begins."""
        leg = self._leg(here, there, ready)
        leave = ready
        starts, _ = self.request.departure_periods
        for start in starts:
            later = datetime.fromtimestamp(start, ready.tzinfo)
            if ready < later < leave + timedelta(seconds=leg.seconds):
                other = self._leg(here, there, later)
                if later + timedelta(seconds=other.seconds) < leave + timedelta(seconds=leg.seconds):
                    leg, leave = other, later
        return leg, leave

    def in_time(self, here: str, there: str, leg: Leg, leave: datetime, due: datetime) -> tuple[Leg, datetime]:
        """Set out later rather than wait outside, as long as the way is no longer then."""
        last = due - timedelta(seconds=leg.seconds)
        if last > leave:
            later = self._leg(here, there, last)
            if later.seconds == leg.seconds:
                return later, last
        return leg, leave

    def _leg(self, here: str, there: str, leave: datetime) -> Leg:
        matrix = self.request.travel_at(self.crew.shift.mode, leave)
        a, b = self.request.travel.index[here], self.request.travel.index[there]
        return leg_of(matrix.seconds[a, b], matrix.metres[a, b], matrix.line[a, b], matrix.lines, self.crew.shift.mode)


def clocked_route(week: "WeekProblem", r: int, options: tuple[int, ...], laid: Laid) -> Route:
    """Give the route of crew r over these options at the times that are laid out."""
    request, crew, problem = week.request, week.crews[r], week.problem
    kind = int(problem.route_kind[r])
    zone = crew.shift.start.tzinfo
    spans = tuple(
        (datetime.fromtimestamp(int(lo) + week.origin, zone), timedelta(seconds=int(length)))
        for lo, length in zip(problem.break_lo[kind], problem.break_len[kind], strict=True)
    )
    clock = _Clock(request, crew, spans)
    now, here = crew.shift.start, crew.shift.base
    stops: list[Stop] = []
    legs: list[Leg] = []
    for u, time, (before, after) in zip(options, laid.starts, laid.pauses[:-1], strict=True):
        need = week.needs[week.options[u].need]
        start = datetime.fromtimestamp(time + week.origin, zone)
        leg, leave = clock.ride(here, need.hotspot, clock.rest(now, before))
        if not after:
            leg, leave = clock.in_time(here, need.hotspot, leg, leave, start)
        arrive = leave + timedelta(seconds=leg.seconds)
        clock.rest(arrive, after)
        now, here = start + timedelta(minutes=need.minutes), need.hotspot
        stops.append(Stop(here, arrive, start, now))
        legs.append(leg)
    before, after = laid.pauses[-1]
    if stops:
        leg, leave = clock.ride(here, crew.shift.base, clock.rest(now, before))
        legs.append(leg)
        clock.rest(leave + timedelta(seconds=leg.seconds), after)
    else:
        clock.rest(now, before + after)
    tz = request.tz
    return Route(
        pair=crew.pair,
        workers=crew.workers,
        date=crew.shift.date,
        start=crew.shift.start.astimezone(tz),
        end=crew.shift.end.astimezone(tz),
        base=crew.shift.base,
        stops=tuple(
            Stop(s.hotspot, s.arrive.astimezone(tz), s.start.astimezone(tz), s.leave.astimezone(tz)) for s in stops
        ),
        legs=tuple(legs),
        breaks=tuple(Break(b.start.astimezone(tz), b.end.astimezone(tz)) for b in clock.breaks),
    )


def leg_of(seconds: int, metres: int, line: int, lines: tuple[str, ...], mode: Mode) -> Leg:
    """Make a leg from one entry of a travel matrix; without a line a transit leg is walked."""
    if line >= 0:
        return Leg(Mode.TRANSIT, int(seconds), int(metres), lines[line])
    return Leg(Mode.CAR if mode is Mode.CAR else Mode.WALK, int(seconds), int(metres))
