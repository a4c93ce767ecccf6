"""What has changed in a plan and why, and what would make a need possible, in words."""

from collections.abc import Mapping

from planner.amend.change import Change, ChangeKind, ChangeReason, Spot
from planner.amend.remedy import Remedy, RemedyKind
from planner.request import WeekRequest
from web.lead.why import gap_word
from web.words import N_, Words

KINDS: Mapping[ChangeKind, str] = {
    ChangeKind.STOP_ADDED: N_("New stop"),
    ChangeKind.STOP_DROPPED: N_("Stop taken out"),
    ChangeKind.STOP_MOVED: N_("Stop moved"),
    ChangeKind.STOP_RETIMED: N_("Other time"),
    ChangeKind.CREW_CHANGED: N_("Others go out"),
    ChangeKind.SHIFT_CANCELLED: N_("Pair called off"),
    ChangeKind.SHIFT_NEW: N_("New pair out"),
    ChangeKind.SHIFT_HOURS: N_("Other hours"),
}

REASONS: Mapping[ChangeReason, str] = {
    ChangeReason.WORKER_ABSENT: N_("somebody is away"),
    ChangeReason.SHIFT_GONE: N_("the shift is called off"),
    ChangeReason.SHIFT_CHANGED: N_("the shift has other hours"),
    ChangeReason.SHIFT_ADDED: N_("there is one more pair or shift"),
    ChangeReason.ROSTER_ADAPTED: N_("somebody was needed in another shift"),
    ChangeReason.URGENT_NEED: N_("the visit is urgent"),
    ChangeReason.NEW_NEED: N_("the visit is newly asked for"),
    ChangeReason.NEED_GONE: N_("the visit is no longer asked for"),
    ChangeReason.NEED_CHANGED: N_("something else is asked for"),
    ChangeReason.FREED_TIME: N_("there was time left"),
    ChangeReason.MOVED_TO_MAKE_ROOM: N_("it makes room for another visit"),
    ChangeReason.GAVE_WAY: N_("another visit weighed more"),
    ChangeReason.OTHERS_VISIT: N_("another team visits the place"),
    ChangeReason.CHOSEN: N_("somebody chose it"),
}

REMEDIES: Mapping[RemedyKind, str] = {
    RemedyKind.USE_SLACK: N_("%(pair)s can come %(when)s and use %(minutes)s of the slack."),
    RemedyKind.SWAP_WORKER: N_("Let %(workers)s go out together: they can come %(when)s."),
    RemedyKind.STAFF_SHIFT: N_("Let %(workers)s go out in the shift that lacks a pair: they can come %(when)s."),
    RemedyKind.ADD_PAIR: N_("One more pair (%(workers)s) could come %(when)s."),
    RemedyKind.SHORTEN_GAP: N_("With %(gap)s between the visits %(pair)s can come %(when)s."),
    RemedyKind.RAISE_CEILING: N_("With at most %(most)s visits a week %(pair)s can come %(when)s."),
    RemedyKind.WIDEN_WINDOW: N_("If visits may be made %(hours)s, %(pair)s can come %(when)s."),
    RemedyKind.FEWER_PAIRS: N_("If %(pairs)s pairs at a time are enough, %(pair)s can come %(when)s."),
    RemedyKind.ADD_SHIFT: N_("A shift of its own (%(workers)s) could come %(when)s."),
}


def change_said(words: Words, change: Change) -> str:
    """Say where a change leads from and to, and why: ``Ek tor 3 dec 18.00 → Al fre 4 dec 19.15 · there was time``."""
    spots = [_spot(words, spot) for spot in (change.before, change.after) if spot]
    return f"{' → '.join(dict.fromkeys(spots))} · {words.text(REASONS[change.reason])}"


def remedy_said(words: Words, remedy: Remedy, request: WeekRequest) -> str:
    """Say what would be changed, and the visit that it makes possible."""
    names = [request.worker[w].name for w in remedy.workers if w in request.worker]
    start = remedy.start.astimezone(request.tz)
    return words.text(
        REMEDIES[remedy.kind],
        pair=remedy.pair,
        when=f"{words.day(start.date())} {words.clock(start)}",
        workers=words.text("nobody of the team is free") if remedy.stand_ins else words.listed(names),
        minutes=words.minutes(remedy.slack_minutes * 60),
        gap=gap_word(words, remedy.gap_h or 0.0),
        most=words.number(remedy.most or 0),
        pairs=words.number(remedy.pairs or 0),
        hours=words.windows(remedy.windows) if remedy.windows else "",
    )


def _spot(words: Words, spot: Spot) -> str:
    return f"{spot.pair} {words.day(spot.start.date())} {words.clock(spot.start)}"
