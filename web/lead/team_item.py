"""One entry of a team's registers: how it is called on the page, and how its form is filled in."""

from dataclasses import dataclass

from web.lead.place_fields import Fields, Typed
from web.lead.place_texts import text_faults
from web.security.personal_data_kinds import PersonalDataKind
from web.words import N_

MOST_NAME = 80

SURNAME = N_("“%(name)s” looks like a person's name. Staff have code names here, for instance a bird's.")
NO_NAME = N_("Write a code name.")
TAKEN = N_("There is another called so in the team. Choose another name.")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry.

    Attributes
    ----------
    typed
        The form as it is filled in now.
    past
        Whether it lies behind, so that it is folded away.
    """

    id: str
    title: str
    said: str
    typed: Typed
    version: int
    past: bool = False


class TeamRuleError(ValueError):
    """What was asked breaks a rule of the team; ``field`` and ``said`` (a text to be translated) say which."""

    def __init__(self, field: str, said: str, /, **values: object) -> None:
        super().__init__(f"{field}: {said}")
        self.field, self.said, self.values = field, said, values


def read_code_name(form: Fields, name: str, *, most: int = MOST_NAME) -> str:
    """Read a code name: one word may be anything, two may not be a person's name, and no number may be in it."""
    text = " ".join(form.raw(name).split())
    if not text or not text.isprintable():
        form.fault(name, NO_NAME)
        return ""
    if len(text) > most:
        form.fault(name, N_("Write at most %(most)s characters."), most=most)
    if " " in text and text_faults(form.words, text, but=set(PersonalDataKind) - {PersonalDataKind.NAME}):
        form.fault(name, SURNAME, name=text)
    for said in text_faults(form.words, text, but={PersonalDataKind.NAME})[:1]:
        form.faults.setdefault(name, said)
    return text
