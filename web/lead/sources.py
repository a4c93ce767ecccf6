"""Where a plan's travel times come from, in words: every minute can be traced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from planner.request import Travel
from web.words import N_, Words

KINDS: Mapping[str, str] = {
    "estimate": N_("an estimate (straight lines, bridges, usual intervals)"),
    "streets": N_("the streets"),
    "lines": N_("lines with their usual intervals"),
    "timetable": N_("a timetable"),
    "engine": N_("a routing engine"),
    "engine_silent": N_("a routing engine that did not answer, so that the others stand in"),
}
"""What each kind of source is called."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source: what it is, the file or engine, the date of its data, until when it holds, and who must be named."""

    kind: str
    what: str
    date: str
    valid_last: str
    attribution: str
    version: str


@dataclass(frozen=True, slots=True)
class TravelView:
    """What a page says once about all its travel times.

    Attributes
    ----------
    short
        In one sentence where they come from; it names those who must be named.
    guess
        Whether all or some of them are estimated; empty for none.
    ended
        That a timetable does not hold for all of the time that is looked at; empty where it does.
    sources
        Each source in full.
    """

    short: str
    guess: str
    ended: str
    sources: tuple[SourceView, ...]


def travel_view(travel: Travel, words: Words, *, until: date | None = None) -> TravelView:
    """Put the sources of a plan's travel times into words; older plans name none.

    ``until`` is the last day that is looked at; None where no days are.
    """
    sources = tuple(
        SourceView(
            kind=_kind(words, source.kind),
            what=source.what,
            date=source.date,
            valid_last=source.valid_last,
            attribution=source.attribution,
            version=source.version[:16],
        )
        for source in travel.sources
    )
    if sources:
        short = words.text(
            "The travel times come from %(sources)s.", sources=words.listed(list(dict.fromkeys(map(_short, sources))))
        )
    elif travel.estimated:
        short = words.text("The travel times come from %(sources)s.", sources=_kind(words, "estimate"))
    else:
        short = words.text("The plan does not say where its travel times come from.")
    return TravelView(short, _guess(travel, words), _ended(travel, words, until), sources)


def attributions(travel: Travel) -> tuple[str, ...]:
    """Give those who must be named wherever ways are shown, each once."""
    return tuple(dict.fromkeys(source.attribution for source in travel.sources if source.attribution))


def _kind(words: Words, kind: str) -> str:
    return words.text(KINDS[kind]) if kind in KINDS else kind


def _short(source: SourceView) -> str:
    about = ", ".join(part for part in (source.date, source.attribution) if part)
    return f"{source.kind} ({about})" if about else source.kind


def _ended(travel: Travel, words: Words, until: date | None) -> str:
    lasts = [date.fromisoformat(source.valid_last) for source in travel.sources if source.valid_last]
    if until is None or not lasts or min(lasts) >= until:
        return ""
    return words.text(
        "The timetable holds until %(date)s. Check the departures of the days after it.",
        date=words.full_date(min(lasts)),
    )


def _guess(travel: Travel, words: Words) -> str:
    if travel.estimated:
        return words.text("All travel times are estimated.")
    if any(matrix.estimated.any() for matrix in travel.matrices.values()):
        return words.text("Travel times marked as estimated are guesses; all others are not.")
    return ""
