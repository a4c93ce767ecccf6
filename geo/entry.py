"""One row, feature or table while it is read: each value is checked, and what is wrong is noted."""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from geo.faults import FaultCode, FaultList
from geo.nearest import nearest_hint
from geo.windows import WeekWindows, WindowError

Choice = TypeVar("Choice", bound=StrEnum)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_TYPES = ((bool, "boolean"), ((int, float), "number"), (str, "text"), (datetime, "datetime"), (date, "date"))
_NOTHING = WeekWindows(())


class Entry:
    """Values by field, checked one at a time.

    Every method gives a value of the type it promises. Where the value is wrong, it notes a fault and gives a
    stand-in; so make the entry's object only when ``ok`` is true.

    Parameters
    ----------
    row
        Row, feature number or line of the entry; ``lines`` may hold a line for single fields.
    absent
        Fields whose column the file lacks as a whole; they are noted already.
    prefix
        Stands before field names in faults, as in ``travel.detour``.
    from_text
        Numbers and dates are text that is to be parsed (CSV).
    decimal_comma
        ``59,33`` is a number.
    missing
        What a required value that is not there is called.
    """

    def __init__(
        self,
        values: Mapping[str, object],
        faults: FaultList,
        *,
        row: int | None,
        lines: Mapping[str, int] | None = None,
        absent: Collection[str] = (),
        prefix: str = "",
        from_text: bool = False,
        decimal_comma: bool = False,
        missing: FaultCode = FaultCode.EMPTY_VALUE,
    ) -> None:
        self.values = values
        self.row = row
        self.prefix = prefix
        self._faults = faults
        self._lines = lines or {}
        self._absent = absent
        self._from_text = from_text
        self._decimal_comma = decimal_comma
        self._missing = missing
        self.ok = not absent

    def fault(self, code: FaultCode, field: str = "", **params: str | float) -> None:
        """Note a fault of this entry."""
        self.ok = False
        name = self.values.get("id")
        known = {"id": name[:80]} if isinstance(name, str) and name and field != "id" else {}
        full = f"{self.prefix}.{field}" if self.prefix and field else self.prefix or field
        self._faults.add(code, row=self._lines.get(field, self.row), field=full, **(known | params))

    def has(self, field: str) -> bool:
        """Tell whether the field holds anything."""
        return self.values.get(field) not in (None, "")

    def only(self, known: Collection[str]) -> None:
        """Note every key that is not known."""
        free = [name for name in known if name not in self.values]
        for key in self.values:
            if key not in known:
                self.fault(FaultCode.UNKNOWN_KEY, key, **nearest_hint(key, free))

    def text(self, field: str, *, default: str | None = None, most: int = 300) -> str:
        """Give a text without control characters, of at most ``most``; required without a default."""
        value = self._get(field, required=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self.wrong_type(field, "text")
            return ""
        value = value.strip()
        if not value and default is None:
            self.fault(FaultCode.EMPTY_VALUE, field)
        strange = next((c for c in value if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000), "")
        if strange:
            self.fault(FaultCode.BAD_CHARACTER, field, character=f"U+{ord(strange):04X}")
        if len(value) > most:
            self.fault(FaultCode.TOO_LONG, field, length=len(value), most=most)
        return value

    def slug(self, field: str) -> str:
        """Give an id: small ASCII letters and digits, parted by single hyphens."""
        before = len(self._faults)
        value = self.text(field, most=80)
        if field not in self._absent and len(self._faults) == before and not is_slug(value):
            self.fault(FaultCode.BAD_ID, field, value=value, example=slug_of(value))
        return value

    def unique(self, value: str, rows: dict[str, int], field: str = "id") -> None:
        """Note a value that an earlier entry has too; ``rows`` keeps the row of each."""
        row = self._lines.get(field, self.row)
        if not value or row is None:
            return
        if value in rows:
            self.fault(FaultCode.DUPLICATE_ID, field, value=value[:80], other=rows[value])
        rows.setdefault(value, row)

    def number(self, field: str, *, low: float, high: float, default: float | None = None) -> float:
        """Give a number from ``low`` to ``high``, both included."""
        value = self._get(field, required=default is None)
        if value is None:
            return low if default is None else default
        number = self._parse_number(field, value)
        if number is None:
            return low
        if not low <= number <= high:
            self.fault(FaultCode.OUT_OF_RANGE, field, value=neat(number), low=low, high=high)
            return low
        return number

    def whole(self, field: str, *, low: int, high: int, default: int | None = None) -> int:
        """Give a whole number from ``low`` to ``high``, both included."""
        number = self.number(field, low=low, high=high, default=default)
        if number != int(number):
            self.fault(FaultCode.NOT_WHOLE, field, value=str(self.values[field])[:80], example=round(number))
        return int(number)

    def truth(self, field: str, *, default: bool) -> bool:
        """Give a TOML boolean."""
        value = self._get(field, required=False)
        if value is not None and not isinstance(value, bool):
            self.wrong_type(field, "boolean")
        return value if isinstance(value, bool) else default

    def choice(
        self, field: str, kind: type[Choice], *, default: Choice | None = None, among: Collection[Choice] | None = None
    ) -> Choice:
        """Give one value of an enumeration, of all or of those ``among`` it that a file may hold."""
        known = [str(item) for item in among or kind]
        value = self.reference(field, known, default=default)
        return kind(value) if value in known else next(iter(kind))

    def reference(
        self, field: str, known: Collection[str] | None, *, what: str = "", default: str | None = None
    ) -> str:
        """Give a name out of the known ones; where none are known (None), any text.

        ``what`` names the things that are referred to; without it, the known names are listed in the fault.
        """
        value = self.text(field, default=default)
        if value and known is not None and value not in known:
            self._unknown(field, value, known, what)
        return value if value or default is None else default

    def reference_key(self, key: str, known: Collection[str], *, what: str) -> None:
        """Note a key that should be one of the known names."""
        self._unknown(key, key, known, what)

    def words(self, field: str, *, known: Collection[str] | None = None, what: str = "") -> tuple[str, ...]:
        """Give the words of a list, or of a text where blanks part them; each stands once and is known."""
        value = self._get(field, required=False)
        if isinstance(value, str):
            value = self.text(field, default="", most=2000).split()
        return self._listed(field, value, known=known, what=what, one_word=True)

    def names(self, field: str, *, known: Collection[str] | None = None, what: str = "") -> tuple[str, ...]:
        """Give the names of a list, which may have blanks in them; each stands once and is known."""
        return self._listed(field, self._get(field, required=False), known=known, what=what, one_word=False)

    def _listed(
        self, field: str, value: object, *, known: Collection[str] | None, what: str, one_word: bool
    ) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.wrong_type(field, "list of texts")
            return ()
        for place, word in enumerate(value):
            if word in value[:place]:
                self.fault(FaultCode.REPEATED_VALUE, field, value=word[:80])
            elif not word.strip():
                self.fault(FaultCode.EMPTY_VALUE, field)
            elif one_word and (not word.isprintable() or word.split() != [word]):
                self.fault(FaultCode.BAD_ID, field, value=word[:80], example=slug_of(word))
            elif known is not None and word not in known:
                self._unknown(field, word, known, what)
        return tuple(value)

    def day(self, field: str, *, required: bool = True) -> date | None:
        """Give a date, ``2026-11-30``, as such or as text."""
        value = self._get(field, required=required)
        found = _from_iso(value, date, length=10) if isinstance(value, str) else value
        if isinstance(found, date) and not isinstance(found, datetime):
            return found
        if value is not None:
            self.fault(FaultCode.BAD_DATE, field, value=str(value)[:80], example="2026-11-30")
        return None

    def moment(self, field: str) -> datetime | None:
        """Give a local date and time without zone, ``2026-11-30T18:00:00``, as such or as text."""
        value = self._get(field, required=True)
        found = _from_iso(value, datetime, length=19) if isinstance(value, str) else value
        if isinstance(found, datetime) and found.tzinfo is None:
            return found.replace(microsecond=0)
        if value is not None:
            self.fault(FaultCode.BAD_TIME, field, value=str(value)[:80], example="2026-11-30T18:00:00")
        return None

    def windows(self, field: str) -> WeekWindows:
        """Give week windows in their text form."""
        text = self.text(field, most=1000)
        if not text:
            return _NOTHING
        try:
            return WeekWindows.parse(text)
        except WindowError as error:
            self.fault(FaultCode.BAD_WINDOW, field, value=error.part[:120], reason=error.code)
            return _NOTHING

    def wrong_type(self, field: str, expected: str) -> None:
        """Note that a value is not of the expected type."""
        self.fault(FaultCode.WRONG_TYPE, field, expected=expected, found=type_name(self.values.get(field)))

    def _get(self, field: str, *, required: bool) -> object:
        """Give the value, or None where there is none (noted if it is required)."""
        if self.has(field):
            return self.values[field]
        if required and field not in self._absent:
            self.fault(FaultCode.EMPTY_VALUE if field in self.values else self._missing, field)
        return None

    def _parse_number(self, field: str, value: object) -> float | None:
        if isinstance(value, str) and self._from_text:
            point = value.replace(",", ".") if self._decimal_comma else value
            if _NUMBER.fullmatch(point):
                return float(point)
            digits = re.sub(r"[^0-9.]", "", value.replace(",", "."))
            example = digits[:20] if _NUMBER.fullmatch(digits) else "12"
            self.fault(FaultCode.NOT_A_NUMBER, field, value=value[:80], example=example)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong_type(field, "number")
        else:
            return float(max(-(10**18), min(value, 10**18))) if isinstance(value, int) else value
        return None

    def _unknown(self, field: str, value: str, known: Iterable[str], what: str) -> None:
        hint = nearest_hint(value, known)
        if what:
            self.fault(FaultCode.UNKNOWN_REFERENCE, field, what=what, value=value[:80], **hint)
        else:
            self.fault(FaultCode.UNKNOWN_VALUE, field, value=value[:80], allowed=", ".join(known), **hint)


def _from_iso(text: str, kind: type[date], *, length: int) -> date | None:
    try:
        return kind.fromisoformat(text) if len(text) == length else None
    except ValueError:
        return None


def type_name(value: object) -> str:
    """Name a value's type as faults do: boolean, number, text, date, datetime, list, table or nothing."""
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return "list"
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "table")


def neat(number: float) -> float:
    """Give a whole number as an integer, to be shown without ``.0``."""
    return int(number) if math.isfinite(number) and number.is_integer() else number


def is_slug(text: str) -> bool:
    """Tell whether a text is an id: small ASCII letters and digits, parted by single hyphens."""
    return _SLUG.fullmatch(text) is not None


def slug_of(text: str) -> str:
    """Make the id that a name suggests.

    Examples
    --------
    >>> slug_of("Östra Ågatan 5")
    'ostra-agatan-5'
    """
    plain = text.casefold().translate(str.maketrans("åäæáàöøóéèëüúíñç", "aaaaaoooeeeuuinc"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "my-place"
