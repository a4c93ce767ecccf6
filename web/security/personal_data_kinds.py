"""Kinds of personal data, a piece that was found, and the rules that Python and the browser share."""

import json
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A piece of text that may tell who somebody is: where it stands, and not what it says, so that no log quotes it.

    Attributes
    ----------
    start, end
        Where the piece begins and ends in the text, in characters (code points).
    """

    start: int
    end: int
    kind: PersonalDataKind

    def of(self, text: str) -> str:
        """Give the piece out of the text in which it was found."""
        return text[self.start : self.end]

    def touches(self, start: int, end: int) -> bool:
        """Tell whether the piece shares a character with another span."""
        return self.start < end and start < self.end


@lru_cache(maxsize=1)
def shared_rules() -> dict[str, Any]:
    """Read the rules and words that the browser's finder reads too."""
    rules: dict[str, Any] = json.loads(_RULES.read_text(encoding="utf-8"))
    return rules
