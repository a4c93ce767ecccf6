"""What the page of the public form shows: what was typed, what is wrong, what can be chosen, and what is promised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy.orm import Session

from web.security.personal_data_use import Use, is_refused
from web.security.personal_data_words import found_texts
from web.store.clocks import stored_clocks
from web.store.district_rows import stored_districts
from web.tips.form import OPEN_SOURCES, TEXTS, TipForm
from web.tips.intake import HELD, FormError, Held, HeldError
from web.tips.promises import Readers, contact_promise, promises
from web.tips.puzzle import new_ticket
from web.tips.tip import Asked, TipError
from web.tips.words import ASKED, FAULTS, SEEN, SOURCES, WORRIES
from web.words import N_, Words

OTHER_FAULT = N_("This cannot be sent as it is. Look through what you chose.")
Choices = Sequence[tuple[str, str]]
"""Values with their texts."""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with a field: what to do, and the pieces that were found."""

    text: str
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormPage:
    """All that the template needs.

    Attributes
    ----------
    held
        Why the form was not taken yet; empty where it was not sent.
    asks_to_keep
        Something was found that the sender may keep by choice.
    """

    form: TipForm
    status: int
    held: str
    faults: Mapping[str, FieldFault]
    asks_to_keep: bool
    districts: Sequence[tuple[str, tuple[str, ...]]]
    promises: tuple[str, ...]
    contact_promise: str
    worries: Choices
    asked: Choices
    sources: Choices
    seen: Choices
    lengths: Mapping[str, int]


def form_page(
    session: Session,
    words: Words,
    typed: TipForm,
    *,
    key: bytes,
    bits: int,
    now: datetime,
    tz: tzinfo,
    read_by: Readers,
    held: HeldError | None = None,
    error: FormError | None = None,
) -> FormPage:
    """Lay out the page.

    Parameters
    ----------
    key, bits
        What tickets are sealed with, and how hard their puzzle is.
    now, tz
        The time, and where the city's clocks go.
    """
    form = typed
    if not typed.ticket or (held is not None and held.anew):
        form = replace(typed, ticket=str(new_ticket(key, now, bits=bits)), proof="")
    clocks = stored_clocks(session)
    faults = error.faults if error else {}
    found = [piece for fault in faults.values() for piece in fault.found]
    return FormPage(
        replace(form, website=""),
        _status(held, error),
        held_text(words, held, now.astimezone(tz)) if held else "",
        {name: field_fault(words, fault, getattr(typed, name, "")) for name, fault in faults.items()},
        bool(typed.confirmed) or (bool(found) and not is_refused(found, Use.TIP)),
        neighbourhood_choices(session, now.astimezone(tz).date()),
        promises(words, clocks, read_by),
        contact_promise(words, clocks, read_by),
        [(worry.value, words.text(text)) for worry, text in WORRIES.items()],
        [(asked.value, words.text(text)) for asked, text in ASKED.items() if asked is not Asked.UNKNOWN],
        [(source.value, words.text(SOURCES[source])) for source in OPEN_SOURCES],
        [(value, words.text(text)) for value, (text, _) in SEEN.items()],
        TEXTS,
    )


def held_text(words: Words, held: HeldError, local: datetime) -> str:
    """Say why a form was not taken yet, and when it will be."""
    when = local + timedelta(seconds=held.wait_s + 59)
    return words.text(HELD[held.why], when=words.clock(when)) if held.why is Held.WAIT else words.text(HELD[held.why])


def field_fault(words: Words, fault: TipError, typed: str) -> FieldFault:
    """Say what is wrong with a field, and name the pieces that tell who somebody is."""
    said = words.text(FAULTS.get((fault.field, fault.code), OTHER_FAULT), most=words.number(TEXTS.get(fault.field, 0)))
    return FieldFault(said, found_texts(words, typed, fault.found, use=Use.TIP))


def neighbourhood_choices(session: Session, day: date) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the parts of the city by their districts, both sorted."""
    names: dict[str, set[str]] = {}
    for part in stored_districts(session).neighbourhoods:
        if part.valid.holds(day):
            names.setdefault(part.district, set()).add(part.name)
    return tuple((district, tuple(sorted(parts, key=str.casefold))) for district, parts in sorted(names.items()))


def _status(held: HeldError | None, error: FormError | None) -> int:
    if held is not None:
        return 429 if held.why is Held.WAIT else 409 if held.why is Held.SENT else 400
    return 422 if error is not None else 200
