"""What publishing says: the rows of a difference, and what has changed in the input, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner.amend.change import Change, ChangeKind, ChangeReason, Spot
from planner.amend.input_changes import InputChange, InputKind
from planner.plan import WeekPlan
from web.lead.change_words import REASONS
from web.lead.publish_news import News
from web.words import N_, Words

NEW, MOVED, GONE, OTHER = N_("New"), N_("Moved"), N_("Taken out"), N_("Changed")

SIGNS: Mapping[ChangeKind, tuple[str, str, str]] = {
    ChangeKind.STOP_ADDED: ("+", "add", NEW),
    ChangeKind.SHIFT_NEW: ("+", "add", NEW),
    ChangeKind.STOP_DROPPED: ("\N{MINUS SIGN}", "del", GONE),
    ChangeKind.SHIFT_CANCELLED: ("\N{MINUS SIGN}", "del", GONE),
    ChangeKind.STOP_MOVED: ("\N{RIGHTWARDS ARROW}", "chg", MOVED),
    ChangeKind.STOP_RETIMED: ("\N{RIGHTWARDS ARROW}", "chg", MOVED),
    ChangeKind.CREW_CHANGED: ("\N{RIGHTWARDS ARROW}", "chg", OTHER),
    ChangeKind.SHIFT_HOURS: ("\N{RIGHTWARDS ARROW}", "chg", OTHER),
}
"""The sign, the class of its colour and the word of each kind of change."""

SAID: Mapping[ChangeKind, str] = {
    ChangeKind.STOP_ADDED: N_("%(place)s: %(pair)s comes %(time)s."),
    ChangeKind.STOP_DROPPED: N_("%(place)s: %(pair)s does not come %(time)s."),
    ChangeKind.STOP_MOVED: N_("%(place)s: from %(pair)s %(time)s to %(new_pair)s %(new_time)s."),
    ChangeKind.STOP_RETIMED: N_("%(place)s: %(pair)s comes %(new_time)s instead of %(time)s."),
    ChangeKind.CREW_CHANGED: N_("The shift %(time)s: %(new_pair)s (%(new_workers)s), not %(pair)s (%(workers)s)."),
    ChangeKind.SHIFT_CANCELLED: N_("The shift %(time)s: %(pair)s (%(workers)s) does not go out."),
    ChangeKind.SHIFT_NEW: N_("The shift %(time)s: %(pair)s (%(workers)s) goes out."),
    ChangeKind.SHIFT_HOURS: N_("The shift %(time)s: %(pair)s begins %(new_time)s."),
}  # fmt: skip

INPUT: Mapping[InputKind, str] = {
    InputKind.WORKER_AWAY: N_("%(who)s is away %(days)s"),
    InputKind.WORKER_BACK: N_("%(who)s is back %(days)s"),
    InputKind.WORKER_NEW: N_("%(who)s is new in the team"),
    InputKind.WORKER_GONE: N_("%(who)s has left the team"),
    InputKind.WORKER_CHANGED: N_("%(who)s has other skills, hours or wishes"),
    InputKind.FIXED_WORK: N_("%(who)s has other fixed work"),
    InputKind.NEIGHBOUR_WEEK: N_("%(who)s has other shifts in the week before or after"),
    InputKind.SHIFT_NEW: N_("the shift %(shift)s is new"),
    InputKind.SHIFT_GONE: N_("the shift %(shift)s is called off"),
    InputKind.SHIFT_CHANGED: N_("the shift %(shift)s is changed"),
    InputKind.NEED_NEW: N_("visits are newly asked for at %(place)s"),
    InputKind.NEED_GONE: N_("visits are no longer asked for at %(place)s"),
    InputKind.NEED_CHANGED: N_("something else is asked for at %(place)s"),
    InputKind.COVERED: N_("other teams have changed their visits at %(place)s"),
    InputKind.WEIGHTS: N_("the weights are changed"),
    InputKind.TEAM: N_("the team's slack or working hours are changed"),
}

MOST_TOLD = 4
"""So many changes of the input are told; of the rest how many there are."""


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One row of a difference: sign, class, word, sentence and reason."""

    sign: str
    css: str
    word: str
    sentence: str
    reason: str


def diff_row(words: Words, change: Change, before: WeekPlan, after: WeekPlan, names: Mapping[str, str]) -> DiffRow:
    """Put one change into a row; ``names`` are those of the places that the team may see, by id."""
    sign, css, word = SIGNS[change.kind]
    was, now = change.before or change.after, change.after or change.before
    place = names.get(change.hotspot or "", words.text("Protected place"))
    sentence = words.text(
        SAID[change.kind],
        place=place,
        pair=was.pair if was else "",
        new_pair=now.pair if now else "",
        time=_time(words, was),
        new_time=_time(words, now),
        workers=_people(words, was, before),
        new_workers=_people(words, now, after),
    )
    reason = words.text(REASONS[change.reason])
    shown = "" if change.reason is ChangeReason.CHOSEN else reason[:1].upper() + reason[1:]
    return DiffRow(sign, css, words.text(word), sentence, shown or words.text("Somebody chose it"))


def news_said(words: Words, news: News) -> tuple[str, ...]:
    """Say what has changed in the input since the plan was made; empty where nothing has."""
    told = [_input_said(words, change, news) for change in news.changes]
    if len(told) > MOST_TOLD + 1:
        rest = len(told) - MOST_TOLD
        told = [*told[:MOST_TOLD], words.plural("%(num)s more change", "%(num)s more changes", rest)]
    return tuple(told)


def days_said(words: Words, days: Sequence[date]) -> str:
    """Say some days: ``fre 4 dec och lör 5 dec``; a run of three or more by its ends."""
    if len(days) > 2 and (days[-1] - days[0]).days == len(days) - 1:
        return f"{words.day(days[0])} \N{EN DASH} {words.day(days[-1])}"
    return words.listed([words.day(day) for day in days])


def _input_said(words: Words, change: InputChange, news: News) -> str:
    shift = change.shift
    return words.text(
        INPUT[change.kind],
        who=news.workers.get(change.worker or "", change.worker or ""),
        days=days_said(words, change.days),
        shift=f"{words.day(shift.date)} {words.span(shift.start, shift.end)}" if shift else "",
        place=news.places.get(change.hotspot or "", words.text("Protected place")),
    )


def _time(words: Words, spot: Spot | None) -> str:
    return f"{words.day(spot.start.date())} {words.clock(spot.start)}" if spot else ""


def _people(words: Words, spot: Spot | None, plan: WeekPlan) -> str:
    known = plan.request.worker
    return words.listed([known[w].name if w in known else w for w in spot.workers]) if spot else ""
