"""Words in Swedish and English: translation, dates, times and numbers; works without Flask."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel.dates import get_day_names, get_month_names
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from geo.windows import WeekWindows

LANGUAGES = ("sv", "en")
"""Languages of the interface, the first as default; English texts are the keys of the catalogue."""

Width = Literal["abbreviated", "wide"]

TRANSLATIONS = Path(__file__).parent / "translations"


def N_(text: str) -> str:  # noqa: N802  the customary name: it marks a text for extraction and changes nothing
    """Mark a text for translation where it stands; ``Words.text`` translates it later."""
    return text


class Words:
    """All that a text in one language needs.

    Examples
    --------
    >>> from datetime import date
    >>> translator("sv").day(date(2026, 12, 3)), translator("en").day(date(2026, 12, 3))
    ('tor 3 dec', 'Thu 3 Dec')
    """

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"{lang!r} is not one of {', '.join(LANGUAGES)}")
        self.lang = lang
        self.catalogue: NullTranslations = (
            NullTranslations() if lang == "en" else Translations.load(TRANSLATIONS, [lang], "messages")
        )

    def text(self, msgid: str, **values: object) -> str:
        """Translate a text and fill in ``%(name)s``."""
        return str(self.catalogue.gettext(msgid)) % values if values else str(self.catalogue.gettext(msgid))

    def plural(self, one: str, many: str, num: int, **values: object) -> str:
        """Translate a text with a number in it, ``%(num)s``."""
        return str(self.catalogue.ngettext(one, many, num)) % {"num": self.number(num), **values}

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number with as many decimals: ``1,4`` in Swedish."""
        return _number(round(value, decimals), decimals, self.lang)

    def clock(self, when: datetime) -> str:
        """Write a time of day: ``15.30`` in Swedish, ``15:30`` in English."""
        return self._clock(when.hour * 60 + when.minute)

    def span(self, start: datetime, end: datetime) -> str:
        """Write a span of time: ``15.00–22.30``."""
        return f"{self.clock(start)}–{self.clock(end)}"

    def minutes(self, seconds: float) -> str:
        """Write a length of time in whole minutes, upwards: nobody is promised to be there sooner."""
        return self.text("%(minutes)s min", minutes=self.number(-(-seconds // 60)))

    def metres(self, metres: float) -> str:
        """Write a distance: ``560 m`` in tens of metres, ``2,4 km`` from one kilometre."""
        if round(metres, -1) < 1000:
            return self.text("%(metres)s m", metres=self.number(round(metres, -1)))
        return self.text("%(km)s km", km=self.number(metres / 1000, 1))

    def weekday(self, day: date) -> str:
        """Name the weekday: ``torsdag``."""
        return self._weekday(day.weekday(), "wide")

    def day(self, day: date) -> str:
        """Write a date shortly: ``tor 3 dec``."""
        return f"{self._weekday(day.weekday(), 'abbreviated')} {self._day_month(day, 'abbreviated')}"

    def long_day(self, day: date) -> str:
        """Write a date in full, with a capital: ``Torsdag 3 december``."""
        text = f"{self.weekday(day)} {self._day_month(day, 'wide')}"
        return text[:1].upper() + text[1:]

    def full_date(self, day: date) -> str:
        """Write a date with its year: ``3 december 2026``."""
        return f"{self._day_month(day, 'wide')} {day.year}"

    def dates(self, first: date, last: date) -> str:
        """Write the days from first to last: ``30 nov – 6 dec``."""
        return f"{self._day_month(first, 'abbreviated')} – {self._day_month(last, 'abbreviated')}"

    def windows(self, windows: WeekWindows) -> str:
        """Write weekly hours: ``mån–fre 20.00–23.00; lör 14.00–18.00``."""
        by_hours: dict[tuple[str, ...], list[int]] = {}
        for weekday in range(7):
            spans = tuple(f"{self._clock(w.start_min)}–{self._clock(w.end_min)}" for w in windows.on(weekday))
            if spans:
                by_hours.setdefault(spans, []).append(weekday)
        return "; ".join(f"{self._weekdays(days)} {', '.join(spans)}" for spans, days in by_hours.items())

    def listed(self, items: list[str]) -> str:
        """Join words: ``a, b och c``."""
        if len(items) < 2:
            return "".join(items)
        return self.text("%(first)s and %(last)s", first=", ".join(items[:-1]), last=items[-1])

    def _clock(self, minute: int) -> str:
        hour, minute = divmod(minute % (24 * 60), 60)
        return f"{hour:02d}{'.' if self.lang == 'sv' else ':'}{minute:02d}"

    def _weekday(self, weekday: int, width: Width) -> str:
        return _weekday(weekday, width, self.lang)

    def _weekdays(self, days: list[int]) -> str:
        runs: list[list[int]] = []
        for day in days:
            if runs and day == runs[-1][-1] + 1:
                runs[-1].append(day)
            else:
                runs.append([day])
        short = [self._weekday(day, "abbreviated") for day in range(7)]
        if len(days) == 7:
            return self.text("every day")
        return ", ".join(short[r[0]] if len(r) == 1 else f"{short[r[0]]}–{short[r[-1]]}" for r in runs)

    def _day_month(self, day: date, width: Width) -> str:
        return f"{day.day} {_month(day.month, width, self.lang)}"


@lru_cache(maxsize=1 << 12)
def _number(value: float, decimals: int, lang: str) -> str:
    return str(format_decimal(value, format=f"#,##0.{'0' * decimals}", locale=lang))


@lru_cache
def _weekday(weekday: int, width: Width, lang: str) -> str:
    name = str(get_day_names(width, locale=lang)[weekday])
    return name[:3] if width == "abbreviated" else name


@lru_cache
def _month(month: int, width: Width, lang: str) -> str:
    name = str(get_month_names(width, locale=lang)[month])
    return name[:3] if width == "abbreviated" else name


@lru_cache(maxsize=len(LANGUAGES))
def translator(lang: str) -> Words:
    """Give the words of a language.

    Raises
    ------
    ValueError
        The language is not one of ``LANGUAGES``.
    """
    return Words(lang)


def whole_minutes(length: timedelta) -> int:
    """Give a length in whole minutes, downwards."""
    return int(length.total_seconds() // 60)
