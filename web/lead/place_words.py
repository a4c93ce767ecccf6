"""Words of the pages of places: fields, choices, weights and why something cannot be."""

from collections.abc import Mapping

from geo.hotspot import Hotspot, Sensitivity, ServiceKind
from web.code_words import DAYLIGHTS, KINDS, POSITIONS
from web.words import N_, Words

FIELDS: Mapping[str, str] = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "at": N_("Position"),
    "position": N_("How sure the position is"),
    "district": N_("District"),
    "meet": N_("How to meet"),
    "sensitivity": N_("Who may see the place"),
    "teams": N_("Teams"),
    "hours": N_("Opening hours"),
    "phone": N_("Telephone of the place"),
    "service": N_("Kind of help"),
    "source": N_("Source"),
    "landmass": N_("Landmass"),
    "windows": N_("When it can be visited"),
    "peak": N_("When most can be met"),
    "minutes": N_("Minutes a visit"),
    "least": N_("Least"),
    "target": N_("Preferably"),
    "most": N_("Most"),
    "gap_h": N_("Hours between visits"),
    "weight": N_("How much a visit is worth"),
    "season": N_("Season"),
    "skills": N_("Skills"),
    "pairs": N_("Pairs at the same time"),
    "daylight": N_("Daylight"),
    "note": N_("Note"),
    "first": N_("From"),
    "last": N_("To"),
}
"""What each field is called, in forms and in the history."""

SENSITIVITIES: Mapping[Sensitivity, str] = {
    Sensitivity.TEAMS: N_("All teams"),
    Sensitivity.NAMED_TEAMS: N_("Only the teams below"),
}

SERVICES: Mapping[ServiceKind, str] = {
    ServiceKind.SHELTER: N_("A place to sleep"),
    ServiceKind.DAY_CENTRE: N_("Day centre"),
    ServiceKind.HEALTH: N_("Health care"),
    ServiceKind.ADDICTION_CARE: N_("Care for addiction"),
    ServiceKind.SOCIAL_SERVICES: N_("Social services"),
    ServiceKind.YOUTH_CLINIC: N_("Youth clinic"),
    ServiceKind.OTHER: N_("Other help"),
}

WEIGHTS: Mapping[float, str] = {
    0.5: N_("Less than usual"),
    1.0: N_("As usual"),
    2.0: N_("More than usual"),
    5.0: N_("Much more than usual"),
    20.0: N_("Goes before almost everything"),
}
"""What a visit is worth next to others, in plain words."""

PARTS: Mapping[str, str] = {
    "morning": N_("Morning"),
    "afternoon": N_("Afternoon"),
    "evening": N_("Evening"),
    "night": N_("Night"),
}

SEASONS: Mapping[str, str] = {"all": N_("All year"), "winter": N_("Winter"), "summer": N_("Summer")}


def season_word(words: Words, season: str) -> str:
    """Name a season; one of a city's own is shown as the city wrote it."""
    return words.text(SEASONS[season]) if season in SEASONS else season.replace("_", " ").capitalize()


def value_text(words: Words, field: str, value: object) -> str:
    """Say the value of a field in words, as the history shows it.

    Examples
    --------
    >>> from web.words import translator
    >>> value_text(translator("en"), "kind", "day_centre"), value_text(translator("en"), "teams", [])
    ('day centre', '–')
    """
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    text = "" if value is None else str(value)
    if field == "season" and text:
        return season_word(words, text)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return words.number(value, 0 if float(value).is_integer() else 2)
    known = _KNOWN.get(field, {})
    return words.text(known[text]) if text in known else text or "–"


def kind_words(words: Words, spot: Hotspot) -> str:
    """Name a place's kind, with a capital."""
    return capital(words.text(KINDS[spot.kind]))


def capital(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


_KNOWN: Mapping[str, Mapping[str, str]] = {
    "kind": {kind.value: said for kind, said in KINDS.items()},
    "position": {position.value: said for position, said in POSITIONS.items()},
    "sensitivity": {one.value: said for one, said in SENSITIVITIES.items()},
    "daylight": {one.value: said for one, said in DAYLIGHTS.items()},
    "service": {str(one): said for one, said in SERVICES.items()},
}
"""Words of the fields that hold codes."""
