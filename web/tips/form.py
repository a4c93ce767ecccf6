"""The public form as it was typed: read into a report, or into everything that is wrong with it at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta

from web.client_texts import is_storable
from web.store.tables.tips import TipSource
from web.tips.puzzle import Ticket
from web.tips.tip import (
    CONTACT_LENGTH,
    DETAILS_LENGTH,
    FIND_LENGTH,
    SHORTEST_FIND,
    Asked,
    TipError,
    TipReport,
    Worry,
    words_fault,
)
from web.tips.words import SEEN

TEXTS = {"find": FIND_LENGTH, "details": DETAILS_LENGTH, "contact": CONTACT_LENGTH}
"""Fields of free text, with the most characters of each."""


@dataclass(frozen=True, slots=True)
class TipForm:
    """What somebody has typed and chosen, as texts; ``website`` is for robots: no person sees it."""

    ticket: str = ""
    proof: str = ""
    lon: str = ""
    lat: str = ""
    neighbourhood: str = ""
    find: str = ""
    worry: str = ""
    details: str = ""
    asked: str = ""
    seen: str = "now"
    source: str = TipSource.PUBLIC
    may_contact: str = ""
    contact: str = ""
    confirmed: str = ""
    website: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> "TipForm":
        """Take what a form has sent; lines end as a text area counts them."""
        known = {f.name for f in fields(cls)}
        return cls(**{name: text.replace("\r\n", "\n").strip() for name, text in typed.items() if name in known})


@dataclass(frozen=True, slots=True)
class Read:
    """A report, or what is wrong, by field."""

    report: TipReport | None = None
    faults: Mapping[str, TipError] = field(default_factory=dict)


def read_form(form: TipForm, ticket: Ticket, *, lang: str, neighbourhoods: Collection[str]) -> Read:
    """Read a form.

    Parameters
    ----------
    ticket
        Gives the tip its id, and the moment from which "a few hours ago" counts: the same form is always the same tip.
    neighbourhoods
        The parts of the city that can be chosen.
    """
    faults: list[TipError] = [
        *_place_faults(form, neighbourhoods),
        *_choice_faults(form),
        *_text_faults(form, neighbourhoods),
    ]
    if faults:
        return Read(faults={name: f for name in ORDER for f in reversed(faults) if f.field == name})
    hours = SEEN[form.seen][1]
    lon, lat = (float(form.lon), float(form.lat)) if form.lon else (None, None)
    try:
        report = TipReport(
            ticket.id,
            lon,
            lat,
            Worry(form.worry),
            form.details,
            Asked(form.asked) if form.asked else Asked.UNKNOWN,
            form.contact,
            TipSource(form.source),
            form.find,
            None if hours is None else ticket.issued_at - timedelta(hours=hours),
            lang,
            "" if form.lon else form.neighbourhood,
            bool(form.confirmed),
            tuple(neighbourhoods),
        )
    except TipError as error:
        return Read(faults={error.field: error})
    return Read(report)


def _place_faults(form: TipForm, neighbourhoods: Collection[str]) -> list[TipError]:
    if form.lon or form.lat:
        try:
            float(form.lon), float(form.lat)
        except ValueError:
            return [TipError("place", "out_of_range")]
        return []
    if form.neighbourhood:
        known = form.neighbourhood in neighbourhoods
        return [] if known else [TipError("place", "unknown_neighbourhood")]
    return [] if len(form.find) >= SHORTEST_FIND else [TipError("place", "missing")]


def _choice_faults(form: TipForm) -> list[TipError]:
    faults = []
    if form.worry not in list(Worry):
        faults.append(TipError("worry", "unknown_code"))
    if form.asked and form.asked not in list(Asked):
        faults.append(TipError("asked", "unknown_code"))
    if form.seen not in SEEN:
        faults.append(TipError("seen_at", "unknown_code"))
    if form.source not in OPEN_SOURCES:
        faults.append(TipError("source", "unknown_code"))
    return faults


def _text_faults(form: TipForm, places: Collection[str]) -> list[TipError]:
    faults = []
    for name, most in TEXTS.items():
        text = getattr(form, name)
        if not is_storable(text):
            faults.append(TipError(name, "no_text"))
        elif len(text) > most:
            faults.append(TipError(name, "too_long"))
        elif name != "contact" and (found := words_fault(name, text, confirmed=bool(form.confirmed), places=places)):
            faults.append(found)
    if form.may_contact and not form.contact:
        faults.append(TipError("contact", "missing"))
    if form.contact and not form.may_contact:
        faults.append(TipError("contact", "no_consent"))
    return faults


ORDER = ("place", "find", "worry", "asked", "seen_at", "details", "source", "contact")
"""Fields in the order of the page."""

OPEN_SOURCES = tuple(source for source in TipSource if source is not TipSource.FIELD)
"""Who may tell by the public form."""
