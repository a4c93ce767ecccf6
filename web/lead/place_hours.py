"""Hours as people write them: ``mån-fre 20.00-23.00`` and ``mo-fr 20:00-23:00`` are the same."""

import re

from geo.windows import WeekWindows, WindowError
from web.words import N_, Words

NEVER = WeekWindows(())

_DAYS = {
    "mo": ("mån", "måndag", "måndagar", "man", "mon", "monday"),
    "tu": ("tis", "tisdag", "tisdagar", "tue", "tuesday"),
    "we": ("ons", "onsdag", "onsdagar", "wed", "wednesday"),
    "th": ("tor", "tors", "torsdag", "torsdagar", "thu", "thursday"),
    "fr": ("fre", "fredag", "fredagar", "fri", "friday"),
    "sa": ("lör", "lördag", "lördagar", "lor", "sat", "saturday"),
    "su": ("sön", "söndag", "söndagar", "son", "sun", "sunday"),
    "daily": ("dagligen", "alla dagar", "varje dag", "every day"),
}
_CODES = {word: code for code, words in _DAYS.items() for word in words}
_DAY = re.compile(r"\b(" + "|".join(sorted(_CODES, key=len, reverse=True)) + r")\b")
_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})")
_BARE = re.compile(r"(?<![\d:.])(\d{1,2})-(\d{1,2})(?![\d:.])")

SAID = {
    "empty": N_("Write days and hours, for instance mon-fri 20:00-23:00."),
    "day": N_("“%(part)s” is no weekday. Write for instance mon-fri 20:00-23:00."),
    "hours": N_("The hours are missing or cannot be read in “%(part)s”. Write for instance mon-fri 20:00-23:00."),
    "clock": N_("“%(part)s” is no time of day. The latest is 24:00."),
    "zero": N_("“%(part)s” begins when it ends."),
    "overlap": N_("Two spans overlap at “%(part)s”. Join them into one."),
}
"""Why hours cannot be read, by the code of the error."""


def read_hours(text: str) -> WeekWindows:
    """Read hours written with Swedish or English days, points or colons; nothing is never.

    Examples
    --------
    >>> str(read_hours("Mån–fre 20.00–23.00; lör 14-18"))
    'mo-fr 20:00-23:00; sa 14:00-18:00'

    Raises
    ------
    geo.windows.WindowError
        Names the piece that cannot be read.
    """
    plain = " ".join(text.lower().replace("–", "-").replace("—", "-").replace("\n", ";").split())
    if len(plain) > 1000:
        raise WindowError("hours", plain[:40])
    plain = re.sub(r"\s*-\s*", "-", _DAY.sub(lambda m: _CODES[m[1]], plain))
    plain = re.sub(r"\s*,\s*", ",", plain)
    plain = _CLOCK.sub(r"\1:\2", plain)
    plain = _BARE.sub(r"\1:00-\2:00", plain)
    return WeekWindows.parse(plain) if plain.strip("; ") else NEVER


def hours_fault(words: Words, error: WindowError) -> str:
    """Say why hours cannot be read."""
    return words.text(SAID[error.code], part=error.part)
