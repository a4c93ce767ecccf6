"""What was done to a week by hand, in words: as it happened, and shortly, to name what undoing would undo."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from web.jobs.orders import REPLAN
from web.lead.edit_order import EditKind
from web.words import N_, Words

HAPPENED: Mapping[EditKind, str] = {
    EditKind.ADD: N_("%(place)s was put in: %(to)s."),
    EditKind.PLACE: N_("%(place)s was put in: %(to)s."),
    EditKind.MOVE: N_("%(place)s was moved: %(where)s → %(to)s."),
    EditKind.SWAP: N_("%(place)s and %(other)s have changed places."),
    EditKind.REMOVE: N_("%(place)s was taken out: %(where)s."),
    EditKind.PIN: N_("%(place)s is pinned: %(where)s."),
    EditKind.UNPIN: N_("%(place)s is no longer pinned."),
    EditKind.PIN_ROUTE: N_("The whole shift is pinned: %(where)s."),
    EditKind.UNPIN_ROUTE: N_("The shift is no longer pinned: %(where)s."),
}

WOULD: Mapping[EditKind, str] = {
    EditKind.ADD: N_("Put in %(place)s: %(to)s"),
    EditKind.PLACE: N_("Put in %(place)s: %(to)s"),
    EditKind.MOVE: N_("Move %(place)s: %(where)s → %(to)s"),
    EditKind.SWAP: N_("Let %(place)s and %(other)s change places"),
    EditKind.REMOVE: N_("Take out %(place)s: %(where)s"),
    EditKind.PIN: N_("Pin %(place)s: %(where)s"),
    EditKind.UNPIN: N_("Unpin %(place)s"),
    EditKind.PIN_ROUTE: N_("Pin the whole shift: %(where)s"),
    EditKind.UNPIN_ROUTE: N_("Unpin the shift: %(where)s"),
}

SHORT: Mapping[EditKind, str] = {
    EditKind.ADD: N_("%(place)s put in"),
    EditKind.PLACE: N_("%(place)s put in"),
    EditKind.MOVE: N_("%(place)s moved"),
    EditKind.SWAP: N_("%(place)s and %(other)s swapped"),
    EditKind.REMOVE: N_("%(place)s taken out"),
    EditKind.PIN: N_("%(place)s pinned"),
    EditKind.UNPIN: N_("%(place)s unpinned"),
    EditKind.PIN_ROUTE: N_("shift pinned"),
    EditKind.UNPIN_ROUTE: N_("shift unpinned"),
}

PLANNED = N_("the week planned anew")
REPLANNED = N_("The week was planned again with least change.")
REPLANNED_SHORT = N_("the week planned again with least change")
UNKNOWN = N_("an edit")
SOME_PLACE = N_("a place")


def edit_happened(words: Words, codes: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Say what was done, as a sentence; ``names`` are the places by id."""
    return _said(words, HAPPENED, codes, names)


def edit_would(words: Words, codes: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Say what would be done, as a heading."""
    return _said(words, WOULD, codes, names)


def edit_short(words: Words, codes: Mapping[str, Any] | None, names: Mapping[str, str]) -> str:
    """Say what was done in a few words; a week that was planned has no codes."""
    return words.text(PLANNED) if codes is None else _said(words, SHORT, codes, names)


def spot_said(words: Words, pair: str, day: date, start: datetime) -> str:
    """Say whose, which day and when: ``Ek tor 3 dec 18.00``."""
    return f"{pair} {words.day(day)} {words.clock(start)}"


def _said(words: Words, sentences: Mapping[EditKind, str], codes: Mapping[str, Any], names: Mapping[str, str]) -> str:
    kind = codes.get("kind")
    if kind == REPLAN:
        return words.text(REPLANNED_SHORT if sentences is SHORT else REPLANNED)
    if kind not in set(EditKind):
        return words.text(UNKNOWN)
    return words.text(
        sentences[EditKind(kind)],
        place=_place(words, codes.get("hotspot"), names),
        other=_place(words, codes.get("other_hotspot"), names),
        where=_spot(words, codes, ""),
        to=_spot(words, codes, "to_"),
    )


def _place(words: Words, hotspot: object, names: Mapping[str, str]) -> str:
    return names.get(str(hotspot)) or words.text(SOME_PLACE)


def _spot(words: Words, codes: Mapping[str, Any], prefix: str) -> str:
    try:
        day, start = date.fromisoformat(codes[f"{prefix}date"]), datetime.fromisoformat(codes[f"{prefix}start"])
    except (KeyError, TypeError, ValueError):
        return "–"
    return spot_said(words, str(codes.get(f"{prefix}pair", "")), day, start)
