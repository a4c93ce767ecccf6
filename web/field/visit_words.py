"""Words for what a pair tells of a visit: outcomes, groups of people, services, and what is wrong with a report."""

from collections.abc import Mapping

from geo.hotspot import ServiceKind
from web.field.visit import NOTE_LENGTH, Group, VisitError
from web.store.tables.visits import Outcome
from web.words import N_, Words

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.DONE: N_("We met somebody"),
    Outcome.NOBODY: N_("Nobody here"),
    Outcome.NOT_SAFE: N_("Not safe"),
    Outcome.SKIPPED: N_("Did not get to it"),
}

SHORT_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.DONE: N_("Done %(time)s"),
    Outcome.NOBODY: N_("Nobody here %(time)s"),
    Outcome.NOT_SAFE: N_("Not safe %(time)s"),
    Outcome.SKIPPED: N_("Skipped %(time)s"),
}
"""What the route says of a stop that is logged."""

GROUPS: Mapping[Group, str] = {
    Group.WOMEN_YOUNG: N_("Women under 25"),
    Group.WOMEN_ADULT: N_("Women 25–64"),
    Group.WOMEN_OLDER: N_("Women 65 and over"),
    Group.MEN_YOUNG: N_("Men under 25"),
    Group.MEN_ADULT: N_("Men 25–64"),
    Group.MEN_OLDER: N_("Men 65 and over"),
    Group.UNKNOWN: N_("Do not know"),
}

SERVICES: Mapping[ServiceKind, str] = {
    ServiceKind.SHELTER: N_("Shelter tonight"),
    ServiceKind.DAY_CENTRE: N_("Day centre"),
    ServiceKind.HEALTH: N_("Health care"),
    ServiceKind.ADDICTION_CARE: N_("Addiction care"),
    ServiceKind.SOCIAL_SERVICES: N_("Social services"),
    ServiceKind.YOUTH_CLINIC: N_("Youth clinic"),
    ServiceKind.OTHER: N_("Other help"),
}

FAULTS: Mapping[tuple[str, str], str] = {
    ("outcome", "unknown_code"): N_("Choose how it went."),
    ("counts", "out_of_range"): N_("Write whole numbers from 0 to 500."),
    ("counts", "no_counts"): N_("Write whole numbers from 0 to 500."),
    ("links", "out_of_range"): N_("Write whole numbers from 0 to 500."),
    ("links", "no_counts"): N_("Write whole numbers from 0 to 500."),
    ("note", "too_long"): N_("Make it shorter: at most %(most)s characters."),
    ("note", "no_text"): N_("The note holds signs that cannot be kept. Write it anew."),
}
"""What a person must do, by the field and code of a fault; personal data in a note has words of its own."""


def fault_text(words: Words, error: VisitError) -> str:
    """Say what is wrong with a report and what to do."""
    text = FAULTS.get((error.field, error.code), N_("Something in the form did not arrive as it should. Try again."))
    return words.text(text, most=NOTE_LENGTH) if "%(most)s" in text else words.text(text)
