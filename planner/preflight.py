"""The pre-flight: what a week will lack however long is searched, named at once and without a search."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from geo.hotspot import VisitNeed
from planner.exact import exact_request
from planner.explain import REMEDY, wanted_visits, why_unplanned
from planner.need_match import covered_visits, season_holds
from planner.openings import Opening, openings
from planner.pin import Pin
from planner.plan import Reason, Suggestion
from planner.possible_pairs import PossiblePairs
from planner.quickest_ways import QuickestWays
from planner.request import WeekRequest
from planner.roster.limits import hours_left_s, possible_shifts, weekly_rests, working_s
from planner.shift import Shift
from planner.worker import Experience


class TroubleKind(StrEnum):
    """What a week will lack. The words for it are in ``web``."""

    NO_SHIFTS = "no_shifts"
    SHIFT_SHORT = "shift_short"
    SHIFTS_TOGETHER = "shifts_together"
    HOURS_SHORT = "hours_short"
    NO_WEEKLY_REST = "no_weekly_rest"
    PIN_DROPPED = "pin_dropped"
    NEED_LEFT_OUT = "need_left_out"
    NEED_SHORT = "need_short"
    TRAVEL_ESTIMATED = "travel_estimated"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that a week will lack, whatever plan is made.

    Attributes
    ----------
    wanted, most
        What is asked for, and what there can be at most: pairs of a shift, visits of a need, hours of the week.
    absent, resting, busy
        Workers who cannot go out in the shift: away, without their rest after other work, or at fixed work then.
    """

    kind: TroubleKind
    shifts: tuple[str, ...] = ()
    need: str | None = None
    worker: str | None = None
    pin: Pin | None = None
    reason: Reason | None = None
    suggestion: Suggestion | None = None
    wanted: int = 0
    most: int = 0
    absent: tuple[str, ...] = ()
    resting: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()

    @property
    def serious(self) -> bool:
        """Whether something will be missing; else it is good to know."""
        return self.kind is not TroubleKind.TRAVEL_ESTIMATED


def preflight(request: WeekRequest, *, pins: Sequence[Pin] = ()) -> tuple[Trouble, ...]:
    """Name what no plan of the week can do: first of shifts, then of people, then of needs, the weightiest first.

    What is named is sure: no plan has more pairs in those shifts or more visits of those needs. What is not named may
    still turn out not to fit, which only a search can tell.

    Parameters
    ----------
    pins
        Those of the plan that is shown, to tell which can no longer be kept.
    """
    timed = exact_request(request)
    pairs, ways = PossiblePairs(timed), QuickestWays(timed)
    if not timed.shifts:
        return (Trouble(TroubleKind.NO_SHIFTS),)
    found = [*_shifts(timed, pairs), *_hours(timed), *_people(timed), *_pins(timed, pins), *_needs(timed, pairs, ways)]
    if timed.travel.estimated:
        found.append(Trouble(TroubleKind.TRAVEL_ESTIMATED))
    return tuple(found)


def _shifts(request: WeekRequest, pairs: PossiblePairs) -> Iterator[Trouble]:
    told: list[set[str]] = []
    for shift in request.shifts:
        most = pairs.in_shift(shift)
        if most < shift.pairs:
            yield _short(request, shift, most)
    for shift in request.shifts:
        together = [s for s in request.shifts if s.start <= shift.start < s.end]
        most, alone = pairs.at_once(together), sum(pairs.in_shift(s) for s in together)
        ids = {s.id for s in together}
        if most < alone and not any(ids <= others for others in told):
            told.append(ids)
            wanted = sum(s.pairs for s in together)
            yield Trouble(TroubleKind.SHIFTS_TOGETHER, tuple(s.id for s in together), wanted=wanted, most=most)


def _short(request: WeekRequest, shift: Shift, most: int) -> Trouble:
    """Tell of a shift with too few pairs, and who cannot go out in it."""
    first, last = shift.start.date(), shift.end.date()
    number = request.shifts.index(shift)
    absent, resting, busy = [], [], []
    for worker in request.workers:
        if number in possible_shifts(request, worker):
            continue
        if any(a.first <= last and first <= a.last for a in worker.absences):
            absent.append(worker.id)
        elif any(b.start < shift.end and shift.start < b.end for b in worker.busy):
            busy.append(worker.id)
        elif worker.busy:
            resting.append(worker.id)
    return Trouble(
        TroubleKind.SHIFT_SHORT,
        (shift.id,),
        wanted=shift.pairs,
        most=most,
        absent=tuple(absent),
        resting=tuple(resting),
        busy=tuple(busy),
    )


