"""Why a need is left out, wholly or in part, and what would make it possible."""

from collections.abc import Sequence

from geo.hotspot import Daylight, VisitNeed
from geo.travel.times import Mode
from planner.need_match import covered_visits, season_holds, visits_by_need
from planner.openings import Opening, openings
from planner.pair import Crew
from planner.plan import Reason, Stop, Suggestion, Unplanned, WeekPlan
from planner.request import WeekRequest
from planner.shift import Shift

REMEDY = {
    Reason.NO_SHIFT_IN_WINDOW: Suggestion.ADD_SHIFT,
    Reason.NO_PAIR_IN_WINDOW: Suggestion.STAFF_SHIFT,
    Reason.OUT_OF_SEASON: Suggestion.WAIT_FOR_SEASON,
    Reason.NO_DAYLIGHT: Suggestion.MOVE_TO_DAYLIGHT,
    Reason.NO_DARKNESS: Suggestion.MOVE_TO_DARKNESS,
    Reason.MISSING_SKILL: Suggestion.ADD_SKILL,
    Reason.TOO_FEW_PAIRS_AT_ONCE: Suggestion.JOIN_PAIRS,
    Reason.WINDOW_TOO_SHORT: Suggestion.WIDEN_WINDOW,
    Reason.TOO_FAR: Suggestion.CLOSER_BASE,
    Reason.GAP_TOO_SHORT: Suggestion.SHORTEN_GAP,
    Reason.CEILING_REACHED: Suggestion.RAISE_CEILING,
    Reason.NO_TIME_LEFT: Suggestion.ADD_PAIR,
}
"""What helps against each reason."""


def wanted_visits(need: VisitNeed) -> int:
    """Give the visits below which a need counts as unplanned: its least, or one where the target asks for any."""
    return max(need.least, min(need.target, 1))


def unplanned_needs(plan: WeekPlan, crews: Sequence[Crew]) -> tuple[Unplanned, ...]:
    """List the needs of this season that get fewer visits than wanted, the weightiest first.

    A need that is out of season is no shortcoming and not listed.
    """
    visits = visits_by_need(plan)
    short = [
        need
        for need in plan.request.needs
        if len(visits[need.id]) < wanted_visits(need) and _in_season(plan.request, need)
    ]
    short.sort(key=lambda need: (-need.weight * (need.least > 0), -need.weight, need.id))
    found = []
    for need in short:
        reason = why_unplanned(plan.request, need, crews, visits=visits[need.id])
        found.append(Unplanned(need.hotspot, reason, REMEDY[reason]))
    return tuple(found)


def why_unplanned(request: WeekRequest, need: VisitNeed, crews: Sequence[Crew], *, visits: Sequence[Stop]) -> Reason:
    """Name the first thing that stands in the way of one more visit, from what no plan can change to what it can."""
    if not _in_season(request, need):
        return Reason.OUT_OF_SEASON
    if len(visits) + covered_visits(request, need) >= need.most:
        return Reason.CEILING_REACHED
    times = openings(request, need)
    by_shift = [(o, s) for o in times for s in request.shifts if _room(o, s) >= need.minutes * 60]
    if not by_shift:
        return _no_opening(request, need, times)
    by_crew = [(o, c) for o, s in by_shift for c in crews if c.shift.id == s.id]
    if not by_crew:
        return Reason.NO_PAIR_IN_WINDOW
    skilled = [(o, c) for o, c in by_crew if need.skills <= c.skills]
    if not skilled:
        return Reason.MISSING_SKILL
    within = [(o, c) for o, c in skilled if _reaches(request, need, o, c)]
    if not within:
        return Reason.TOO_FAR
    if need.pairs > 1 and not _enough_at_once(need, within):
        return Reason.TOO_FEW_PAIRS_AT_ONCE
    if need.gap_h and not any(_outside_gaps(need, o, c.shift, visits) for o, c in within):
        return Reason.GAP_TOO_SHORT
    return Reason.NO_TIME_LEFT


def _outside_gaps(need: VisitNeed, opening: Opening, shift: Shift, visits: Sequence[Stop]) -> bool:
    """Tell whether a visit fits into the opening and the shift with the smallest gap to every visit that is planned."""
    gap_s = need.gap_h * 3600
    pieces = [(max(opening.start, shift.start).timestamp(), min(opening.end, shift.end).timestamp())]
    for visit in visits:
        before, after = visit.start.timestamp() - gap_s, visit.leave.timestamp() + gap_s
        pieces = [piece for a, b in pieces for piece in ((a, min(b, before)), (max(a, after), b))]
    return any(b - a >= need.minutes * 60 for a, b in pieces)


def _in_season(request: WeekRequest, need: VisitNeed) -> bool:
    return any(season_holds(request, need, day.date) for day in request.days)


def _no_opening(request: WeekRequest, need: VisitNeed, times: Sequence[Opening]) -> Reason:
    """Tell whether it is the sun, the hours or the shifts that leave no time."""
    hours = [
        Opening(*span)
        for day in request.days
        if season_holds(request, need, day.date)
        for span in need.windows.spans(day.date, request.tz, counts_as=day.counts_as)
    ]
    shifts = request.shifts
    if need.daylight is not Daylight.ANY and any(_room(o, s) >= need.minutes * 60 for o in hours for s in shifts):
        return Reason.NO_DAYLIGHT if need.daylight is Daylight.DAY else Reason.NO_DARKNESS
    if need.daylight is not Daylight.ANY and not times:
        return Reason.NO_DAYLIGHT if need.daylight is Daylight.DAY else Reason.NO_DARKNESS
    if any(_room(o, s) > 0 for o in hours for s in shifts):
        return Reason.WINDOW_TOO_SHORT
    return Reason.NO_SHIFT_IN_WINDOW


def _room(opening: Opening, shift: Shift) -> float:
    return min(opening.end, shift.end).timestamp() - max(opening.start, shift.start).timestamp()


def _reaches(request: WeekRequest, need: VisitNeed, opening: Opening, crew: Crew) -> bool:
    """Tell whether a crew that does nothing else comes there in time, and home again."""
    base, place = request.travel.index[crew.shift.base], request.travel.index[need.hotspot]
    mode: Mode = crew.shift.mode
    out_s = int(request.travel_at(mode, crew.shift.start).seconds[base, place])
    start = max(crew.shift.start.timestamp() + out_s, opening.start.timestamp())
    leave = start + need.minutes * 60
    back_s = int(request.travel_at(mode, crew.shift.end).seconds[place, base])
    return leave <= opening.end.timestamp() and leave + back_s <= crew.shift.end.timestamp()


def _enough_at_once(need: VisitNeed, within: Sequence[tuple[Opening, Crew]]) -> bool:
    for opening, crew in within:
        begin = max(opening.start, crew.shift.start)
        together = [
            c
            for o, c in within
            if o == opening
            and c.shift.start <= begin
            and begin.timestamp() + need.minutes * 60 <= c.shift.end.timestamp()
        ]
        if len(together) >= need.pairs:
            return True
    return False
