"""A route in a given order, come what may: what does not fit is late, and the rules tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from planner.pair import Crew
from planner.plan import Break, Leg, Route, Stop
from planner.request import WeekRequest
from planner.route_clock import leg_of
from planner.week_problem import break_spans


@dataclass(frozen=True, slots=True)
class Call:
    """A visit that is to be made: where, for how many seconds, and not before which timestamp."""

    hotspot: str
    seconds: int
    not_before: int = 0


def forced_route(
    request: WeekRequest, crew: Crew, calls: Sequence[Call], *, after: Route | None = None, kept: int = 0
) -> Route:
    """Time visits in their order, each as soon as the way, the breaks and its own time allow.

    Windows, gaps, skills and the end of the shift are not asked.

    Parameters
    ----------
    after, kept
        A route whose first ``kept`` stops are made before these visits, as they are.

    Raises
    ------
    ValueError
        There are no travel times for one of the places.
    """
    unknown = [call.hotspot for call in calls if call.hotspot not in request.travel.index]
    if unknown:
        raise ValueError(f"no travel times for {', '.join(sorted(unknown))}")
    begin, end = int(crew.shift.start.timestamp()), int(crew.shift.end.timestamp())
    pauses = list(break_spans(begin, end, request))
    now, here = begin, crew.shift.base
    stops: list[Stop] = []
    legs: list[Leg] = []
    breaks: list[Break] = []
    if after is not None and kept and len(after.legs) > kept:
        stops, legs = list(after.stops[:kept]), list(after.legs[:kept])
        now, here = int(stops[-1].leave.timestamp()), stops[-1].hotspot
        breaks = [pause for pause in after.breaks if pause.start.timestamp() < now]
        del pauses[: len(breaks)]
    for call in calls:
        leg = _leg(request, crew, here, call.hotspot, now)
        start = max(now + leg.seconds, call.not_before)
        while pauses and start + call.seconds > pauses[0][1]:
            now = _rest(request, breaks, now, pauses.pop(0))
            leg = _leg(request, crew, here, call.hotspot, now)
            start = max(now + leg.seconds, call.not_before)
        arrive = now + leg.seconds
        now, here = start + call.seconds, call.hotspot
        stops.append(Stop(here, _when(request, arrive), _when(request, start), _when(request, now)))
        legs.append(leg)
    while pauses:
        now = _rest(request, breaks, now, pauses.pop(0))
    if stops:
        legs.append(_leg(request, crew, here, crew.shift.base, now))
    shift, tz = crew.shift, request.tz
    span = (shift.start.astimezone(tz), shift.end.astimezone(tz))
    return Route(crew.pair, crew.workers, shift.date, *span, shift.base, tuple(stops), tuple(legs), tuple(breaks))


def _leg(request: WeekRequest, crew: Crew, here: str, there: str, leave: int) -> Leg:
    mode, index = crew.shift.mode, request.travel.index
    matrix = request.travel_at(mode, datetime.fromtimestamp(leave, UTC))
    a, b = index[here], index[there]
    return leg_of(matrix.seconds[a, b], matrix.metres[a, b], matrix.line[a, b], matrix.lines, mode)


def _rest(request: WeekRequest, breaks: list[Break], now: int, pause: tuple[int, int, int]) -> int:
    start = max(now, pause[0])
    breaks.append(Break(_when(request, start), _when(request, start + pause[2])))
    return start + pause[2]


def _when(request: WeekRequest, time: int) -> datetime:
    return datetime.fromtimestamp(time, request.tz)
