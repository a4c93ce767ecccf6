"""Find what may tell who a person is in free text: personal numbers, telephone numbers, e-mail addresses.

.. warning::
    Names and street addresses are not found by form alone; a text that passes may still hold them.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PersonalDataKind(StrEnum):
    """What was found."""

    PERSONAL_NUMBER = "personal_number"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of text that may tell who somebody is."""

    kind: PersonalDataKind
    text: str


_PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:19|20)?(\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})(?!\d)")
_PHONE = re.compile(r"(?<![\d.,])(?:\+|00)?\d(?:[ \-/()]{0,2}\d){6,14}(?![\d])")
_EMAIL = re.compile(r"[^\s@,;:<>]+@[^\s@,;:<>]+\.[^\s@,;:<>]+")


def personal_data(text: str) -> tuple[Found, ...]:
    """Give every piece that looks like personal data, in order.

    A personal number is a date (or a co-ordination number, day + 60) and four digits whose check digit is right
    (Skatteverket, SKV 704); one whose check digit is wrong may still be taken for a telephone number.

    Examples
    --------
    >>> [found.kind.value for found in personal_data("Ring 070-123 45 67 eller skriv till n@example.org")]
    ['phone', 'email']
    >>> personal_data("Tre tält vid bron, kl 21.30, 12 personer")
    ()
    """
    numbers = [m for m in _PERSONAL_NUMBER.finditer(text) if _is_personal_number(*m.groups())]
    taken = [m.span() for m in numbers]
    phones = [
        m for m in _PHONE.finditer(text) if not any(a < m.end() and m.start() < b for a, b in taken) and _is_phone(m[0])
    ]
    emails = list(_EMAIL.finditer(text))
    found = [
        *((m.start(), Found(PersonalDataKind.PERSONAL_NUMBER, m[0])) for m in numbers),
        *((m.start(), Found(PersonalDataKind.PHONE, m[0])) for m in phones),
        *((m.start(), Found(PersonalDataKind.EMAIL, m[0])) for m in emails),
    ]
    return tuple(piece for _, piece in sorted(found, key=lambda item: item[0]))


def _is_personal_number(year: str, month: str, day: str, last: str) -> bool:
    number = int(day)
    try:
        date(2000 + int(year) % 4 * 4, int(month), number - 60 if number > 60 else number)
    except ValueError:
        return False
    digits = [int(c) for c in year + month + day + last]
    doubled = [d * 2 if place % 2 == 0 else d for place, d in enumerate(digits)]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _is_phone(text: str) -> bool:
    """Tell a telephone number from a date or a count: it begins with 0, 00 or +."""
    return text.startswith(("0", "+"))
