"""Hours as people write them: ``mån-fre 20.00-23.00`` and ``mo-fr 20:00-23:00`` are the same."""

import re
from datetime import date

from geo.windows import WEEKDAYS, WeekWindows, WindowError
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
_SPAN = re.compile(r"(?<![\d:.])(\d{1,2})(:\d{2})?-(\d{1,2})(:\d{2})?(?![\d:.])")

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
    plain = _SPAN.sub(lambda m: f"{m[1]}{m[2] or ':00'}-{m[3]}{m[4] or ':00'}", plain)
    return WeekWindows.parse(plain) if plain.strip("; ") else NEVER


def write_hours(words: Words, windows: WeekWindows | None) -> str:
    """Write hours with the reader's days, as `read_hours` reads them; never is nothing.

    Examples
    --------
    >>> from web.words import translator
    >>> write_hours(translator("en"), WeekWindows.parse("mo-fr 20:00-24:00; sa 14:00-18:00"))
    'Mon–Fri 20:00–24:00; Sat 14:00–18:00'
    """
    text = str(windows or "").replace("mo-su", words.text("every day"))
    names = dict(zip(WEEKDAYS, day_names(words), strict=True))
    text = re.sub(rf"\b({'|'.join(WEEKDAYS)})\b", lambda m: names[m[1]], text).replace("-", "–")
    return text.replace(":", ".") if words.lang == "sv" else text


def day_names(words: Words) -> list[str]:
    """Give the short names of the weekdays, Monday first."""
    return [words.day(date(2024, 1, 1 + day)).split()[0] for day in range(7)]


def hours_fault(words: Words, error: WindowError) -> str:
    """Say why hours cannot be read."""
    return words.text(SAID[error.code], part=error.part)
