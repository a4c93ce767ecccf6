"""Words for personal data in free text: what was found, where, and what to do."""

from collections.abc import Iterable, Mapping

from web.security.personal_data import Found, PersonalDataKind
from web.security.personal_data_use import Use, is_refused, severity
from web.words import N_, Words

KINDS: Mapping[PersonalDataKind, str] = {
    PersonalDataKind.PERSONAL_NUMBER: N_("personal identity number"),
    PersonalDataKind.BIRTH_DATE: N_("date of birth"),
    PersonalDataKind.PHONE: N_("telephone number"),
    PersonalDataKind.EMAIL: N_("e-mail address"),
    PersonalDataKind.ADDRESS: N_("street address"),
    PersonalDataKind.NAME: N_("name"),
    PersonalDataKind.PLATE: N_("number plate"),
}

_REFUSED: Mapping[PersonalDataKind, str] = {
    PersonalDataKind.PERSONAL_NUMBER: N_(
        "This looks like a personal identity number: “%(piece)s”. Such numbers may not be kept here; take it out."
    ),
    PersonalDataKind.BIRTH_DATE: N_(
        "This looks like a date of birth: “%(piece)s”. Take it out before you save; an age in round numbers will do."
    ),
    PersonalDataKind.PHONE: N_("This looks like a telephone number: “%(piece)s”. Take it out before you save."),
    PersonalDataKind.EMAIL: N_("This looks like an e-mail address: “%(piece)s”. Take it out before you save."),
    PersonalDataKind.ADDRESS: N_(
        "This looks like an address: “%(piece)s”. Take out the number before you save; the place is told already."
    ),
    PersonalDataKind.NAME: N_("This looks like a name: “%(piece)s”. Write about the place, never about a person."),
    PersonalDataKind.PLATE: N_("This looks like a number plate: “%(piece)s”. Take it out before you save."),
}

_IN_TIPS: Mapping[PersonalDataKind, str] = {
    PersonalDataKind.PERSONAL_NUMBER: _REFUSED[PersonalDataKind.PERSONAL_NUMBER],
    PersonalDataKind.BIRTH_DATE: N_(
        "This looks like a date of birth: “%(piece)s”. Take it out before you send; “about 40” is enough."
    ),
    PersonalDataKind.PHONE: N_(
        "This looks like a telephone number: “%(piece)s”. Take it out before you send. "
        "If we may contact you, write it in the field for contact."
    ),
    PersonalDataKind.EMAIL: N_(
        "This looks like an e-mail address: “%(piece)s”. Take it out before you send. "
        "If we may contact you, write it in the field for contact."
    ),
    PersonalDataKind.ADDRESS: N_(
        "This looks like an address: “%(piece)s”. Keep it if it tells where we are to look; "
        "take it out if it tells where a person lives."
    ),
    PersonalDataKind.NAME: N_(
        "This looks like a name: “%(piece)s”. Take it out if it is a person’s; keep it if it is the name of a place."
    ),
    PersonalDataKind.PLATE: N_(
        "This looks like a number plate: “%(piece)s”. Keep it only if somebody sleeps in the vehicle."
    ),
}


def found_texts(words: Words, text: str, found: Iterable[Found], *, use: Use) -> tuple[str, ...]:
    """Say of each piece what it looks like, which words are meant and what to do, in the order of the text.

    Examples
    --------
    >>> from web.security.personal_data import personal_data
    >>> from web.words import translator
    >>> note = "Ring 070-174 06 05"
    >>> print(*found_texts(translator("sv"), note, personal_data(note), use=Use.NOTE))
    Det ser ut som ett telefonnummer: ”070-174 06 05”. Ta bort det innan du sparar.
    """
    return tuple(words.text(_texts(use)[piece.kind], piece=piece.of(text)) for piece in found)


def message_texts(words: Words, use: Use) -> dict[str, dict[str, str]]:
    """Give the same sentences for a page's script: by kind the ``text``, with ``{piece}`` in it, and ``severity``."""
    return {
        kind.value: {"text": words.text(text, piece="{piece}"), "severity": severity(kind, use).value}
        for kind, text in _texts(use).items()
    }


def advice(words: Words, found: Iterable[Found], *, use: Use) -> str:
    """Say how to go on: take out what is refused, or look at what is pointed out and send all the same."""
    if is_refused(found, use):
        return words.text("What you wrote is still here. Change it and try again.")
    return words.text("Change the text, or send it as it is if it is about the place only.")


def _texts(use: Use) -> Mapping[PersonalDataKind, str]:
    return _IN_TIPS if use is Use.TIP else _REFUSED
