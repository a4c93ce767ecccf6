"""What the pre-flight found, in words: what will be missing, why, what helps, and where that is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.hotspot import VisitNeed
from planner.plan import Reason, Suggestion, Unplanned
from planner.preflight import Trouble, TroubleKind
from planner.request import WeekRequest
from planner.shift import Shift
from web.lead.efforts import effort_id
from web.lead.why import why_unplanned
from web.words import N_, Words

SAID: Mapping[TroubleKind, str] = {
    TroubleKind.NO_SHIFTS: N_("The week has no shift, so nothing can be planned."),
    TroubleKind.SHIFT_SHORT: N_("%(shift)s: at most %(most)s of %(wanted)s pairs can go out."),
    TroubleKind.SHIFTS_TOGETHER: N_("%(shifts)s: at most %(most)s of %(wanted)s pairs can be out at once."),
    TroubleKind.HOURS_SHORT: N_("The shifts need %(wanted)s hours of work; the contracts have %(most)s left."),
    TroubleKind.NO_WEEKLY_REST: N_("%(who)s goes out in no shift: fixed work leaves no weekly rest."),
    TroubleKind.PIN_DROPPED: N_("What is pinned of %(pair)s cannot be kept: %(why)s."),
    TroubleKind.NEED_LEFT_OUT: N_("%(place)s gets no visit. %(why)s"),
    TroubleKind.NEED_SHORT: N_("%(place)s: at most %(most)s of the %(wanted)s visits agreed can be made."),
    TroubleKind.TRAVEL_ESTIMATED: N_("All journeys are estimated."),
}

HELP: Mapping[TroubleKind, str] = {
    TroubleKind.NO_SHIFTS: N_("Add a shift."),
    TroubleKind.SHIFT_SHORT: N_("Lower the pairs, call the shift off, or see who could be back."),
    TroubleKind.SHIFTS_TOGETHER: N_("Lower the pairs of one of them, or see who could be back."),
    TroubleKind.HOURS_SHORT: N_("Some shifts will have too few pairs. Lower the pairs where it matters least."),
    TroubleKind.NO_WEEKLY_REST: N_("See whether some of the fixed work can be moved."),
    TroubleKind.PIN_DROPPED: N_("The pin is let go when the week is planned again."),
    TroubleKind.TRAVEL_ESTIMATED: N_("Times can be off by some minutes. Whoever runs Fältplan can import streets and a timetable."),  # noqa: E501
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TroubleView:
    """One thing in words, and where it is mended: a part of this page, or a place."""

    serious: bool
    said: str
    why: str
    help: str
    part: str
    hotspot: str


def trouble_views(words: Words, troubles: Iterable[Trouble], request: WeekRequest) -> tuple[TroubleView, ...]:
    """Put what the pre-flight found into words."""
    return tuple(_view(words, trouble, request) for trouble in troubles)


def shift_said(words: Words, shift: Shift) -> str:
    """Name a shift by its day and hours: ``fre 4 dec 15.00–22.30``."""
    return f"{words.day(shift.date)} {words.span(shift.start, shift.end)}"


def _view(words: Words, trouble: Trouble, request: WeekRequest) -> TroubleView:
    shifts = {shift.id: shift for shift in request.shifts}
    named = [shift_said(words, shifts[ident]) for ident in trouble.shifts]
    need = next((n for n in request.needs if n.id == trouble.need), None)
    why, help_ = _need_said(words, trouble, request, need) if need else _why(words, trouble, request)
    said = words.text(
        SAID[trouble.kind],
        shift=named[0] if named else "",
        shifts=words.listed(named),
        wanted=words.number(trouble.wanted),
        most=words.number(trouble.most),
        who=_names(request, (trouble.worker,)) if trouble.worker else "",
        pair=trouble.pin.pair if trouble.pin else "",
        place=request.hotspot[need.hotspot].name if need else "",
        why=why,
    )
    inside = trouble.kind in {TroubleKind.NEED_LEFT_OUT, TroubleKind.PIN_DROPPED}
    part = f"shift-{trouble.shifts[0]}" if trouble.shifts and not need else _PARTS.get(trouble.kind, "")
    hotspot = need.hotspot if need else ""
    if effort_id(hotspot):
        part, hotspot = "efforts", ""
    return TroubleView(trouble.serious, said, "" if inside else why, help_, part, hotspot)


_PARTS: Mapping[TroubleKind, str] = {
    TroubleKind.NO_SHIFTS: "shifts",
    TroubleKind.HOURS_SHORT: "shifts",
    TroubleKind.NO_WEEKLY_REST: "work",
}
"""In which part of the page a thing is mended that has no shift and no place."""


def _why(words: Words, trouble: Trouble, request: WeekRequest) -> tuple[str, str]:
    if trouble.kind is TroubleKind.PIN_DROPPED:
        away = words.text("%(who)s is away", who=_names(request, trouble.absent))
        return away if trouble.absent else words.text("the shift is called off"), words.text(HELP[trouble.kind])
    told = [
        words.text(text, who=_names(request, who))
        for text, who in (
            (N_("Away: %(who)s."), trouble.absent),
            (N_("At other work: %(who)s."), trouble.busy),
            (N_("Without enough rest: %(who)s."), trouble.resting),
        )
        if who
    ]
    return " ".join(told), words.text(HELP[trouble.kind])


def _need_said(words: Words, trouble: Trouble, request: WeekRequest, need: VisitNeed) -> tuple[str, str]:
    reason = trouble.reason or Reason.NO_TIME_LEFT
    left_out = Unplanned(need.hotspot, reason, trouble.suggestion or Suggestion.ADD_PAIR)
    why, suggestion = why_unplanned(words, request, left_out, need)
    if trouble.kind is TroubleKind.NEED_SHORT and reason is Reason.NO_PAIR_IN_WINDOW:
        why = words.text("On too few days is a shift with a pair out at its hours.")
    return why, suggestion


def _names(request: WeekRequest, workers: Iterable[str]) -> str:
    return ", ".join(request.worker[w].name if w in request.worker else w for w in workers)
