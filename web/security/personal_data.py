"""Find what may tell who a person is in free text: personal numbers, telephone numbers, e-mail addresses.

.. warning::
    Names and street addresses are not found by form alone; a text that passes may still hold them.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

_RULES = Path(__file__).parents[1] / "static" / "data" / "personal_data.json"


class PersonalDataKind(StrEnum):
    """What was found."""

    PERSONAL_NUMBER = "personal_number"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    NAME = "name"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of text that may tell who somebody is: where it stands, and not what it says, so that no log quotes it.

    Attributes
    ----------
    start, end
        Where the piece begins and ends in the text, in characters (code points).
    """

    kind: PersonalDataKind
    start: int
    end: int

    def of(self, text: str) -> str:
        """Give the piece out of the text in which it was found."""
        return text[self.start : self.end]


@lru_cache(maxsize=1)
def shared_rules() -> dict[str, Any]:
    """Read the rules and words that the browser's finder reads too."""
    rules: dict[str, Any] = json.loads(_RULES.read_text(encoding="utf-8"))
    return rules


_PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:19|20)?(\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})(?!\d)")
_PHONE = re.compile(r"(?<![\d.,])(?:\+|00)?\d(?:[ \-/()]{0,2}\d){6,14}(?![\d])")
_EMAIL = re.compile(r"[^\s@,;:<>]+@[^\s@,;:<>]+\.[^\s@,;:<>]+")


def personal_data(text: str, *, places: Iterable[str] = ()) -> tuple[Found, ...]:  # noqa: ARG001
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
        *(Found(PersonalDataKind.PERSONAL_NUMBER, *m.span()) for m in numbers),
        *(Found(PersonalDataKind.PHONE, *m.span()) for m in phones),
        *(Found(PersonalDataKind.EMAIL, *m.span()) for m in emails),
    ]
    return tuple(sorted(found, key=lambda piece: piece.start))


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