def _hours(request: WeekRequest) -> Iterator[Trouble]:
    """Tell whether the contracts have fewer hours left than all pairs of the week need."""
    needed_s = sum(2 * shift.pairs * working_s(shift, request.working_time) for shift in request.shifts)
    able = [worker for worker in request.workers if worker.experience is not Experience.OBSERVER]
    left_s = sum(max(hours_left_s(request, worker), 0) for worker in able if possible_shifts(request, worker))
    if left_s < needed_s:
        yield Trouble(TroubleKind.HOURS_SHORT, wanted=-(-needed_s // 3600), most=left_s // 3600)


def _people(request: WeekRequest) -> Iterator[Trouble]:
    """Name those whose fixed work leaves no weekly rest: they go out in no shift."""
    for worker in request.workers:
        if worker.busy and not weekly_rests(request, worker, possible_shifts(request, worker)):
            yield Trouble(TroubleKind.NO_WEEKLY_REST, worker=worker.id)


def _pins(request: WeekRequest, pins: Sequence[Pin]) -> Iterator[Trouble]:
    shifts = {shift.id: shift for shift in request.shifts}
    for pin in pins:
        shift = shifts.get(pin.shift)
        if shift is None:
            yield Trouble(TroubleKind.PIN_DROPPED, pin=pin)
            continue
        days = (shift.start.date(), shift.end.date())
        away = tuple(w for w in pin.workers if _away(request, w, days))
        if away:
            yield Trouble(TroubleKind.PIN_DROPPED, (shift.id,), pin=pin, absent=away)


def _away(request: WeekRequest, worker: str, days: tuple[date, ...]) -> bool:
    known = request.worker.get(worker)
    return known is None or any(absence.covers(day) for absence in known.absences for day in days)


def _needs(request: WeekRequest, pairs: PossiblePairs, ways: QuickestWays) -> Iterator[Trouble]:
    asked = [need for need in request.needs if wanted_visits(need) and _this_week(request, need)]
    for need in sorted(asked, key=lambda n: (-n.weight * (n.least > 0), -n.weight, n.id)):
        reason, spots = _never(request, need, pairs, ways)
        if reason is not None:
            yield Trouble(TroubleKind.NEED_LEFT_OUT, need=need.id, reason=reason, suggestion=REMEDY[reason])
            continue
        most = min(len({shift.date for _, shift in spots}), need.most - covered_visits(request, need))
        if most < need.least:
            short = Reason.CEILING_REACHED if most == need.most - covered_visits(request, need) else None
            short = short or Reason.NO_PAIR_IN_WINDOW
            yield Trouble(
                TroubleKind.NEED_SHORT,
                need=need.id,
                reason=short,
                suggestion=REMEDY[short],
                wanted=need.least,
                most=most,
            )


def _this_week(request: WeekRequest, need: VisitNeed) -> bool:
    return any(season_holds(request, need, day.date) for day in request.days)


Spots = list[tuple[Opening, Shift]]
"""When a need could be visited: an opening, and a shift that is out then."""


def _never(
    request: WeekRequest, need: VisitNeed, pairs: PossiblePairs, ways: QuickestWays
) -> tuple[Reason | None, Spots]:
    """Give why a need can have no visit at all, or else when it may have some."""
    reason = why_unplanned(request, need, (), visits=())
    if reason is not Reason.NO_PAIR_IN_WINDOW:
        return reason, []
    district = request.hotspot[need.hotspot].district
    spots = [
        (opening, shift)
        for opening in openings(request, need)
        for shift in request.shifts
        if _room_s(opening, shift) >= need.minutes * 60
        and pairs.in_shift(shift)
        and (not shift.districts or district in shift.districts)
    ]
    if not spots:
        return Reason.NO_PAIR_IN_WINDOW, []
    spots = [(opening, shift) for opening, shift in spots if _skilled(request, need, shift, pairs)]
    if not spots:
        return Reason.MISSING_SKILL, []
    spots = [(opening, shift) for opening, shift in spots if _reaches(ways, need, opening, shift)]
    if not spots:
        return Reason.TOO_FAR, []
    if need.pairs > 1:
        spots = [(opening, shift) for opening, shift in spots if _enough(need, opening, shift, spots, pairs)]
        if not spots:
            return Reason.TOO_FEW_PAIRS_AT_ONCE, []
    return None, spots


def _room_s(opening: Opening, shift: Shift) -> float:
    return min(opening.end, shift.end).timestamp() - max(opening.start, shift.start).timestamp()


def _skilled(request: WeekRequest, need: VisitNeed, shift: Shift, pairs: PossiblePairs) -> bool:
    """Tell whether a pair of the shift may hold a need's skills; of a joint visit's, all pairs of the week together."""
    if not need.skills:
        return True
    if need.pairs > 1:
        return need.skills <= frozenset().union(*(worker.skills for worker in request.workers))
    fitting = [request.worker[a].skills | request.worker[b].skills for a, b in pairs.fitting[shift.id]]
    pinned = [crew.skills for crew in pairs.staff.pinned if crew.shift.id == shift.id]
    return any(need.skills <= held for held in (*fitting, *pinned))


def _reaches(ways: QuickestWays, need: VisitNeed, opening: Opening, shift: Shift) -> bool:
    """Tell whether a pair comes there and home in time, by the quickest ways of the week."""
    out_s, back_s = ways.out_and_back_s(shift, need.hotspot)
    start_s = max(shift.start.timestamp() + out_s, opening.start.timestamp())
    leave_s = start_s + need.minutes * 60
    return leave_s <= opening.end.timestamp() and leave_s + back_s <= shift.end.timestamp()


def _enough(need: VisitNeed, opening: Opening, shift: Shift, spots: Spots, pairs: PossiblePairs) -> bool:
    """Tell whether enough pairs may be there at once in an opening, at the latest moment that the shift allows."""
    begins = {max(opening.start, s.start) for o, s in spots if o == opening}
    return any(
        pairs.at_once([s for o, s in spots if o == opening and _holds(s, begin, need)]) >= need.pairs
        for begin in begins
        if _holds(shift, begin, need)
    )


def _holds(shift: Shift, begin: datetime, need: VisitNeed) -> bool:
    return shift.start <= begin and begin.timestamp() + need.minutes * 60 <= shift.end.timestamp()
