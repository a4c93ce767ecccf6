"""Fields of a form as they were typed: read one by one, with what is wrong told by the field's name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from geo.windows import WeekWindows, WindowError
from web.client_texts import is_storable
from web.lead.place_grid import PARTS, with_cells
from web.lead.place_hours import NEVER, hours_fault, read_hours
from web.lead.place_texts import text_faults
from web.security.personal_data_kinds import PersonalDataKind
from web.words import N_, Words

Choice = TypeVar("Choice", bound=StrEnum)

Typed = Mapping[str, Sequence[str]]
"""What a form sent: every value of each field, as text."""

NO_TEXT = N_("Write something here.")
TOO_LONG = N_("Write at most %(most)s characters.")
STRANGE = N_("There is a sign here that cannot be kept. Remove it.")
NO_WHOLE = N_("Write a whole number from %(least)s to %(most)s.")
NO_NUMBER = N_("Write a number from %(least)s to %(most)s.")
NO_CHOICE = N_("Choose one of the list.")
NO_DAY = N_("Write a day, for instance 2026-12-03.")
NO_MOMENT = N_("Write a day and a time, for instance 2026-12-03 14:00.")


class Fields:
    """Reads typed fields; a wrong one is noted in ``faults`` and gives a stand-in.

    Parameters
    ----------
    places
        Names of places that a text may hold without being taken for a person's.
    """

    def __init__(self, typed: Typed, words: Words, *, places: Sequence[str] = ()) -> None:
        self.typed, self.words, self._places = typed, words, places
        self.faults: dict[str, str] = {}

    def raw(self, name: str) -> str:
        """Give what was typed, without blanks around it."""
        found = self.typed.get(name, ())
        return found[0].replace("\r\n", "\n").strip() if found else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Give every value of a field with several, each once."""
        return tuple(dict.fromkeys(value.strip() for value in self.typed.get(name, ()) if value.strip()))

    def fault(self, name: str, said: str, /, **values: object) -> None:
        """Note what is wrong with a field; the first fault stands."""
        self.faults.setdefault(name, self.words.text(said, **values))

    def prose(
        self,
        name: str,
        *,
        most: int,
        required: bool = False,
        lines: bool = False,
        but: Collection[PersonalDataKind] = (),
    ) -> str:
        """Read a text that tells of no person; ``but`` are kinds of personal data that may stand there."""
        text = self.raw(name) if lines else " ".join(self.raw(name).split())
        if required and not text:
            self.fault(name, NO_TEXT)
        if len(text) > most:
            self.fault(name, TOO_LONG, most=self.words.number(most))
        if not is_storable(text) or not all(c.isprintable() or c == "\n" for c in text):
            self.fault(name, STRANGE)
            return ""
        for said in text_faults(self.words, text, places=self._places, but=but)[:1]:
            self.faults.setdefault(name, said)
        return text

    def whole(self, name: str, *, least: int, most: int, otherwise: int) -> int:
        """Read a whole number; nothing is ``otherwise``."""
        text = "".join(self.raw(name).split())
        if not text:
            return otherwise
        if text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most:
            return int(text)
        self.fault(name, NO_WHOLE, least=self.words.number(least), most=self.words.number(most))
        return otherwise

    def number(self, name: str, *, least: float, most: float, otherwise: float, scale: float = 1) -> float:
        """Read a number with comma or point; what is typed is divided by ``scale``."""
        text = "".join(self.raw(name).split()).replace(",", ".")
        if not text:
            return otherwise
        plain = text.removeprefix("-").replace(".", "", 1)
        if plain.isascii() and plain.isdecimal() and len(text) < 12 and least <= float(text) <= most:
            return float(text) / scale
        self.fault(name, NO_NUMBER, least=_number(self.words, least), most=_number(self.words, most))
        return otherwise

    def choice(self, name: str, kind: type[Choice], otherwise: Choice) -> Choice:
        """Read a code."""
        text = self.raw(name)
        if text in set(kind):
            return kind(text)
        if text:
            self.fault(name, NO_CHOICE)
        return otherwise

    def one_of(self, name: str, known: Collection[str], otherwise: str) -> str:
        """Read one of the known names."""
        text = self.raw(name)
        if text in known:
            return text
        if text:
            self.fault(name, NO_CHOICE)
        return otherwise

    def some_of(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Read some of the known names, in the order in which they are known."""
        chosen = set(self.all(name))
        if chosen - set(known):
            self.fault(name, NO_CHOICE)
        return tuple(item for item in known if item in chosen)

    def day(self, name: str) -> date | None:
        """Read a day; None, with a fault, where there is none."""
        try:
            found = date.fromisoformat(self.raw(name))
        except ValueError:
            found = date.min
        if 2000 <= found.year <= 2099:
            return found
        self.fault(name, NO_DAY)
        return None

    def moment(self, name: str, tz: ZoneInfo) -> datetime | None:
        """Read a day and a time of the city; None, with a fault, where there is none or the clock leaps over it."""
        try:
            local = datetime.fromisoformat(self.raw(name).replace(" ", "T", 1).replace(".", ":"))
        except ValueError:
            self.fault(name, NO_MOMENT)
            return None
        aware = local.replace(second=0, microsecond=0, tzinfo=tz)
        if local.tzinfo is None and 2000 <= local.year <= 2099 and _is_there(aware, tz):
            return aware
        self.fault(name, NO_MOMENT)
        return None

    def hours(self, name: str) -> WeekWindows:
        """Read weekly hours: the text, then what differs in the grid of check boxes that goes with it.

        The boxes are sent as ``<name>.cell`` by pages without scripts alone, with ``<name>.grid`` beside them.
        """
        try:
            windows = read_hours(self.raw(name))
        except WindowError as error:
            self.faults.setdefault(name, hours_fault(self.words, error))
            return NEVER
        if not self.raw(f"{name}.grid"):
            return windows
        filled = set(self.all(f"{name}.cell"))
        shown = set(self.all(f"{name}.was"))
        changed = {
            (part, day)
            for part in PARTS
            for day in range(7)
            if (f"{part}-{day}" in filled) != (f"{part}-{day}" in shown)
        }
        return with_cells(windows, {(part, day): f"{part}-{day}" in filled for part, day in changed})


def _is_there(moment: datetime, tz: ZoneInfo) -> bool:
    """Tell whether the clock shows this time: in spring it leaps over an hour."""
    return datetime.fromtimestamp(moment.timestamp(), tz).replace(tzinfo=None) == moment.replace(tzinfo=None)


def _number(words: Words, number: float) -> str:
    return words.number(number, 0 if float(number).is_integer() else 1)
