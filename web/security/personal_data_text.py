"""A text as the finder of personal data reads it: signs that look the same made the same, and its words."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from web.security.personal_data_kinds import shared_rules

_BEYOND = re.compile("[\U00010000-\U0010ffff]")
"""Signs that are two units in a browser's text, none of them a letter of a name here."""


@lru_cache(maxsize=64)
def pattern(text: str) -> re.Pattern[str]:
    """Compile a shared pattern; ``$`` at its end means the very end, as in the browser."""
    return re.compile(text.removesuffix("$") + r"\Z" if text.endswith("$") else text)


@dataclass(frozen=True, slots=True)
class Word:
    """One word, with where it stands and how it is written."""

    start: int
    end: int
    low: str
    capital: bool
    """Begins with a capital letter, in a text that has small letters too."""
    first: bool
    """Begins a sentence, where a capital letter says nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text of as many characters as the one that was written.

    Attributes
    ----------
    same
        With one kind of space, hyphen, plus and digit.
    low
        The same in small letters.
    """

    same: str
    low: str
    words: Sequence[Word] = field(repr=False)

    def follows(self, word: Word, after: Word) -> bool:
        """Tell whether one word stands right after another, with one space between."""
        return word.start == after.end + 1 and self.same[after.end] == " "


def read(text: str) -> Reading:
    """Read a text."""
    same = _same(text)
    low = low_text(text)
    shouted = same == same.upper()
    words = []
    for match in pattern(shared_rules()["word"]).finditer(same):
        start, end = match.span()
        capital = not shouted and same[start] != low[start]
        words.append(Word(start, end, unicodedata.normalize("NFC", low[start:end]), capital, _begins(same, start)))
    return Reading(same, low, words)


def low_text(text: str) -> str:
    """Give a text in small letters, with one kind of space, hyphen, plus and digit.

    Examples
    --------
    >>> low_text("Ringvägen\u00a024–26")
    'ringvägen 24-26'
    """
    return "".join(_small(sign) for sign in _same(text))


def _same(text: str) -> str:
    return _BEYOND.sub("\ufffd", text).translate(_same_as())


@lru_cache(maxsize=1)
def _same_as() -> dict[int, str]:
    return {ord(sign): plain for plain, signs in shared_rules()["same_as"].items() for sign in signs}


def _small(sign: str) -> str:
    small = sign.lower()
    return small if len(small) == 1 else sign


def _begins(same: str, start: int) -> bool:
    rules, before = shared_rules(), start - 1
    while before >= 0 and same[before] in rules["before_a_sentence"]:
        before -= 1
    return before < 0 or same[before] in rules["ends_a_sentence"]
